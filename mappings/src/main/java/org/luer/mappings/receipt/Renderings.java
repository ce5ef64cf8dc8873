package org.luer.mappings.receipt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The source and what came back, by key. */
public final class Renderings {
  /** Behind everything that a key begins with. */
  private static final String END = "\uffff";

  private final List<Leaf> source;
  private final Map<String, Leaf> returned;
  private @Nullable Map<String, Leaf> sourceByKey;
  private @Nullable NavigableMap<String, List<Integer>> sourceInOrder;
  private @Nullable NavigableMap<String, Leaf> returnedInOrder;
  private @Nullable Map<String, List<Leaf>> returnedByPlace;

  Renderings(List<Leaf> source, List<Leaf> returned) {
    this.source = source;
    this.returned = byKey(returned);
  }

  /** Each leaf under its key; of two with one key the first. */
  static Map<String, Leaf> byKey(List<Leaf> leaves) {
    Map<String, Leaf> map = new HashMap<>(leaves.size() * 2);
    for (var leaf : leaves) {
      map.putIfAbsent(leaf.key(), leaf);
    }
    return map;
  }

  /** What came back under this key. */
  public @Nullable Leaf returned(String key) {
    return returned.get(key);
  }

  /** What came back whose key begins so. */
  public Collection<Leaf> returnedBelow(String key) {
    if (returnedInOrder == null) {
      returnedInOrder = new TreeMap<>(returned);
    }
    return Collections.unmodifiableCollection(
        returnedInOrder.subMap(key, true, key + END, false).values());
  }

  /** What came back in a field, {@code OBX-3.1}, of any segment. */
  public List<Leaf> returnedAt(String place) {
    if (returnedByPlace == null) {
      returnedByPlace =
          returned.values().stream()
              .collect(
                  Collectors.groupingBy(
                      leaf -> leaf.pattern().substring(leaf.pattern().lastIndexOf(':') + 1)));
    }
    return returnedByPlace.getOrDefault(place, List.of());
  }

  /** The leaves of the source whose key begins so, in their order. */
  public List<Leaf> below(String key) {
    if (sourceInOrder == null) {
      sourceInOrder = new TreeMap<>();
      for (int i = 0; i < source.size(); i++) {
        sourceInOrder.computeIfAbsent(source.get(i).key(), k -> new ArrayList<>(1)).add(i);
      }
    }
    return sourceInOrder.subMap(key, true, key + END, false).values().stream()
        .flatMap(List::stream)
        .sorted()
        .map(source::get)
        .toList();
  }

  /** Whether the leaf with this key stands in both with the same value. */
  public boolean carried(String key) {
    if (sourceByKey == null) {
      sourceByKey = byKey(source);
    }
    var there = sourceByKey.get(key);
    var back = returned.get(key);
    return there != null && back != null && Values.same(there.value(), back.value());
  }
}
