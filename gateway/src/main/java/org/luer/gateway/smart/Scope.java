package org.luer.gateway.smart;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One SMART scope (SMART App Launch 2, section 4): {@code system/Patient.cu} of a machine client,
 * {@code patient/Observation.rs} of an app in the hands of a person.
 *
 * <p>Version 1 is understood: {@code .read} is {@code .rs}, {@code .write} is {@code .cud}. Of
 * search parameters after {@code ?} only a category of the types for which US Core names it is: a
 * scope that nobody enforces must not be granted.
 *
 * @param text as it was written
 * @param context {@code system} or {@code patient}
 * @param type a resource type, or {@code *}
 * @param may what it permits
 * @param categories {@code system|code} of the resources that it permits; empty = of any
 */
public record Scope(
    String text, String context, String type, Set<Access> may, Set<String> categories) {
  private static final Pattern FORM =
      Pattern.compile(
          "(system|patient)/([A-Z][A-Za-z]{1,63}|\\*)\\.(c?r?u?d?s?|read|write|\\*)(?:\\?category=([^&=\\s]+\\|[^&=\\s|]+))?");
  private static final String ANY = "*";
  private static final String SYSTEM = "system";
  private static final Set<String> BY_CATEGORY =
      Set.of("Condition", "Observation", "DocumentReference");
  private static final Set<Access> READING = EnumSet.of(Access.READ, Access.SEARCH);

  public Scope {
    may = Collections.unmodifiableSet(EnumSet.copyOf(may));
    categories = Set.copyOf(categories);
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

  /** A machine client's scope of this text; empty when it is none that can be granted here. */
  public static Optional<Scope> of(String text) {
    return read(text).filter(scope -> scope.context.equals(SYSTEM));
  }

  /** An app's scope of this text; empty when it is none, or permits more than reading. */
  public static Optional<Scope> ofPatient(String text) {
    return read(text).filter(s -> !s.context.equals(SYSTEM) && READING.containsAll(s.may));
  }

  private static Optional<Scope> read(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    var letters =
        switch (match.group(3)) {
          case "read" -> "rs";
          case "write" -> "cud";
          case ANY -> "cruds";
          default -> match.group(3);
        };
    var may = EnumSet.noneOf(Access.class);
    for (var access : Access.values()) {
      if (letters.indexOf(access.letter()) >= 0) {
        may.add(access);
      }
    }
    var category = match.group(4);
    if (may.isEmpty()
        || (category != null
            && !(BY_CATEGORY.contains(match.group(2)) && READING.containsAll(may)))) {
      return Optional.empty();
    }
    var categories =
        category == null
            ? Set.<String>of()
            : Set.of(URLDecoder.decode(category, StandardCharsets.UTF_8).split(",", -1));
    return Optional.of(new Scope(text, match.group(1), match.group(2), may, categories));
  }

  /** The texts in a list of scopes that blanks separate. */
  public static List<String> split(String texts) {
    return texts.isBlank() ? List.of() : List.of(texts.strip().split("\\s+", -1));
  }

  /** The same list as one text. */
  public static String texts(List<Scope> scopes) {
    return scopes.stream().map(Scope::text).collect(Collectors.joining(" "));
  }

  /** Whether it permits this, whatever the resource says. */
  public boolean permits(String resourceType, Access access) {
    return categories.isEmpty() && covers(resourceType, access);
  }

  /** Whether it permits this, perhaps of some categories only. */
  public boolean covers(String resourceType, Access access) {
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
    if (!context.equals(own.context)) {
      return Optional.empty();
    }
    if (!type.equals(own.type) && !type.equals(ANY) && !own.type.equals(ANY)) {
      return Optional.empty();
    }
    var both = EnumSet.noneOf(Access.class);
    both.addAll(may);
    both.retainAll(own.may);
    var narrower = type.equals(ANY) ? own.type : type;
    var wanted = new TreeSet<>(categories.isEmpty() ? own.categories : categories);
    if (!own.categories.isEmpty()) {
      wanted.retainAll(own.categories);
    }
    var nothingLeft = wanted.isEmpty() && !(categories.isEmpty() && own.categories.isEmpty());
    if (both.isEmpty() || nothingLeft) {
      return Optional.empty();
    }
    return Optional.of(
        both.equals(may) && narrower.equals(type) && wanted.equals(categories)
            ? text
            : written(context, narrower, both, wanted));
  }

  private static String written(
      String context, String type, Set<Access> may, Set<String> categories) {
    return context
        + "/"
        + type
        + "."
        + may.stream()
            .map(a -> String.valueOf(a.letter()))
            .collect(Collectors.joining())
            .toLowerCase(Locale.ROOT)
        + (categories.isEmpty() ? "" : "?category=" + String.join(",", categories));
  }
}
