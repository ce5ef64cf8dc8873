package org.luer.mappings.concept.visit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * A visit of the patient elsewhere, as whoever kept it tells it.
 *
 * @param identifiers its numbers; the first one finds it again
 * @param status how far it is, a code of FHIR encounter-status
 * @param kind inpatient, ambulatory, emergency … (v3 ActCode)
 * @param types what kind of visit in more detail
 * @param from when it began
 * @param to when it ended
 * @param participants who took part
 * @param reasons what it was for
 * @param place where
 * @param provider who kept it
 * @param service service that took the patient
 * @param discharge where the patient went from there
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OutsideVisit(
    List<Identifier> identifiers,
    String status,
    @Nullable Coded kind,
    List<Coded> types,
    @Nullable PartialTime from,
    @Nullable PartialTime to,
    List<Participant> participants,
    List<Coded> reasons,
    @Nullable Place place,
    @Nullable Organization provider,
    @Nullable Coded service,
    @Nullable Coded discharge) {
  private static final Set<String> STATUS =
      Set.of(
          "planned",
          "arrived",
          "triaged",
          "in-progress",
          "onleave",
          "finished",
          "cancelled",
          "unknown");

  public OutsideVisit {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    types = types == null ? List.of() : List.copyOf(types);
    participants = participants == null ? List.of() : List.copyOf(participants);
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
  }

  /**
   * Somebody who took part.
   *
   * @param parts as what
   * @param clinician who
   * @param from from when
   * @param to until when
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Participant(
      List<Coded> parts,
      Clinician clinician,
      @Nullable PartialTime from,
      @Nullable PartialTime to) {
    public Participant {
      parts = parts == null ? List.of() : List.copyOf(parts);
    }

    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      Check.each(issues, path + "/parts", parts, Coded::check);
      Check.present(issues, path + "/clinician", clinician);
      Check.optional(issues, path + "/clinician", clinician, Clinician::check);
    }
  }

  /** The visit in the words of HL7 v2. */
  @JsonIgnore
  public @Nullable Visit visit() {
    var first = identifiers.get(0);
    return Visit.orNull(
        new Identifier(first.value(), first.authority(), first.oid(), "VN", first.facility()),
        null,
        patientClass(),
        place,
        from == null ? null : from.time().orElse(null),
        to == null ? null : to.time().orElse(null));
  }

  private Visit.@Nullable PatientClass patientClass() {
    return kind == null || kind.code() == null
        ? null
        : VisitClasses.ofAct(kind.code()).orElse(null);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (identifiers.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + "/identifiers", "a visit is found by its number");
    }
    if (status == null || !STATUS.contains(status)) {
      issues.error(IssueCode.VALUE, path + "/status", "must be a code of encounter-status");
    }
    if (from != null && to != null && to.before(from)) {
      issues.error(IssueCode.CONFLICT, path + "/to", "must not be before from");
    }
    Check.optional(issues, path + "/kind", kind, Coded::check);
    Check.each(issues, path + "/types", types, Coded::check);
    Check.each(issues, path + "/participants", participants, Participant::check);
    Check.each(issues, path + "/reasons", reasons, Coded::check);
    Check.optional(issues, path + "/provider", provider, Organization::check);
    Check.optional(issues, path + "/service", service, Coded::check);
    Check.optional(issues, path + "/discharge", discharge, Coded::check);
  }
}
