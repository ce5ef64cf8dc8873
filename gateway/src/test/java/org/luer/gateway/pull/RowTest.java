package org.luer.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RowTest {
  @Test
  void resourcesOfOneRecordAreKeptInOneText() {
    var rows =
        List.of(
            new Row("Observation", "o-1", "p-1", "InfusionSession", "s-1"),
            new Row("Observation", "o-2", "p-1", "InfusionSession", "s-1"),
            new Row("Observation", "o-3", "p-1", "InfusionSession", "s-2"),
            new Row("Observation", "o-4", "p-1", "InfusionSession", "s-1"));

    assertThat(Row.texts(rows))
        .containsExactly(
            "Observation/p-1/InfusionSession/s-1/o-1,o-2",
            "Observation/p-1/InfusionSession/s-2/o-3",
            "Observation/p-1/InfusionSession/s-1/o-4");
  }

  @Property
  void areReadAsTheyWereKept(@ForAll("rows") List<Row> rows) {
    assertThat(Row.read(Row.texts(rows))).isEqualTo(rows);
  }

  @Provide
  Arbitrary<List<Row>> rows() {
    var few = Arbitraries.of("a", "b-1", "C.2");
    return Combinators.combine(few, few, few, few, few).as(Row::new).list();
  }
}
