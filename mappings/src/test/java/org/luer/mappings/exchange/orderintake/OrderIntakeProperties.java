package org.luer.mappings.exchange.orderintake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.OrderIntakes;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.translation.Before;

/** There and back again: nothing of any order is lost but what is declared. */
class OrderIntakeProperties {
  private static final OrderIntakeExchange EXCHANGE = OrderIntakeExchange.INSTANCE;

  @Property(tries = 150)
  void hl7v2(
      @ForAll("orders") OrderIntake order,
      @ForAll("types") String type,
      @ForAll("versions") String version) {
    var dialect = Dialect.DEFAULT.withVersion(version);
    var drafts = EXCHANGE.toHl7v2(order, Before.nothing(), dialect, Set.of(type));
    if (drafts.isEmpty()) {
      return;
    }
    var text = MessageWriter.write(drafts.get(0), "", dialect).text();
    assertThat(StrictHl7v2.problems(text)).as("%s", text.replace('\r', '\n')).isEmpty();
    var segments = PreParser.read(text).value().orElseThrow();
    var read = EXCHANGE.fromHl7v2(List.of(segments), dialect);
    assertThat(read.value()).as("%s %s", read.issues(), text.replace('\r', '\n')).isPresent();
    assertSame(
        OrderLosses.hl7v2(order), OrderLosses.hl7v2(read.value().orElseThrow().get(0)), text);
    assertThat(
            MessageWriter.write(
                    EXCHANGE.toHl7v2(order, Before.nothing(), dialect, Set.of(type)).get(0),
                    "",
                    dialect)
                .text())
        .isEqualTo(text);
  }

  @Property(tries = 120)
  void fhir(@ForAll("orders") OrderIntake order) {
    var json = FhirJson.encode(EXCHANGE.toFhir(order, Before.nothing(), Dialect.DEFAULT));
    var bundle =
        FhirJson.context().newJsonParser().parseResource(org.hl7.fhir.r4.model.Bundle.class, json);
    var read = EXCHANGE.fromFhir(bundle, Dialect.DEFAULT);
    assertThat(read.value()).as("%s %s", read.issues(), json).isPresent();
    assertSame(OrderLosses.fhir(order), OrderLosses.fhir(read.value().orElseThrow().get(0)), json);
  }

  private static void assertSame(OrderIntake expected, OrderIntake actual, String wire) {
    assertThat(tree(actual.order()))
        .as("%s", wire.replace('\r', '\n'))
        .isEqualTo(tree(expected.order()));
    assertThat(tree(actual.patient())).isEqualTo(tree(expected.patient()));
    assertThat(actual.sender()).isEqualTo(expected.sender());
  }

  private static String tree(org.luer.mappings.core.ClinicRecord clinicRecord) {
    JsonNode tree = ClinicRecords.tree(clinicRecord);
    return tree.toPrettyString();
  }

  @Provide
  Arbitrary<OrderIntake> orders() {
    return OrderIntakes.any();
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.of("OMP_O09", "RDE_O11", "ORM_O01", "OMG_O19");
  }

  @Provide
  Arbitrary<String> versions() {
    return Arbitraries.of("2.5.1", "2.5.1", "2.3.1", "2.4", "2.8");
  }
}
