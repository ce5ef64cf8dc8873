package org.luer.mappings.concept.instrument;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luer.mappings.core.Systems;

/**
 * A questionnaire or rating scale as data: items, scores, severity bands, alerts. What is not
 * verified says so in the tables and is left out here where it must not travel.
 *
 * @param code its name in the clinic model, for example {@code phq-9}
 * @param title its name for people
 * @param vocabulary whose code the panel has
 * @param panel code of the panel
 * @param display words of the panel
 * @param rated whether a clinician rates it
 * @param substance whether answers speak about substance use
 * @param copyright what has to be said with the form; empty when nothing
 * @param items the questions in the order of the form
 * @param scores total and subscores
 * @param bands severity bands of the total, signed off or not
 * @param alerts answers that are a safety signal, the least pressing first
 * @param patterns patterns over scores
 */
public record Instrument(
    String code,
    String title,
    Vocabulary vocabulary,
    String panel,
    String display,
    boolean rated,
    boolean substance,
    String copyright,
    List<Item> items,
    List<ScoreRule> scores,
    List<Band> bands,
    List<Alert> alerts,
    List<Pattern> patterns) {

  /** Version of the Questionnaires that Luer publishes. */
  public static final String PUBLISHED = "1.0.0";

  public Instrument {
    items = List.copyOf(items);
    scores = List.copyOf(scores);
    bands = List.copyOf(bands);
    alerts = alerts.stream().sorted(Comparator.comparing(Alert::from)).toList();
    patterns = List.copyOf(patterns);
  }

  /**
   * A severity band of the total, both ends included.
   *
   * @param code its name in the clinic model
   * @param text its words
   * @param normal whether this range is not clinical
   * @param signedOff whether it may travel; false = needs the clinic's sign-off
   */
  public record Band(
      BigDecimal low,
      BigDecimal high,
      String code,
      String text,
      boolean normal,
      boolean signedOff) {

    /** Whether the total lies in it. */
    public boolean holds(BigDecimal total) {
      return total.compareTo(low) >= 0 && total.compareTo(high) <= 0;
    }
  }

  /**
   * An answer that is a safety signal.
   *
   * @param item code of the item
   * @param from lowest answer that is one
   * @param grade how pressing
   * @param flag HL7 table 0078 code: A or AA
   * @param text short words
   */
  public record Alert(String item, BigDecimal from, Grade grade, String flag, String text) {}

  /**
   * One condition of a pattern over scores.
   *
   * @param name name of the pattern
   * @param score code of the score
   * @param least lowest value
   */
  public record Pattern(String name, String score, BigDecimal least) {}

  /** The item with this code. */
  public Optional<Item> item(String itemCode) {
    return items.stream().filter(i -> i.code().equals(itemCode)).findFirst();
  }

  /** The score with this code. */
  public Optional<ScoreRule> score(String scoreCode) {
    return scores.stream().filter(s -> s.code().equals(scoreCode)).findFirst();
  }

  /** The total score, for instruments that have one. */
  public Optional<ScoreRule> total() {
    return scores.stream().filter(ScoreRule::total).findFirst();
  }

  /** The signed-off band with this code. */
  public Optional<Band> band(String bandCode) {
    return bands.stream().filter(b -> b.signedOff() && b.code().equals(bandCode)).findFirst();
  }

  /** The signed-off band of a total. */
  public Optional<Band> bandOf(BigDecimal total) {
    return bands.stream().filter(b -> b.signedOff() && b.holds(total)).findFirst();
  }

  /** The signed-off range that is not clinical. */
  public Optional<Band> normal() {
    return bands.stream().filter(b -> b.signedOff() && b.normal()).findFirst();
  }

  /** The alert that an answer reaches: the most pressing one. */
  public Optional<Alert> alert(String item, BigDecimal answer) {
    return alerts.stream()
        .filter(a -> a.item().equals(item) && answer.compareTo(a.from()) >= 0)
        .reduce((lower, higher) -> higher);
  }

  /** Whether an answer to this item can be a safety signal. */
  public boolean alerts(String item) {
    return alerts.stream().anyMatch(a -> a.item().equals(item));
  }

  /** Whether some score counts this item. */
  public boolean scored(Item item) {
    return scores.stream().anyMatch(s -> s.formula().items().contains(item.number()));
  }

  /** The items that stand before the scores: all that count, and all of a form without scores. */
  public List<Item> itemsBeforeScores() {
    return items.stream().filter(i -> scores.isEmpty() || scored(i)).toList();
  }

  /** The items that follow the scores. */
  public List<Item> itemsAfterScores() {
    return items.stream().filter(i -> !scores.isEmpty() && !scored(i)).toList();
  }

  /** Its codes in our own code system with their words. */
  public Map<String, String> own() {
    var own = new LinkedHashMap<String, String>();
    if (vocabulary == Vocabulary.KIC) {
      own.put(panel, display);
    }
    items.stream()
        .filter(i -> i.vocabulary() == Vocabulary.KIC)
        .forEach(i -> own.put(i.code(), i.display()));
    scores.stream()
        .filter(s -> s.vocabulary() == Vocabulary.KIC)
        .forEach(s -> own.put(s.code(), s.display()));
    return own;
  }

  /** The canonical URL of its Questionnaire, without version. */
  public String canonical(String base) {
    return base + "/Questionnaire/" + code;
  }

  /** Whether this is one of its codes in LOINC or in our own code system. */
  public boolean isPanel(String system, String wanted, String base) {
    return panel.equals(wanted)
        && (vocabulary.uri(base).equals(system)
            || (vocabulary == Vocabulary.LOINC && Systems.LOINC.equals(system)));
  }
}
