package org.luer.mappings.receipt;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What arrived in one translation, measured by translating there and back. Cheap to make; the
 * places in the target are looked for only when the full receipt is asked for.
 *
 * @param <R> what the exchange reads and writes
 */
public final class Measurement<R> {
  private final Rendering<R> source;
  private final Rendering<R> target;
  private final String mapping;
  private final List<Comparison.Result> results;

  private Measurement(
      Rendering<R> source, Rendering<R> target, String mapping, List<Comparison.Result> results) {
    this.source = source;
    this.target = target;
    this.mapping = mapping;
    this.results = results;
  }

  /**
   * Measures a translation.
   *
   * @param source what was translated
   * @param target what came out; its way back sees nothing else
   * @param again renders facts in the format of the source
   * @param rules what may come back in another form
   * @param withheld what disclosure left out
   * @param mapping version of the mapping
   */
  public static <R> Measurement<R> of(
      Rendering<R> source,
      Rendering<R> target,
      Function<List<R>, List<Leaf>> again,
      ChangeRules rules,
      Comparison.Withheld withheld,
      String mapping) {
    var clinic = source.format().equals("clinic");
    var same = clinic && source.facts().equals(target.facts());
    var returned = same ? source.leaves() : again.apply(target.facts());
    var known = new Known<R>(source, target, again, returned);
    var comparison =
        new Comparison(rules, withheld, target::texts, clinic ? null : known::homeless);
    return new Measurement<>(source, target, mapping, comparison.of(source.leaves(), returned));
  }

  /** What of a foreign source has a home in the clinic model at all. */
  private static final class Known<R> {
    private final Rendering<R> source;
    private final Rendering<R> target;
    private final Function<List<R>, List<Leaf>> again;
    private final List<Leaf> returned;
    private @Nullable Map<String, Leaf> told;

    Known(
        Rendering<R> source,
        Rendering<R> target,
        Function<List<R>, List<Leaf>> again,
        List<Leaf> returned) {
      this.source = source;
      this.target = target;
      this.again = again;
      this.returned = returned;
    }

    boolean homeless(Leaf leaf) {
      if (told == null) {
        var same = target.facts().equals(source.facts());
        told = Renderings.byKey(same ? returned : again.apply(source.facts()));
      }
      var there = told.get(leaf.key());
      return there == null
          || !Values.canonical(there.value()).equals(Values.canonical(leaf.value()));
    }
  }

  /** What was translated. */
  public Rendering<R> source() {
    return source;
  }

  /** Whether clinic records lie between source and target: neither of them is one. */
  public boolean between() {
    return !source.format().equals("clinic") && !target.format().equals("clinic");
  }

  /** What became of every leaf of the source. */
  public List<Comparison.Result> results() {
    return results;
  }

  /** The counts. */
  public Receipt.Counts counts() {
    return Receipt.Counts.of(results);
  }

  /** The form that is stored: counts and the leaves that did not arrive. */
  public Receipt stored() {
    return receipt(leaf -> List.of()).notArrived();
  }

  /** Every leaf, with its places in the target where the path table names them. */
  public Receipt full(PathTable table) {
    if (target.format().equals("clinic")) {
      return receipt(
          paths(TargetPaths.inward(table, source.format(), source.leaves(), target.leaves())));
    }
    return receipt(
        paths(TargetPaths.outward(table, target.format(), source.leaves(), target.leaves())));
  }

  /**
   * Every leaf of a foreign source, with its places in a foreign target, found by way of the clinic
   * records between them.
   */
  public Receipt full(PathTable table, List<Leaf> clinic) {
    var inward = TargetPaths.inward(table, source.format(), source.leaves(), clinic);
    var outward = TargetPaths.outward(table, target.format(), clinic, target.leaves());
    return receipt(
        leaf ->
            inward.of(leaf).stream()
                .flatMap(between -> outward.of(between).stream())
                .map(Leaf::path)
                .distinct()
                .toList());
  }

  private static Function<Leaf, List<String>> paths(TargetPaths places) {
    return leaf -> places.of(leaf).stream().map(Leaf::path).distinct().toList();
  }

  private Receipt receipt(Function<Leaf, List<String>> to) {
    return Receipt.of(
        new Receipt.Source(source.format(), String.join("+", source.types()), source.id()),
        new Receipt.Target(target.format(), target.types()),
        mapping,
        results,
        to);
  }
}
