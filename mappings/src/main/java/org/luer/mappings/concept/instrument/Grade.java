package org.luer.mappings.concept.instrument;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How pressing a safety signal is, the least pressing first. */
public enum Grade {
  /** The psychiatrist has to agree before the infusion; a safety plan is offered. */
  LOW,
  /** The psychiatrist decides before the infusion starts. */
  ALERT,
  /** Before anything else: a physician at once. */
  URGENT;

  /** The code in the clinic model. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
