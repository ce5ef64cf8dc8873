package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.r4.model.Patient;
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

  @Test
  void thePracticeOfAPatientStandsInFhirBesideTheClinician() throws IOException {
    var person = message("adt-a28-person-ecw-2.5.1.hl7");
    assertThat(OtherFormat.gone(person, "PD1-3")).noneMatch(key -> !key.contains("PD1-3(1).6"));
    assertThat(OtherFormat.bundle(Files.readString(person)).getEntry())
        .extracting(e -> e.getResource())
        .filteredOn(Patient.class::isInstance)
        .flatExtracting(p -> ((Patient) p).getGeneralPractitioner())
        .anySatisfy(
            g -> {
              assertThat(g.getType()).isEqualTo("Organization");
              assertThat(g.getDisplay()).isNotBlank();
            });
  }

  @Test
  void theWayOfADocumentThroughAnOfficeIsToldInFhir() throws IOException {
    var note = message("mdm-t02-epic-transcription-2.5.1.hl7");
    assertThat(OtherFormat.gone(note, "TXA-")).isEmpty();
  }

  @Test
  void aReadingKeepsTheFirstOfItsCodes() throws IOException {
    assertThat(OtherFormat.gone(elsewhere("sessionreport-with-nausea.json"), "2708-6")).isEmpty();
  }

  @Test
  void aDoseIsKnownByItsNumberInHl7v2Too() throws IOException {
    var given = elsewhere("sessionreport-epic-ondansetron-given.json");
    assertThat(OtherFormat.gone(given, "MedicationAdministration"))
        .noneMatch(
            key ->
                key.matches(
                    ".*\\.(status|dosage\\.dose\\..*|effectivePeriod\\..*)|.*identifier.*"));
    assertThat(String.join("", OtherFormat.messages(Files.readString(given))))
        .contains("DOSE-NUMBER^Number of the dose at whoever gave it^99KIC||881204471-3^");
  }

  @Test
  void aProblemOfTheListIsNoDiagnosisOfTheVisit() throws IOException {
    var feed = elsewhere("patientfeed-cerner-problems-and-coverage.json");
    assertThat(OtherFormat.gone(feed, "Condition{problem-list-item"))
        .noneMatch(key -> key.matches(".*\\.(clinicalStatus|category|code\\.text|subject).*"));
  }

  @Test
  void whoTookASpecimenAndWhoGetsTheReportIsToldInFhir() throws IOException {
    var panel = message("oru-cbc-beaker-2.5.1.hl7");
    for (var field : List.of("OBR-10", "OBR-11", "OBR-28", "TQ1-9", "ORC-10")) {
      assertThat(OtherFormat.gone(panel, field + "(")).as(field).isEmpty();
    }
  }

  private static Path message(String name) {
    return Path.of("src/test/resources/elsewhere-hl7v2", name);
  }

  private static Path elsewhere(String name) {
    return Path.of("src/test/resources/elsewhere", name);
  }

  private static Path reference(String name) {
    return Path.of("src/test/resources/reference", name);
  }
}
