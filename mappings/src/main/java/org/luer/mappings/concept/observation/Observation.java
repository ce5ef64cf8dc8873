package org.luer.mappings.concept.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.specimen.Specimen;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * What was found out about a patient outside an infusion session: a laboratory panel, a drug
 * screen, a pregnancy test, an ECG. One record is what is reported together (one OBR, one
 * DiagnosticReport); a single finding is a panel of one.
 *
 * @param id key of the record
 * @param patientId whose findings
 * @param status how far the report is
 * @param section diagnostic service that reports, HL7 table 0074, for example {@code CH}
 * @param code what was examined: the panel, or the one test
 * @param placerNumber number of the order at whoever ordered
 * @param fillerNumber number of the report at whoever examined
 * @param groupNumber number of the group of orders at whoever ordered
 * @param orderer who ordered it
 * @param effectiveFrom when it was observed, or when the specimen was taken
 * @param effectiveTo end of that time
 * @param effectiveOn the day of it, where nobody says the time
 * @param issuedAt when the report got its status
 * @param interpreter who interpreted the findings
 * @param clinicalInfo what the orderer said about the patient
 * @param reasons why it was ordered
 * @param visit the patient's visit
 * @param specimen what was examined
 * @param findings the single findings, in the order of the report
 * @param note remarks on the whole report, one line each
 * @param outside the visit, when somebody else kept it and tells more of it
 * @param orders numbers of orders that stand beside it
 * @param conclusions what it comes to, in codes
 * @param request what it says of the order that it answers
 * @param forms the whole report as its maker laid it out
 */
@JsonTypeName("Observation")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Observation(
    String id,
    String patientId,
    Status status,
    @Nullable String section,
    Coded code,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    @Nullable Identifier groupNumber,
    @Nullable Clinician orderer,
    @Nullable OffsetDateTime effectiveFrom,
    @Nullable OffsetDateTime effectiveTo,
    @Nullable PartialDate effectiveOn,
    @Nullable OffsetDateTime issuedAt,
    @Nullable Clinician interpreter,
    @Nullable String clinicalInfo,
    List<Coded> reasons,
    @Nullable Visit visit,
    @Nullable Specimen specimen,
    List<Finding> findings,
    @Nullable String note,
    @Nullable OutsideVisit outside,
    List<Identifier> orders,
    List<Coded> conclusions,
    @Nullable ExaminationRequest request,
    List<ReportForm> forms)
    implements ClinicRecord {

  /** A report on its own. */
  public Observation(
      String id,
      String patientId,
      Status status,
      @Nullable String section,
      Coded code,
      @Nullable Identifier placerNumber,
      @Nullable Identifier fillerNumber,
      @Nullable Identifier groupNumber,
      @Nullable Clinician orderer,
      @Nullable OffsetDateTime effectiveFrom,
      @Nullable OffsetDateTime effectiveTo,
      @Nullable PartialDate effectiveOn,
      @Nullable OffsetDateTime issuedAt,
      @Nullable Clinician interpreter,
      @Nullable String clinicalInfo,
      List<Coded> reasons,
      @Nullable Visit visit,
      @Nullable Specimen specimen,
      List<Finding> findings,
      @Nullable String note) {
    this(
        id,
        patientId,
        status,
        section,
        code,
        placerNumber,
        fillerNumber,
        groupNumber,
        orderer,
        effectiveFrom,
        effectiveTo,
        effectiveOn,
        issuedAt,
        interpreter,
        clinicalInfo,
        reasons,
        visit,
        specimen,
        findings,
        note,
        null,
        List.of(),
        List.of(),
        null,
        List.of());
  }

  /** How far a report is (FHIR diagnostic-report-status without unknown). */
  public enum Status {
    REGISTERED,
    PARTIAL,
    PRELIMINARY,
    FINAL,
    AMENDED,
    CORRECTED,
    APPENDED,
    CANCELLED,
    ENTERED_IN_ERROR;

    /** The FHIR diagnostic-report-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Observation {
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
    orders = orders == null ? List.of() : List.copyOf(orders);
    conclusions = conclusions == null ? List.of() : List.copyOf(conclusions);
    findings = findings == null ? List.of() : without(findings, effectiveFrom, effectiveTo);
    forms = forms == null ? List.of() : List.copyOf(forms);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.present(issues, "/code", code);
    Check.optional(issues, "/code", code, Coded::check);
    DiagnosticSections.check(issues, "/section", section);
    Check.optional(issues, "/orderer", orderer, Clinician::check);
    Check.optional(issues, "/interpreter", interpreter, Clinician::check);
    Check.each(issues, "/reasons", reasons, Coded::check);
    Check.optional(issues, "/visit", visit, Visit::check);
    Check.optional(issues, "/outside", outside, OutsideVisit::check);
    if (visit != null && outside != null) {
      issues.error(IssueCode.CONFLICT, "/visit", "is said by outside already");
    }
    Check.optional(issues, "/request", request, ExaminationRequest::check);
    Check.each(issues, "/conclusions", conclusions, Coded::check);
    Check.each(issues, "/forms", forms, ReportForm::check);
    for (int i = 0; i < findings.size(); i++) {
      for (var member : findings.get(i).members()) {
        if (member == null || member < 1 || member > findings.size() || member == i + 1) {
          issues.error(
              IssueCode.NOT_FOUND, "/findings/" + i + "/members", "is no other finding here");
        }
      }
    }
    Check.optional(issues, "/specimen", specimen, Specimen::check);
    Check.each(issues, "/findings", findings, Finding::check);
    if (effectiveFrom == null && effectiveTo != null) {
      issues.error(IssueCode.REQUIRED, "/effectiveFrom", "an end needs a start");
    }
    if (effectiveFrom != null && effectiveTo != null && effectiveTo.isBefore(effectiveFrom)) {
      issues.error(IssueCode.CONFLICT, "/effectiveTo", "must not be before effectiveFrom");
    }
    if (effectiveFrom != null && effectiveOn != null) {
      issues.error(IssueCode.CONFLICT, "/effectiveOn", "is said by effectiveFrom already");
    }
    Check.unique(issues, "/findings", findings, Finding::key, "the same code and sub-id twice");
    if (issues.refuse()) {
      throw new InvalidRecordException("Observation", issues.list());
    }
  }

  /** A finding has a time of its own only where it is another one than the report's. */
  private static List<Finding> without(
      List<Finding> findings, @Nullable OffsetDateTime from, @Nullable OffsetDateTime to) {
    return findings.stream()
        .map(f -> to == null && from != null && from.equals(f.takenAt()) ? f.at(null) : f)
        .toList();
  }

  /** What is known of the visit, whoever kept it. */
  public @Nullable Visit visitKnown() {
    return outside == null ? visit : outside.visit();
  }

  /** Whether it was made by mistake. */
  public boolean voided() {
    return status == Status.ENTERED_IN_ERROR;
  }
}
