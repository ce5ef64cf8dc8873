package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Parcel;

/** Among all exchanges, a document is the business of this one; what it is made of may not be. */
class SessionSummaryClaimsTest {
  private static final Dialect DIALECT = SessionDocuments.RGH;

  @Test
  void aTransactionWithADocumentIsNoSessionReport() {
    var bundle = SessionSummaryFhir.toFhir(SessionDocuments.summary(), null, DIALECT);
    only(Exchanges.ALL.fromFhir(bundle, DIALECT));
  }

  @Test
  void aDocumentThatOnlyNamesItsSessionIsNoReportOfIt() {
    only(
        Exchanges.ALL.fromFhir(
            SessionSummaryFhir.document(SessionDocuments.summary(), DIALECT), DIALECT));
  }

  @Test
  void whatADocumentIsMadeOfBecomesRecordsBesideIt() throws IOException {
    var text = SessionSummaryReferenceTest.text("d-session-summary-document.json");
    var read = Exchanges.ALL.fromFhir(bundle(text), DIALECT);
    assertThat(read.issues()).noneMatch(i -> i.refuses());
    assertThat(read.value().orElseThrow())
        .extracting(p -> p.about().getClass().getSimpleName())
        .contains("SessionSummary", "InfusionSession", "Observation");
    var summary =
        read.value().orElseThrow().stream()
            .map(p -> p.about())
            .filter(SessionSummary.class::isInstance)
            .map(SessionSummary.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(summary.header().acts()).extracting(a -> a.code()).containsExactly("14152002");
    assertThat(summary.sections().get(3).sources())
        .extracting(s -> s.type() + " " + s.number().value())
        .containsExactly("Observation OBS-20261005-0007-002", "Observation OBS-20261005-0007-013");
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
