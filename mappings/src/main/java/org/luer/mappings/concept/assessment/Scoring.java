package org.luer.mappings.concept.assessment;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.instrument.ScoreRule;
import org.luer.mappings.concept.instrument.Scorer;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Scores an {@link Assessment} again and compares: a score that is missing is added, one that
 * differs keeps both numbers, signals that the answers demand are added and never taken away. What
 * somebody must look at is a warning.
 */
public final class Scoring {
  private Scoring() {}

  /**
   * The assessment with what its answers amount to.
   *
   * @param path JSON pointer of the assessment in its document, for the warnings
   */
  public static Assessment complete(Assessment assessment, String path, Issues issues) {
    if (!assessment.complete()) {
      return assessment;
    }
    var instrument = assessment.form();
    var result = Scorer.score(instrument, assessment.values());
    var scores = scores(assessment, result.scores());
    var completed =
        assessment.with(
            scores, severity(assessment, instrument, scores), signals(assessment, result.alerts()));
    return review(completed, path, issues);
  }

  /**
   * Scores what was read from outside: what came whole from us is only compared, all else is
   * completed.
   *
   * @param path place of the report in the source, for the warnings
   */
  public static Assessment received(
      Assessment assessment, boolean whole, String path, Issues issues) {
    var found = new Issues();
    var scored = whole ? review(assessment, "", found) : complete(assessment, "", found);
    found.list().forEach(i -> issues.add(new Issue(i.severity(), i.code(), path, i.text())));
    return scored;
  }

  /** Warns of everything that a person must look at. */
  public static Assessment review(Assessment assessment, String path, Issues issues) {
    if (!assessment.complete()) {
      return assessment;
    }
    var instrument = assessment.form();
    var result = Scorer.score(instrument, assessment.values());
    for (int i = 0; i < assessment.scores().size(); i++) {
      var score = assessment.scores().get(i);
      var computed = result.scores().get(score.code());
      if (computed != null && !agrees(score.value(), computed)) {
        issues.warning(
            IssueCode.CONFLICT,
            path + "/scores/" + i + "/value",
            "the score that was sent is not what the answers make; both are kept, somebody must look");
      }
    }
    unanswered(instrument, result.unanswered(), assessment, path, issues);
    return assessment;
  }

  private static void unanswered(
      Instrument instrument,
      List<Item> missing,
      Assessment assessment,
      String path,
      Issues issues) {
    if (assessment.values().isEmpty()) {
      return; // a report of scores only
    }
    for (var item : missing) {
      if (instrument.alerts(item.code())) {
        issues.warning(
            IssueCode.REQUIRED,
            path + "/answers",
            "the safety item " + item.number() + " is not answered: ask again before an infusion");
      }
    }
  }

  private static List<Score> scores(Assessment assessment, Map<String, BigDecimal> computed) {
    var scores = new ArrayList<Score>();
    for (var rule : assessment.form().scores()) {
      var sent = assessment.score(rule.code()).orElse(null);
      var own = computed.get(rule.code());
      if (sent == null) {
        if (own != null) {
          scores.add(new Score(rule.code(), own, null));
        }
      } else {
        scores.add(new Score(rule.code(), sent.value(), recomputed(sent, own), sent.asked()));
      }
    }
    return scores;
  }

  private static @Nullable BigDecimal recomputed(Score sent, @Nullable BigDecimal own) {
    return own == null ? sent.recomputed() : agrees(sent.value(), own) ? null : own;
  }

  /** A sender may round a mean further than we do. */
  private static boolean agrees(BigDecimal sent, BigDecimal computed) {
    var scale = Math.max(sent.scale(), 0);
    var rounded =
        scale < computed.scale() ? computed.setScale(scale, RoundingMode.HALF_UP) : computed;
    return rounded.compareTo(sent) == 0;
  }

  /** The band of the total; none while two totals stand side by side. */
  private static @Nullable String severity(
      Assessment assessment, Instrument instrument, List<Score> scores) {
    if (assessment.severity() != null) {
      return assessment.severity();
    }
    var code = instrument.total().map(ScoreRule::code).orElse("");
    return scores.stream()
        .filter(s -> s.code().equals(code) && s.recomputed() == null)
        .findFirst()
        .flatMap(s -> instrument.bandOf(s.value()))
        .map(Instrument.Band::code)
        .orElse(null);
  }

  /** Signals that were declared stand; the answers can add some and raise their grade. */
  private static List<SafetySignal> signals(Assessment assessment, List<Instrument.Alert> alerts) {
    var computed = alerts.stream().collect(Collectors.toMap(Instrument.Alert::item, a -> a));
    var signals = new ArrayList<SafetySignal>();
    for (var item : assessment.form().items()) {
      var declared = assessment.signal(item.code()).orElse(null);
      var alert = computed.get(item.code());
      if (alert == null || (declared != null && alert.grade().compareTo(declared.grade()) <= 0)) {
        Optional.ofNullable(declared).ifPresent(signals::add);
      } else {
        var note = declared == null ? null : declared.note();
        signals.add(new SafetySignal(item.code(), alert.grade(), note));
      }
    }
    return signals;
  }
}
