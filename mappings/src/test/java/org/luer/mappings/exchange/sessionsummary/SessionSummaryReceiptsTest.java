package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.Translations;

/** Receipts of documents: what arrives, where it lies, what must arrive. */
class SessionSummaryReceiptsTest {
  private static final Translations ALONE =
      new Translations(List.of(SessionSummaryExchange.INSTANCE));
  private static final Dialect DIALECT = SessionDocuments.RGH;

  static List<SessionDocument> sets() {
    return List.of(
        SessionDocuments.summary(),
        SessionDocuments.replacement(),
        SessionDocuments.addendum(),
        SessionDocuments.letter());
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everythingArrivesInFhirAndLiesWhereTheTableSays(SessionDocument set) throws IOException {
    var receipts = receipts(DIALECT);
    var bundle = SessionSummaryFhir.toFhir(set, null, DIALECT);
    var measured = outward(receipts, set, receipts.renderings().fhir(bundle));
    assertThat(lost(measured)).allMatch(p -> p.endsWith("/recordedAt"));
    assertThat(homeless(receipts, measured)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everythingArrivesInMdmButWhatIsDeclared(SessionDocument set) throws IOException {
    var receipts = receipts(DIALECT);
    var message = SessionSummaryHl7v2Test.message(set, null, DIALECT, Set.of("MDM_T02"));
    var measured = outward(receipts, set, receipts.renderings().hl7v2(List.of(message)));
    assertThat(lost(measured))
        .allMatch(p -> p.matches(".*(/version|/attachments/1/(contentType|data)|/header/title)"))
        .hasSizeLessThanOrEqualTo(10);
    assertThat(homeless(receipts, measured)).isEmpty();
  }

  @Test
  void whatMustArriveIsMissedWhenItDoesNot() throws IOException {
    var tables = tables();
    var set = SessionDocuments.summary();
    var receipts = receipts(DIALECT);
    var bundle = SessionSummaryFhir.toFhir(set, null, DIALECT);
    assertThat(missing(tables, set, outward(receipts, set, receipts.renderings().fhir(bundle))))
        .isEmpty();
    var nothing =
        FhirJson.parseBundle("{\"resourceType\":\"Bundle\",\"type\":\"transaction\"}")
            .value()
            .orElseThrow();
    assertThat(missing(tables, set, outward(receipts, set, receipts.renderings().fhir(nothing))))
        .contains("/header/number/value", "/header/status", "Patient#/birthDate");
  }

  @Test
  void aPartnerThatTakesOnlyTextLosesNothingThatMustArrive() throws IOException {
    var text = DIALECT.withDocuments(Dialect.DocumentForm.TEXT);
    var set = SessionDocuments.summary();
    var receipts = receipts(text);
    var message = SessionSummaryHl7v2Test.message(set, null, text, Set.of("MDM_T02"));
    var measured = outward(receipts, set, receipts.renderings().hl7v2(List.of(message)));
    assertThat(missing(tables(), set, measured)).isEmpty();
    assertThat(((SessionSummary) set.document()).attachments()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3.1", "2.4", "2.5.1", "2.8"})
  void whoSignedAndWhatIsReplacedArriveInAResultToo(String version) throws IOException {
    var dialect = DIALECT.withVersion(version);
    for (var set : List.of(SessionDocuments.summary(), SessionDocuments.replacement())) {
      var receipts = receipts(dialect);
      var message = SessionSummaryHl7v2Test.message(set, null, dialect, Set.of("ORU_R01"));
      assertThat(StrictHl7v2.problems(message)).isEmpty();
      var measured = outward(receipts, set, receipts.renderings().hl7v2(List.of(message)));
      assertThat(missing(tables(), set, measured)).isEmpty();
    }
  }

  private static List<String> missing(
      ExchangeTables tables, SessionDocument set, Measurement<Parcel<?>> measured) {
    return tables
        .mustCarry()
        .missing(measured.results(), SessionSummaryExchange.INSTANCE.conditions(set))
        .stream()
        .map(l -> l.path())
        .toList();
  }

  private static Measurement<Parcel<?>> outward(
      ParcelReceipts receipts,
      SessionDocument set,
      org.luer.mappings.receipt.Rendering<Parcel<?>> target) {
    return receipts.outward(
        List.of(new Parcel<>(SessionSummaryExchange.INSTANCE, set)),
        target,
        Comparison.Withheld.NOTHING);
  }

  private static List<String> lost(Measurement<Parcel<?>> measured) {
    return measured.results().stream()
        .filter(r -> !r.status().arrived() && r.status() != LeafStatus.ENVELOPE)
        .map(r -> r.leaf().path())
        .toList();
  }

  /** Leaves that arrived, but nowhere where the table says. */
  private static List<String> homeless(ParcelReceipts receipts, Measurement<Parcel<?>> measured) {
    return receipts.full(measured).leaves().stream()
        .filter(l -> l.status().arrived() && l.to().isEmpty())
        .map(l -> l.path())
        .filter(p -> !p.matches(".*(/sections/.*|/attachments/0/(data|contentType)|/version)"))
        .filter(
            p -> !p.matches(".*/(header/staff/\\d+/role|[a-z]+Number/type|relatesTo/\\d+/kind)"))
        .toList();
  }

  private static ParcelReceipts receipts(Dialect dialect) throws IOException {
    var tables = tables();
    return new ParcelReceipts(ALONE, name -> tables, "test", dialect);
  }

  static ExchangeTables tables() throws IOException {
    try (var fhir = open("paths-fhir.csv");
        var hl7v2 = open("paths-hl7v2.csv");
        var must = open("must-carry.csv")) {
      return new ExchangeTables(
          PathTable.read(fhir).and(PathTable.read(hl7v2)), MustCarry.read(must));
    }
  }

  private static InputStreamReader open(String file) {
    return new InputStreamReader(
        Objects.requireNonNull(
            SessionSummaryReceiptsTest.class.getResourceAsStream("/paths/sessionsummary/" + file)),
        StandardCharsets.UTF_8);
  }
}
