package org.luer.mappings.proof;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.ExchangeCases;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.translation.Parcel;

/** What the receipt of a set calls not carried, and what of it comes back in another order. */
final class LossMeter {
  private LossMeter() {}

  /** The losses of a set on the way into a form. */
  static Set<Loss> of(Subject<?> subject, Parcel<?> parcel, Subject.Form form, Dialect dialect) {
    var format = form.format();
    var target = subject.sent(parcel, form, dialect);
    if (target.leaves().isEmpty()) {
      var kind = parcel.about().getClass().getSimpleName();
      return new TreeSet<>(Set.of(new Loss(format, kind, Loss.Kind.WHOLE, 0)));
    }
    if (target.facts().isEmpty()) {
      throw new AssertionError("what was written is refused: " + form + " " + parcel.about().id());
    }
    var receipts = ExchangeCases.receipts(dialect);
    var measured = receipts.outward(List.of(parcel), target, Comparison.Withheld.NOTHING);
    var losses = new TreeSet<Loss>();
    var told = new HashSet<String>();
    measured.results().stream()
        .filter(r -> r.status().arrived())
        .forEach(r -> told.add(owner(r.leaf())));
    for (var result : measured.results()) {
      if (result.status() != LeafStatus.ENVELOPE && !result.status().arrived()) {
        var leaf = result.leaf();
        if (!told.contains(owner(leaf))) {
          var kind = leaf.pattern().substring(0, leaf.pattern().indexOf('/'));
          losses.add(new Loss(format, kind, Loss.Kind.WHOLE, 0));
          continue;
        }
        losses.add(new Loss(format, leaf.pattern(), Loss.Kind.LOST, index(leaf.path())));
      }
    }
    var source = measured.source().leaves();
    losses.addAll(reordered(format, source, receipts.renderings().clinic(target.facts()).leaves()));
    return losses;
  }

  /** Which record a leaf belongs to. */
  private static String owner(Leaf leaf) {
    return leaf.path().substring(0, leaf.path().indexOf('#') + 1);
  }

  /** The innermost index of a JSON pointer; 0 when there is none. */
  private static int index(String path) {
    var steps = List.of(path.split("/", -1));
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (steps.get(i).matches("\\d+")) {
        return Integer.parseInt(steps.get(i));
      }
    }
    return 0;
  }

  private static Set<Loss> reordered(String format, List<Leaf> source, List<Leaf> returned) {
    var arrived = sequences(returned, keys(source)::contains);
    var losses = new TreeSet<Loss>();
    sequences(source, keys(returned)::contains)
        .forEach(
            (pattern, keys) -> {
              if (!keys.equals(arrived.get(pattern))) {
                losses.add(new Loss(format, list(pattern), Loss.Kind.ORDER, 0));
              }
            });
    return losses;
  }

  private static Set<String> keys(List<Leaf> leaves) {
    var keys = new HashSet<String>();
    leaves.forEach(leaf -> keys.add(leaf.key()));
    return keys;
  }

  /** The keys of the leaves of each pattern that stands in a list, in their order. */
  private static Map<String, List<String>> sequences(List<Leaf> leaves, Predicate<String> known) {
    var sequences = new LinkedHashMap<String, List<String>>();
    for (var leaf : leaves) {
      if (leaf.pattern().contains("/*") && known.test(leaf.key())) {
        sequences.computeIfAbsent(leaf.pattern(), p -> new ArrayList<>()).add(leaf.key());
      }
    }
    return sequences;
  }

  private static String list(String pattern) {
    return pattern.substring(0, pattern.indexOf("/*") + 2);
  }
}
