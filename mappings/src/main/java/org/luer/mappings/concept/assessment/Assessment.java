package org.luer.mappings.concept.assessment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.session.Amendment;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issues;

/**
 * One questionnaire or rating scale answered once by or about a patient.
 *
 * @param id the clinic's number of the response
 * @param patientId the clinic's patient number
 * @param sessionId the session that it belongs to
 * @param orderId the order that asked for it
 * @param placerNumber number that the one who asked gave the request
 * @param fillerNumber number of the report at the sender, for those that came from outside
 * @param instrument code of the instrument: phq-9, gad-7, madrs and so on
 * @param version version of the form
 * @param status life cycle
 * @param context where in the treatment it was answered
 * @param authored when it was answered, not when it was entered
 * @param answeredBy who answered: the patient, a clinician, somebody close to the patient
 * @param rater the clinician who rated; only with answeredBy clinician
 * @param enteredBy who keyed it in, when that is not the patient
 * @param orderer who asked for it
 * @param visit numbers, place and times of the visit
 * @param staff who had part in the visit
 * @param answers item by item, in the order of the form
 * @param scores total and subscores, in the order of the instrument's table
 * @param severity code of the signed-off severity band of the total, for example {@code moderate}
 * @param signals answers that somebody must look at, in the order of the form
 * @param note the clinic's own words
 * @param signature who signed and when
 * @param amendment set on a version that corrects an earlier one
 * @param recordedAt when this version was recorded
 * @param proxy the one close to the patient who answered, when known; only with answeredBy proxy
 * @param occasion what kind of visit it was
 * @param askedOn address of the form on which it was answered, when that is not the clinic's
 * @param told scores and answers that the sender tells a second time, as observations beside the
 *     form; items and then scores in the order of the instrument
 * @param further what the sender's form asks beside the instrument, in its order
 */
