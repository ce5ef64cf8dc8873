package org.luer.mappings.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
  }

  private static final Pattern BARE_TIME = Pattern.compile("\\d{10}|\\d{12}|\\d{14}");
  private static final Pattern ZONED_TIME = Pattern.compile("\\d{14}[+-]\\d{4}");
  private static final Pattern CODED_FIELD =
      Pattern.compile(":(OBX-[36]|OBR-4|RXA-[57]|RXR-[1-4]|PID-(10|15|16|22))\\.");

  private static final Set<String> DEFAULT_TRUE =
      Set.of(
          "Practitioner.active",
          "PractitionerRole.active",
          "Organization.active",
          "RelatedPerson.active",
          "Patient.active");
  private static final Set<String> DEFAULT_FALSE = Set.of("MedicationRequest.doNotPerform");

  /** No value may change. */
  public static final ChangeRules NONE = new ChangeRules(List.of());

  /**
   * What may happen to any foreign message: a time gets the zone or the seconds that its sender
   * left out, a text beside a carried code is replaced by our words for that code, a question of a
   * form gets the number of the published form; its other wording is named as not carried. Who is
   * named by a role is named as the person in it.
   */
  public static final ChangeRules INBOUND =
      new ChangeRules(
          List.of(
              ChangeRules::zoneAdded,
              ChangeRules::wordsOfCode,
              ChangeRules::personOfRole,
              (source, returned, both) -> question(source, returned)));

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
        return name;
      }
    }
    return null;
  }

  /**
   * The system's own words for a code that was carried follow from the code, those beside a
   * reference from what it leads to.
   */
  @Nullable String dropped(Leaf source, Renderings both) {
    if (all.isEmpty()) {
      return null;
    }
    if (source.pattern().endsWith(".text") && source.key().endsWith(".text")) {
      return text(source, both);
    }
    if (isDefault(source)) {
      return "meaning-when-missing";
    }
    var problem = source.pattern().contains(".reasonCode.") ? problem(source, both) : null;
    if (problem != null) {
      return problem;
    }
    if (!source.key().endsWith(".display")) {
      return null;
    }
    var beside = source.key().substring(0, source.key().length() - "display".length());
    if (nameOfReference(source, beside, both)) {
      return "name-of-reference";
    }
    return both.carried(beside + "code")
        ? "words-of-code"
        : both.carried(beside + "reference") ? "words-of-reference" : null;
  }

  /** What R4 says that a missing value means (ElementDefinition.meaningWhenMissing) or defaults. */
  private static boolean isDefault(Leaf source) {
    return DEFAULT_TRUE.contains(source.pattern())
        ? source.value().equals("true")
        : DEFAULT_FALSE.contains(source.pattern()) && source.value().equals("false");
  }

  /** A reason by code that came back as reference to the problem with that code. */
  private static @Nullable String problem(Leaf source, Renderings both) {
    var at = source.key().indexOf(".reasonCode[");
    if (at >= 0 && source.pattern().endsWith(".reasonCode.text")) {
      var words = both.returned("Condition{problem-list-item+" + source.value() + "}.code.text");
      return words != null && words.value().equals(source.value()) ? "reason-as-problem" : null;
    }
    var coding = source.key().indexOf(".coding[{", at);
    if (at < 0 || coding < 0 || !both.returnedBelow(source.key().substring(0, at + 7) + "Ref")) {
      return null;
    }
    var end = source.key().indexOf("}]", coding);
    var pair = source.key().substring(coding + 9, end);
    var code = pair.substring(pair.lastIndexOf('+') + 1);
    var problem = "Condition{problem-list-item+" + code + "}.code.coding[{" + pair + "}].";
    var last = source.key().substring(source.key().lastIndexOf('.') + 1);
    var returned = both.returned(problem + (last.equals("display") ? "code" : last));
    var same =
        returned != null && (last.equals("display") || source.value().equals(returned.value()));
    return same ? "reason-as-problem" : null;
  }

  /** A name alone that came back as reference to the thing with that name. */
  private static boolean nameOfReference(Leaf source, String beside, Renderings both) {
    var reference = both.returned(beside + "reference");
    var name = reference == null ? null : both.returned(reference.value() + ".name");
    return name != null && name.value().equals(source.value());
  }

  /** The person in a role that was carried itself. */
  private static @Nullable String personOfRole(Leaf source, Leaf returned, Renderings both) {
    if (!source.value().startsWith("PractitionerRole") || !source.key().endsWith(".reference")) {
      return null;
    }
    var person = both.returned(source.value() + ".practitioner.reference");
    return person != null && person.value().equals(returned.value()) ? "person-of-role" : null;
  }

  /**
   * A text that only repeats what was carried beside it: the parts of a name in their order, or the
   * sender's words for a code.
   */
  private static @Nullable String text(Leaf source, Renderings both) {
    var beside = source.key().substring(0, source.key().length() - "text".length());
    if (source.pattern().endsWith(".name.text")) {
      return source.value().replace(",", "").equals(name(beside, both)) ? "words-of-name" : null;
    }
    for (var leaf : both.below(beside + "coding[")) {
      if (leaf.key().endsWith(".display")
          && contains(leaf.value(), source.value())
          && both.carried(instead(leaf.key(), "display", "code"))) {
        return "words-of-code";
      }
    }
    return null;
  }

  private static boolean contains(String words, String text) {
    return words.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  /** The parts of a name that were all carried, as one writes them; empty when one was not. */
  private static String name(String beside, Renderings both) {
    var words = new ArrayList<String>();
    for (var part : List.of("prefix", "given", "family", "suffix")) {
      for (var leaf : both.below(beside + part)) {
        if (!both.carried(leaf.key())) {
          return "";
        }
        words.add(leaf.value().replace(",", ""));
      }
    }
    return String.join(" ", words);
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
