package org.luer.mappings.generator;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.Asked;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.Occasion;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.assessment.Score;
import org.luer.mappings.concept.assessment.Scoring;
import org.luer.mappings.concept.assessment.Told;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.session.Amendment;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.assessment.AssessmentReport;

/** Arbitrary valid assessments of every instrument that are sent, scored as they are then. */
public final class AssessmentReports {
  private static final List<Assessment.Status> SENT =
      List.of(
          Assessment.Status.COMPLETED,
          Assessment.Status.COMPLETED,
          Assessment.Status.AMENDED,
          Assessment.Status.ENTERED_IN_ERROR);

  private AssessmentReports() {}

  /** Any valid report; shrinks towards fewer optional parts. */
  public static Arbitrary<AssessmentReport> any() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as(AssessmentReports::of);
  }

  /**
   * One report.
   *
   * @param density how likely each optional part is, in percent
   */
  public static AssessmentReport of(long seed, int density) {
    var wild = new Wild(new SplittableRandom(seed), density);
    var people = new WildPeople(wild);
    var patient = people.patient();
    var form = wild.pick(Instruments.all());
    var bare = assessment(wild, people, patient.id(), form);
    return new AssessmentReport(
        people.clinic(),
        wild.list(1, () -> people.stranger(seed)),
        patient,
        Scoring.complete(bare, "", new Issues()));
  }

  private static Assessment assessment(
      Wild wild, WildPeople people, String patientId, Instrument form) {
    var authored = wild.time();
    var respondent = wild.maybe(() -> wild.pick(Assessment.Respondent.values()));
    var askedOn =
        wild.below(3) == 0
            ? wild.maybe(() -> "https://forms.example.net/Questionnaire/" + wild.id())
            : null;
    var answers = answers(wild, form, askedOn != null);
    var scores = scores(wild, form, askedOn != null);
    var signals = signals(wild, form);
    var rater = respondent == Assessment.Respondent.CLINICIAN ? wild.maybe(people::someone) : null;
    return new Assessment(
        wild.id(),
        patientId,
        wild.maybe(wild::id),
        wild.maybe(wild::id),
        wild.maybe(() -> wild.identifier("PLAC").usedAs(Identifier.Use.OFFICIAL)),
        wild.maybe(() -> wild.identifier("FILL")),
        form.code(),
        askedOn == null ? wild.maybe(() -> wild.pick(List.of("1.0.0", "2.1"))) : null,
        wild.pick(SENT),
        wild.maybe(() -> wild.pick(Assessment.Context.values())),
        authored,
        respondent,
        rater,
        wild.maybe(people::someone),
        wild.maybe(people::someone),
        wild.maybe(() -> visit(wild)),
        people.staff(),
        answers,
        scores,
        null,
        signals,
        wild.maybe(wild::text),
        wild.maybe(() -> new Signature(people.someone(), authored.plusHours(1))),
        wild.below(4) == 0
            ? wild.maybe(() -> new Amendment(authored.plusDays(1), wild.maybe(wild::text)))
            : null,
        wild.maybe(() -> authored.plusMinutes(3)),
        null,
        new Occasion(
                wild.maybe(() -> wild.pick(Occasion.Status.values())),
                wild.list(2, () -> wild.coded(Systems.CPT, "99214")),
                wild.list(2, () -> wild.coded(Systems.ICD_10_CM, "F33.2")))
            .orNull(),
        askedOn,
        told(wild, people, answers, scores, rater, authored),
        List.of());
  }

  /** What a sender tells beside the form of answers that there are and of scores. */
  private static List<Told> told(
      Wild wild,
      WildPeople people,
      List<Answer> answers,
      List<Score> scores,
      @Nullable Clinician rater,
      OffsetDateTime authored) {
    var codes = new ArrayList<String>();
    answers.stream().filter(a -> a.absent() == null).map(Answer::item).forEach(codes::add);
    scores.stream().map(Score::code).forEach(codes::add);
    var told = new ArrayList<Told>();
    for (var code : codes) {
      if (wild.below(6) == 0) {
        var by = wild.maybe(people::someone);
        told.add(
            new Told(
                code,
                wild.list(2, () -> wild.identifier("FILL")),
                wild.list(
                    1,
                    () ->
                        new Coding(
                            "https://forms.example.net/codes", "c7", wild.maybe(wild::text))),
                wild.maybe(wild::text),
                authored.plusMinutes(wild.below(90)),
                by == null || by.equals(rater) ? null : by));
      }
    }
    return told;
  }

  private static @Nullable Asked asked(Wild wild, int number, boolean coded) {
    return Asked.orNull(
        wild.maybe(() -> "q" + number),
        wild.maybe(wild::text),
        coded
            ? wild.maybe(
                () -> new Coding("https://forms.example.net/answers", "a7", wild.maybe(wild::text)))
            : null);
  }

  private static List<Answer> answers(Wild wild, Instrument form, boolean elsewhere) {
    var answers = new ArrayList<Answer>();
    var whole = wild.flip();
    for (var item : form.items()) {
      if (whole || wild.below(8) > 0) {
        var answer = answer(wild, item, whole);
        if (answer != null) {
          var coded = answer.value() != null && !item.options().isEmpty();
          answers.add(
              elsewhere && answer.absent() == null
                  ? answer.askedAs(asked(wild, item.number(), coded))
                  : answer);
        }
      }
    }
    return answers;
  }

  private static @Nullable Answer answer(Wild wild, Item item, boolean whole) {
    if (!whole && wild.below(6) == 0) {
      return new Answer(item.code(), null, null, wild.pick(Answer.Absent.values()));
    }
    if (item.words()) {
      return wild.flip() ? new Answer(item.code(), null, wild.text(), null) : null;
    }
    var max = item.max() == null ? 0 : item.max().intValue();
    return Answer.of(item.code(), wild.below(max + 1));
  }

  /** What a sender said, right or wrong. */
  private static List<Score> scores(Wild wild, Instrument form, boolean elsewhere) {
    var scores = new ArrayList<Score>();
    for (var rule : form.scores()) {
      if (wild.below(3) == 0) {
        var value = BigDecimal.valueOf(wild.below(rule.max().intValue() + 1));
        scores.add(
            new Score(
                rule.code(),
                wild.flip() ? value : value.setScale(1),
                null,
                elsewhere ? asked(wild, 100 + scores.size(), false) : null));
      }
    }
    return scores.stream()
        .filter(s -> s.value().compareTo(form.score(s.code()).orElseThrow().max()) <= 0)
        .toList();
  }

  private static List<SafetySignal> signals(Wild wild, Instrument form) {
    var signals = new ArrayList<SafetySignal>();
    for (var item : form.items()) {
      if (form.alerts(item.code()) && wild.below(4) == 0) {
        signals.add(
            new SafetySignal(item.code(), wild.pick(Grade.values()), wild.maybe(wild::text)));
      }
    }
    return signals;
  }

  private static Visit visit(Wild wild) {
    return new Visit(
            wild.maybe(() -> wild.identifier("VN")),
            wild.maybe(() -> wild.identifier("AN")),
            wild.maybe(() -> wild.pick(Visit.PatientClass.values())),
            null,
            wild.time(),
            null)
        .withService(wild.maybe(() -> Coded.of(Systems.V2 + "0069", "MED", null)));
  }
}
