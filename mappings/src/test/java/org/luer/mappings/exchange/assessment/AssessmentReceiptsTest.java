package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.synthetic.SyntheticAssessments;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Parcel;

/** Receipts of assessments that were sent: what must arrive, and what holds a delivery. */
class AssessmentReceiptsTest {
  private static final AssessmentReport REPORT = Samples.phq9();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void nothingThatMustArriveIsMissing(long seed) {
    for (var report : SyntheticAssessments.of(seed)) {
      for (var format : List.of("fhir", "hl7v2")) {
        var measured = measured(report, Receipts.rendering(format, report, Dialect.DEFAULT));
        assertThat(missing(report, measured)).isEmpty();
        assertThat(measured.counts().lost()).isLessThanOrEqualTo(1); // Patient/recordedAt in FHIR
      }
    }
  }

  /** Reading scores nothing again that we wrote: a signal that was not written is not mended. */
  @Test
  void aSafetySignalThatWouldNotArriveHoldsTheDelivery() {
    var texts =
        texts().stream()
            .map(t -> t.replaceAll("OBX\\|\\d+\\|CWE\\|ASM-SIGNAL[^\r]*\r", ""))
            .map(t -> t.replaceAll("(44260-8\\^[^\r]*)\\|A\\|\\|\\|F", "$1||||F"))
            .toList();
    assertThat(missing(REPORT, hl7v2(texts)))
        .containsExactlyInAnyOrder("/signals/0/item", "/signals/0/grade");
  }

  @Test
  void aTotalThatWouldNotArriveHoldsTheDelivery() {
    var texts =
        texts().stream().map(t -> t.replaceAll("OBX\\|\\d+\\|NM\\|44261-6[^\r]*\r", "")).toList();
    assertThat(missing(REPORT, hl7v2(texts))).contains("/scores/0/value", "/scores/0/code");
  }

  @Test
  void anOrdinaryAnswerIsNamedButHoldsNothing() {
    var texts =
        texts().stream().map(t -> t.replaceAll("OBX\\|\\d+\\|CWE\\|44250-9[^\r]*\r", "")).toList();
    var measured = hl7v2(texts);
    assertThat(missing(REPORT, measured)).isEmpty();
    assertThat(measured.results())
        .filteredOn(r -> r.status() == LeafStatus.LOST)
        .extracting(r -> r.leaf().path())
        .contains("/answers/0/item", "/answers/0/value");
  }

  @Test
  void theFullReceiptNamesThePlacesOfTheSafetyItem() {
    var receipt = Receipts.RECEIPTS.full(hl7v2(texts()));
    assertThat(receipt.leaves())
        .filteredOn(l -> l.path().equals("/signals/0/item"))
        .flatExtracting(l -> l.to())
        .anyMatch(to -> to.toString().matches("OBX\\[9]-3\\(1\\)\\.1\\.1"));
  }

  private static List<String> texts() {
    return Wire.texts(REPORT, Before.nothing(), Dialect.DEFAULT);
  }

  private static Measurement<Parcel<?>> hl7v2(List<String> texts) {
    return measured(REPORT, Receipts.RECEIPTS.renderings().hl7v2(texts));
  }

  private static Measurement<Parcel<?>> measured(
      AssessmentReport report, Rendering<Parcel<?>> target) {
    return Receipts.RECEIPTS.outward(
        List.of(Receipts.parcel(report)), target, Comparison.Withheld.NOTHING);
  }

  private static List<String> missing(AssessmentReport report, Measurement<Parcel<?>> measured) {
    return Receipts.RECEIPTS.missing(Receipts.parcel(report), measured);
  }
}
