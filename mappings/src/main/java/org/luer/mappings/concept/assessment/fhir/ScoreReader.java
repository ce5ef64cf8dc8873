package org.luer.mappings.concept.assessment.fhir;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.AnswerReader;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.AssessmentDraft;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.assessment.Told;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.instrument.ScoreRule;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/** Reads the Observations of one response into a draft; the counterpart of {@link ScoreFhir}. */
public final class ScoreReader {
  private final BundleReader in;
  private final ResponseReader answers;
  private final AssessmentDraft draft;
  private final PartiesFhir parties;

  /** Observations of the response that this draft is of. */
  public ScoreReader(
      BundleReader in, ResponseReader answers, AssessmentDraft draft, PartiesFhir parties) {
    this.in = in;
    this.parties = parties;
    this.answers = answers;
    this.draft = draft;
  }

  /** The Observations that are derived from a response, and those that say of nothing. */
  public static List<Observation> of(
      QuestionnaireResponse response, boolean only, BundleReader in) {
    return in.all(Observation.class).stream()
        .filter(
            o ->
                o.hasDerivedFrom()
                    ? o.getDerivedFrom().stream()
                        .anyMatch(
                            d ->
                                in.resolve(d, o, QuestionnaireResponse.class).orElse(null)
                                    == response)
                    : only)
        .toList();
  }

  /** Reads one; one that is about something else is left alone. */
  public void read(Observation observation, boolean voided) {
    if (!voided && observation.getStatus() == ObservationStatus.ENTEREDINERROR) {
      return; // withdrawn: the response itself stands
    }
    for (var rule : draft.form().scores()) {
      if (isCode(observation, rule.vocabulary().uri(in.base()), rule.code())) {
        score(observation, rule);
        told(observation, rule.vocabulary().uri(in.base()), rule.code(), true);
        return;
      }
    }
    for (var item : draft.form().items()) {
      if (isCode(observation, item.vocabulary().uri(in.base()), item.code())) {
        item(observation, item);
        told(observation, item.vocabulary().uri(in.base()), item.code(), item.observed());
        return;
      }
    }
    if (isCode(observation, Systems.own(in.base(), FactWriter.KIC), ScoreFhir.ABOUT)) {
      about(observation);
    }
  }

  /**
   * What the sender says of a score or answer beside the form.
   *
   * @param usual whether an Observation of it says nothing by being there
   */
  private void told(Observation observation, String system, String code, boolean usual) {
    var codes = new ArrayList<Coding>();
    for (var coding : observation.getCode().getCoding()) {
      if (coding.hasSystem()
          && coding.hasCode()
          && !(system.equals(coding.getSystem()) && code.equals(coding.getCode()))) {
        codes.add(new Coding(coding.getSystem(), coding.getCode(), coding.getDisplay()));
      }
    }
    var text = observation.getCode().getText();
    var numbers =
        Identifiers.others(observation.getIdentifier(), in.sid(ScoreFhir.SID), in.dialect())
            .toList();
    var issued =
        observation.hasIssued()
            ? Times.read(
                    observation.getIssuedElement(), in.path(observation) + ".issued", in.issues())
                .orElse(null)
            : null;
    var by =
        parties
            .clinician(observation.getPerformerFirstRep(), observation)
            .filter(c -> !c.equals(draft.rater))
            .orElse(null);
    var details =
        !codes.isEmpty() || text != null || !numbers.isEmpty() || issued != null || by != null;
    var answered = draft.answer(code);
    if (details || (!usual && answered != null && draft.signal(code) == null)) {
      draft.told(new Told(code, numbers, codes, text, issued, by));
    }
  }

  private static boolean isCode(Observation observation, String system, String code) {
    return observation.getCode().hasCoding(system, code);
  }

  private void score(Observation observation, ScoreRule rule) {
    var at = in.path(observation) + ".value";
    var value = number(observation.getValue());
    var sent = draft.score(rule.code());
    if (value.isPresent() && sent != null && sent.compareTo(value.get()) != 0) {
      in.issues()
          .warning(
              IssueCode.CONFLICT,
              at,
              "differs from the score among the answers; that one is kept, somebody must look");
    }
    value.ifPresent(v -> draft.score(rule.code(), v));
    component(observation, ScoreFhir.RECOMPUTED)
        .flatMap(ScoreReader::number)
        .ifPresent(v -> draft.recomputed(rule.code(), v));
    if (rule.total()) {
      severity(observation);
    }
  }

