package org.luer.mappings.concept.instrument;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scores the answers of one instrument: reverse items, items that were rightly skipped, the rule
 * for missing answers, bands and alerts, all out of the tables. Never a score of an incomplete set.
 */
public final class Scorer {
  private final Instrument instrument;
  private final Map<String, BigDecimal> answers;

  private Scorer(Instrument instrument, Map<String, BigDecimal> answers) {
    this.instrument = instrument;
    this.answers = answers;
  }

  /**
   * What the answers amount to.
   *
   * @param scores value by code of the score, as far as the answers allow
   * @param band the signed-off severity band of the total
   * @param estimate a total out of the answers that are there; stays in the clinic
   * @param alerts the safety signals, in the order of the items
   * @param unanswered items that should have been answered and were not, in order
   * @param patterns names of the patterns that are there
   */
  public record Result(
      Map<String, BigDecimal> scores,
      Optional<Instrument.Band> band,
      Optional<BigDecimal> estimate,
      List<Instrument.Alert> alerts,
      List<Item> unanswered,
      List<String> patterns) {}

  /**
   * Scores answers.
   *
   * @param answers by code of the item; each in the item's range
   */
  public static Result score(Instrument instrument, Map<String, BigDecimal> answers) {
    return new Scorer(instrument, answers).result();
  }

  private Result result() {
    var scores = new LinkedHashMap<String, BigDecimal>();
    for (var rule : instrument.scores()) {
      rule.formula().of(this::counts).ifPresent(value -> scores.put(rule.code(), value));
    }
    var total = instrument.total().map(ScoreRule::code).map(scores::get);
    return new Result(
        scores,
        total.flatMap(instrument::bandOf),
        total.isPresent() ? Optional.empty() : estimate(),
        alerts(),
        instrument.items().stream().filter(this::unanswered).toList(),
        patterns(scores));
  }

  /** What the item with this number counts; null when its answer is missing. */
  private @Nullable BigDecimal counts(int number) {
    var item = instrument.items().get(number - 1);
    var answer = answers.get(item.code());
    if (answer != null) {
      return item.counts(answer);
    }
    return skipped(item) ? BigDecimal.ZERO : null;
  }

  private boolean skipped(Item item) {
    var skip = item.skip();
    if (skip == null) {
      return false;
    }
    var other = answers.get(instrument.items().get(skip.number() - 1).code());
    return other != null && other.compareTo(skip.value()) == 0;
  }

  private boolean unanswered(Item item) {
    return !item.words() && !answers.containsKey(item.code()) && !skipped(item);
  }

  /** round(mean of the answered x number of items), when few enough are missing and no alert is. */
  private Optional<BigDecimal> estimate() {
    var rule = instrument.total().orElse(null);
    if (rule == null || rule.prorate() == 0) {
      return Optional.empty();
    }
    var sum = BigDecimal.ZERO;
    var answered = 0;
    for (var number : rule.formula().items()) {
      var value = counts(number);
      if (value == null && instrument.alerts(instrument.items().get(number - 1).code())) {
        return Optional.empty();
      }
      sum = value == null ? sum : sum.add(value);
      answered += value == null ? 0 : 1;
    }
    var all = rule.formula().items().size();
    return answered == 0 || all - answered > rule.prorate()
        ? Optional.empty()
        : Optional.of(
            sum.multiply(BigDecimal.valueOf(all))
                .divide(BigDecimal.valueOf(answered), 0, RoundingMode.HALF_UP));
  }

  private List<Instrument.Alert> alerts() {
    var alerts = new ArrayList<Instrument.Alert>();
    for (var item : instrument.items()) {
      Optional.ofNullable(answers.get(item.code()))
          .flatMap(answer -> instrument.alert(item.code(), answer))
          .ifPresent(alerts::add);
    }
    return alerts;
  }

  private List<String> patterns(Map<String, BigDecimal> scores) {
    var names = instrument.patterns().stream().map(Instrument.Pattern::name).distinct();
    return names
        .filter(
            name ->
                instrument.patterns().stream()
                    .filter(p -> p.name().equals(name))
                    .allMatch(
                        p -> {
                          var value = scores.get(p.score());
                          return value != null && value.compareTo(p.least()) >= 0;
                        }))
        .toList();
  }
}
