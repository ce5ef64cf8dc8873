package org.luer.mappings.exchange.orderintake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.OrderIntakes;
import org.luer.mappings.translation.Before;

/** The published examples of orders, both formats; {@code -Dgolden.rewrite=true} rewrites them. */
class OrderIntakeExamplesTest {
  private static final Path FOLDER =
      Path.of(
          System.getProperty("basedir", "."),
          "../conformance/artifacts/src/main/resources/examples/orderintake");

  static Stream<Path> cases() throws IOException {
    try (var folders = Files.list(FOLDER)) {
      return folders.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyExampleIsCurrentAndComesBack(Path example) throws IOException {
    var set = set(example);
    var json =
        FhirJson.context()
            .newJsonParser()
            .setPrettyPrint(true)
            .encodeResourceToString(Orders.EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT));
    golden(example.resolve("fhir.json"), json + "\n");
    assertThat(FhirConformance.errors(json)).isEmpty();
    var read =
        Orders.EXCHANGE
            .fromFhir(
                FhirJson.context().newJsonParser().parseResource(Bundle.class, json),
                Dialect.DEFAULT)
            .value()
            .orElseThrow()
            .get(0);
    assertThat(read.order()).isEqualTo(set.order());
    for (var type : OrderControls.isDrug(set.order()) ? DRUG : SERVICE) {
      var text = Orders.write(set, Before.nothing(), Orders.RGH, type);
      golden(example.resolve(type.toLowerCase(java.util.Locale.ROOT) + ".hl7"), text);
      assertThat(StrictHl7v2.problems(text)).isEmpty();
      assertThat(Orders.one(text).order()).isEqualTo(set.order());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void arbitraryOrdersConform(int seed) {
    var set = OrderIntakes.of(seed, 30 + 5 * seed, seed % 3);
    var json = FhirJson.encode(Orders.EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT));
    assertThat(FhirConformance.errors(json)).as("%s", json).isEmpty();
  }

  /** The package is an ingredient of the drug, not the drug in a bag of that form. */
  @Test
  void aDrugWithItsFormAndPackageComesBack() {
    var sets =
        Stream.iterate(0, i -> i + 1)
            .limit(4000)
            .map(seed -> OrderIntakes.of(seed, 50, 0))
            .filter(s -> s.order() instanceof InfusionOrder order && formAndPackage(order))
            .toList();
    assertThat(sets).isNotEmpty();
    for (var set : sets) {
      var bundle = Orders.EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT);
      var read = Orders.EXCHANGE.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow().get(0);
      assertThat(((InfusionOrder) read.order()).drug())
          .isEqualTo(((InfusionOrder) set.order()).drug());
    }
  }

  private static boolean formAndPackage(InfusionOrder order) {
    var drug = order.drug();
    var supply = order.supply();
    return drug != null
        && drug.ndc() != null
        && drug.concentration() == null
        && supply != null
        && supply.form() != null
        && supply.product() == null
        && supply.productNumber() == null
        && order.diluent() == null
        && order.volume() == null;
  }

  static Stream<Integer> seeds() {
    return Stream.iterate(0, i -> i + 1).limit(9);
  }

  private static final List<String> DRUG = List.of("OMP_O09", "RDE_O11");
  private static final List<String> SERVICE = List.of("ORM_O01");

  private static void golden(Path file, String current) throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, current, StandardCharsets.UTF_8);
    }
    assertThat(Files.readString(file)).isEqualTo(current);
  }

  private static OrderIntake set(Path example) throws IOException {
    var records = new ArrayList<ClinicRecord>();
    try (var files = Files.list(example.resolve("clinic"))) {
      for (var file : files.sorted().toList()) {
        var read = ClinicRecords.read(Files.readString(file));
        records.addAll(
            read.value().orElseThrow(() -> new AssertionError(read.issues().toString())));
      }
    }
    return Orders.EXCHANGE.assemble(records, null).value().orElseThrow().get(0);
  }
}
