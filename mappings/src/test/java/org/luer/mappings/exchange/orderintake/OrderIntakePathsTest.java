package org.luer.mappings.exchange.orderintake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.generator.OrderIntakes;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.receipt.TargetPaths;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelRenderings;

/** Every leaf of an order lies where the path tables say. */
class OrderIntakePathsTest {
  private static final Dialect DIALECT = Dialect.DEFAULT;
  private static final ParcelRenderings RENDERINGS = new ParcelRenderings(Exchanges.ALL, DIALECT);

  @ParameterizedTest
  @ValueSource(strings = {"fhir", "OMP_O09", "RDE_O11", "ORM_O01", "OMG_O19"})
  void everyLeafLiesWhereTheTableSays(String form) {
    var format = form.equals("fhir") ? "fhir" : "hl7v2";
    var astray = astray(form, format, table(format));
    assertThat(astray).isEmpty();
  }

  /** Patterns of leaves that arrived, but at none of their places; counts what was found. */
  static Map<String, String> astray(String form, String format, PathTable table) {
    var astray = new TreeMap<String, String>();
    var found = 0;
    for (var seed : IntStream.range(0, 45).toArray()) {
      var set = OrderIntakes.of(seed, 20 + 3 * (seed % 25), seed % 3);
      var target = rendering(form, set);
      if (target == null) {
        continue;
      }
      var source = RENDERINGS.clinic(List.of(new Parcel<>(Orders.EXCHANGE, set)));
      var places = TargetPaths.outward(table, format, source.leaves(), target.leaves());
      for (var leaf : arrived(source, target)) {
        if (places.of(leaf).isEmpty()) {
          astray.putIfAbsent(leaf.pattern(), leaf.path() + " of " + seed);
        } else {
          found++;
        }
      }
    }
    assertThat(found).isGreaterThan(500);
    return astray;
  }

  private static @Nullable Rendering<Parcel<?>> rendering(String form, OrderIntake set) {
    if (form.equals("fhir")) {
      return RENDERINGS.fhir(Orders.EXCHANGE.toFhir(set, Before.nothing(), DIALECT));
    }
    var drug = OrderControls.isDrug(set.order());
    if (drug == form.equals("OMG_O19")
        || (!drug && !List.of("ORM_O01", "OMG_O19").contains(form))) {
      return null;
    }
    return RENDERINGS.hl7v2(List.of(Orders.write(set, Before.nothing(), DIALECT, form)));
  }

  private static List<Leaf> arrived(Rendering<Parcel<?>> source, Rendering<Parcel<?>> target) {
    return Measurement.of(
            source,
            target,
            facts -> RENDERINGS.clinic(facts).leaves(),
            ChangeRules.NONE,
            Comparison.Withheld.NOTHING,
            "test")
        .results()
        .stream()
        .filter(r -> r.status().arrived())
        .map(Comparison.Result::leaf)
        .toList();
  }

  private static PathTable table(String format) {
    var path = "/paths/orderintake/paths-" + format + ".csv";
    return PathTable.read(
        new InputStreamReader(
            Objects.requireNonNull(OrderIntakePathsTest.class.getResourceAsStream(path), path),
            StandardCharsets.UTF_8));
  }
}
