package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Position in a series of infusions.
 *
 * @param number this infusion, from 1
 * @param of how many are planned
 * @param interval spacing in words, for example {@code Tuesday and Friday}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Series(@Nullable Integer number, @Nullable Integer of, @Nullable String interval) {

  /** A position of which something is known; null when nothing is. */
  public static @Nullable Series orNull(
      @Nullable Integer number, @Nullable Integer of, @Nullable String interval) {
    return number == null && of == null && interval == null
        ? null
        : new Series(number, of, interval);
  }
}
