package org.luer.mappings.exchange.patientfeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.generator.PatientFeeds;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.receipt.TargetPaths;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;

/** Every leaf lies where the path tables say. */
class PatientFeedPathsTest {

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void everyLeafLiesWhereTheTableSays(String format) {
    var table = table(format);
    var receipts =
        new ParcelReceipts(
            Exchanges.ALL,
            name -> new ExchangeTables(table, new MustCarry(Map.of())),
            "test",
            Dialect.DEFAULT);
    var astray = new TreeMap<String, String>();
    var found = 0;
    for (int seed = 0; seed < 40; seed++) {
      var feed = PatientFeeds.of(seed, 20 + 2 * (seed % 38));
      List<Parcel<?>> parcels = List.of(new Parcel<>(PatientFeedExchange.INSTANCE, feed));
      var target = target(format, parcels, receipts);
      var measured = receipts.outward(parcels, target, Comparison.Withheld.NOTHING);
      var places = TargetPaths.outward(table, format, measured.source().leaves(), target.leaves());
      for (var result : measured.results()) {
        var leaf = result.leaf();
        if (result.status().arrived() && places.of(leaf).isEmpty()) {
          astray.putIfAbsent(leaf.pattern(), leaf.path() + " of seed " + seed);
        } else if (result.status().arrived()) {
          found++;
        }
      }
    }
    assertThat(astray).isEmpty();
    assertThat(found).isGreaterThan(2000);
  }

  private static Rendering<Parcel<?>> target(
      String format, List<Parcel<?>> parcels, ParcelReceipts receipts) {
    if (format.equals("fhir")) {
      return receipts.renderings().fhir(ParcelRenderings.bundle(parcels, Dialect.DEFAULT));
    }
    var texts =
        parcels.stream()
            .flatMap(p -> p.toHl7v2(Dialect.DEFAULT, PatientFeedHl7v2.messages()).stream())
            .map(d -> d.text())
            .toList();
    return receipts.renderings().hl7v2(texts);
  }

  private static PathTable table(String format) {
    var path = "/paths/patientfeed/paths-" + format + ".csv";
    return PathTable.read(
        new InputStreamReader(
            Objects.requireNonNull(PatientFeedPathsTest.class.getResourceAsStream(path), path),
            StandardCharsets.UTF_8));
  }
}
