package org.luer.mappings.losses;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.ClinicLeaves;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.LeafStatus;

/** Compares records with what came back of them, leaf by leaf as receipts do. */
final class LossMeter {
  private final String format;
  private final ChangeRules rules;

  LossMeter(String format, ChangeRules rules) {
    this.format = format;
    this.rules = rules;
  }

  /** What was lost between the records that were sent and those that came back. */
  Set<Loss> of(List<ClinicRecord> sent, List<ClinicRecord> back) {
    var losses = new TreeSet<Loss>();
    for (var one : sent) {
      var source = leaves(one);
      var returned = leaves(counterpart(one, back));
      losses.addAll(lost(source, returned));
      losses.addAll(reordered(source, returned));
    }
    return losses;
  }

  private static @Nullable ClinicRecord counterpart(ClinicRecord one, List<ClinicRecord> back) {
    return back.stream()
        .filter(b -> b.getClass() == one.getClass() && b.id().equals(one.id()))
        .findFirst()
        .orElse(null);
  }

  private static List<Leaf> leaves(@Nullable ClinicRecord one) {
    return one == null ? List.of() : ClinicLeaves.of(one, "");
  }

  private Set<Loss> lost(List<Leaf> source, List<Leaf> returned) {
    var losses = new TreeSet<Loss>();
    // a value that stands only in a note does not count as carried
    var comparison = new Comparison(rules, Comparison.Withheld.NOTHING, Set::of, null);
    for (var result : comparison.of(source, returned)) {
      if (result.status() != LeafStatus.ENVELOPE && !result.status().arrived()) {
        var leaf = result.leaf();
        losses.add(new Loss(format, leaf.pattern(), Loss.Kind.LOST, index(leaf.path())));
      }
    }
    return losses;
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

  private Set<Loss> reordered(List<Leaf> source, List<Leaf> returned) {
    var common = new HashSet<String>();
    returned.forEach(leaf -> common.add(leaf.key()));
    var theirs = sequences(returned, null);
    var losses = new TreeSet<Loss>();
    sequences(source, common)
        .forEach(
            (pattern, keys) -> {
              var arrived = new ArrayList<>(theirs.getOrDefault(pattern, List.of()));
              arrived.retainAll(keys);
              if (!arrived.equals(keys)) {
                losses.add(new Loss(format, list(pattern), Loss.Kind.ORDER, 0));
              }
            });
    return losses;
  }

  /** The keys of the leaves of each pattern that stands in a list, in their order. */
  private static Map<String, List<String>> sequences(
      List<Leaf> leaves, @Nullable Set<String> only) {
    var sequences = new LinkedHashMap<String, List<String>>();
    for (var leaf : leaves) {
      if (leaf.pattern().contains("/*") && (only == null || only.contains(leaf.key()))) {
        sequences.computeIfAbsent(leaf.pattern(), p -> new ArrayList<>()).add(leaf.key());
      }
    }
    return sequences;
  }

  private static String list(String pattern) {
    return Objects.requireNonNull(pattern).substring(0, pattern.indexOf("/*") + 2);
  }
}
