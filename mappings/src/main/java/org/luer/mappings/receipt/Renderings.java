package org.luer.mappings.receipt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The source and what came back, by key. */
public final class Renderings {
  private final List<Leaf> source;
  private final Map<String, Leaf> returned;
  private @Nullable Map<String, Leaf> sourceByKey;

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
  public List<Leaf> returnedBelow(String key) {
    return returned.values().stream().filter(leaf -> leaf.key().startsWith(key)).toList();
  }

  /** The leaves of the source whose key begins so, in their order. */
  public List<Leaf> below(String key) {
    return source.stream().filter(leaf -> leaf.key().startsWith(key)).toList();
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
