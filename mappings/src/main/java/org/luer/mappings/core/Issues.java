package org.luer.mappings.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects every {@link Issue} of one input, so that a refusal names all its reasons at once. Not
 * thread-safe.
 */
public final class Issues {
  private final List<Issue> all = new ArrayList<>();

  /** Adds an issue. */
  public void add(Issue issue) {
    all.add(issue);
  }

  /** Adds all of them. */
  public void addAll(Collection<Issue> issues) {
    all.addAll(issues);
  }

  /** Adds an error. */
  public void error(IssueCode code, String path, String text) {
    all.add(Issue.error(code, path, text));
  }

  /** Adds a warning. */
  public void warning(IssueCode code, String path, String text) {
    all.add(Issue.warning(code, path, text));
  }

  /** Adds an error {@code required} when the value is missing. */
  public <T> Optional<T> require(@Nullable T value, String path, String what) {
    if (value == null) {
      error(IssueCode.REQUIRED, path, what + " is missing");
    }
    return Optional.ofNullable(value);
  }

  /** The value of a nested translation, its issues added here; empty when it was refused. */
  public <T> Optional<T> take(Translation<T> translation) {
    addAll(translation.issues());
    return translation.value();
  }

  /** Whether any issue refuses the input. */
  public boolean refuse() {
    return all.stream().anyMatch(Issue::refuses);
  }

  /** What was collected so far, in order. */
  public List<Issue> list() {
    return List.copyOf(all);
  }

  /**
   * The result: refused when an error was collected, else the supplied value. A value whose
   * constructor refuses it ({@link InvalidRecordException}) is refused with those issues too.
   */
  public <T> Translation<T> resultOf(Supplier<T> value) {
    if (refuse()) {
      return new Translation.Refused<>(list());
    }
    try {
      return new Translation.Accepted<>(value.get(), list());
    } catch (InvalidRecordException invalid) {
      addAll(invalid.issues());
      return new Translation.Refused<>(list());
    }
  }
}
