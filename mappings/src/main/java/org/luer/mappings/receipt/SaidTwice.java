package org.luer.mappings.receipt;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an HL7 v2 message says twice, and that came back only where it is said first. */
final class SaidTwice {
  /** The ethnic group. */
  private static final Pattern ETHNIC_GROUP = Pattern.compile("(.*PID-22\\(1\\)\\.)([1-6])\\.1");

  /** HL7 table 0189 for the codes of US Core's OMB categories. */
  private static final Map<String, String> TABLE_0189 = Map.of("2135-2", "H", "2186-5", "N");

  /** Tables whose name senders write for the code system of the Centers for Disease Control. */
  private static final Pattern TABLE_OF_RACE = Pattern.compile(".*PID-(10|22)\\(\\d+\\)\\.3\\.1");

  private static final String RACE_OR_GROUP = "(HL7)?0(005|189)";

  /** The prescriber beside an order, often with the number for controlled substances. */
  private static final Pattern PRESCRIBER =
      Pattern.compile("(.*)/(RXE-13|RXO-14)\\(1\\)\\.((\\d{1,2})\\.\\d)");

  /** Components of a name. */
  private static final Set<String> NAME = Set.of("2", "3", "4", "5", "6", "7", "10");

  private SaidTwice() {}

  /** The rule, or null. */
  static @Nullable String rule(Leaf source, Renderings both) {
    var group = ETHNIC_GROUP.matcher(source.key());
    if (group.matches() && ethnicGroup(group, source, both)) {
      return "ethnic-group-of-table";
    }
    if (TABLE_OF_RACE.matcher(source.key()).matches() && source.value().matches(RACE_OR_GROUP)) {
      var code = both.carried(source.key().replace(".3.1", ".1.1"));
      return code ? "coding-systems" : null;
    }
    if (source.key().endsWith("-9(1).1.1") && source.pattern().endsWith(":ORC-9.1")) {
      return placed(source, both) ? "time-of-order" : null;
    }
    var prescriber = PRESCRIBER.matcher(source.key());
    return prescriber.matches() && ordered(prescriber, source, both)
        ? "prescriber-is-orderer"
        : null;
  }

  /** H and N of HL7 table 0189, in either place, come back as the code that they stand for. */
  private static boolean ethnicGroup(Matcher group, Leaf source, Renderings both) {
    var place = Integer.parseInt(group.group(2));
    var code = both.below(group.group(1) + (place < 4 ? "1.1" : "4.1"));
    var first = both.returned(group.group(1) + "1.1");
    var table = first == null ? null : TABLE_0189.get(first.value());
    return table != null
        && code.size() == 1
        && code.get(0).value().equals(table)
        && (place % 3 != 0 || source.value().matches("(HL7)?0189"));
  }

  /** Whether the time of a new order came back as that of an order which is known by now. */
  private static boolean placed(Leaf source, Renderings both) {
    return both.returnedAt("OBX-3.1").stream()
        .filter(code -> code.value().equals("ORD-AT"))
        .map(code -> both.returned(code.key().replace("-3(1).1.1", "-5(1).1.1")))
        .anyMatch(time -> time != null && Values.same(source.value(), time.value()));
  }

  /** Whether this comes back with the orderer, who is the same person in every part of the name. */
  private static boolean ordered(Matcher prescriber, Leaf source, Renderings both) {
    var orderer = prescriber.group(1) + "-12(1).";
    var field = source.key().substring(0, source.key().length() - prescriber.group(3).length());
    var name =
        both.below(field).stream()
            .filter(part -> NAME.contains(component(part)))
            .allMatch(part -> same(part, orderer, both));
    var number = both.below(field + "1.1").stream().allMatch(n -> same(n, orderer, both));
    return name && (number || NAME.contains(component(source))) && same(source, orderer, both);
  }

  private static String component(Leaf part) {
    var prescriber = PRESCRIBER.matcher(part.key());
    return prescriber.matches() ? prescriber.group(4) : "";
  }

  private static boolean same(Leaf part, String orderer, Renderings both) {
    var prescriber = PRESCRIBER.matcher(part.key());
    var back = prescriber.matches() ? both.returned(orderer + prescriber.group(3)) : null;
    return back != null && Values.same(part.value(), back.value());
  }
}
