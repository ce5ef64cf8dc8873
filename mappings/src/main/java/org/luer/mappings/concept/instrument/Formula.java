package org.luer.mappings.concept.instrument;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a score follows from the answers: terms added up, as scores.csv writes them: {@code 5} one
 * item, {@code 1-9} the sum of a run of items, {@code max(1-4)}, {@code mean(1-3)}, {@code
 * atleast2(1-5)} how many of the run are 2 or more.
 *
 * @param terms what is added up
 */
public record Formula(List<Term> terms) {
  private static final int DECIMALS = 2;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final Pattern TERM =
      Pattern.compile("(?:(max|mean|atleast2)\\()?(\\d+)(?:-(\\d+))?\\)?");

  public Formula {
    terms = List.copyOf(terms);
  }

  /**
   * One term.
   *
   * @param kind sum, max, mean or atleast2
   * @param from first item
   * @param to last item
   */
  public record Term(String kind, int from, int to) {}

  /** Reads a written formula. */
  static Formula parse(String written) {
    var terms = new ArrayList<Term>();
    for (var part : written.split("\\+", -1)) {
      var m = TERM.matcher(part);
      if (!m.matches()) {
        throw new IllegalStateException("not a term of a score: " + part);
      }
      var from = Integer.parseInt(m.group(2));
      var to = m.group(3) == null ? from : Integer.parseInt(m.group(3));
      terms.add(new Term(m.group(1) == null ? "sum" : m.group(1), from, to));
    }
    return new Formula(terms);
  }

  /** Numbers of the items that it names. */
  public List<Integer> items() {
    return terms.stream().flatMap(t -> IntStream.rangeClosed(t.from(), t.to()).boxed()).toList();
  }

  /** The score; empty when an answer that it needs is missing. */
  public Optional<BigDecimal> of(IntFunction<@Nullable BigDecimal> answers) {
    var sum = BigDecimal.ZERO;
    for (var term : terms) {
      var value = term(term, answers);
      if (value == null) {
        return Optional.empty();
      }
      sum = sum.add(value);
    }
    return Optional.of(sum);
  }

  private static @Nullable BigDecimal term(Term term, IntFunction<@Nullable BigDecimal> answers) {
    var all = IntStream.rangeClosed(term.from(), term.to()).mapToObj(answers).toList();
    var given = all.stream().flatMap(Stream::ofNullable).toList();
    if (term.kind().equals("max")) {
      return given.stream().max(BigDecimal::compareTo).orElse(null);
    }
    if (given.size() < all.size()) {
      return null;
    }
    return switch (term.kind()) {
      case "mean" ->
          plain(sum(given).divide(BigDecimal.valueOf(all.size()), DECIMALS, RoundingMode.HALF_UP));
      case "atleast2" ->
          BigDecimal.valueOf(given.stream().filter(v -> v.compareTo(TWO) >= 0).count());
      default -> sum(given);
    };
  }

  private static BigDecimal sum(List<BigDecimal> values) {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal plain(BigDecimal value) {
    var stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
