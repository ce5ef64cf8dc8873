package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What goes along when something is told on in the other format, and where it stands there. */
class OtherFormatTest {
  private static final Path DOCUMENT = reference("d2-documentreference-pdf-transaction.json");

  @Test
  void whoWroteADocumentIsReachedInHl7v2Too() throws IOException {
    assertThat(OtherFormat.gone(DOCUMENT, "Practitioner")).isEmpty();
    assertThat(OtherFormat.messages(Files.readString(DOCUMENT)).get(0))
        .contains("DOC-WHO-TEL^Telephone of a person of the document^99KIC|1.1|^WPN^PH^^")
        .contains("+1-555-0111");
  }

  @Test
  void aFormOfADocumentKeepsItsTitleAndLanguage() throws IOException {
    assertThat(OtherFormat.gone(DOCUMENT, "attachment")).isEmpty();
    assertThat(OtherFormat.messages(Files.readString(DOCUMENT)).get(0))
        .contains("|1|Ketamine infusion session summary|")
        .contains("DOC-FORM-LANG^Language of a form of the document^99KIC|1|en|");
  }

  @Test
  void theVisitElsewhereThatADocumentTellsOfGoesAlong() throws IOException {
    assertThat(OtherFormat.gone(elsewhere("sessionsummary-epic-progress-note.json"), "Encounter"))
        .noneMatch(key -> key.matches(".*\\.(status|class\\..*|period\\..*|value|code)"));
  }

  @Test
  void whomNobodySaysWhatTheyDidIsNamedInHl7v2Too() throws IOException {
    var form = reference("phq9-transaction.json");
    assertThat(OtherFormat.gone(form, "Practitioner")).isEmpty();
    assertThat(OtherFormat.messages(Files.readString(form)).get(0))
        .contains("NAMED^Person named beside a report^99KIC|N1|1987654328^Rivera^Alex");
  }

  @Test
  void aPlaceIsFoundInHl7v2Too() throws IOException {
    var booking = elsewhere("appointment-with-parts-of-everybody.json");
    assertThat(OtherFormat.gone(booking, "Location")).isEmpty();
    assertThat(OtherFormat.messages(Files.readString(booking)).get(0))
        .contains("PLACE-TEL^Telephone of the place^99KIC|AIL-3-unit.1|");
  }

  @Test
  void whosePlaceItIsIsToldInHl7v2Too() throws IOException {
    var booking = elsewhere("appointment-booked.json");
    assertThat(OtherFormat.gone(booking, "Organization")).isEmpty();
    assertThat(OtherFormat.messages(Files.readString(booking)).get(0))
        .contains("APT-SITE^Organization whose place it is^99KIC")
        .contains("900 Lake St");
  }

  private static Path elsewhere(String name) {
    return Path.of("src/test/resources/elsewhere", name);
  }

  private static Path reference(String name) {
    return Path.of("src/test/resources/reference", name);
  }
}
