package org.luer.mappings.hl7v2;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts encoded parts together: subcomponents to a component, components to a repetition,
 * repetitions to a field. Empty parts at the end are left out.
 */
public final class Wire {
  private Wire() {}

  /** A primitive value, escaped; nothing for null. */
  public static String text(@Nullable String value) {
    return value == null ? "" : Escapes.write(value);
  }

  /** Encoded components joined. */
  public static String components(String... encoded) {
    return join('^', encoded);
  }

  /** Encoded subcomponents joined. */
  public static String subcomponents(String... encoded) {
    return join('&', encoded);
  }

  /** Encoded repetitions joined; empty ones are left out. */
  public static String repetitions(List<String> encoded) {
    if (encoded.size() == 1) {
      return encoded.get(0);
    }
    return String.join("~", encoded.stream().filter(e -> !e.isEmpty()).toList());
  }

  private static String join(char delimiter, String... parts) {
    int last = parts.length;
    while (last > 0 && parts[last - 1].isEmpty()) {
      last--;
    }
    var out = new StringBuilder();
    for (int i = 0; i < last; i++) {
      if (i > 0) {
        out.append(delimiter);
      }
      out.append(parts[i]);
    }
    return out.toString();
  }
}
