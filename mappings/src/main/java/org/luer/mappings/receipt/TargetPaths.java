package org.luer.mappings.receipt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds where a leaf stands in another rendering of the same facts.
 *
 * <p>The path table says which places are possible; a place counts only when it holds an equal
 * value (or, where the table names a code table, any value). When a list element could stand in
 * several containers (segments, Bundle entries, components), those count that share most values
 * with its siblings. This is a search in the finished output: it costs no further translation, and
 * it cannot name a place that does not hold the value.
 */
public final class TargetPaths {
  private final Map<String, List<Leaf>> byPattern = new HashMap<>();
  private final Map<String, Set<String>> values = new HashMap<>();
  private final Map<String, Set<String>> siblings = new HashMap<>();
  private final Function<Leaf, List<Place>> places;

  private record Place(String pattern, boolean plain) {}

  private TargetPaths(List<Leaf> source, List<Leaf> target, Function<Leaf, List<Place>> places) {
    this.places = places;
    for (var leaf : source) {
      var value = Values.canonical(leaf.value());
      siblings.computeIfAbsent(leaf.container(), k -> new HashSet<>()).add(value);
    }
    for (var leaf : target) {
      for (var pattern : prefixes(leaf.pattern())) {
        byPattern.computeIfAbsent(pattern, k -> new ArrayList<>()).add(leaf);
      }
      var value = Values.canonical(leaf.value());
      values.computeIfAbsent(leaf.container(), k -> new HashSet<>()).add(value);
      values.computeIfAbsent(around(leaf.container()), k -> new HashSet<>()).add(value);
    }
  }

  /** Places of clinic leaves in a format. */
  public static TargetPaths outward(
      PathTable table, String format, List<Leaf> clinic, List<Leaf> target) {
    var rows = table.bySource(format);
    return new TargetPaths(
        clinic,
        target,
        leaf ->
            rows.getOrDefault(leaf.pattern(), List.of()).stream()
                .filter(PathTable.Row::holds)
                .map(row -> new Place(row.target(), row.plain()))
                .toList());
  }

  /** Places of the leaves of a format in clinic records. */
  public static TargetPaths inward(
      PathTable table, String format, List<Leaf> source, List<Leaf> clinic) {
    var rows = new HashMap<String, List<Place>>();
    for (var row : table.rows()) {
      if (row.format().equals(format) && row.holds()) {
        rows.computeIfAbsent(row.target(), k -> new ArrayList<>())
            .add(new Place(row.source(), row.plain()));
      }
    }
    return new TargetPaths(
        source,
        clinic,
        leaf ->
            prefixes(leaf.pattern()).stream()
                .flatMap(p -> rows.getOrDefault(p, List.of()).stream())
                .toList());
  }

  /** The leaves of the target that hold this leaf. */
  public List<Leaf> of(Leaf leaf) {
    var found = new LinkedHashSet<Leaf>();
    for (var place : places.apply(leaf)) {
      found.addAll(closest(leaf, candidates(leaf, place)));
    }
    return List.copyOf(found);
  }

  private List<Leaf> candidates(Leaf leaf, Place place) {
    var there = byPattern.getOrDefault(place.pattern(), List.of());
    if (!place.plain()) {
      return there;
    }
    var value = Values.canonical(leaf.value());
    return there.stream().filter(l -> Values.canonical(l.value()).equals(value)).toList();
  }

  /** Those in the containers that share most with the siblings of the leaf. */
  private List<Leaf> closest(Leaf leaf, List<Leaf> candidates) {
    var beside = siblings.getOrDefault(leaf.container(), Set.of());
    if (candidates.size() < 2 || !listElement(leaf)) {
      return candidates;
    }
    var best = candidates.stream().mapToInt(c -> shared(c, beside)).max().orElse(0);
    return candidates.stream().filter(c -> shared(c, beside) == best).toList();
  }

  private int shared(Leaf candidate, Set<String> beside) {
    return count(candidate.container(), beside) + count(around(candidate.container()), beside);
  }

  private int count(String container, Set<String> beside) {
    var there = values.getOrDefault(container, Set.of());
    return (int) beside.stream().filter(there::contains).count();
  }

  /** Record-level leaves of the clinic model may stand in many places at once. */
  private static boolean listElement(Leaf leaf) {
    var last = leaf.container().charAt(leaf.container().length() - 1);
    return last == ']' || Character.isDigit(last);
  }

  /** The entry around a component, the element around an inner list. */
  private static String around(String container) {
    var resource = container.indexOf(".resource");
    return resource < 0 ? container : container.substring(0, resource);
  }

  /** The pattern and everything that it is a part of. */
  private static List<String> prefixes(String pattern) {
    var prefixes = new ArrayList<String>();
    prefixes.add(pattern);
    for (int dot = pattern.lastIndexOf('.'); dot > 0; dot = pattern.lastIndexOf('.', dot - 1)) {
      prefixes.add(pattern.substring(0, dot));
    }
    return prefixes;
  }
}
