package org.luer.mappings.receipt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of any foreign message need not come back, because it follows from what did: the system's
 * own words for a code that was carried, those beside a reference, what a missing value means.
 */
final class Implied {
  private static final Set<String> DEFAULT_TRUE =
      Set.of(
          "Practitioner.active",
          "PractitionerRole.active",
          "Organization.active",
          "RelatedPerson.active",
          "Patient.active");
  private static final Pattern ONE = Pattern.compile("1(\\.0*)?");
  private static final Pattern PLACE = Pattern.compile("\\.dosageInstruction\\[(\\d{1,6})]");
  private static final List<String> CATEGORIES =
      List.of("problem-list-item", "encounter-diagnosis");
  private static final Set<String> DEFAULT_FALSE = Set.of("MedicationRequest.doNotPerform");

  private static final String NORMAL_RANGE =
      ".type.coding[{http://terminology.hl7.org/CodeSystem/referencerange-meaning+normal}]";

  private Implied() {}

  /** The rule, or null. */
  static @Nullable String rule(Leaf source, Renderings both) {
    if (lettersOfCode(source, both)) {
      return "letters-of-code";
    }
    var words =
        source.pattern().endsWith(".text") && source.key().endsWith(".text")
            ? text(source, both)
            : null;
    if (words != null) {
      return words;
    }
    if (registered(source, both)) {
      return "number-of-registry";
    }
    var kind = ImpliedKinds.rule(source, both);
    if (kind != null) {
      return kind;
    }
    if (isDefault(source) || (source.pattern().startsWith("Observation.") && normal(source))) {
      return "meaning-when-missing";
    }
    if (source.pattern().equals("ChargeItem.factorOverride")
        && ONE.matcher(source.value()).matches()) {
      return "factor-of-one";
    }
    if (source.pattern().startsWith("MedicationRequest.dosageInstruction.")) {
      var dosage = dosage(source, both);
      if (dosage != null) {
        return dosage;
      }
    }
    var problem = source.pattern().contains(".reasonCode.") ? problem(source, both) : null;
    if (problem != null) {
      return problem;
    }
    if (source.pattern().startsWith("Encounter.location.") && ofVisit(source, both)) {
      return "place-of-visit";
    }
    if (source.key().endsWith(".userSelected")) {
      return notChosen(source, both) ? "not-chosen" : null;
    }
    if (source.key().contains(".identifier.") && numberOfReference(source, both)) {
      return "words-of-reference";
    }
    if (source.key().endsWith(".type")) {
      return typeOfReference(source, both) ? "type-of-reference" : null;
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

  /** The only place of a visit, as long as the visit and over with it. */
  private static boolean ofVisit(Leaf source, Renderings both) {
    var visit = source.key().substring(0, source.key().indexOf(".location"));
    if (source.pattern().equals("Encounter.location.status")) {
      var status = both.returned(visit + ".status");
      return source.value().equals("completed")
          && status != null
          && status.value().equals("finished");
    }
    for (var end : List.of("start", "end")) {
      if (source.pattern().equals("Encounter.location.period." + end)) {
        var time = both.returned(visit + ".period." + end);
        return time != null && time.value().equals(source.value());
      }
    }
    return false;
  }

  private static final String NPI = ".identifier[{http://hl7.org/fhir/sid/us-npi+";
  private static final String REGISTRY = ".identifier[{urn:oid:2.16.840.1.113883.4.6+";

  /**
   * A National Provider Identifier with a wrong check digit came back as a number of the registry:
   * US Core forbids to send it as one.
   */
  private static boolean registered(Leaf source, Renderings both) {
    if (!source.key().contains(NPI)) {
      return false;
    }
    var other = source.key().replace(NPI, REGISTRY);
    var number = other.substring(0, other.indexOf("}]", other.indexOf(REGISTRY)) + 3);
    if (source.key().endsWith("}].system") || source.key().endsWith("}].value")) {
      return both.returned(number + "value") != null;
    }
    var same = both.returned(other);
    return (same != null && same.value().equals(source.value()))
        || both.returnedBelow(number + "type.").stream()
            .anyMatch(leaf -> leaf.value().equals(source.value()));
  }

  /** A coding whose code came back in capitals or small letters, as its system has it. */
  private static boolean lettersOfCode(Leaf source, Renderings both) {
    var at = source.key().indexOf(".coding[{");
    if (at < 0) {
      return false;
    }
    var other =
        both.returnedBelow(source.key().substring(0, at + 9)).stream()
            .filter(leaf -> leaf.key().equalsIgnoreCase(source.key()))
            .findFirst();
    return other.isPresent() && other.get().value().equalsIgnoreCase(source.value());
  }

  /** What R4 says that a missing value means (ElementDefinition.meaningWhenMissing) or defaults. */
  private static boolean isDefault(Leaf source) {
    return DEFAULT_TRUE.contains(source.pattern())
        ? source.value().equals("true")
        : DEFAULT_FALSE.contains(source.pattern()) && source.value().equals("false");
  }

  /**
   * A range of which nobody says what it is of is the normal one (R4 Observation.referenceRange).
   */
  private static boolean normal(Leaf source) {
    return source.key().contains(NORMAL_RANGE);
  }

  /** The number that an instruction has by its place, and that a dose is as ordered. */
  private static @Nullable String dosage(Leaf source, Renderings both) {
    if (source.pattern().endsWith(".dosageInstruction.sequence")) {
      var place = PLACE.matcher(source.path());
      return place.find() && Integer.parseInt(place.group(1)) + 1 == number(source.value())
          ? "number-of-place"
          : null;
    }
    var at = source.key().indexOf(".type.");
    if (!source.pattern().contains(".doseAndRate.type.") || at < 0) {
      return null;
    }
    var type = source.key().substring(0, at + 6);
    return both.below(type).stream()
            .anyMatch(l -> l.key().endsWith(".code") && l.value().equals("ordered"))
        ? "dose-as-ordered"
        : null;
  }

  private static int number(String value) {
    return value.matches("\\d{1,6}") ? Integer.parseInt(value) : -1;
  }

  /** Of a concept that came back with the coding that its user chose. */
  private static boolean notChosen(Leaf source, Renderings both) {
    var coding = source.key().substring(0, source.key().length() - "userSelected".length());
    if (!source.value().equals("false") || !both.carried(coding + "code")) {
      return false;
    }
    var at = source.key().lastIndexOf("[{");
    var concept = at < 0 ? coding : source.key().substring(0, at);
    var choices = both.below(concept).stream().filter(Implied::choice).toList();
    return choices.isEmpty()
        ? both.returnedBelow(concept).stream().noneMatch(Implied::choice)
        : choices.stream().anyMatch(leaf -> both.carried(leaf.key()));
  }

  private static boolean choice(Leaf leaf) {
    return leaf.key().endsWith(".userSelected") && leaf.value().equals("true");
  }

  /** A reason by code that came back as reference to the problem with that code. */
  private static @Nullable String problem(Leaf source, Renderings both) {
    var at = source.key().indexOf(".reasonCode[");
    for (var category : CATEGORIES) {
      var rule = problem(source, at, "Condition{" + category + "+", both);
      if (rule != null) {
        return rule;
      }
    }
    return null;
  }

  private static @Nullable String problem(Leaf source, int at, String category, Renderings both) {
    if (at >= 0 && source.pattern().endsWith(".reasonCode.text")) {
      var named = category + source.value() + "}";
      var words = both.returned(named + ".code.text");
      return words != null
              && words.value().equals(source.value())
              && leads(source.key().substring(0, at), named, both)
          ? "reason-as-problem"
          : null;
    }
    var coding = source.key().indexOf(".coding[{", at);
    if (at < 0 || coding < 0) {
      return null;
    }
    var end = source.key().indexOf("}]", coding);
    if (end < 0) {
      return null; // a code with a bracket of its own
    }
    var pair = source.key().substring(coding + 9, end);
    var code = pair.substring(pair.lastIndexOf('+') + 1);
    var named = category + code + "}";
    if (!leads(source.key().substring(0, at), named, both)) {
      return null;
    }
    var problem = named + ".code.coding[{" + pair + "}].";
    var last = source.key().substring(source.key().lastIndexOf('.') + 1);
    var returned = both.returned(problem + (last.equals("display") ? "code" : last));
    var same =
        returned != null && (last.equals("display") || source.value().equals(returned.value()));
    return same ? "reason-as-problem" : null;
  }

  /** Whether one of the reasons that came back is this problem. */
  private static boolean leads(String owner, String problem, Renderings both) {
    return both.returnedBelow(owner + ".reasonReference[").stream()
        .anyMatch(leaf -> leaf.value().equals(problem));
  }

  /** A name alone that came back as reference to the thing with that name. */
  private static boolean nameOfReference(Leaf source, String beside, Renderings both) {
    var reference = reference(source, beside, both);
    var name = reference == null ? null : both.returned(reference.value() + ".name");
    return name != null && name.value().equals(source.value());
  }

  /** A number beside a reference that was carried: what it leads to has that number. */
  private static boolean numberOfReference(Leaf source, Renderings both) {
    var at = source.key().lastIndexOf(".identifier.");
    var reference = source.key().substring(0, at) + ".reference";
    var returned = both.returned(reference);
    if (returned == null || !both.carried(reference)) {
      return false;
    }
    var last = source.key().substring(at + ".identifier".length());
    return both.returnedBelow(returned.value() + ".identifier[").stream()
        .anyMatch(leaf -> leaf.key().endsWith(last) && leaf.value().equals(source.value()));
  }

  /** The reference that came back here; in a list it is known by what it leads to. */
  private static @Nullable Leaf reference(Leaf source, String beside, Renderings both) {
    var here = both.returned(beside + "reference");
    var named = "[{" + source.value() + "}].";
    return here != null || !beside.endsWith(named)
        ? here
        : both.returned(
            beside.substring(0, beside.length() - named.length())
                + "[{Organization{"
                + source.value()
                + "}}].reference");
  }

  /** The type of what the reference that came back leads to. */
  private static boolean typeOfReference(Leaf source, Renderings both) {
    var beside = source.key().substring(0, source.key().length() - "type".length());
    var reference = both.returned(beside + "reference");
    if (reference == null && beside.endsWith("}].")) {
      var name = beside.substring(beside.lastIndexOf("[{") + 2, beside.length() - 3);
      var list = beside.substring(0, beside.lastIndexOf("[{"));
      reference = both.returned(list + "[{" + source.value() + "{" + name + "}}].reference");
    }
    return reference != null
        && (reference.value().equals(source.value())
            || reference.value().startsWith(source.value() + "{"));
  }

  /**
   * A text that only repeats what was carried beside it: the parts of a name in their order, or the
   * sender's words for a code.
   */
  private static @Nullable String text(Leaf source, Renderings both) {
    var beside = source.key().substring(0, source.key().length() - "text".length());
    if (source.pattern().endsWith(".name.text")) {
      var whole = both.below(beside + "family").isEmpty() && both.below(beside + "given").isEmpty();
      var parts = words(whole ? returned(beside, both) : name(beside, both));
      return parts.containsAll(words(source.value())) ? "words-of-name" : null;
    }
    if (source.pattern().endsWith(".address.text")) {
      return address(source, beside, both) ? "words-of-address" : null;
    }
    for (var leaf : both.below(beside + "coding[")) {
      if (leaf.key().endsWith(".display")
          && contains(leaf.value(), source.value())
          && both.carried(
              leaf.key().substring(0, leaf.key().length() - "display".length()) + "code")) {
        return "words-of-code";
      }
    }
    return null;
  }

  /** Whether an address as one writes it has no other word than its parts, which were carried. */
  private static boolean address(Leaf source, String beside, Renderings both) {
    var parts = new StringBuilder();
    for (var leaf : both.below(beside)) {
      if (!leaf.key().equals(source.key()) && both.carried(leaf.key())) {
        parts.append(' ').append(leaf.value());
      }
    }
    var known = words(spaced(parts.toString()));
    return known.containsAll(words(spaced(source.value())));
  }

  /** Whether the words of a text stand together among others. */
  private static boolean contains(String words, String text) {
    return spaced(words).contains(spaced(text));
  }

  private static String spaced(String text) {
    return " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip() + " ";
  }

  /** The words of a name in no order: systems write the family name first or last. */
  private static List<String> words(String name) {
    return Arrays.stream(name.replace(",", " ").strip().split("\\s+")).sorted().toList();
  }

  /** The parts that a name came back in whose sender did not part it. */
  private static String returned(String beside, Renderings both) {
    return both.returnedBelow(beside).stream()
        .filter(leaf -> leaf.key().matches(".*\\.(prefix|given|family|suffix)(\\[.*])?"))
        .map(leaf -> leaf.value())
        .collect(java.util.stream.Collectors.joining(" "));
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
}
