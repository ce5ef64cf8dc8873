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
import org.luer.mappings.core.Quantity;

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
 * @param problems problems of the patient that it was for
 * @param diagnoses what was diagnosed or treated, each for something
 * @param priority how urgent it was
 * @param admittedFrom from where the patient came
 * @param length how long it took, a UCUM unit of time
 * @param presence whether and when the patient was at the place
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
    @Nullable Coded discharge,
    List<Coded> problems,
    List<Diagnosis> diagnoses,
    @Nullable Coded priority,
    @Nullable Coded admittedFrom,
    @Nullable Quantity length,
    @Nullable Presence presence) {
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
    problems = problems == null ? List.of() : List.copyOf(problems);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
  }

  /**
   * A diagnosis of the visit.
   *
   * @param code which
   * @param use what it is for, for example billing or admission (FHIR diagnosis-role)
   * @param rank its rank among those of the same use
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Diagnosis(Coded code, @Nullable Coded use, @Nullable Integer rank) {
    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      Check.present(issues, path + "/code", code);
      Check.optional(issues, path + "/code", code, Coded::check);
      Check.optional(issues, path + "/use", use, Coded::check);
      if (rank != null && rank < 1) {
        issues.error(IssueCode.VALUE, path + "/rank", "must count from 1");
      }
    }
  }

  /**
   * When the patient was at the place.
   *
   * @param status a code of FHIR encounter-location-status
   * @param from from when
   * @param to until when
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Presence(
      @Nullable String status, @Nullable PartialTime from, @Nullable PartialTime to) {
    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      if (status != null && !status.matches("planned|active|reserved|completed")) {
        issues.error(
            IssueCode.VALUE, path + "/status", "must be a code of encounter-location-status");
      }
      if (from != null && to != null && to.before(from)) {
        issues.error(IssueCode.CONFLICT, path + "/to", "must not be before from");
      }
    }

    @Nullable Presence orNull() {
      return status == null && from == null && to == null ? null : this;
    }
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
    Check.each(issues, path + "/problems", problems, Coded::check);
    Check.each(issues, path + "/diagnoses", diagnoses, Diagnosis::check);
    Check.optional(issues, path + "/priority", priority, Coded::check);
    Check.optional(issues, path + "/admittedFrom", admittedFrom, Coded::check);
    Check.optional(issues, path + "/presence", presence, Presence::check);
    if (presence != null && place == null) {
      issues.error(IssueCode.REQUIRED, path + "/place", "is missing beside presence");
    }
    if (length != null && !length.unit().matches("s|min|h|d|wk|mo|a")) {
      issues.error(IssueCode.VALUE, path + "/length", "must be a length of time: s, min, h to a");
    }
  }
}
