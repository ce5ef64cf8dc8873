package org.luer.mappings.concept.adverseevent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * An untoward effect during or after the infusion. Its natural key within a session is term and
 * onset.
 *
 * @param term what happened: kic-ae code with SNOMED CT beside it, or SNOMED CT
 * @param onset when it began
 * @param end when it was over
 * @param severity mild, moderate or severe
 * @param serious whether it was serious in the regulatory sense
 * @param actions what was done about it, kic-ae-action
 * @param outcome how it ended
 * @param note remark
 * @param account who told of it and how, for events of another sender
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AdverseEvent(
    Coded term,
    OffsetDateTime onset,
    @Nullable OffsetDateTime end,
    @Nullable Severity severity,
    @Nullable Boolean serious,
    List<Action> actions,
    @Nullable Outcome outcome,
    @Nullable String note,
    @Nullable EventAccount account) {

  public AdverseEvent {
    actions = actions == null ? List.of() : List.copyOf(actions);
  }

  /** An event of the clinic's own. */
  public AdverseEvent(
      Coded term,
      OffsetDateTime onset,
      @Nullable OffsetDateTime end,
      @Nullable Severity severity,
      @Nullable Boolean serious,
      List<Action> actions,
      @Nullable Outcome outcome,
      @Nullable String note) {
    this(term, onset, end, severity, serious, actions, outcome, note, null);
  }

  /** Who told of it; without an account, nobody. */
  EventAccount told() {
    return account == null ? EventAccount.NONE : account;
  }

  /** How bad (FHIR adverse-event-severity). */
  public enum Severity {
    MILD,
    MODERATE,
    SEVERE;

    /** The FHIR adverse-event-severity code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What was done (kic-ae-action). */
  public enum Action {
    NONE,
    RATE_DOWN,
    PAUSE,
    STOP,
    ANTIEMETIC,
    BENZO,
    ANTIHTN,
    O2,
    FLUIDS,
    TRANSFER;

    /** The kic-ae-action code. */
    @JsonValue
    public String code() {
      return name().replace('_', '-');
    }
  }

  /** How it ended (FHIR adverse-event-outcome). */
  public enum Outcome {
    RESOLVED("resolved"),
    RECOVERING("recovering"),
    ONGOING("ongoing"),
    RESOLVED_WITH_SEQUELAE("resolvedWithSequelae"),
    FATAL("fatal"),
    UNKNOWN("unknown");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }

    /** The FHIR adverse-event-outcome code. */
    @JsonValue
    public String code() {
      return code;
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/term", term);
    Check.present(issues, path + "/onset", onset);
    Check.optional(issues, path + "/term", term, Coded::check);
    Check.optional(issues, path + "/account", account, EventAccount::check);
    if (end != null && onset != null && end.isBefore(onset)) {
      issues.error(IssueCode.CONFLICT, path + "/end", "must not be before onset");
    }
  }
}
