package org.luer.mappings.fhir;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the value of an enumeration that has a code. */
public final class Enums {
  private Enums() {}

  /** The value with this code; empty when there is none or no code. */
  public static <E> Optional<E> read(
      E[] values, Function<E, String> code, @Nullable String wanted) {
    if (wanted != null) {
      for (var value : values) {
        if (code.apply(value).equals(wanted)) {
          return Optional.of(value);
        }
      }
    }
    return Optional.empty();
  }
}
