package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.Exchange;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;

/** What every exchange's examples are held to; the tables and examples lie in conformance. */
public final class ExchangeCases {
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");
  private static final Path ARTIFACTS =
      Path.of(System.getProperty("basedir", "."), "../conformance/artifacts/src/main/resources");

  private ExchangeCases() {}

  /** The example folders of an exchange; there must be some. */
  public static List<Path> examples(String exchange) throws IOException {
    try (var folders = Files.list(ARTIFACTS.resolve("examples/" + exchange))) {
      var all = folders.filter(Files::isDirectory).sorted().toList();
      assertThat(all).isNotEmpty();
      return all;
    }
  }

  /** The records of an example. */
  public static List<ClinicRecord> records(Path example) throws IOException {
    var records = new ArrayList<ClinicRecord>();
    try (var files = Files.list(example.resolve("clinic"))) {
      for (var file : files.sorted().toList()) {
        records.addAll(ClinicRecords.read(Files.readString(file)).value().orElseThrow());
      }
    }
    return records;
  }

  /** The parcel of an exchange in an example. */
  public static Parcel<?> parcel(String exchange, Path example) throws IOException {
    return parcel(Exchanges.ALL.find(exchange).orElseThrow(), records(example));
  }

  private static <S> Parcel<S> parcel(Exchange<S> exchange, List<ClinicRecord> records) {
    return new Parcel<>(exchange, exchange.assemble(records, null).value().orElseThrow().get(0));
  }

  /** Both forms lie beside the records, conform, and are written byte for byte. */
  public static void written(String exchange, Path example, UnaryOperator<List<String>> tolerated)
      throws IOException {
    var parcel = parcel(exchange, example);
    var bundle = parcel.toFhir(Dialect.DEFAULT);
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).as("%s", example).isEmpty();
    same(example.resolve("fhir.json"), FhirJson.pretty(bundle));
    for (var version : List.of("2.3.1", "2.4", "2.5.1", "2.8")) {
      var messages = messages(parcel, Dialect.DEFAULT.withVersion(version));
      assertThat(messages).isNotEmpty();
      for (var message : messages) {
        assertThat(tolerated.apply(strict(message.text()))).as("%s %s", example, version).isEmpty();
        if (version.equals("2.5.1")) {
          var name = message.type().toLowerCase(Locale.ROOT) + ".hl7";
          same(example.resolve(name), message.text());
        }
      }
    }
  }

  private static List<String> strict(String text) {
    return org.luer.mappings.exchange.StrictHl7v2.problems(text);
  }

  /** The messages that tell of a parcel. */
  public static List<Hl7v2Message> messages(Parcel<?> parcel, Dialect dialect) {
    return parcel.toHl7v2(dialect, Set.of()).stream()
        .map(d -> MessageWriter.write(d, "", dialect))
        .toList();
  }

  /** Receipts of one exchange. */
  public static ParcelReceipts receipts(Dialect dialect) {
    return new ParcelReceipts(Exchanges.ALL, ExchangeCases::tables, "test", dialect);
  }

  /** The published tables of an exchange. */
  public static ExchangeTables tables(String exchange) {
    try (var hl7v2 = table(exchange, "paths-hl7v2.csv");
        var fhir = table(exchange, "paths-fhir.csv");
        var must = table(exchange, "must-carry.csv")) {
      return new ExchangeTables(
          PathTable.read(hl7v2).and(PathTable.read(fhir)), MustCarry.read(must));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Reader table(String exchange, String file) {
    var path = "/paths/" + exchange + "/" + file;
    return new InputStreamReader(
        Objects.requireNonNull(ExchangeCases.class.getResourceAsStream(path), path),
        StandardCharsets.UTF_8);
  }

  /** Leaves that did not arrive, with the status, those of the envelope left out. */
  public static List<String> notArrived(Measurement<Parcel<?>> measured) {
    return measured.results().stream()
        .filter(r -> !r.status().arrived() && r.status() != LeafStatus.ENVELOPE)
        .map(r -> r.status() + " " + r.leaf().path() + " " + r.leaf().value())
        .toList();
  }

  /** What the clinic's own records lose on the way into one form. */
  public static List<String> outward(Parcel<?> parcel, boolean fhir, Dialect dialect) {
    var receipts = receipts(dialect);
    var renderings = receipts.renderings();
    var target =
        fhir
            ? renderings.fhir(parcel.toFhir(dialect))
            : renderings.hl7v2(messages(parcel, dialect).stream().map(Hl7v2Message::text).toList());
    var measured = receipts.outward(List.of(parcel), target, Comparison.Withheld.NOTHING);
    assertThat(receipts.missing(parcel, measured)).isEmpty();
    return notArrived(measured);
  }

  /** Issues one a line. */
  public static String text(List<Issue> issues) {
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

  /** Compares with a file, or rewrites it. */
  public static void same(Path file, String content) throws IOException {
    if (REWRITE) {
      Files.writeString(file, content);
    }
    assertThat(file).exists();
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).isEqualTo(content);
  }
}
