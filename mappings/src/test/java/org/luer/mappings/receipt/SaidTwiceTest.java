package org.luer.mappings.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names and groups that a message says twice, and what only looks so. */
class SaidTwiceTest {
  private static final Comparison COMPARISON =
      new Comparison(ChangeRules.INBOUND, Comparison.Withheld.NOTHING, Set::of, leaf -> true);

  private static Leaf leaf(String key, String value) {
    var pattern =
        "RDE_O11:" + key.replaceAll(".*/|\\{[^}]*}|\\(1\\)", "").replaceFirst("\\.1$", "");
    return new Leaf(key, pattern, key, "", value, false);
  }

  private static List<Leaf> person(String field, String number, String family, String given) {
    return List.of(
        leaf(field + "(1).1.1", number),
        leaf(field + "(1).2.1", family),
        leaf(field + "(1).3.1", given));
  }

  private static List<Leaf> group(String code, String second) {
    return List.of(
        leaf("/PID-22(1).1.1", code),
        leaf("/PID-22(1).4.1", second),
        leaf("/PID-22(1).6.1", "HL70189"));
  }

  private static List<LeafStatus> statuses(List<Leaf> source, List<Leaf> returned) {
    return COMPARISON.of(source, returned).stream().map(Comparison.Result::status).toList();
  }

  @Test
  void theNameBesideThePrescribersNumberIsThatOfTheOrderer() {
    var orderer = person("RDE_O11/ORC{1}-12", "2000000010", "OKONKWO", "DANIEL");
    var source = new ArrayList<>(orderer);
    source.addAll(person("RDE_O11/ORC{1}/RXE-13", "FO7654329", "OKONKWO", "DANIEL"));
    assertThat(statuses(source, orderer).subList(3, 6))
        .containsExactly(LeafStatus.FOREIGN, LeafStatus.CHANGED, LeafStatus.CHANGED);
  }

  @Test
  void anotherPersonBesideThePrescribersNumberIsNotCarried() {
    var orderer = person("RDE_O11/ORC{1}-12", "2000000010", "OKONKWO", "DANIEL");
    var source = new ArrayList<>(orderer);
    source.addAll(person("RDE_O11/ORC{1}/RXE-13", "FO7654329", "OKONKWO", "PRIYA"));
    assertThat(statuses(source, orderer).subList(3, 6)).containsOnly(LeafStatus.FOREIGN);
  }

  @Test
  void theOrdererOfAnotherOrderIsNotMeant() {
    var other = person("RDE_O11/ORC{2}-12", "2000000010", "OKONKWO", "DANIEL");
    var source = person("RDE_O11/ORC{1}/RXE-13", "FO7654329", "OKONKWO", "DANIEL");
    assertThat(statuses(source, other)).containsOnly(LeafStatus.FOREIGN);
  }

  @Test
  void theEthnicGroupOfTheTableFollowsFromItsOtherCode() {
    assertThat(statuses(group("2135-2", "H"), List.of(leaf("/PID-22(1).1.1", "2135-2"))))
        .containsExactly(LeafStatus.CARRIED, LeafStatus.CHANGED, LeafStatus.CHANGED);
  }

  @Test
  void aLetterOfTheTableComesBackAsTheCodeThatItStandsFor() {
    var source = List.of(leaf("/PID-22(1).1.1", "N"), leaf("/PID-22(1).3.1", "HL70189"));
    var returned = List.of(leaf("/PID-22(1).1.1", "2186-5"), leaf("/PID-22(1).3.1", "CDCREC"));
    assertThat(statuses(source, returned)).containsOnly(LeafStatus.CHANGED);
    assertThat(statuses(List.of(leaf("/PID-22(1).1.1", "H")), returned))
        .containsOnly(LeafStatus.FOREIGN);
  }

  @Test
  void theTimeOfANewOrderComesBackAsAnObservationOfALaterMessage() {
    var source = List.of(leaf("RDE_O11/ORC{1}-9(1).1.1", "20250311125400-0500"));
    assertThat(statuses(source, observation("ORD-AT", "20250311125400-0500")))
        .containsExactly(LeafStatus.CHANGED);
    assertThat(statuses(source, observation("ORD-AT", "20250311125500-0500")))
        .containsExactly(LeafStatus.FOREIGN);
    assertThat(statuses(source, observation("ORD-RECORDED", "20250311125400-0500")))
        .containsExactly(LeafStatus.FOREIGN);
  }

  private static List<Leaf> observation(String code, String value) {
    var segment = "RDE_O11/ORC{1}/OBX{" + code + "}";
    return List.of(leaf(segment + "-3(1).1.1", code), leaf(segment + "-5(1).1.1", value));
  }

  @Test
  void anEthnicGroupThatSaysSomethingElseIsNotCarried() {
    var returned = List.of(leaf("/PID-22(1).1.1", "2135-2"));
    assertThat(statuses(group("2135-2", "N"), returned).subList(1, 3))
        .containsOnly(LeafStatus.FOREIGN);
    assertThat(statuses(group("2135-2", "H"), List.of())).containsOnly(LeafStatus.FOREIGN);
  }
}
