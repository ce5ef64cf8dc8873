package org.luer.mappings.generator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.Occasion;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.assessment.Score;
import org.luer.mappings.concept.assessment.Scoring;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.session.Amendment;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.Visit;
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
    var answers = answers(wild, form);
    return new Assessment(
        wild.id(),
        patientId,
        wild.maybe(wild::id),
        wild.maybe(wild::id),
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        form.code(),
        wild.maybe(() -> wild.pick(List.of("1.0.0", "2.1"))),
        wild.pick(SENT),
        wild.maybe(() -> wild.pick(Assessment.Context.values())),
        authored,
        respondent,
        respondent == Assessment.Respondent.CLINICIAN ? wild.maybe(people::someone) : null,
        wild.maybe(people::someone),
        wild.maybe(people::someone),
        wild.maybe(() -> visit(wild)),
        people.staff(),
        answers,
        scores(wild, form),
        null,
        signals(wild, form),
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
            .orNull());
  }

  private static List<Answer> answers(Wild wild, Instrument form) {
    var answers = new ArrayList<Answer>();
    var whole = wild.flip();
    for (var item : form.items()) {
      if (whole || wild.below(8) > 0) {
        var answer = answer(wild, item, whole);
        if (answer != null) {
          answers.add(answer);
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
  private static List<Score> scores(Wild wild, Instrument form) {
    var scores = new ArrayList<Score>();
    for (var rule : form.scores()) {
      if (wild.below(3) == 0) {
        var value = BigDecimal.valueOf(wild.below(rule.max().intValue() + 1));
        scores.add(new Score(rule.code(), wild.flip() ? value : value.setScale(1), null));
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
        null);
  }
}
