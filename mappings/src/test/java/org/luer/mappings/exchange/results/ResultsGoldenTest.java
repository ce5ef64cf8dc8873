package org.luer.mappings.exchange.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.WildResults;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.proof.Declared;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;

/**
 * The examples, what strangers send, and refusals, as files; {@code -Dgolden.rewrite=true} writes
 * what follows from them anew for a person to review.
 */
class ResultsGoldenTest {
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");
  private static final Set<String> BOTH = Set.of("ORU_R01", "RAS_O17");
  private static final Dialect STRANGER = Dialect.DEFAULT.withZone(ZoneId.of("America/Chicago"));

  @Test
  void examplesAreWrittenByteForByteAndReadBack() throws IOException {
    for (var example : ResultsFiles.cases(ResultsFiles.examples())) {
      var set = ResultsFiles.of(example);
      var drafts = ResultsHl7v2.toHl7v2(set, Before.nothing(), Dialect.DEFAULT, BOTH);
      assertThat(drafts).hasSize(1);
      var message = MessageWriter.write(drafts.get(0), "", Dialect.DEFAULT);
      assertThat(StrictHl7v2.problems(message.text())).describedAs(example + "").isEmpty();
      same(example.resolve(message.type().toLowerCase(Locale.ROOT) + ".hl7"), message.text());
      var bundle = ResultsFhir.toFhir(set, Before.nothing(), Dialect.DEFAULT);
      same(example.resolve("fhir.json"), FhirJson.pretty(bundle));
      var v2 =
          Exchanges.ALL.fromHl7v2(message.text().getBytes(StandardCharsets.UTF_8), Dialect.DEFAULT);
      assertThat(v2.issues()).describedAs(example + "").isEmpty();
      assertThat(about(v2.value().orElseThrow())).containsExactly(set.about());
      var fhir = Exchanges.ALL.fromFhir(bundle, Dialect.DEFAULT);
      assertThat(fhir.issues()).describedAs(example + "").isEmpty();
      Declared.fhir("results")
          .same(((Results) fhir.value().orElseThrow().get(0).set()).about(), set.about());
    }
  }

  @Test
  void allVersionsAreStrict() {
    for (var example : ResultsFiles.cases(ResultsFiles.examples())) {
      for (var version : List.of("2.3.1", "2.4", "2.5.1", "2.8")) {
        var dialect = Dialect.DEFAULT.withVersion(version);
        var drafts =
            ResultsHl7v2.toHl7v2(ResultsFiles.of(example), Before.nothing(), dialect, BOTH);
        var text = MessageWriter.write(drafts.get(0), "", dialect).text();
        assertThat(StrictHl7v2.problems(text)).describedAs(version + " " + example).isEmpty();
      }
    }
  }

  @Test
  void bundlesConformToUsCore() throws IOException {
    for (var example : ResultsFiles.cases(ResultsFiles.examples())) {
      var bundle = ResultsFhir.toFhir(ResultsFiles.of(example), Before.nothing(), Dialect.DEFAULT);
      assertThat(FhirConformance.errors(FhirJson.encode(bundle)))
          .describedAs(example + "")
          .isEmpty();
    }
    for (long seed = 0; seed < 24; seed++) {
      var bundle =
          ResultsFhir.toFhir(
              WildResults.of(seed, (int) (seed * 4)), Before.nothing(), Dialect.DEFAULT);
      assertThat(FhirConformance.errors(FhirJson.encode(bundle))).describedAs("" + seed).isEmpty();
    }
  }

  /** The records that strangers' inputs become, and what of them arrived there and elsewhere. */
  @Test
  void whatStrangersSendIsReadAsTheRecordsBesideIt() throws IOException {
    for (var one : ResultsFiles.cases(Path.of("src/test/resources/reference/results"))) {
      var dialect =
          one.endsWith("two-panels-in-version-23") ? STRANGER.withVersion("2.3") : STRANGER;
      var receipts = new ParcelReceipts(Exchanges.ALL, n -> ResultsFiles.TABLES, "test", dialect);
      var source = source(one, receipts);
      var parcels = source.facts();
      assertThat(parcels).describedAs(one + " " + issues(one)).isNotEmpty();
      var records = ClinicJson.mapper().createArrayNode();
      parcels.forEach(p -> records.add(ClinicRecords.tree(p.about())));
      same(one.resolve("clinic.json"), records.toPrettyString() + "\n");
      same(one.resolve("issues.txt"), issues(one));
      judge(one, receipts.inward(source, receipts.renderings().clinic(parcels)));
      for (var parcel : parcels) {
        var bundle = parcel.toFhir(STRANGER);
        assertThat(FhirConformance.errors(FhirJson.encode(bundle))).describedAs(one + "").isEmpty();
      }
    }
  }

