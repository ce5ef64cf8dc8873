package org.luer.mappings.exchange.orderintake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.OrderIntakes;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.proof.Declared;
import org.luer.mappings.translation.Before;

/** There and back again: nothing of any order is lost but what is declared. */
class OrderIntakePropertiesTest {
  private static final OrderIntakeExchange EXCHANGE = OrderIntakeExchange.INSTANCE;

  @Property(tries = 150, seed = "1")
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
        order,
        read.value().orElseThrow().get(0),
        Declared.hl7v2("orderintake", version, type),
        text);
    assertThat(
            MessageWriter.write(
                    EXCHANGE.toHl7v2(order, Before.nothing(), dialect, Set.of(type)).get(0),
                    "",
                    dialect)
                .text())
        .isEqualTo(text);
  }

  @Property(tries = 120, seed = "1")
  void fhir(@ForAll("orders") OrderIntake order) {
    var json = FhirJson.encode(EXCHANGE.toFhir(order, Before.nothing(), Dialect.DEFAULT));
    var bundle =
        FhirJson.context().newJsonParser().parseResource(org.hl7.fhir.r4.model.Bundle.class, json);
    var read = EXCHANGE.fromFhir(bundle, Dialect.DEFAULT);
    assertThat(read.value()).as("%s %s", read.issues(), json).isPresent();
    assertSame(order, read.value().orElseThrow().get(0), Declared.fhir("orderintake"), json);
  }

  private static void assertSame(
      OrderIntake expected, OrderIntake actual, Declared losses, String wire) {
    var told = OrderIntakeRecords.records(OrderIntakeRecords.carried(expected));
    var read = OrderIntakeRecords.records(actual);
    assertThat(read).as("%s", wire.replace('\r', '\n')).hasSameSizeAs(told);
    for (int i = 0; i < told.size(); i++) {
      losses.same(read.get(i), told.get(i));
    }
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