@JsonTypeName("Assessment")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Assessment(
    String id,
    String patientId,
    @Nullable String sessionId,
    @Nullable String orderId,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    String instrument,
    @Nullable String version,
    Status status,
    @Nullable Context context,
    OffsetDateTime authored,
    @Nullable Respondent answeredBy,
    @Nullable Clinician rater,
    @Nullable Clinician enteredBy,
    @Nullable Clinician orderer,
    @Nullable Visit visit,
    List<StaffMember> staff,
    List<Answer> answers,
    List<Score> scores,
    @Nullable String severity,
    List<SafetySignal> signals,
    @Nullable String note,
    @Nullable Signature signature,
    @Nullable Amendment amendment,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Contact proxy,
    @Nullable Occasion occasion,
    @Nullable String askedOn,
    List<Told> told,
    List<FurtherAnswer> further)
    implements ClinicRecord {

  /** Life cycle of an assessment. */
  public enum Status {
    /** Not finished; never scored. */
    IN_PROGRESS,
    COMPLETED,
    AMENDED,
    /** Broken off or declined; never scored. */
    STOPPED,
    ENTERED_IN_ERROR;

    /** The code in the clinic model; the FHIR questionnaire-answers-status code as well. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Where in the treatment an assessment was answered. */
  public enum Context {
    BASELINE("baseline"),
    PRE_SESSION("pre-session"),
    IN_SESSION("in-session"),
    /** The day after. */
    AFTER_24_HOURS("24h"),
    WEEKLY("weekly");

    private final String code;

    Context(String code) {
      this.code = code;
    }

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return code;
    }
  }

  /** Who answered. */
  public enum Respondent {
    PATIENT,
    CLINICIAN,
    /** Somebody close to the patient. */
    PROXY;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An assessment of which nobody says who close to the patient answered. */
  public Assessment(
      String id,
      String patientId,
      @Nullable String sessionId,
      @Nullable String orderId,
      @Nullable Identifier placerNumber,
      @Nullable Identifier fillerNumber,
      String instrument,
      @Nullable String version,
      Status status,
      @Nullable Context context,
      OffsetDateTime authored,
      @Nullable Respondent answeredBy,
      @Nullable Clinician rater,
      @Nullable Clinician enteredBy,
      @Nullable Clinician orderer,
      @Nullable Visit visit,
      List<StaffMember> staff,
      List<Answer> answers,
      List<Score> scores,
      @Nullable String severity,
      List<SafetySignal> signals,
      @Nullable String note,
      @Nullable Signature signature,
      @Nullable Amendment amendment,
      @Nullable OffsetDateTime recordedAt) {
    this(
        id,
        patientId,
        sessionId,
        orderId,
        placerNumber,
        fillerNumber,
        instrument,
        version,
        status,
        context,
        authored,
        answeredBy,
        rater,
        enteredBy,
        orderer,
        visit,
        staff,
        answers,
        scores,
        severity,
        signals,
        note,
        signature,
        amendment,
        recordedAt,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Assessment {
    staff = staff == null ? List.of() : List.copyOf(staff);
    answers = answers == null ? List.of() : List.copyOf(answers);
    scores = scores == null ? List.of() : List.copyOf(scores);
    signals = signals == null ? List.of() : List.copyOf(signals);
    told = told == null ? List.of() : List.copyOf(told);
    further = further == null ? List.of() : List.copyOf(further);
    var issues = new Issues();
    AssessmentRules.keys(id, patientId, sessionId, orderId, status, authored, issues);
    AssessmentRules.people(answeredBy, rater, enteredBy, orderer, visit, staff, issues);
    AssessmentRules.proxy(answeredBy, proxy, issues);
    if (occasion != null) {
      occasion.check(issues, "/occasion");
    }
    AssessmentRules.signing(signature, amendment, issues);
    AssessmentRules.content(instrument, answers, scores, severity, signals, issues);
    AssessmentRules.elsewhere(instrument, version, askedOn, answers, scores, told, issues);
    AssessmentRules.further(further, issues);
    if (issues.refuse()) {
      throw new InvalidRecordException("Assessment", issues.list());
    }
  }

  /** Its instrument. */
  public Instrument form() {
    return Instruments.of(instrument);
  }

  /** Whether it is finished and stands. */
  public boolean complete() {
    return status == Status.COMPLETED || status == Status.AMENDED;
  }

  /** Whether it stands no more. */
  @JsonIgnore
  public boolean isVoid() {
    return status == Status.ENTERED_IN_ERROR;
  }

  /** The answer to an item. */
  public Optional<Answer> answer(String item) {
    return answers.stream().filter(a -> a.item().equals(item)).findFirst();
  }

  /** The score with this code. */
  public Optional<Score> score(String code) {
    return scores.stream().filter(s -> s.code().equals(code)).findFirst();
  }

  /** What the sender tells of an item or score beside the form. */
  public Optional<Told> told(String code) {
    return told.stream().filter(t -> t.code().equals(code)).findFirst();
  }

  /** What goes back to a partner of what its own form asked beside the instrument. */
  public List<FurtherAnswer> furtherFor(String partner) {
    return further.stream().filter(f -> f.from().equals(partner)).toList();
  }

  /** The signal of an item. */
  public Optional<SafetySignal> signal(String item) {
    return signals.stream().filter(s -> s.item().equals(item)).findFirst();
  }

  /** The answers that count, by item. */
  public Map<String, BigDecimal> values() {
    var values = new LinkedHashMap<String, BigDecimal>();
    for (var answer : answers) {
      if (answer.value() != null) {
        values.put(answer.item(), BigDecimal.valueOf(answer.value()));
      }
    }
    return values;
  }

  /** The same assessment with other derived parts. */
  Assessment with(
      List<Score> otherScores, @Nullable String otherSeverity, List<SafetySignal> otherSignals) {
    return new Assessment(
        id,
        patientId,
        sessionId,
        orderId,
        placerNumber,
        fillerNumber,
        instrument,
        version,
        status,
        context,
        authored,
        answeredBy,
        rater,
        enteredBy,
        orderer,
        visit,
        staff,
        answers,
        otherScores,
        otherSeverity,
        otherSignals,
        note,
        signature,
        amendment,
        recordedAt,
        proxy,
        occasion,
        askedOn,
        told,
        further);
  }
}
