package org.luer.mappings.core;

import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules that several records share; each reports into {@link Issues} with a JSON pointer. */
public final class Check {
  private Check() {}

  /** Reports an id that cannot stand in a path of the HTTP API. */
  public static void id(Issues issues, String path, @Nullable String id) {
    if (id == null || !Ids.valid(id)) {
      issues.error(
          IssueCode.VALUE,
          path,
          "must be 1 to 64 characters out of letters, digits, dot, underscore, tilde, hyphen");
    }
  }

  /** Reports a missing element. */
  public static void present(Issues issues, String path, @Nullable Object value) {
    if (value == null || (value instanceof String s && s.isBlank())) {
      issues.error(IssueCode.REQUIRED, path, "is missing");
    }
  }

  /** Checks every element of a list below its own pointer. */
  public static <T> void each(Issues issues, String path, List<T> list, Each<T> check) {
    for (int i = 0; i < list.size(); i++) {
      check.check(list.get(i), issues, path + "/" + i);
    }
  }

  /** Checks an optional element. */
  public static <T> void optional(Issues issues, String path, @Nullable T value, Each<T> check) {
    if (value != null) {
      check.check(value, issues, path);
    }
  }

  /** Reports the second and later elements with the same natural key. */
  public static <T> void unique(
      Issues issues, String path, List<T> list, Function<T, Object> key, String rule) {
    var known = new HashSet<Object>();
    for (int i = 0; i < list.size(); i++) {
      if (!known.add(key.apply(list.get(i)))) {
        issues.error(IssueCode.DUPLICATE, path + "/" + i, rule);
      }
    }
  }

  /** Throws when the checks of a record refuse it. */
  public static void valid(String kind, BiConsumer<Issues, String> checks) {
    var issues = new Issues();
    checks.accept(issues, "");
    if (issues.refuse()) {
      throw new InvalidRecordException(kind, issues.list());
    }
  }

  /** A check of one element. */
  @FunctionalInterface
  public interface Each<T> {
    /** Reports what is wrong with the element at the pointer. */
    void check(T element, Issues issues, String path);
  }
}
