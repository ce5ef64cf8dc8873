package org.luer.mappings.concept.assessment.fhir;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.Flags;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.assessment.Score;
import org.luer.mappings.concept.assessment.Told;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.instrument.ScoreRule;
import org.luer.mappings.concept.instrument.Vocabulary;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.KicObservation;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * Scores, safety items and what surrounds an {@link Assessment} to R4 Observations (US Core
 * screening and assessment); {@link ScoreReader} reads.
 *
 * <p>Mapped: one Observation per score (value, the recomputed value as component, severity and H as
 * interpretation, the range that is not clinical as referenceRange); one per safety item and single
 * scale (answer, signal as interpretation A or AA with its grade, what was done as note); one with
 * context, note and, as components, the items without answer and why. All are derived from the
 * response.
 */
public final class ScoreFhir {
  /** Code of the Observation with context and note. */
  static final String ABOUT = "ASM-ABOUT";

  static final String CONTEXT = "ASM-CONTEXT";
  static final String NOTE = "ASM-NOTE";
  static final String RECOMPUTED = "ASM-RECOMPUTED";

  /** Our code systems of severity bands, grades of signals, contexts. */
  static final String SEVERITY = "kic-severity";

  static final String GRADE = "kic-safety-grade";
  static final String CONTEXTS = "kic-assessment-context";
  static final String INTERPRETATION =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

  private static final String SCORE = "{score}";
  static final String SID = "observation";

  private final Assessment assessment;
  private final FhirSetting setting;
  private final Reference response;
  private final List<Reference> written = new ArrayList<>();

  private ScoreFhir(Assessment assessment, FhirSetting setting, Reference response) {
    this.assessment = assessment;
    this.setting = setting;
    this.response = response;
  }

  /**
   * Writes the Observations.
   *
   * @param response what they are derived from
   */
  public static List<Reference> toFhir(
      Assessment assessment, FhirSetting setting, Reference response) {
    var writer = new ScoreFhir(assessment, setting, response);
    writer.write();
    return writer.written;
  }

  private void write() {
    for (var score : assessment.scores()) {
      assessment.form().score(score.code()).ifPresent(rule -> score(score, rule));
    }
    for (var item : assessment.form().items()) {
      var answered =
          assessment
              .answer(item.code())
              .filter(
                  a ->
                      (item.observed() || assessment.told(item.code()).isPresent())
                          && a.absent() == null);
      if (answered.isPresent() || assessment.signal(item.code()).isPresent()) {
        item(item);
      }
    }
    about();
  }

  private void score(Score score, ScoreRule rule) {
    var observation = observation(rule.vocabulary(), rule.code(), rule.display());
    observation.setValue(Quantities.of(score.value(), SCORE));
    if (score.recomputed() != null) {
      observation
          .addComponent()
          .setCode(kic(RECOMPUTED))
          .setValue(Quantities.of(score.recomputed(), SCORE));
    }
    var severity = assessment.severity();
    if (rule.total() && severity != null) {
      assessment.form().band(severity).ifPresent(band -> severity(band, observation));
    }
    add(observation, rule.code());
  }

  private void severity(Instrument.Band band, Observation observation) {
    var normal = assessment.form().normal().orElse(null);
    var concept = new CodeableConcept();
    if (normal != null && !band.normal()) {
      concept.addCoding(Codings.coding(INTERPRETATION, "H", "High"));
    }
    concept.addCoding(Codings.coding(setting.out().own(SEVERITY), band.code(), null));
    observation.addInterpretation(concept.setText(band.text() + range(band)));
    if (normal != null) {
      observation
          .addReferenceRange()
          .setLow(Quantities.of(normal.low(), SCORE))
          .setHigh(Quantities.of(normal.high(), SCORE))
          .setText(normal.text() + " " + normal.low() + "-" + normal.high());
    }
  }

  private static String range(Instrument.Band band) {
    return " (" + band.low() + "-" + band.high() + ")";
  }

  private void item(Item item) {
    var observation = observation(item.vocabulary(), item.code(), item.display());
    var answer = assessment.answer(item.code()).orElse(null);
    if (answer == null) {
      observation.setDataAbsentReason(Codings.unknown());
    } else if (answer.absent() != null) {
      observation.setDataAbsentReason(
          Codings.concept(Codings.DATA_ABSENT_REASON, answer.absent().fhirCode(), null));
    } else {
      observation.setValue(value(answer, item));
    }
    assessment.signal(item.code()).ifPresent(signal -> signal(signal, observation));
    add(observation, item.code());
  }

