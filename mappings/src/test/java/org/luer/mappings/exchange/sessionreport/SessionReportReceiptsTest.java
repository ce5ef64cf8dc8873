package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;

/** Receipts of real translations, in every direction. */
class SessionReportReceiptsTest {
  private static final Dialect DIALECT = Dialect.DEFAULT;
  private static final SessionReport REPORT = SyntheticClinic.session105Minutes();

  private final ParcelReceipts receipts =
      new ParcelReceipts(
          Exchanges.ALL,
          name ->
              new ExchangeTables(
                  new PathTable(
                      List.of(
                          row("fhir", "Observation.valueQuantity.value"),
                          row("fhir", "Observation.component.valueQuantity.value"),
                          row("hl7v2", "ORU_R01:OBX-5"))),
                  MustCarry.read(resource("must-carry.csv"))),
          "test",
          DIALECT);
  private final ParcelRenderings renderings = receipts.renderings();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void nothingThatMustArriveIsMissing(long seed) {
    for (var report : SyntheticClinic.series(seed).reports()) {
      assertThat(receipts.missing(parcel(report), fhir(report))).isEmpty();
      assertThat(receipts.missing(parcel(report), hl7v2(report, bothTypes(report)))).isEmpty();
    }
  }

  @Test
  void aMutilatedMessageIsHeld() {
    var texts =
        bothTypes(REPORT).stream()
            .map(text -> text.replaceAll("OBX\\|[^\r]*8480-6\\^[^\r]*\r", "").replace("ZZ", "XX"))
            .toList();
    var measured = hl7v2(REPORT, texts);
    assertThat(receipts.missing(parcel(REPORT), measured))
        .contains("Patient#/names/0/family")
        .allMatch(path -> !path.startsWith("/readings") || path.matches("/readings/\\d+/.*"));
    assertThat(measured.counts().lost()).isPositive();
    assertAddsUp(measured);
  }

  @Test
  void onlyAbnormalReadingsMustArrive() {
    var texts =
        bothTypes(REPORT).stream()
            .map(text -> text.replaceAll("OBX\\|[^\r]*(?:8867-4|9279-1)\\^[^\r]*\r", ""))
            .toList();
    var measured = hl7v2(REPORT, texts);
    assertThat(measured.counts().lost()).isGreaterThan(10);
    assertThat(receipts.missing(parcel(REPORT), measured)).isEmpty();
  }

