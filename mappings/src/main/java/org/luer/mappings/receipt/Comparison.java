package org.luer.mappings.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the leaves of a source with those that came back, and says what became of each.
 *
 * @param rules what may come back in another form
 * @param withheld names the disclosure rule that left a leaf out; null = none did
 * @param texts what the target says in notes, Z segments and private extensions
 * @param homeless whether a leaf that did not come back has no home in the clinic model; null for
 *     clinic records, whose every leaf has one
 */
public record Comparison(
    ChangeRules rules,
    Withheld withheld,
    Supplier<Set<String>> texts,
    @Nullable Predicate<Leaf> homeless) {

  /** Names the rule that withheld a leaf. */
  @FunctionalInterface
  public interface Withheld {
    /** Nothing was withheld. */
    Withheld NOTHING = leaf -> null;

    /** The rule, or null. */
    @Nullable String rule(Leaf leaf);
  }

  /**
   * What became of one leaf.
   *
   * @param rule the change rule or the disclosure rule
   */
  public record Result(Leaf leaf, LeafStatus status, @Nullable String rule) {}

  /** What became of each leaf of the source, in its order. */
  public List<Result> of(List<Leaf> source, List<Leaf> returned) {
    if (source == returned) {
      return source.stream().map(this::carried).toList();
    }
    var named = SameObservation.named(source, returned);
    var both = new Renderings(named, returned);
    var results = new ArrayList<Result>(source.size());
    for (var leaf : named) {
      results.add(of(leaf, both));
    }
    return results;
  }

  /** A leaf that came back as it is, if it counts and was not withheld. */
  private Result carried(Leaf leaf) {
    var hidden = leaf.envelope() ? null : withheld.rule(leaf);
    var status = leaf.envelope() ? LeafStatus.ENVELOPE : LeafStatus.CARRIED;
    return new Result(leaf, hidden == null ? status : LeafStatus.WITHHELD, hidden);
  }

  private Result of(Leaf leaf, Renderings both) {
    var plain = carried(leaf);
    if (plain.status() != LeafStatus.CARRIED) {
      return plain;
    }
    var returned = both.returned(leaf.key());
    if (returned != null) {
      if (Values.same(leaf.value(), returned.value())) {
        return plain;
      }
      var rule = rules.rule(leaf, returned, both);
      if (rule != null) {
        return new Result(leaf, LeafStatus.CHANGED, rule);
      }
    }
    var dropped = returned == null ? rules.dropped(leaf, both) : null;
    if (dropped != null) {
      return new Result(leaf, LeafStatus.CHANGED, dropped);
    }
    if (inText(leaf.value())) {
      return new Result(leaf, LeafStatus.TEXT, null);
    }
    var foreign = homeless != null && homeless.test(leaf);
    return new Result(leaf, foreign ? LeafStatus.FOREIGN : LeafStatus.LOST, null);
  }

  /** Short values such as codes, numbers and times would stand in a text by chance. */
  private boolean inText(String value) {
    return value.length() >= 4
        && value.chars().filter(Character::isLetter).count() >= 3
        && texts.get().stream().anyMatch(text -> text.contains(value));
  }
}
