package org.luer.mappings.concept.charge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.clinician.Clinician;
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
 * What is charged for one session or visit of one day.
 *
 * @param id the clinic's number of the charge
 * @param patientId the clinic's patient number
 * @param sessionId the infusion session that it charges, when it is one
 * @param status life cycle; a draft is told to nobody
 * @param serviceDate the clinic's local date of the service
 * @param visit numbers, place and times of the visit
 * @param patientType kind of patient by the receiver's own list (HL7 v2 FT1-18)
 * @param placeOfService CMS place of service
 * @param rendering professional under whose number it is billed
 * @param referrer referring clinician
 * @param plan the insurance plan that a sender names without its coverage (HL7 v2 FT1-14)
 * @param authorizationNumber the insurer's prior-authorization number
 * @param coverageIds the coverages that it is billed to, primary one first; none for a patient who
 *     pays
 * @param diagnoses what the lines point at, main one first
 * @param lines charges and credits in billing order: primary service, add-on, drug
 * @param recordedAt when this version was recorded
 * @param account what is told of the account that it goes to beside its number
 */
@JsonTypeName("Charge")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Charge(
    String id,
    String patientId,
    @Nullable String sessionId,
    Status status,
    PartialDate serviceDate,
    @Nullable Visit visit,
    @Nullable String patientType,
    @Nullable Coded placeOfService,
    @Nullable Clinician rendering,
    @Nullable Clinician referrer,
    @Nullable Coded plan,
    @Nullable String authorizationNumber,
    List<String> coverageIds,
    List<BilledDiagnosis> diagnoses,
    List<ChargeLine> lines,
    @Nullable OffsetDateTime recordedAt,
    @Nullable BillingAccount account)
    implements ClinicRecord {
  private static final int DAY = 10;

  /** Life cycle of a charge. */
  public enum Status {
    DRAFT,
    BILLABLE,
    BILLED,
    ENTERED_IN_ERROR;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Charge {
    coverageIds = coverageIds == null ? List.of() : List.copyOf(coverageIds);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    lines = lines == null ? List.of() : List.copyOf(lines);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.optional(issues, "/sessionId", sessionId, (s, i, p) -> Check.id(i, p, s));
    Check.present(issues, "/status", status);
    Check.present(issues, "/serviceDate", serviceDate);
    if (serviceDate != null && serviceDate.value().length() != DAY) {
      issues.error(IssueCode.VALUE, "/serviceDate", "must be precise to the day");
    }
    Check.optional(issues, "/visit", visit, Visit::check);
    Check.optional(issues, "/placeOfService", placeOfService, Coded::check);
    Check.optional(issues, "/rendering", rendering, Clinician::check);
    Check.optional(issues, "/referrer", referrer, Clinician::check);
    Check.optional(issues, "/plan", plan, Coded::check);
    if (plan != null) {
      Check.present(issues, "/plan/code", plan.code());
      if (!plan.also().isEmpty()) {
        issues.error(IssueCode.CONFLICT, "/plan/also", "a plan has one code");
      }
    }
    Check.each(issues, "/coverageIds", coverageIds, (id2, i, p) -> Check.id(i, p, id2));
    Check.unique(issues, "/coverageIds", coverageIds, c -> c, "the same coverage twice");
    Check.each(issues, "/diagnoses", diagnoses, Charge::diagnosis);
    Check.unique(
        issues,
        "/diagnoses",
        diagnoses,
        d -> d.code() == null ? "" : d.code().system() + "|" + d.code().code(),
        "the same diagnosis twice");
    if (lines.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/lines", "is missing");
    }
    Check.optional(issues, "/account", account, BillingAccount::check);
    Check.each(issues, "/lines", lines, ChargeLine::check);
    Check.unique(
        issues, "/lines", lines, ChargeLine::key, "the same number twice among charges or credits");
    for (int i = 0; i < lines.size(); i++) {
      line(lines.get(i), serviceDate, diagnoses.size(), issues, "/lines/" + i);
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("Charge", issues.list());
    }
  }

  /** A charge of which no account is told but its number. */
  public Charge(
      String id,
      String patientId,
      @Nullable String sessionId,
      Status status,
      PartialDate serviceDate,
      @Nullable Visit visit,
      @Nullable String patientType,
      @Nullable Coded placeOfService,
      @Nullable Clinician rendering,
      @Nullable Clinician referrer,
      @Nullable Coded plan,
      @Nullable String authorizationNumber,
      List<String> coverageIds,
      List<BilledDiagnosis> diagnoses,
      List<ChargeLine> lines,
      @Nullable OffsetDateTime recordedAt) {
    this(
        id,
        patientId,
        sessionId,
        status,
        serviceDate,
        visit,
        patientType,
        placeOfService,
        rendering,
        referrer,
        plan,
        authorizationNumber,
        coverageIds,
        diagnoses,
        lines,
        recordedAt,
        null);
  }

  private static void line(
      ChargeLine line, @Nullable PartialDate date, int diagnoses, Issues issues, String path) {
    if (line.from() != null
        && date != null
        && !line.from().toLocalDate().toString().equals(date.value())) {
      issues.error(IssueCode.CONFLICT, path + "/from", "must lie on the service date");
    }
    for (int i = 0; i < line.diagnoses().size(); i++) {
      var pointer = line.diagnoses().get(i);
      if (pointer == null || pointer < 1 || pointer > diagnoses) {
        issues.error(
            IssueCode.NOT_FOUND, path + "/diagnoses/" + i, "is the number of no diagnosis here");
      } else if (line.diagnoses().indexOf(pointer) < i) {
        issues.error(IssueCode.DUPLICATE, path + "/diagnoses/" + i, "the same diagnosis twice");
      }
    }
  }

  /** The charge with other lines. */
  public Charge withLines(List<ChargeLine> others) {
    return with(status, others);
  }

  /** Its lines without credits and without what a credit took back. */
  public List<ChargeLine> standing() {
    var taken = lines.stream().filter(ChargeLine::credit).map(ChargeLine::number).toList();
    return lines.stream().filter(l -> !l.credit() && !taken.contains(l.number())).toList();
  }

  /** The charge as entered in error. */
  public Charge voided() {
    return with(Status.ENTERED_IN_ERROR, lines);
  }

  private Charge with(Status otherStatus, List<ChargeLine> otherLines) {
    return new Charge(
        id,
        patientId,
        sessionId,
        otherStatus,
        serviceDate,
        visit,
        patientType,
        placeOfService,
        rendering,
        referrer,
        plan,
        authorizationNumber,
        coverageIds,
        diagnoses,
        otherLines,
        recordedAt,
        account);
  }

  /** The charge with what is told of its account; its number belongs to the visit. */
  public Charge on(@Nullable BillingAccount other, @Nullable Identifier number) {
    var known = visit == null ? null : visit.account();
    return new Charge(
        id,
        patientId,
        sessionId,
        status,
        serviceDate,
        number == null || known != null ? visit : Visit.onAccount(visit, number),
        patientType,
        placeOfService,
        rendering,
        referrer,
        plan,
        authorizationNumber,
        coverageIds,
        diagnoses,
        lines,
        recordedAt,
        other);
  }

  private static void diagnosis(BilledDiagnosis diagnosis, Issues issues, String path) {
    diagnosis.check(issues, path);
    if (!diagnosis.kinds().isEmpty()
        || diagnosis.onAdmission() != null
        || diagnosis.conditionId() != null) {
      issues.error(IssueCode.CONFLICT, path, "only a claim calls a diagnosis so");
    }
  }
}
