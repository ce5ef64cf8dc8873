package org.luer.mappings.rendering;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.concept.instrument.Instrument;

/**
 * What a summary takes out of assessments: totals and safety signals. Severity bands stand only
 * where the clinic has signed them off.
 */
public final class AssessmentScores {
  private AssessmentScores() {}

  /** The totals of all finished assessments, oldest first. */
  public static List<Score> scores(List<Assessment> assessments) {
    return finished(assessments).flatMap(a -> score(a).stream()).toList();
  }

  private static Stream<Assessment> finished(List<Assessment> assessments) {
    return assessments.stream()
        .filter(Assessment::complete)
        .sorted(
            Comparator.comparing(Assessment::authored, java.time.OffsetDateTime.timeLineOrder()));
  }

  private static Optional<Score> score(Assessment assessment) {
    var form = assessment.form();
    return form.total()
        .flatMap(
            total ->
                assessment
                    .score(total.code())
                    .map(
                        s ->
                            new Score(
                                form.title(),
                                assessment.authored(),
                                s.recomputed() == null ? s.value() : s.recomputed(),
                                total.max(),
                                severity(assessment, form),
                                assessment.context() == Assessment.Context.BASELINE
                                    ? Boolean.TRUE
                                    : null)));
  }

  private static @Nullable String severity(Assessment assessment, Instrument form) {
    var code = assessment.severity();
    return code == null ? null : form.band(code).map(Instrument.Band::text).orElse(null);
  }

  /** The safety signals of all finished assessments, the most pressing first, then the newest. */
  public static List<SafetySignal> signals(List<Assessment> assessments) {
    return finished(assessments)
        .flatMap(a -> a.signals().stream().map(s -> new Graded(signal(a, s), s.grade())))
        .sorted(
            Comparator.comparing(Graded::grade)
                .thenComparing(g -> g.signal().at(), java.time.OffsetDateTime.timeLineOrder())
                .reversed())
        .map(Graded::signal)
        .toList();
  }

  private record Graded(SafetySignal signal, Grade grade) {}

  private static SafetySignal signal(
      Assessment assessment, org.luer.mappings.concept.assessment.SafetySignal signal) {
    var form = assessment.form();
    var item = form.item(signal.item());
    var words =
        form.alerts().stream()
            .filter(a -> a.item().equals(signal.item()))
            .map(Instrument.Alert::text)
            .reduce((lower, higher) -> higher)
            .orElse("Answer to look at");
    var value = assessment.answer(signal.item()).map(a -> a.value()).orElse(null);
    return new SafetySignal(
        form.title() + item.map(i -> " item " + i.number()).orElse(""),
        assessment.authored(),
        words
            + (value == null ? "" : " (answer " + value + ")")
            + (signal.note() == null ? "" : "; " + signal.note()),
        signal.grade().code());
  }
}
