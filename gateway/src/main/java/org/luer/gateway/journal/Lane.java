package org.luer.gateway.journal;

import java.util.Comparator;
import java.util.Locale;

/**
 * One partner x one patient x one stream: what is delivered strictly in order.
 *
 * @param patient {@code *} when the whole feed is one lane
 */
public record Lane(String partner, String patient, Stream stream) implements Comparable<Lane> {
  public static final String WHOLE_FEED = "*";
  private static final Comparator<Lane> ORDER =
      Comparator.comparing(Lane::partner).thenComparing(Lane::patient).thenComparing(Lane::stream);

  /** The streams of a patient. */
  public enum Stream {
    IDENTITY,
    CLINICAL,
    DOCUMENT,
    MONEY,
    SAFETY;

    /** As the database and the settings write it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Stream of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** The order in which lanes are locked. */
  @Override
  public int compareTo(Lane other) {
    return ORDER.compare(this, other);
  }
}
