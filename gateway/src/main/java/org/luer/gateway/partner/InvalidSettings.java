package org.luer.gateway.partner;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with the settings, at once. */
public final class InvalidSettings extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /**
   * One fault: where it stands (file and line, variable or argument), which key, and what is wrong.
   */
  public record Problem(String origin, String path, String text) {
    @Override
    public String toString() {
      return "%s: %s: %s".formatted(origin, path, text);
    }
  }

  InvalidSettings(List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> "\n  " + problem)
            .collect(Collectors.joining("", "The settings are not valid:", "")));
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  public List<Problem> problems() {
    return problems;
  }
}
