package org.luer.mappings.core;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The outcome of reading something from outside: accepted with a value and perhaps warnings, or
 * refused with every reason.
 *
 * @param <T> what was read
 */
public sealed interface Translation<T> {

  /** The warnings of an accepted input, or all reasons of a refusal. */
  List<Issue> issues();

  /** The value, empty when refused. */
  Optional<T> value();

  /** Handles both outcomes; callers are exhaustive by construction. */
  <R> R fold(BiFunction<T, List<Issue>, R> accepted, Function<List<Issue>, R> refused);

  /** The value translated on; a refusal stays what it is. */
  default <R> Translation<R> map(Function<T, R> mapper) {
    return fold((v, i) -> new Accepted<>(mapper.apply(v), i), Refused::new);
  }

  /** Accepted without a warning. */
  static <T> Translation<T> of(T value) {
    return new Accepted<>(value, List.of());
  }

  /** Refused for one reason. */
  static <T> Translation<T> refused(Issue issue) {
    return new Refused<>(List.of(issue));
  }

  /** An accepted input. */
  record Accepted<T>(T accepted, List<Issue> issues) implements Translation<T> {
    public Accepted {
      issues = List.copyOf(issues);
    }

    @Override
    public Optional<T> value() {
      return Optional.of(accepted);
    }

    @Override
    public <R> R fold(
        BiFunction<T, List<Issue>, R> onAccepted, Function<List<Issue>, R> onRefused) {
      return onAccepted.apply(accepted, issues);
    }
  }

  /** A refused input. */
  record Refused<T>(List<Issue> issues) implements Translation<T> {
    public Refused {
      issues = List.copyOf(issues);
    }

    @Override
    public Optional<T> value() {
      return Optional.empty();
    }

    @Override
    public <R> R fold(
        BiFunction<T, List<Issue>, R> onAccepted, Function<List<Issue>, R> onRefused) {
      return onRefused.apply(issues);
    }
  }
}