  private static Type value(Answer answer, Item item) {
    var number = answer.value();
    if (number == null) {
      return new StringType(answer.text());
    }
    var value = BigDecimal.valueOf(number);
    return item.option(value)
        .<Type>map(o -> new CodeableConcept().addCoding(ResponseFhir.coding(o)))
        .orElseGet(() -> Quantities.of(value, SCORE));
  }

  private void signal(SafetySignal signal, Observation observation) {
    var alert = Flags.of(assessment, signal);
    var concept =
        new CodeableConcept()
            .addCoding(
                Codings.coding(
                    INTERPRETATION, alert, alert.equals("AA") ? "Critical abnormal" : "Abnormal"))
            .addCoding(Codings.coding(setting.out().own(GRADE), signal.grade().code(), null));
    observation.addInterpretation(concept.setText(Flags.words(assessment, signal)));
    if (signal.note() != null) {
      observation.addNote().setText(signal.note());
    }
  }

  private void about() {
    var context = assessment.context();
    var note = assessment.note();
    var absent = assessment.answers().stream().filter(a -> a.absent() != null).toList();
    if (context == null && note == null && absent.isEmpty()) {
      return;
    }
    var observation = observation(Vocabulary.KIC, ABOUT, display(ABOUT));
    if (context != null) {
      observation
          .addComponent()
          .setCode(kic(CONTEXT))
          .setValue(Codings.concept(setting.out().own(CONTEXTS), context.code(), null));
    }
    if (note != null) {
      observation.addComponent().setCode(kic(NOTE)).setValue(new StringType(note));
    }
    absent.forEach(answer -> absent(answer, observation));
    add(observation, ABOUT);
  }

  private void absent(Answer answer, Observation observation) {
    var why = answer.absent();
    var item = assessment.form().item(answer.item()).orElse(null);
    if (why != null && item != null) {
      var system = item.vocabulary().uri(setting.out().base());
      observation
          .addComponent()
          .setCode(Codings.concept(system, item.code(), item.display()))
          .setDataAbsentReason(Codings.concept(Codings.DATA_ABSENT_REASON, why.fhirCode(), null));
    }
  }

  private Observation observation(Vocabulary vocabulary, String code, String display) {
    var out = setting.out();
    var observation = new Observation();
    observation.setMeta(out.clinical("us-core-observation-screening-assessment"));
    observation.setStatus(status(assessment.status()));
    observation.addCategory(Codings.concept(FactWriter.CATEGORY, "survey", "Survey"));
    observation.setCode(Codings.concept(vocabulary.uri(out.base()), code, display));
    observation.setSubject(setting.patient());
    if (setting.encounter() != null) {
      observation.setEncounter(setting.encounter());
    }
    observation.setEffective(Times.dateTime(assessment.authored()));
    var told = assessment.told(code).orElse(null);
    var rater = assessment.rater();
    if (told != null) {
      told(told, observation);
    }
    if (told != null && told.by() != null) {
      observation.addPerformer(setting.people().toFhir(told.by(), observation));
    } else if (rater != null) {
      observation.addPerformer(setting.people().toFhir(rater, observation));
    } else if (assessment.answeredBy() == Assessment.Respondent.PATIENT) {
      observation.addPerformer(setting.patient());
    }
    return observation.addDerivedFrom(response);
  }

  /** What the sender said of it when it told it apart from the form. */
  private void told(Told told, Observation observation) {
    told.numbers().forEach(n -> observation.addIdentifier(Identifiers.of(n, setting.out().base())));
    told.codes()
        .forEach(
            c ->
                observation.getCode().addCoding(Codings.coding(c.system(), c.code(), c.display())));
    observation.getCode().setText(told.text());
    if (told.issuedAt() != null) {
      observation.setIssuedElement(Times.instant(told.issuedAt()));
    }
  }

  private static ObservationStatus status(Assessment.Status status) {
    return switch (status) {
      case IN_PROGRESS -> ObservationStatus.PRELIMINARY;
      case COMPLETED -> ObservationStatus.FINAL;
      case AMENDED -> ObservationStatus.AMENDED;
      case STOPPED -> ObservationStatus.CANCELLED;
      case ENTERED_IN_ERROR -> ObservationStatus.ENTEREDINERROR;
    };
  }

  private void add(Observation observation, String code) {
    BundleWriter out = setting.out();
    var value = assessment.id() + "-" + code;
    observation.getIdentifier().add(0, Identifiers.of(out.sid(SID), value));
    written.add(
        setting.replaces()
            ? out.update(observation, out.sid(SID), value)
            : out.create(observation, out.sid(SID), value));
  }

  private CodeableConcept kic(String code) {
    return Codings.concept(setting.out().own(FactWriter.KIC), code, display(code));
  }

  private static String display(String code) {
    return KicObservation.TABLE.row(code).display();
  }
}