  private static void judge(Path one, Measurement<Parcel<?>> measured) throws IOException {
    var missing =
        measured.results().stream()
            .filter(r -> r.status() != LeafStatus.ENVELOPE && !r.status().arrived())
            .map(r -> r.status() + " " + r.leaf().path())
            .toList();
    var c = measured.counts();
    var all = c.populated() - c.envelope();
    same(
        one.resolve("receipt.txt"),
        (c.carried() + c.changed())
            + " of "
            + all
            + " arrived\n"
            + String.join("", missing.stream().map(m -> m + "\n").toList()));
    assertThat(missing).describedAs(one + "").hasSizeLessThanOrEqualTo(10);
    assertThat((c.carried() + c.changed()) * 100 / all).isGreaterThanOrEqualTo(95);
  }

  private static Rendering<Parcel<?>> source(Path one, ParcelReceipts receipts) throws IOException {
    return Files.exists(one.resolve("message.hl7"))
        ? receipts.renderings().hl7v2(List.of(Files.readString(one.resolve("message.hl7"))))
        : receipts
            .renderings()
            .fhir(
                FhirJson.parseBundle(Files.readString(one.resolve("bundle.json")))
                    .value()
                    .orElseThrow());
  }

  private static String issues(Path one) throws IOException {
    return Files.exists(one.resolve("message.hl7"))
        ? text(
            Exchanges.ALL
                .fromHl7v2(Files.readAllBytes(one.resolve("message.hl7")), STRANGER)
                .issues())
        : text(
            Exchanges.ALL
                .fromFhir(
                    FhirJson.parseBundle(Files.readString(one.resolve("bundle.json")))
                        .value()
                        .orElseThrow(),
                    STRANGER)
                .issues());
  }

  @Test
  void refusalsNameEveryReason() throws IOException {
    for (var one : ResultsFiles.cases(Path.of("src/test/resources/rejected-results"))) {
      var read = Exchanges.ALL.fromHl7v2(Files.readAllBytes(one.resolve("message.hl7")), STRANGER);
      assertThat(read.value()).describedAs(one + "").isEmpty();
      same(one.resolve("issues.txt"), text(read.issues()));
    }
  }

  private static List<Object> about(List<Parcel<?>> parcels) {
    var about = new ArrayList<>();
    parcels.forEach(p -> about.add(p.about()));
    return about;
  }

  private static String text(List<Issue> issues) {
    var text = new StringBuilder();
    for (var issue : issues) {
      text.append(issue.severity().code())
          .append(' ')
          .append(issue.code().code())
          .append(' ')
          .append(issue.path())
          .append(' ')
          .append(issue.text())
          .append('\n');
    }
    return text.toString();
  }

  private static void same(Path file, String content) throws IOException {
    if (REWRITE) {
      Files.writeString(file, content);
    }
    assertThat(file).exists();
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).isEqualTo(content);
  }

  /** Nothing is left out silently: what did not arrive is one of the statuses that say so. */
  @Test
  void outwardReceiptsAddUp() {
    var receipts =
        new ParcelReceipts(Exchanges.ALL, name -> ResultsFiles.TABLES, "test", Dialect.DEFAULT);
    for (var example : ResultsFiles.cases(ResultsFiles.examples())) {
      var parcel = new Parcel<>(ResultsExchange.INSTANCE, ResultsFiles.of(example));
      var texts =
          parcel.toHl7v2(Dialect.DEFAULT, BOTH).stream()
              .map(d -> MessageWriter.write(d, "", Dialect.DEFAULT).text())
              .toList();
      for (var target :
          List.of(
              receipts.renderings().hl7v2(texts),
              receipts.renderings().fhir(parcel.toFhir(Dialect.DEFAULT)))) {
        var measured = receipts.outward(List.of(parcel), target, Comparison.Withheld.NOTHING);
        assertThat(receipts.missing(parcel, measured)).describedAs(example + "").isEmpty();
        var c = measured.counts();
        assertThat(c.lost()).describedAs(example + " " + target.format()).isLessThanOrEqualTo(2);
      }
    }
  }
}
