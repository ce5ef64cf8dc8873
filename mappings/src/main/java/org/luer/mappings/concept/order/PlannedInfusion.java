package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.PartialDate;

/**
 * One infusion in the plan of a series.
 *
 * @param number its number, from 1
 * @param status how far it is
 * @param on the day it is planned for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedInfusion(int number, @Nullable State status, @Nullable PartialDate on) {

  /** How far a planned infusion is (FHIR care-plan-activity-status). */
  public enum State {
    NOT_STARTED,
    SCHEDULED,
    IN_PROGRESS,
    ON_HOLD,
    COMPLETED,
    CANCELLED,
    STOPPED;

    /** The FHIR care-plan-activity-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