  @Test
  void theFullReceiptNamesThePlacesOfAReading() {
    var readings = REPORT.session().readings();
    var index = 0;
    while (readings.get(index).value() == null) {
      index++;
    }
    var path = "/readings/" + index + "/value";
    assertThat(places(receipts.full(fhir(REPORT)), path))
        .hasSize(1)
        .allMatch(to -> to.matches("Bundle\\.entry\\[\\d+]\\.resource\\..*valueQuantity\\.value"));
    assertThat(places(receipts.full(hl7v2(REPORT, bothTypes(REPORT))), path))
        .hasSize(1)
        .allMatch(to -> to.matches("ORU_R01:OBX\\[\\d+]-5\\(1\\)\\.1\\.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fhir", "hl7v2"})
  void ourOwnOutputComesInWithoutLoss(String format) {
    var source = rendering(format, REPORT);
    var clinic = renderings.clinic(source.facts());
    var measured = receipts.inward(source, clinic);
    assertThat(notArrived(measured)).isEmpty();
    assertAddsUp(measured);
    var full = receipts.full(measured);
    assertThat(full.source().format()).isEqualTo(format);
    assertThat(full.leaves()).hasSize(full.counts().populated());
    assertThat(full.leaves().stream().flatMap(l -> l.to().stream()))
        .anyMatch(to -> to.matches("/readings/\\d+/value"));
  }

  @Test
  void aSegmentThatNobodyKnowsIsForeign() {
    var texts =
        bothTypes(REPORT).stream().map(text -> text + "ZPI|1|parking lot^level 3\r").toList();
    var source = renderings.hl7v2(texts);
    var measured = receipts.inward(source, renderings.clinic(source.facts()));
    assertThat(measured.counts().foreign()).isEqualTo(3 * texts.size());
    assertThat(notArrived(measured)).allMatch(path -> path.contains("ZPI[1]-"));
  }

  /** Issue 3, acceptance 1: at least 95 of 100 leaves, at most ten rows that are not carried. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "oru_r01-session-vitals",
        "ras_o17-three-rates",
        "oru_r01-vitals-corrected",
        "oru_r01-another-hospital",
        "ras_o17-another-hospital"
      })
  void whatAnotherHospitalTellsComesInWithoutLoss(String name) throws IOException {
    var file = Path.of("src/test/resources/reference/" + name + ".hl7");
    var source = renderings.hl7v2(List.of(Files.readString(file).replace("\n", "\r")));
    var measured = receipts.inward(source, renderings.clinic(source.facts()));
    assertAddsUp(measured);
    assertThat(notArrived(measured)).as(name).hasSizeLessThanOrEqualTo(10);
    var counts = measured.counts();
    var content = counts.populated() - counts.envelope();
    assertThat(counts.carried() + counts.changed()).isGreaterThanOrEqualTo(content * 95 / 100);
  }

  @Test
  void acrossTheFormatsTheReceiptLeadsFromSegmentToEntry() {
    var source = rendering("hl7v2", REPORT);
    var bundle = source.facts().get(0).toFhir(DIALECT);
    var measured = receipts.inward(source, renderings.fhir(bundle));
    assertAddsUp(measured);
    assertThat(measured.counts().lost() + measured.counts().foreign())
        .isLessThan(measured.counts().carried() / 50);
    assertThat(receipts.full(measured).leaves())
        .anyMatch(
            line ->
                line.path().matches("ORU_R01:OBX\\[\\d+]-5\\(1\\)\\.1\\.1")
                    && line.to().stream().anyMatch(to -> to.startsWith("Bundle.entry[")));
  }

  private static PathTable.Row row(String format, String target) {
    return new PathTable.Row(format, "InfusionSession/readings/*/value", target, "same");
  }

  private static Reader resource(String name) {
    var path = "/paths/sessionreport/" + name;
    return new InputStreamReader(
        Objects.requireNonNull(SessionReportReceiptsTest.class.getResourceAsStream(path), path),
        StandardCharsets.UTF_8);
  }

  private Measurement<Parcel<?>> fhir(SessionReport report) {
    return receipts.outward(
        List.of(parcel(report)), rendering("fhir", report), Comparison.Withheld.NOTHING);
  }

  private Measurement<Parcel<?>> hl7v2(SessionReport report, List<String> texts) {
    return receipts.outward(
        List.of(parcel(report)), renderings.hl7v2(texts), Comparison.Withheld.NOTHING);
  }

  private static Parcel<SessionReport> parcel(SessionReport report) {
    return new Parcel<>(SessionReportExchange.INSTANCE, report);
  }

  private Rendering<Parcel<?>> rendering(String format, SessionReport report) {
    return format.equals("fhir")
        ? renderings.fhir(SessionReportFhir.toFhir(report, Predecessor.NONE, DIALECT))
        : renderings.hl7v2(bothTypes(report));
  }

  private static List<String> bothTypes(SessionReport report) {
    return SessionReportHl7v2.toHl7v2(
            report, Predecessor.NONE, DIALECT, Set.of("ORU_R01", "RAS_O17"))
        .stream()
        .map(Hl7v2Message::text)
        .toList();
  }

  private static List<String> places(org.luer.mappings.receipt.Receipt receipt, String path) {
    return receipt.leaves().stream()
        .filter(l -> l.path().equals(path))
        .flatMap(l -> l.to().stream())
        .toList();
  }

  private static List<String> notArrived(Measurement<Parcel<?>> measured) {
    return measured.results().stream()
        .filter(r -> !r.status().arrived() && r.status() != LeafStatus.ENVELOPE)
        .map(Comparison.Result::leaf)
        .map(Leaf::path)
        .toList();
  }

  private static void assertAddsUp(Measurement<Parcel<?>> measured) {
    var c = measured.counts();
    assertThat(
            Map.of(
                "sum",
                c.envelope()
                    + c.carried()
                    + c.changed()
                    + c.text()
                    + c.foreign()
                    + c.withheld()
                    + c.lost()))
        .containsEntry("sum", c.populated());
  }
}
