package org.luer.mappings.concept.assessment;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.luer.mappings.concept.instrument.Item;

/**
 * Understands what senders write as an answer: a number, a number with words behind it, the words
 * of the answer, words alone for items that take words. Never a guess: what fits nothing is no
 * answer.
 */
public final class AnswerReader {
  private static final Pattern NUMBER_FIRST =
      Pattern.compile("\\s*(-?\\d+(?:\\.0+)?)\\s*(?:[-–:=)].*)?", Pattern.DOTALL);
  private static final Pattern OUT_OF =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*/\\s*(\\d+)\\s*");

  private AnswerReader() {}

  /** The answer of a number. */
  public static Optional<Answer> number(Item item, BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0 && item.allows(number)
        ? Optional.of(Answer.of(item.code(), number.intValue()))
        : Optional.empty();
  }

  /** The answer of words. */
  public static Optional<Answer> words(Item item, String words) {
    if (item.words()) {
      return words.isBlank()
          ? Optional.empty()
          : Optional.of(new Answer(item.code(), null, words, null));
    }
    var option = item.optionIn(words);
    if (option.isPresent()) {
      return number(item, option.get().value());
    }
    var first = NUMBER_FIRST.matcher(words);
    return first.matches() ? number(item, new BigDecimal(first.group(1))) : Optional.empty();
  }

  /** The answer of a LOINC answer code. */
  public static Optional<Answer> loinc(Item item, String code) {
    return item.optionOf(code).flatMap(option -> number(item, option.value()));
  }

  /** A score as number, or written {@code 14/27} with the highest score behind the stroke. */
  public static Optional<BigDecimal> score(String words, BigDecimal max) {
    var outOf = OUT_OF.matcher(words);
    if (outOf.matches()) {
      return new BigDecimal(outOf.group(2)).compareTo(max) == 0
          ? Optional.of(new BigDecimal(outOf.group(1)))
          : Optional.empty();
    }
    return words.strip().matches("\\d+(\\.\\d+)?")
        ? Optional.of(new BigDecimal(words.strip()))
        : Optional.empty();
  }
}
