package org.luer.mappings.exchange.orderintake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.order.OrderFinding;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.translation.Parcel;

/**
 * What an order rests on comes with it, once, whatever it is: a weight, a laboratory result, a
 * vital sign that would be a session's anywhere else.
 */
class OrderFindingsTest {
  private static final String BEFORE =
      """
      MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250301080000-0600||%s|C1|P|2.5.1
      PID|1||123^^^RGHMRN^MR||ZZDOE^JANE||19800101|F
      ORC|NW|P1^EPIC|||||||20250301080000-0600|||1234567893^WHO^A^^^^^^NPI^L^^^NPI
      """;
  private static final String FINDINGS =
      """
      OBX|1|NM|29463-7^Body weight^LN||70|kg^kg^UCUM|||||F|||20250301070000-0600
      OBX|2|NM|2345-7^Glucose^LN||95|mg/dL^mg/dL^UCUM|70-99||||F|||20250301070000-0600
      OBX|3|NM|8867-4^Heart rate^LN||80|/min^/min^UCUM|||||F|||20250301070000-0600
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ORM^O01^ORM_O01; OBR|1|P1^EPIC||24323-8^CMP^LN",
        "OMG^O19^OMG_O19; OBR|1|P1^EPIC||24323-8^CMP^LN",
        "RDE^O11^RDE_O11; RXE|1^BID|723^amoxicillin^RXNORM|500||mg~RXR|PO",
        "OMP^O09^OMP_O09; RXO|723^amoxicillin^RXNORM|500||mg~RXR|PO"
      })
  void comeOnceWithTheOrder(String type, String ordered) {
    var text = BEFORE.formatted(type) + ordered.replace('~', '\n') + "\n" + FINDINGS;
    var read =
        Exchanges.ALL.fromHl7v2(
            text.replace('\n', '\r').getBytes(StandardCharsets.UTF_8), Dialect.DEFAULT);
    assertThat(read.issues()).noneMatch(i -> i.path().startsWith("OBX"));
    var order = only(read.value().orElseThrow());
    assertThat(findings(order))
        .extracting(f -> f.code().code())
        .containsExactly("29463-7", "2345-7", "8867-4");
    var again = Exchanges.ALL.fromFhir(order.toFhir(Dialect.DEFAULT), Dialect.DEFAULT);
    assertThat(again.issues()).isEmpty();
    assertThat(findings(only(again.value().orElseThrow()))).isEqualTo(findings(order));
  }

  private static Parcel<?> only(List<Parcel<?>> parcels) {
    assertThat(parcels).hasSize(1);
    assertThat(parcels.get(0).exchange()).isSameAs(OrderIntakeExchange.INSTANCE);
    return parcels.get(0);
  }

  private static List<OrderFinding> findings(Parcel<?> order) {
    return ((PlacedOrder) order.about()).findings();
  }
}
