package org.luer.mappings.hl7v2;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * What a mapping needs while it reads one message.
 *
 * @param dialect how the sender speaks
 * @param times its zone rule
 * @param issues where findings go
 */
public record Reading(Dialect dialect, Times times, Issues issues) {

  /** The facility that sent the message: whose numbers those are that name no authority. */
  public Optional<String> sender() {
    return times.sender().isBlank() ? Optional.empty() : Optional.of(times.sender());
  }

  /** The member of a fixed list with this code; null and an issue when there is none. */
  public <E> @Nullable E member(E[] values, Function<E, String> code, String wanted, String path) {
    for (var value : values) {
      if (code.apply(value).equalsIgnoreCase(wanted)) {
        return value;
      }
    }
    issues.error(IssueCode.CODE_UNKNOWN, path, "is none of the codes that can stand here");
    return null;
  }
}
