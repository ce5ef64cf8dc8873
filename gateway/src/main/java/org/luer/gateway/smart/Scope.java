package org.luer.gateway.smart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One SMART scope of a machine client (SMART App Launch 2, section 4): {@code system/Patient.cu}.
 *
 * <p>Version 1 is understood: {@code .read} is {@code .rs}, {@code .write} is {@code .cud}. Search
 * parameters after {@code ?} are not: a scope that nobody enforces must not be granted.
 *
 * @param text as it was written
 * @param type a resource type, or {@code *}
 * @param may what it permits
 */
public record Scope(String text, String type, Set<Access> may) {
  private static final Pattern FORM =
      Pattern.compile("system/([A-Z][A-Za-z]{1,63}|\\*)\\.(c?r?u?d?s?|read|write|\\*)");
  private static final String ANY = "*";

  public Scope {
    may = Collections.unmodifiableSet(EnumSet.copyOf(may));
  }

  /** What may be done with a resource, in the order in which a scope names it. */
  public enum Access {
    CREATE,
    READ,
    UPDATE,
    DELETE,
    SEARCH;

    private char letter() {
      return Character.toLowerCase(name().charAt(0));
    }
  }

  /** The scope of this text; empty when it is none that can be granted here. */
  public static Optional<Scope> of(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    var letters =
        switch (match.group(2)) {
          case "read" -> "rs";
          case "write" -> "cud";
          case ANY -> "cruds";
          default -> match.group(2);
        };
    var may = EnumSet.noneOf(Access.class);
    for (var access : Access.values()) {
      if (letters.indexOf(access.letter()) >= 0) {
        may.add(access);
      }
    }
    return may.isEmpty() ? Optional.empty() : Optional.of(new Scope(text, match.group(1), may));
  }

  /** The texts in a list of scopes that blanks separate. */
  public static List<String> split(String texts) {
    return texts.isBlank() ? List.of() : List.of(texts.strip().split("\\s+", -1));
  }

  /** Whether it permits this. */
  public boolean permits(String resourceType, Access access) {
    return may.contains(access) && (type.equals(ANY) || type.equals(resourceType));
  }

  /**
   * What is granted of the scopes that a client asks for: each as far as one of its own covers it.
   *
   * @return the texts, in the order of asking; empty when nothing is covered
   */
  public static Set<String> granted(List<Scope> asked, List<Scope> own) {
    var granted = new ArrayList<String>();
    for (var one : asked) {
      for (var other : own) {
        one.within(other).ifPresent(granted::add);
      }
    }
    return new java.util.LinkedHashSet<>(granted);
  }

  private Optional<String> within(Scope own) {
    if (!type.equals(own.type) && !type.equals(ANY) && !own.type.equals(ANY)) {
      return Optional.empty();
    }
    var both = EnumSet.noneOf(Access.class);
    both.addAll(may);
    both.retainAll(own.may);
    var narrower = type.equals(ANY) ? own.type : type;
    if (both.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(both.equals(may) && narrower.equals(type) ? text : written(narrower, both));
  }

  private static String written(String type, Set<Access> may) {
    return "system/"
        + type
        + "."
        + may.stream()
            .map(a -> String.valueOf(a.letter()))
            .collect(Collectors.joining())
            .toLowerCase(Locale.ROOT);
  }
}
