package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Parcel;

/** Among all exchanges, documents are the business of this one alone. */
class SessionSummaryClaimsTest {
  private static final Dialect DIALECT = SessionDocuments.RGH;

  @Test
  void aTransactionWithADocumentIsNoSessionReport() {
    var bundle = SessionSummaryFhir.toFhir(SessionDocuments.summary(), null, DIALECT);
    only(Exchanges.ALL.fromFhir(bundle, DIALECT));
  }

  @Test
  void aDocumentBundleIsFiledAndNotTakenApart() throws IOException {
    only(
        Exchanges.ALL.fromFhir(
            SessionSummaryFhir.document(SessionDocuments.summary(), DIALECT), DIALECT));
    var text = SessionSummaryReferenceTest.text("d-session-summary-document.json");
    only(Exchanges.ALL.fromFhir(bundle(text), DIALECT));
  }

  @Test
  void documentsOfBothKindsOfMessagesAreRead() {
    for (var set : SessionDocuments.all()) {
      for (var type : List.of("MDM_T02", "ORU_R01")) {
        var message = SessionSummaryHl7v2Test.message(set, null, DIALECT, Set.of(type));
        if (type.equals("ORU_R01") && set.header().voided()) {
          continue;
        }
        only(Exchanges.ALL.fromHl7v2(message.getBytes(StandardCharsets.UTF_8), DIALECT));
      }
    }
  }

  @Test
  void aModifierThatNobodyKnowsRefusesTheBundle() {
    var bundle = SessionSummaryFhir.toFhir(SessionDocuments.letter(), null, DIALECT);
    for (var entry : bundle.getEntry()) {
      if (entry.getResource() instanceof DocumentReference document) {
        document.addModifierExtension().setUrl("https://example.org/not-known");
      }
    }
    assertThat(SessionSummaryFhir.fromFhir(bundle, DIALECT).value()).isEmpty();
  }

  @Test
  void aMessageWithoutPatientAndNumberIsRefusedWithBothReasons() {
    var message =
        SessionSummaryHl7v2Test.message(SessionDocuments.letter(), null, DIALECT, Set.of("MDM_T02"))
            .replaceAll("\rPID[^\r]*", "")
            .replace("RGH-NOTE-77^RGHDOC", "");
    var read =
        SessionSummaryHl7v2.fromHl7v2(List.of(SessionSummaryHl7v2Test.segments(message)), DIALECT);
    assertThat(read.value()).isEmpty();
    assertThat(read.issues()).extracting(i -> i.path()).contains("PID[1]", "TXA[1]-12");
  }

  @Test
  void dataThatIsNoBase64IsRefusedWithItsPlace() {
    var message =
        SessionSummaryHl7v2Test.message(SessionDocuments.letter(), null, DIALECT, Set.of("MDM_T02"))
            .replaceAll("Base64\\^[^|\r]*", "Base64^***");
    var read =
        SessionSummaryHl7v2.fromHl7v2(List.of(SessionSummaryHl7v2Test.segments(message)), DIALECT);
    assertThat(read.issues()).anyMatch(i -> i.path().matches("OBX\\[\\d\\]-5\\(1\\)"));
    assertThat(read.value()).isEmpty();
  }

  private static Bundle bundle(String json) {
    return FhirJson.parseBundle(json).value().orElseThrow();
  }

  private static void only(Translation<List<Parcel<?>>> read) {
    assertThat(read.issues()).noneMatch(i -> i.refuses());
    assertThat(read.value().orElseThrow())
        .isNotEmpty()
        .allMatch(p -> p.exchange() == SessionSummaryExchange.INSTANCE);
  }
}
