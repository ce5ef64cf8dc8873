package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * One report in which another sender told a part of a session (one OBR, one DiagnosticReport). The
 * clinic's own reports are numbered when they are sent.
 *
 * @param code what was reported
 * @param number number of the report at the sender
 * @param from begin of what it tells of
 * @param to end of what it tells of
 * @param issuedAt when it got its status
 * @param section diagnostic service that reports, HL7 table 0074
 * @param status how far it is
 * @param note remarks on the whole report, one line each
 * @param contents codes of the observations that it holds
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReportNumber(
    Coded code,
    @Nullable Identifier number,
    @Nullable OffsetDateTime from,
    @Nullable OffsetDateTime to,
    @Nullable OffsetDateTime issuedAt,
    @Nullable String section,
    @Nullable Status status,
    @Nullable String note,
    List<String> contents) {

  public ReportNumber {
    contents = contents == null ? List.of() : List.copyOf(contents);
  }

  /** How far a report is (FHIR diagnostic-report-status). */
  public enum Status {
    PRELIMINARY,
    FINAL,
    CORRECTED,
    ENTERED_IN_ERROR;

    /** The FHIR code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether it tells of this time, as far as it says when. */
  public boolean tellsOf(@Nullable OffsetDateTime time) {
    return time == null
        || ((from == null || !time.isBefore(from)) && (to == null || !time.isAfter(to)));
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
  }
}
