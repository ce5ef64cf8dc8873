package org.luer.mappings.exchange.patientfeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;

/** Registrations and merges as other senders write them: what arrives, measured there and back. */
class PatientFeedReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "adt_a08-demographics.hl7, 95, 10",
    "adt_a40-merge.hl7, 95, 10",
    "adt_a01-inpatient.hl7, 95, 10"
  })
  void nearlyEverythingHasAHomeInTheClinicModel(String file, int percent, int most)
      throws IOException {
    var text = text(file);
    var receipts = receipts();
    var source = receipts.renderings().hl7v2(List.of(text));
    assertThat(source.facts()).isNotEmpty();
    var measured = receipts.inward(source, receipts.renderings().clinic(source.facts()));
    assertGood(measured, percent, most);
    var foreign =
        PatientFeedHl7v2.fromHl7v2(List.of(Hospital.segments(text)), Hospital.RGH)
            .value()
            .orElseThrow()
            .stream()
            .flatMap(f -> Hospital.foreign(f))
            .map(Foreign::path)
            .toList();
    assertThat(foreign).containsExactlyInAnyOrderElementsOf(paths(measured, LeafStatus.FOREIGN));
    assertThat(paths(measured, LeafStatus.LOST)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "adt_a08-demographics.hl7, 93, 14",
    "adt_a40-merge.hl7, 95, 10",
    "adt_a01-inpatient.hl7, 95, 12"
  })
  void nearlyEverythingArrivesInFhir(String file, int percent, int most) throws IOException {
    var receipts = receipts();
    var source = receipts.renderings().hl7v2(List.of(text(file)));
    Bundle bundle = ParcelRenderings.bundle(source.facts(), Hospital.RGH);
    assertGood(receipts.inward(source, receipts.renderings().fhir(bundle)), percent, most);
  }

  @ParameterizedTest
  @CsvSource({"adt_a08-demographics.hl7", "adt_a40-merge.hl7", "adt_a01-inpatient.hl7"})
  void theSenderGetsBackWhatItSentAndNobodyElseDoes(String file) throws IOException {
    var text = text(file);
    var feed =
        PatientFeedHl7v2.fromHl7v2(List.of(Hospital.segments(text)), Hospital.RGH)
            .value()
            .orElseThrow()
            .get(0);
    var types = Set.of("ADT_" + Hospital.segments(text).type().substring(4));
    var back = PatientFeedHl7v2.toHl7v2(feed, false, Hospital.RGH, types).get(0).text();
    var elsewhere = PatientFeedHl7v2.toHl7v2(feed, false, Hospital.OTHER, types).get(0).text();
    var foreign = Hospital.foreign(feed).toList();
    for (var leaf : foreign) {
      if (leaf.path().matches("EVN.*")) {
        continue; // the clinic's own staff authority stands there
      }
      assertThat(Hospital.segments(back).at(leaf.path())).as(leaf.path()).isEqualTo(leaf.value());
      assertThat(Hospital.segments(elsewhere).at(leaf.path()))
          .as(leaf.path())
          .isNotEqualTo(leaf.value());
    }
  }

  private static void assertGood(Measurement<Parcel<?>> measured, int percent, int most) {
    var counts = measured.counts();
    var content = counts.populated() - counts.envelope();
    var arrived = counts.carried() + counts.changed();
    var rows =
        measured.results().stream()
            .filter(r -> !r.status().arrived() && r.status() != LeafStatus.ENVELOPE)
            .map(r -> r.status() + " " + r.leaf().path())
            .toList();
    assertThat(rows).as("%s of %s", arrived, content).hasSizeLessThanOrEqualTo(most);
    assertThat(arrived * 100).as("%s", rows).isGreaterThanOrEqualTo(content * percent);
  }

  private static List<String> paths(Measurement<Parcel<?>> measured, LeafStatus status) {
    return measured.results().stream()
        .filter(r -> r.status() == status)
        .map(Comparison.Result::leaf)
        .map(l -> l.path())
        .toList();
  }

  private static ParcelReceipts receipts() {
    return new ParcelReceipts(
        Exchanges.ALL,
        name ->
            new ExchangeTables(
                new PathTable(List.of()),
                new org.luer.mappings.receipt.MustCarry(java.util.Map.of())),
        "test",
        Hospital.RGH);
  }

  static String text(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            PatientFeedReferenceTest.class.getResourceAsStream("/reference/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
