package org.luer.mappings.concept.discharge;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One discharge criterion.
 *
 * @param name which criterion
 * @param met whether it was met
 */
public record DischargeCriterion(Name name, boolean met) {

  /** The criteria (kic-observation DC-…). */
  public enum Name {
    ALERT,
    VITALS,
    AMBULATE,
    NAUSEA,
    DISSOC,
    ESCORT,
    SAFETY;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kic-observation code. */
    public String kicCode() {
      return "DC-" + name();
    }
  }
}
