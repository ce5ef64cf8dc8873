package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.charge.ChargeReview;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.synthetic.SyntheticCharges;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;

/** Receipts of generated charges, in every direction and version. */
class ChargesReceiptsTest {
  private static final ChargesExchange EXCHANGE = ChargesExchange.INSTANCE;

  @ParameterizedTest
  @ValueSource(strings = {"2.3.1", "2.4", "2.5.1", "2.8"})
  void nothingThatMustArriveIsMissingInAnyVersion(String version) {
    var dialect = Dialect.DEFAULT.withVersion(version);
    var receipts = receipts(dialect);
    for (var set : generated(3)) {
      for (var type : List.of(ChargesHl7v2.DFT_P03, ChargesHl7v2.DFT_P11)) {
        var target = receipts.renderings().hl7v2(texts(set, type, dialect));
        assertThat(missing(receipts, set, target)).isEmpty();
      }
    }
  }

  @Test
  void nothingThatMustArriveIsMissingInFhir() {
    var receipts = receipts(Dialect.DEFAULT);
    for (var set : generated(3)) {
      var bundle = EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT);
      assertThat(missing(receipts, set, receipts.renderings().fhir(bundle))).isEmpty();
    }
  }

  @Test
  void aMutilatedMessageIsHeld() {
    var receipts = receipts(Dialect.DEFAULT);
    var set = generated(1).get(0);
    var diagnosis = set.charge().orElseThrow().diagnoses().get(0).code().code();
    var texts =
        texts(set, ChargesHl7v2.DFT_P03, Dialect.DEFAULT).stream()
            .map(text -> text.replace("310.00&USD", "31.00&USD"))
            .map(text -> text.replace(String.valueOf(diagnosis), "Z99.9"))
            .toList();
    assertThat(missing(receipts, set, receipts.renderings().hl7v2(texts)))
        .contains("/lines/0/amount/value", "/diagnoses/0/code/code");
  }

  @Test
  void ourOwnOutputComesInWithoutLoss() {
    var receipts = receipts(Dialect.DEFAULT);
    for (var set : generated(2)) {
      var v2 = receipts.renderings().hl7v2(texts(set, ChargesHl7v2.DFT_P03, Dialect.DEFAULT));
      var fhir =
          receipts.renderings().fhir(EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT));
      for (var source : List.of(v2, fhir)) {
        var clinic = receipts.renderings().clinic(source.facts());
        assertThat(
                receipts.inward(source, clinic).results().stream()
                    .filter(r -> r.status() != LeafStatus.ENVELOPE && !r.status().arrived())
                    .map(r -> r.leaf().path()))
            .isEmpty();
      }
    }
  }

  @Test
  void generatedChargesConformAndHaveNoFindings() {
    for (var set : generated(4)) {
      assertThat(ChargeReview.of(set.charge().orElseThrow(), null)).isEmpty();
    }
    var bundle = EXCHANGE.toFhir(generated(1).get(0), Before.nothing(), Dialect.DEFAULT);
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }

  private static List<Charges> generated(int series) {
    return java.util.stream.LongStream.range(0, series)
        .mapToObj(SyntheticClinic::series)
        .flatMap(
            one ->
                one.sessions().stream()
                    .flatMap(session -> SyntheticCharges.of(session).stream())
                    .map(charge -> new Charges(one.clinic(), one.patient(), List.of(), charge)))
        .toList();
  }

  private static List<String> texts(Charges set, String type, Dialect dialect) {
    return EXCHANGE.toHl7v2(set, Before.nothing(), dialect, Set.of(type)).stream()
        .map(draft -> MessageWriter.write(draft, "", dialect))
        .map(Hl7v2Message::text)
        .toList();
  }

  private static List<String> missing(
      ParcelReceipts receipts, Charges set, Rendering<Parcel<?>> target) {
    var parcel = new Parcel<>(EXCHANGE, set);
    return receipts.missing(
        parcel, receipts.outward(List.of(parcel), target, Comparison.Withheld.NOTHING));
  }

  private static ParcelReceipts receipts(Dialect dialect) {
    return new ParcelReceipts(
        Exchanges.ALL,
        name ->
            new ExchangeTables(
                new PathTable(List.of()),
                MustCarry.read(
                    new InputStreamReader(
                        Objects.requireNonNull(
                            ChargesReceiptsTest.class.getResourceAsStream(
                                "/paths/" + name + "/must-carry.csv")),
                        StandardCharsets.UTF_8))),
        "test",
        dialect);
  }
}
