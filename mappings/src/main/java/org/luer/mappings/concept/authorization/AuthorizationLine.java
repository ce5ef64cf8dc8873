package org.luer.mappings.concept.authorization;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * The decision about one line of a request for prior authorization.
 *
 * @param line the line of the request, by number from 1
 * @param review the decision; absent when none is told
 * @param issuedOn when it was authorized
 * @param period from when until when it holds
 * @param requested for when it had been asked
 * @param reference number of the review at the insurer while it is not decided
 * @param previousNumber authorization number that was given before
 * @param traceNumbers numbers by which the request marked the line
 * @param authorized what is authorized
 * @param diagnoses diagnoses that the insurer told for the line
 * @param notes numbers of the notes that belong to it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuthorizationLine(
    Integer line,
    @Nullable Review review,
    @Nullable PartialDate issuedOn,
    @Nullable ServicePeriod period,
    @Nullable ServicePeriod requested,
    @Nullable String reference,
    @Nullable String previousNumber,
    List<Identifier> traceNumbers,
    @Nullable AuthorizedService authorized,
    List<Coded> diagnoses,
    List<Integer> notes) {
  public AuthorizationLine {
    traceNumbers = traceNumbers == null ? List.of() : List.copyOf(traceNumbers);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/line", line);
    if (line != null && line < 1) {
      issues.error(IssueCode.VALUE, path + "/line", "lines are numbered from 1");
    }
    Check.optional(issues, path + "/review", review, Review::check);
    Check.optional(issues, path + "/period", period, ServicePeriod::check);
    Check.optional(issues, path + "/requested", requested, ServicePeriod::check);
    Check.optional(issues, path + "/authorized", authorized, AuthorizedService::check);
    Check.each(issues, path + "/diagnoses", diagnoses, Coded::check);
  }
}
