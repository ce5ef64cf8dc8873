package org.luer.mappings.receipt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;

/**
 * The named rules by which a value may come back in another form.
 *
 * @param all asked in order; the first that answers counts
 */
public record ChangeRules(List<Rule> all) {

  /** One rule. */
  @FunctionalInterface
  public interface Rule {
    /**
     * The name of the rule when it explains the difference, else null.
     *
     * @param both both renderings, for rules that depend on a leaf beside this one
     */
    @Nullable String explain(Leaf source, Leaf returned, Renderings both);

    /** The name of the rule by which a leaf that did not come back follows from what did. */
    default @Nullable String explainGone(Leaf source, Renderings both) {
      return null;
    }

    /** A rule for leaves that did not come back, and no others. */
    static Rule ofGone(BiFunction<Leaf, Renderings, @Nullable String> explanation) {
      return new Rule() {
        @Override
        public @Nullable String explain(Leaf source, Leaf returned, Renderings both) {
          return null;
        }

        @Override
        public @Nullable String explainGone(Leaf source, Renderings both) {
          return explanation.apply(source, both);
        }
      };
    }
  }

  private static final Pattern BARE_TIME = Pattern.compile("\\d{10}|\\d{12}|\\d{14}");
  private static final Pattern ZONED_TIME = Pattern.compile("\\d{14}[+-]\\d{4}");
  private static final Pattern CODED_FIELD =
      Pattern.compile(":(OBX-[36]|OBR-4|RXA-[57]|RXR-[1-4]|PID-(10|15|16|22))\\.");

  private static final Pattern ZERO_FRACTION =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d|\\d{14})\\.0+(Z|[+-][0-9:]+|)");

  private static final CodeTable<String, Row> DECLARED =
      CodeTable.load(
          ChangeRules.class,
          "change-rules.csv",
          line -> new Row(line.getField("rule"), line.getField("meaning")),
          Row::rule);

  private record Row(String rule, String meaning) {}

  /** No value may change. */
  public static final ChangeRules NONE = new ChangeRules(List.of());

  /**
   * What may happen to any foreign message: a time gets the zone or the seconds that its sender
   * left out and loses a fraction of nothing, a text beside a carried code is replaced by our words
   * for that code, a question of a form gets the number of the published form. Who is named by a
   * role is named as the person in it. What need not come back at all: {@link Implied}.
   */
  public static final ChangeRules INBOUND =
      new ChangeRules(
              List.of(
                  ChangeRules::zoneAdded,
                  (source, returned, both) -> zeroFraction(source, returned),
                  ChangeRules::wordsOfCode,
                  ChangeRules::personOfRole,
                  (source, returned, both) -> question(source, returned)))
          .and(Hl7v2Forms.ALL);

  public ChangeRules {
    all = List.copyOf(all);
  }

  /** These rules and further ones behind them. */
  public ChangeRules and(List<Rule> further) {
    var both = new ArrayList<>(all);
    both.addAll(further);
    return new ChangeRules(both);
  }

  @Nullable String rule(Leaf source, Leaf returned, Renderings both) {
    for (var rule : all) {
      var name = rule.explain(source, returned, both);
      if (name != null) {
        return declared(name);
      }
    }
    return null;
  }

  /** The rule by which a leaf that did not come back follows from what did, else null. */
  @Nullable String dropped(Leaf source, Renderings both) {
    if (all.isEmpty()) {
      return null;
    }
    for (var rule : all) {
      var name = rule.explainGone(source, both);
      if (name != null) {
        return declared(name);
      }
    }
    var name = Implied.rule(source, both);
    return name == null ? null : declared(name);
  }

  /** The meaning of every rule, in words: change-rules.csv. */
  public static Map<String, String> meanings() {
    var meanings = new LinkedHashMap<String, String>();
    DECLARED.rows().forEach(row -> meanings.put(row.rule(), row.meaning()));
    return meanings;
  }

  private static String declared(String name) {
    return DECLARED.row(name).rule();
  }

  /** The person in a role that was carried itself. */
  private static @Nullable String personOfRole(Leaf source, Leaf returned, Renderings both) {
    if (!source.value().startsWith("PractitionerRole") || !source.key().endsWith(".reference")) {
      return null;
    }
    var person = both.returned(source.value() + ".practitioner.reference");
    return person != null && person.value().equals(returned.value()) ? "person-of-role" : null;
  }

  private static @Nullable String zoneAdded(Leaf source, Leaf returned, Renderings both) {
    var bare = source.value();
    var full = returned.value();
    if (full.length() != 19
        || !BARE_TIME.matcher(bare).matches()
        || !ZONED_TIME.matcher(full).matches()) {
      return null;
    }
    return full.startsWith((bare + "0000").substring(0, 14)) ? "zone-added" : null;
  }

  /** A time to the second that was written with a fraction of nothing. */
  private static @Nullable String zeroFraction(Leaf source, Leaf returned) {
    var written = ZERO_FRACTION.matcher(source.value());
    return written.matches() && Values.same(written.group(1) + written.group(2), returned.value())
        ? "zero-fraction"
        : null;
  }

  /** Some form builders put a slash before the code of a question, others do not. */
  private static @Nullable String question(Leaf source, Leaf returned) {
    if (source.key().endsWith("].linkId") && source.key().contains(".item[")) {
      return bare(source).equals(bare(returned)) ? "number-of-question" : null;
    }
    return null;
  }

  private static String bare(Leaf linkId) {
    return linkId.value().startsWith("/") ? linkId.value().substring(1) : linkId.value();
  }

  private static @Nullable String wordsOfCode(Leaf source, Leaf returned, Renderings both) {
    var key = source.key();
    var code =
        key.endsWith(".display")
            ? instead(key, ".display", ".code")
            : key.endsWith(".unit")
                ? instead(key, ".unit", ".code")
                : key.endsWith(".2.1") ? instead(key, ".2.1", ".1.1") : null;
    return code != null && isCoded(source.pattern()) && both.carried(code) ? "words-of-code" : null;
  }

  private static String instead(String key, String end, String other) {
    return key.substring(0, key.length() - end.length()) + other;
  }

  /** FHIR codings and the HL7 v2 fields of type CE or CWE that stand in session reports. */
  private static boolean isCoded(String pattern) {
    return pattern.endsWith(".display")
        || pattern.endsWith(".unit")
        || CODED_FIELD.matcher(pattern).find();
  }
}
