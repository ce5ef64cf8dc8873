package org.luer.mappings.hl7v2;

import java.util.List;

/** Times of day (TM) to and from {@code HH:MM:SS}; a time with an offset is none. */
public final class Clocks {
  private static final String CLOCK = "([01]\\d|2[0-3])[0-5]\\d([0-5]\\d)?";

  private Clocks() {}

  /** TM; without seconds when there are none. */
  public static String write(String time) {
    var digits = time.replace(":", "");
    return digits.endsWith("00") && digits.length() == 6 ? digits.substring(0, 4) : digits;
  }

  /** Those of the repetitions that are times of day. */
  public static List<String> read(List<Part> parts) {
    return parts.stream()
        .map(p -> p.component(1).strip())
        .filter(t -> t.matches(CLOCK))
        .map(
            t ->
                t.substring(0, 2)
                    + ":"
                    + t.substring(2, 4)
                    + ":"
                    + (t.length() < 6 ? "00" : t.substring(4)))
        .toList();
  }
}
