package org.luer.mappings.synthetic;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.Scoring;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Issues;
import org.luer.mappings.exchange.assessment.AssessmentReport;

/**
 * Invented assessments around the sessions of a series: the same seed gives the same answers.
 *
 * <p>The day before the first session every instrument of an evaluation; before each session PHQ-9
 * and C-SSRS; during it CADSS-6; the day after it the mood; every other session QIDS-SR16. Answers
 * get better over the series; about one in four patients has a positive suicide item.
 */
public final class SyntheticAssessments {
  private static final List<String> EVALUATION =
      List.of(
          "phq-9",
          "phq-2",
          "gad-7",
          "c-ssrs-screener",
          "pcl-5",
          "audit-c",
          "dast-10",
          "madrs",
          "qids-sr16",
          "y-bocs",
          "bdi-ii",
          "cadss",
          "peg");

  private final SyntheticSeries series;
  private final SplittableRandom random;
  private final boolean suicidal;
  private final List<AssessmentReport> reports = new ArrayList<>();

  private SyntheticAssessments(long seed) {
    this.series = SyntheticClinic.series(seed);
    this.random = new SplittableRandom(seed);
    this.suicidal = random.nextInt(4) == 0;
  }

  /** The assessments around the series of this seed, in order of time. */
  public static List<AssessmentReport> of(long seed) {
    var around = new SyntheticAssessments(seed);
    around.all();
    return List.copyOf(around.reports);
  }

  private void all() {
    for (int i = 0; i < series.sessions().size(); i++) {
      var session = series.sessions().get(i);
      var arrived = arrived(session);
      if (arrived == null) {
        continue;
      }
      var burden = Math.max(0.25, 0.85 - 0.1 * i);
      if (reports.isEmpty()) {
        for (int k = 0; k < EVALUATION.size(); k++) {
          var at = arrived.minusDays(1).plusMinutes(4L * k);
          add(EVALUATION.get(k), at, Assessment.Context.BASELINE, null, burden);
        }
      }
      add("phq-9", arrived.plusMinutes(3), Assessment.Context.PRE_SESSION, session, burden);
      add(
          "c-ssrs-screener",
          arrived.plusMinutes(8),
          Assessment.Context.PRE_SESSION,
          session,
          burden);
      add("pain-nrs", arrived.plusMinutes(10), Assessment.Context.PRE_SESSION, session, burden);
      add("cadss-6", arrived.plusMinutes(70), Assessment.Context.IN_SESSION, session, 0.5);
      add("mood-nrs", arrived.plusDays(1), Assessment.Context.AFTER_24_HOURS, session, 1 - burden);
      if (i % 2 == 1) {
        add("qids-sr16", arrived.plusDays(2), Assessment.Context.WEEKLY, null, burden);
      }
    }
  }

  private static @Nullable OffsetDateTime arrived(InfusionSession session) {
    var visit = session.visit();
    return visit == null ? null : visit.arrivedAt();
  }

  private void add(
      String code,
      OffsetDateTime at,
      Assessment.Context context,
      @Nullable InfusionSession session,
      double burden) {
    var form = Instruments.of(code);
    var answers = new ArrayList<Answer>();
    for (var item : form.items()) {
      var answer = answer(item, burden, answers);
      if (answer != null) {
        answers.add(answer);
      }
    }
    var rater = form.rated() ? rater() : null;
    var assessment =
        new Assessment(
            series.patient().id() + "-A" + (reports.size() + 1),
            series.patient().id(),
            session == null ? null : session.id(),
            null,
            null,
            null,
            code,
            "1.0.0",
            Assessment.Status.COMPLETED,
            context,
            at,
            rater == null ? Assessment.Respondent.PATIENT : Assessment.Respondent.CLINICIAN,
            rater,
            null,
            null,
            null,
            List.of(),
            answers,
            List.of(),
            null,
            List.of(),
            null,
            null,
            null,
            at.plusMinutes(2));
    reports.add(
        new AssessmentReport(
            series.clinic(), series.patient(), Scoring.complete(assessment, "", new Issues())));
  }

  private @Nullable Answer answer(Item item, double burden, List<Answer> before) {
    var max = item.max();
    var skip = item.skip();
    if (max == null) {
      return null;
    }
    if (skip != null) {
      var other = before.get(skip.number() - 1).value();
      if (other == null || other == skip.value().intValue()) {
        return new Answer(item.code(), null, null, Answer.Absent.NOT_ASKED);
      }
    }
    var alerting = item.observed();
    var highest = alerting && max.intValue() < 10 ? (suicidal ? 1 : 0) : max.intValue();
    var level = highest * burden + random.nextDouble() - 0.5;
    return Answer.of(item.code(), (int) Math.max(0, Math.min(highest, Math.round(level))));
  }

  private @Nullable Clinician rater() {
    return series.sessions().stream()
        .flatMap(s -> s.staff().stream())
        .filter(s -> s.role() == StaffMember.Role.ATTENDING)
        .map(StaffMember::clinician)
        .findFirst()
        .orElse(null);
  }
}
