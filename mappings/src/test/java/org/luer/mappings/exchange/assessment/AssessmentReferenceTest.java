package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.assessment.Score;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.exchange.sessionreport.Hospitals;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Parcel;

/** The examples of the references are read completely, and what they say is accounted for. */
class AssessmentReferenceTest {

  /** A Practitioner to whom nothing in the Bundle refers: foreign content, named in the receipt. */
  private static final String NOBODY = "Bundle.entry[1].";

  @Test
  void phq9InOruR01() throws IOException {
    var read = Wire.read(List.of(text("oru_r01-phq9.hl7")), Hospitals.RGH);
    assertThat(read.issues()).isEmpty();
    var assessment = read.value().orElseThrow().get(0).assessment();
    assertThat(assessment.instrument()).isEqualTo("phq-9");
    assertThat(assessment.answers())
        .extracting(Answer::value)
        .containsExactly(2, 3, 2, 2, 1, 2, 1, 0, 1, 1);
    assertThat(assessment.scores())
        .containsExactly(new Score("44261-6", new BigDecimal("14"), null));
    assertThat(assessment.severity()).isEqualTo("moderate");
    assertThat(assessment.signals())
        .containsExactly(
            new SafetySignal(
                "44260-8",
                Grade.ALERT,
                "Item 9 positive; C-SSRS screener completed at 09:40, see separate result."));
    assertThat(assessment.fillerNumber())
        .isEqualTo(new Identifier("NLK-QR-3301", "NLKFIL", null, "FILL"));
    assertThat(assessment.authored()).isEqualTo("2025-03-11T09:32:00-05:00");
    assertThat(assessment.recordedAt()).isEqualTo("2025-03-11T09:35:00-05:00");
    assertThat(Objects.requireNonNull(assessment.orderer()).npi()).isEqualTo("2000000010");
    assertThat(assessment.status()).isEqualTo(Assessment.Status.COMPLETED);
  }

  @Test
  void phq9InATransaction() throws IOException {
    var read =
        AssessmentFhir.fromFhir(
            FhirJson.parseBundle(text("phq9-transaction.json")).value().orElseThrow(),
            Dialect.DEFAULT);
    assertThat(read.issues()).isEmpty();
    var assessment = read.value().orElseThrow().get(0).assessment();
    assertThat(assessment.id()).isEqualTo("QR-20261005-0007-PHQ9");
    assertThat(assessment.sessionId()).isEqualTo("SES-20261005-0007");
    assertThat(assessment.answeredBy()).isEqualTo(Assessment.Respondent.PATIENT);
    assertThat(assessment.answers())
        .extracting(Answer::value)
        .containsExactly(3, 3, 2, 3, 1, 2, 2, 0, 1, 2);
    assertThat(assessment.scores())
        .containsExactly(new Score("44261-6", new BigDecimal("17"), null));
    assertThat(assessment.signals()).extracting(SafetySignal::grade).containsExactly(Grade.ALERT);
  }

  @Test
  void theOruArrivesInTheClinicsRecordsAndInABundle() throws IOException {
    var receipts = Receipts.of(Hospitals.RGH);
    var source = receipts.renderings().hl7v2(List.of(text("oru_r01-phq9.hl7")));
    accounted(receipts.inward(source, receipts.renderings().clinic(source.facts())));
    accounted(receipts.inward(source, fhir(source, Hospitals.RGH)));
  }

  @Test
  void theTransactionArrivesInTheClinicsRecordsAndInAMessage() throws IOException {
    var receipts = Receipts.RECEIPTS;
    var bundle = FhirJson.parseBundle(text("phq9-transaction.json")).value().orElseThrow();
    var source = receipts.renderings().fhir(bundle);
    accounted(receipts.inward(source, receipts.renderings().clinic(source.facts())));
    var report = (AssessmentReport) source.facts().get(0).set();
    var message =
        receipts.renderings().hl7v2(Wire.texts(report, Before.nothing(), Dialect.DEFAULT));
    accounted(receipts.inward(source, message));
  }

  private static Rendering<Parcel<?>> fhir(Rendering<Parcel<?>> source, Dialect dialect) {
    var report = (AssessmentReport) source.facts().get(0).set();
    return Receipts.rendering("fhir", report, dialect);
  }

  /** Every leaf has a status, 95 of 100 came through, at most ten did not. */
  private static void accounted(Measurement<Parcel<?>> measured) {
    var counts = measured.counts();
    var content = counts.populated() - counts.envelope();
    var open =
        measured.results().stream()
            .filter(r -> !r.status().arrived() && r.status() != LeafStatus.ENVELOPE)
            .filter(r -> !r.leaf().path().startsWith(NOBODY))
            .map(r -> r.status() + " " + r.leaf().path())
            .toList();
    assertThat(open).as("%s of %s", open.size(), content).hasSizeLessThanOrEqualTo(10);
    assertThat(100.0 - 100.0 * open.size() / content)
        .as(open.toString())
        .isGreaterThanOrEqualTo(95);
    assertThat(measured.results()).extracting(Comparison.Result::status).doesNotContainNull();
  }

  private static String text(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            AssessmentReferenceTest.class.getResourceAsStream("/reference/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
