package org.luer.mappings.core;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A clinic record breaks a rule of its own; carries every reason. The message holds paths and
 * rules, never values.
 */
public final class InvalidRecordException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Issue> issues;

  /** The record of this kind was refused for these reasons. */
  public InvalidRecordException(String kind, List<Issue> issues) {
    super(
        kind
            + " is not valid: "
            + issues.stream()
                .map(i -> i.path() + " " + i.text())
                .collect(Collectors.joining("; ")));
    this.issues = List.copyOf(issues);
  }

  /** Every reason. */
  public List<Issue> issues() {
    return issues;
  }
}
