package org.luer.mappings.concept.infusion;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * Something that was done to the running infusion. Its natural key within a session is time and
 * type.
 *
 * @param type what was done
 * @param at when, to the second
 * @param rate pump rate from this moment on, mL/h; needed for start, rate-change and resume
 * @param dose drug given at once, mg; only for bolus
 * @param reason why: coded or the clinic's words; needed for stop-early
 * @param by staff number of the one who did it; one of the session's staff
 * @param note remark
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TimelineEvent(
    Type type,
    OffsetDateTime at,
    @Nullable Quantity rate,
    @Nullable Quantity dose,
    @Nullable Coded reason,
    @Nullable String by,
    @Nullable String note) {

  /** What can be done to a running infusion. */
  public enum Type {
    START,
    RATE_CHANGE,
    PAUSE,
    RESUME,
    BOLUS,
    STOP,
    STOP_EARLY;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the pump runs at the event's rate afterwards. */
    public boolean runs() {
      return this == START || this == RATE_CHANGE || this == RESUME;
    }

    /** Whether the infusion is over afterwards. */
    public boolean ends() {
      return this == STOP || this == STOP_EARLY;
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/type", type);
    Check.present(issues, path + "/at", at);
    if (type != null && type.runs()) {
      Check.present(issues, path + "/rate", rate);
    }
    if (type == Type.BOLUS) {
      Check.present(issues, path + "/dose", dose);
    }
    if (type == Type.STOP_EARLY) {
      Check.present(issues, path + "/reason", reason);
    }
    if (type != null && !type.runs() && rate != null) {
      issues.error(
          IssueCode.CONFLICT, path + "/rate", "only start, rate-change and resume have a rate");
    }
    if (type != Type.BOLUS && dose != null) {
      issues.error(IssueCode.CONFLICT, path + "/dose", "only a bolus has a dose");
    }
    Check.optional(issues, path + "/rate", rate, (q, i, p) -> q.check(i, p, "mL/h"));
    Check.optional(issues, path + "/dose", dose, (q, i, p) -> q.check(i, p, "mg"));
    Check.optional(issues, path + "/reason", reason, Coded::check);
  }
}
