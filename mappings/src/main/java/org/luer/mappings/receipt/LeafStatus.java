package org.luer.mappings.receipt;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a leaf. Only carried and changed count as arrived. */
public enum LeafStatus {
  /** Wraps the content; counted apart. */
  ENVELOPE,
  /** Came back with the same value, scale, offset, precision, system and code. */
  CARRIED,
  /** Came back in another form by a named rule. */
  CHANGED,
  /** Stands only in a note, a Z segment or a private extension. */
  TEXT,
  /** Has no home in the clinic model; kept for its sender. */
  FOREIGN,
  /** Left out by a disclosure rule. */
  WITHHELD,
  /** Did not arrive. */
  LOST;

  /** The code in the receipt. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the leaf arrived. */
  public boolean arrived() {
    return this == CARRIED || this == CHANGED;
  }
}
