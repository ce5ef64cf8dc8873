package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;
import org.luer.mappings.translation.Translations;

/**
 * What other houses send, told on in the other format: a Bundle as messages, a message as a Bundle.
 * The receipt names every leaf that does not go along, and its share of each input must not fall.
 * The shares of all are written to {@code target/other-format.txt}.
 */
class ElsewhereInTheOtherFormatTest {
  private static final Path SHARES = Path.of("src/test/resources/elsewhere-other-format.csv");
  private static final Dialect CHICAGO = Dialect.DEFAULT.withZone(ZoneId.of("America/Chicago"));

  @Test
  void noLessGoesAlongThanBeforeAndTheRestIsNamed() throws IOException {
    var shares = new TreeMap<String, Integer>();
    var report = new ArrayList<String>();
    for (var file : files()) {
      var measured = measured(file);
      var counts = measured.counts();
      assertThat(measured.results()).as("%s", file).hasSize(counts.populated());
      var content = counts.populated() - counts.envelope();
      var share = 100 * (counts.carried() + counts.changed()) / content;
      var name = file.getFileName().toString();
      shares.put(name, share);
      report.add(name + " " + share);
      measured.results().stream()
          .filter(r -> r.status() != LeafStatus.ENVELOPE && !r.status().arrived())
          .forEach(r -> report.add("  " + r.status() + " " + r.leaf().path()));
    }
    Files.write(Path.of("target/other-format.txt"), report);
    var floors = Files.readAllLines(SHARES).stream().filter(l -> !l.startsWith("#")).toList();
    assertThat(floors).hasSameSizeAs(shares.keySet());
    for (var floor : floors) {
      var parts = floor.split(",", -1);
      assertThat(shares.getOrDefault(parts[0], 0))
          .as(parts[0])
          .isGreaterThanOrEqualTo(Integer.parseInt(parts[1]));
    }
  }

  private static List<Path> files() throws IOException {
    var all = new ArrayList<Path>();
    for (var folder : List.of("elsewhere", "elsewhere-hl7v2")) {
      try (Stream<Path> files = Files.list(Path.of("src/test/resources", folder))) {
        files.sorted().forEach(all::add);
      }
    }
    return all;
  }

  private static Measurement<Parcel<?>> measured(Path file) throws IOException {
    var text = Files.readString(file);
    return file.toString().endsWith(".json") ? asMessages(text) : asBundle(text);
  }

  private static ParcelReceipts receipts(Dialect dialect) {
    return new ParcelReceipts(
        Exchanges.ALL,
        name ->
            new ExchangeTables(
                new PathTable(List.of()), MustCarry.read(new StringReader("path,condition,why\n"))),
        "test",
        dialect);
  }

  private static Measurement<Parcel<?>> asMessages(String json) {
    var receipts = receipts(Dialect.DEFAULT);
    var source = receipts.renderings().fhir(FhirJson.parseBundle(json).value().orElseThrow());
    var messages =
        Translations.leading(source.facts(), Set.of()).stream()
            .flatMap(p -> p.toHl7v2(Dialect.DEFAULT, Set.of()).stream())
            .map(d -> d.text())
            .toList();
    return receipts.inward(source, receipts.renderings().hl7v2(messages));
  }

  private static Measurement<Parcel<?>> asBundle(String message) {
    var receipts = receipts(CHICAGO);
    var bytes = message.replace('\n', '\r').getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var read = Exchanges.ALL.fromHl7v2(bytes, CHICAGO).value().orElseThrow();
    var source = receipts.renderings().hl7v2(PreParser.messages(bytes, new Issues()), read);
    return receipts.inward(
        source, receipts.renderings().fhir(ParcelRenderings.bundle(read, CHICAGO)));
  }
}
