package org.luer.mappings.proof;

import java.util.Comparator;

/**
 * One thing that does not survive the way there and back, as it was measured.
 *
 * @param format fhir or hl7v2
 * @param source clinic pattern of the leaf, an asterisk for a list element
 * @param kind what happens to it
 * @param from the first element of the innermost list that is concerned, from 0
 */
record Loss(String format, String source, Kind kind, int from) implements Comparable<Loss> {
  /** What can happen to a leaf. */
  enum Kind {
    /** The value does not arrive. */
    LOST,
    /** Every value arrives, the list in another order. */
    ORDER,
    /** A whole record is not told. */
    WHOLE
  }

  @Override
  public String toString() {
    return format + " " + source + " " + kind + " " + from;
  }

  @Override
  public int compareTo(Loss other) {
    return Comparator.comparing(Loss::format)
        .thenComparing(Loss::source)
        .thenComparing(Loss::kind)
        .thenComparing(Loss::from)
        .compare(this, other);
  }
}
