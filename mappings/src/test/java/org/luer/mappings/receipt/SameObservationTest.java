package org.luer.mappings.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Observations that came back at another time, with another code, with their unit's codings turned.
 */
class SameObservationTest {
  private static final Comparison COMPARISON =
      new Comparison(ChangeRules.INBOUND, Comparison.Withheld.NOTHING, Set::of, leaf -> true);

  private static Leaf leaf(String segment, String place, String value) {
    var key = "ORU_R01/OBX{" + segment + "}-" + place;
    var pattern = "ORU_R01:OBX-" + place.replace("(1)", "").replaceFirst("\\.1$", "");
    return new Leaf("OBX[1]-" + place, pattern, key, "OBX[1]", value, false);
  }

  private static List<Leaf> answer(String code, String time, String value) {
    var segment = code + "+" + time + "+";
    return List.of(
        leaf(segment, "3(1).1.1", code),
        leaf(segment, "5(1).1.1", value),
        leaf(segment, "14(1).1.1", time));
  }

  private static List<Leaf> all(List<Leaf> first, List<Leaf> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static List<LeafStatus> statuses(List<Leaf> source, List<Leaf> returned) {
    return COMPARISON.of(source, returned).stream().map(Comparison.Result::status).toList();
  }

  @Test
  void anAnswerWithAnotherTimeIsTheSameAnswer() {
    var source = answer("44250-9", "20260927082240", "LA6571-9");
    assertThat(statuses(source, answer("44250-9", "20260927082200", "LA6571-9")))
        .containsExactly(LeafStatus.CARRIED, LeafStatus.CARRIED, LeafStatus.FOREIGN);
    assertThat(statuses(source, answer("44250-9", "20260927082200", "LA6570-1")))
        .containsExactly(LeafStatus.CARRIED, LeafStatus.FOREIGN, LeafStatus.FOREIGN);
  }

  @Test
  void ofSeveralWithOneCodeNoneIsGuessed() {
    var source =
        all(answer("8867-4", "20260927082240", "78"), answer("8867-4", "20260927082340", "80"));
    var returned = answer("8867-4", "20260927082200", "78");
    assertThat(statuses(source, returned)).containsOnly(LeafStatus.FOREIGN);
    assertThat(statuses(returned, source)).containsOnly(LeafStatus.FOREIGN);
  }

  @Test
  void oneThatCameBackAtItsTimeIsNotTakenForAnother() {
    var first = answer("8867-4", "20260927082240", "78");
    var second = answer("8867-4", "20260927082340", "80");
    assertThat(statuses(all(first, second), first))
        .containsExactly(
            LeafStatus.CARRIED,
            LeafStatus.CARRIED,
            LeafStatus.CARRIED,
            LeafStatus.FOREIGN,
            LeafStatus.FOREIGN,
            LeafStatus.FOREIGN);
  }

  @Test
  void aFileIsTheSameByItsData() {
    var data = "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoK";
    var source = List.of(leaf("PDF++", "3(1).1.1", "PDF"), leaf("PDF++", "5(1).5.1", data));
    var there = List.of(leaf("X++", "3(1).1.1", "X"), leaf("X++", "5(1).5.1", data));
    assertThat(statuses(source, there)).containsExactly(LeafStatus.FOREIGN, LeafStatus.CARRIED);
    var other = List.of(leaf("X++", "3(1).1.1", "X"), leaf("X++", "5(1).5.1", data + "Cg=="));
    assertThat(statuses(source, other)).containsOnly(LeafStatus.FOREIGN);
  }

  private static List<Leaf> unit(String... parts) {
    var leaves = new ArrayList<Leaf>();
    for (int i = 0; i < parts.length; i++) {
      leaves.add(leaf("1++", "6(1)." + (i + 1) + ".1", parts[i]));
    }
    return leaves;
  }

  @Test
  void theCodingsOfAUnitMayChangePlaces() {
    var source = unit("265266", "MDC_DIM", "MDC", "mL/h", "mL/h", "UCUM");
    assertThat(statuses(source, unit("mL/h", "mL/h", "UCUM", "265266", "MDC_DIM", "MDC")))
        .containsOnly(LeafStatus.CHANGED);
    assertThat(statuses(source, unit("mL/h", "mL/h", "UCUM", "265000", "MDC_DIM", "MDC")))
        .contains(LeafStatus.FOREIGN);
  }
}
