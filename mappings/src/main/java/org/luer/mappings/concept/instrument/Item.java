package org.luer.mappings.concept.instrument;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question of an instrument.
 *
 * @param number place in the form, from 1
 * @param vocabulary whose code it has
 * @param code the code, also its name in the clinic model
 * @param text what people read: the form's wording only where it is free, else a short name
 * @param display the code system's own words
 * @param options the coded answers; empty when the answer is a number or words
 * @param words whether the answer is words
 * @param min lowest answer; absent for words
 * @param max highest answer; absent for words
 * @param reverse whether a high answer counts low
 * @param skip the answer of another item after which this one is not asked and counts nothing
 * @param observed whether it is an Observation of its own in FHIR
 */
public record Item(
    int number,
    Vocabulary vocabulary,
    String code,
    String text,
    String display,
    List<Option> options,
    boolean words,
    @Nullable BigDecimal min,
    @Nullable BigDecimal max,
    boolean reverse,
    @Nullable Skip skip,
    boolean observed) {

  public Item {
    options = List.copyOf(options);
  }

  /**
   * One coded answer.
   *
   * @param value what it counts
   * @param code LOINC answer code
   * @param text its words
   * @param ordinal whether FHIR gets the value beside the code
   */
  public record Option(BigDecimal value, String code, String text, boolean ordinal) {}

  /**
   * The answer after which an item is not asked.
   *
   * @param number the other item
   * @param value its answer
   */
  public record Skip(int number, BigDecimal value) {}

  /** The link id in the Questionnaire. */
  public String linkId() {
    return vocabulary.linkId(code);
  }

  /** The coded answer that counts this much. */
  public Optional<Option> option(BigDecimal value) {
    return options.stream().filter(o -> o.value().compareTo(value) == 0).findFirst();
  }

  /** The coded answer with this LOINC answer code. */
  public Optional<Option> optionOf(String answerCode) {
    return options.stream().filter(o -> o.code().equals(answerCode)).findFirst();
  }

  /** The coded answer with these words, whatever their case. */
  public Optional<Option> optionIn(String words) {
    var wanted = words.strip().toLowerCase(Locale.ROOT);
    return options.stream()
        .filter(o -> o.text().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /** Whether this number can be its answer. */
  public boolean allows(BigDecimal value) {
    if (min == null || max == null) {
      return false;
    }
    var inside = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    return inside && (options.isEmpty() || option(value).isPresent());
  }

  /** What an answer counts. */
  BigDecimal counts(BigDecimal value) {
    return reverse && min != null && max != null ? max.add(min).subtract(value) : value;
  }
}