  private void severity(Observation observation) {
    for (var concept : observation.getInterpretation()) {
      var code = Codings.codeIn(concept, Systems.own(in.base(), ScoreFhir.SEVERITY)).orElse(null);
      if (code == null) {
        continue;
      }
      if (draft.form().band(code).isPresent()) {
        draft.severity = code;
      } else {
        in.issues()
            .warning(
                IssueCode.CODE_UNKNOWN,
                in.path(observation) + ".interpretation",
                "is no signed-off band of this instrument: not read");
      }
    }
  }

  private static Optional<BigDecimal> number(@Nullable Type value) {
    if (value instanceof org.hl7.fhir.r4.model.Quantity quantity && !quantity.hasComparator()) {
      return Optional.ofNullable(quantity.getValue());
    }
    return value instanceof IntegerType number
        ? Optional.of(BigDecimal.valueOf(number.getValue()))
        : Optional.empty();
  }

  private void item(Observation observation, Item item) {
    if (!draft.answered(item.code()) && observation.hasValue()) {
      answer(observation, item).ifPresent(draft::answer);
    }
    for (var concept : observation.getInterpretation()) {
      var grade = grade(concept, item);
      if (grade != null) {
        draft.signal(
            new SafetySignal(
                item.code(),
                grade,
                observation.hasNote() ? observation.getNoteFirstRep().getText() : null));
      }
    }
  }

  private Optional<Answer> answer(Observation observation, Item item) {
    var value = observation.getValue();
    var at = in.path(observation) + ".value";
    if (value instanceof CodeableConcept concept) {
      return concept.getCoding().stream()
          .flatMap(c -> answers.answer(item, c, at).stream())
          .findFirst();
    }
    var number = number(value);
    return number.isPresent()
        ? AnswerReader.number(item, number.get())
        : answers.answer(item, value, at);
  }

  /** Our grade, else what a flag of another sender amounts to; null without a flag. */
  private @Nullable Grade grade(CodeableConcept concept, Item item) {
    var own = Codings.codeIn(concept, Systems.own(in.base(), ScoreFhir.GRADE)).orElse(null);
    var known = Enums.read(Grade.values(), Grade::code, own);
    if (known.isPresent()) {
      return known.get();
    }
    var flag = Codings.codeIn(concept, ScoreFhir.INTERPRETATION).orElse("");
    return draft.grade(item.code(), flag);
  }

  private void about(Observation observation) {
    component(observation, ScoreFhir.CONTEXT)
        .filter(CodeableConcept.class::isInstance)
        .map(CodeableConcept.class::cast)
        .flatMap(c -> Codings.codeIn(c, Systems.own(in.base(), ScoreFhir.CONTEXTS)))
        .ifPresent(
            code ->
                draft.context =
                    Enums.read(Assessment.Context.values(), Assessment.Context::code, code)
                        .orElse(null));
    observation.getComponent().stream()
        .filter(Observation.ObservationComponentComponent::hasDataAbsentReason)
        .forEach(this::absent);
    component(observation, ScoreFhir.NOTE)
        .filter(StringType.class::isInstance)
        .ifPresent(text -> draft.note = text.primitiveValue());
  }

  private void absent(Observation.ObservationComponentComponent component) {
    var why =
        Codings.codeIn(component.getDataAbsentReason(), Codings.DATA_ABSENT_REASON).orElse("");
    for (var item : draft.form().items()) {
      if (component.getCode().hasCoding(item.vocabulary().uri(in.base()), item.code())) {
        var absent =
            why.equals(Answer.Absent.NOT_ASKED.fhirCode())
                ? Answer.Absent.NOT_ASKED
                : Answer.Absent.NOT_ANSWERED;
        draft.answer(new Answer(item.code(), null, null, absent));
      }
    }
  }

  private Optional<Type> component(Observation observation, String code) {
    var system = Systems.own(in.base(), FactWriter.KIC);
    return observation.getComponent().stream()
        .filter(c -> c.getCode().hasCoding(system, code))
        .map(Observation.ObservationComponentComponent::getValue)
        .findFirst();
  }
}
