package org.luer.mappings.translation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a partner already has; decides between a first report and a correction.
 *
 * @param set the version that the partner took last; absent = it has nothing
 * @param memory what the exchange asked to be remembered with it
 */
public record Before<S>(@Nullable S set, List<String> memory) {
  public Before {
    memory = List.copyOf(memory);
  }

  /** The partner has nothing yet. */
  public static <S> Before<S> nothing() {
    return new Before<>(null, List.of());
  }
}
