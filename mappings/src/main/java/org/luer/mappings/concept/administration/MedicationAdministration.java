package org.luer.mappings.concept.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.referral.Finding;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * One dose of a drug that somebody gave outside the clinic's infusion sessions, for example an
 * antibiotic on a ward (one RXA, one FHIR MedicationAdministration).
 *
 * @param id key of the record
 * @param patientId who got it
 * @param status how it went
 * @param statusReason why it was not given, or stopped
 * @param number number of this dose at whoever gave it
 * @param placerNumber number of the order at whoever ordered
 * @param fillerNumber number of the order at the pharmacy
 * @param drug what was given
 * @param dose how much; absent when nobody says it
 * @param form dosage form
 * @param strength strength of the product
 * @param route way into the body
 * @param site place on the body
 * @param device what it was given with
 * @param method how it was given
 * @param startedAt when, or when it began
 * @param endedAt when it ended
 * @param reasons why it was given
 * @param giver who gave it
 * @param orderer who ordered it
 * @param lots lots of the product
 * @param recordedAt when it was recorded
 * @param visit the patient's visit
 * @param note remarks, one line each
 * @param order what was ordered
 * @param place where it was given
 * @param findings what was measured with it
 */
@JsonTypeName("MedicationAdministration")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MedicationAdministration(
    String id,
    String patientId,
    Status status,
    @Nullable Coded statusReason,
    @Nullable Identifier number,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    Coded drug,
    @Nullable Amount dose,
    @Nullable Coded form,
    @Nullable Amount strength,
    @Nullable Coded route,
    @Nullable Coded site,
    @Nullable Coded device,
    @Nullable Coded method,
    OffsetDateTime startedAt,
    @Nullable OffsetDateTime endedAt,
    List<Coded> reasons,
    @Nullable Clinician giver,
    @Nullable Clinician orderer,
    List<Lot> lots,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Visit visit,
    @Nullable String note,
    @Nullable AdministeredOrder order,
    @Nullable Place place,
    List<Finding> findings)
    implements ClinicRecord {

  /** How it went (FHIR medication-admin-status, HL7 tables 0322 and 0323). */
  public enum Status {
    IN_PROGRESS,
    COMPLETED,
    STOPPED,
    NOT_DONE,
    ENTERED_IN_ERROR;

    /** The FHIR medication-admin-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A number with a unit: UCUM, or the sender's own such as {@code tablet}.
   *
   * @param value the number, its scale kept
   * @param unit UCUM code, or the sender's own code or words
   */
  public record Amount(BigDecimal value, Coded unit) {
    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      Check.present(issues, path + "/value", value);
      Check.present(issues, path + "/unit", unit);
      Check.optional(issues, path + "/unit", unit, Coded::check);
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public MedicationAdministration {
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
    lots = lots == null ? List.of() : List.copyOf(lots);
    findings = findings == null ? List.of() : List.copyOf(findings);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.present(issues, "/drug", drug);
    Check.present(issues, "/startedAt", startedAt);
    Check.optional(issues, "/drug", drug, Coded::check);
    Check.optional(issues, "/dose", dose, Amount::check);
    Check.optional(issues, "/strength", strength, Amount::check);
    Check.optional(issues, "/form", form, Coded::check);
    Check.optional(issues, "/route", route, Coded::check);
    Check.optional(issues, "/site", site, Coded::check);
    Check.optional(issues, "/device", device, Coded::check);
    Check.optional(issues, "/method", method, Coded::check);
    Check.optional(issues, "/statusReason", statusReason, Coded::check);
    Check.each(issues, "/reasons", reasons, Coded::check);
    Check.optional(issues, "/giver", giver, Clinician::check);
    Check.optional(issues, "/orderer", orderer, Clinician::check);
    Check.optional(issues, "/visit", visit, Visit::check);
    Check.optional(issues, "/order", order, AdministeredOrder::check);
    Check.each(issues, "/findings", findings, Finding::check);
    if (endedAt != null && startedAt != null && endedAt.isBefore(startedAt)) {
      issues.error(IssueCode.CONFLICT, "/endedAt", "must not be before startedAt");
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("MedicationAdministration", issues.list());
    }
  }
}
