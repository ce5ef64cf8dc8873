package org.luer.mappings.receipt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OBX segments that came back under another key, because their time or their code is not that of
 * the source: an answer of a form with the time of the form, a file with the code of its document.
 *
 * <p>Two are the same when both renderings have exactly one left with that code, or with that
 * encapsulated data. What differs between them is still told leaf by leaf.
 */
final class SameObservation {
  private static final String SEGMENT = "/OBX{";
  private static final String CODE = "-3(1).1.1";
  private static final String DATA = "-5(1).5.1";

  /** Shorter ones are components of something else than a file. */
  private static final int FILE = 40;

  private SameObservation() {}

  /** The source with the keys that its observations have in what came back. */
  static List<Leaf> named(List<Leaf> source, List<Leaf> returned) {
    var there = segments(source);
    var back = segments(returned);
    if (there.isEmpty() || back.isEmpty()) {
      return source;
    }
    var left = new HashSet<>(there);
    left.removeAll(back);
    var open = new HashSet<>(back);
    open.removeAll(there);
    if (left.isEmpty() || open.isEmpty()) {
      return source;
    }
    var names = new HashMap<String, String>();
    var before = Renderings.byKey(source);
    var after = Renderings.byKey(returned);
    pair(
        left, open, key -> value(before, key + CODE, 1), key -> value(after, key + CODE, 1), names);
    pair(
        left,
        open,
        key -> value(before, key + DATA, FILE),
        k -> value(after, k + DATA, FILE),
        names);
    return names.isEmpty() ? source : source.stream().map(leaf -> named(leaf, names)).toList();
  }

  private static Set<String> segments(List<Leaf> leaves) {
    var keys = new HashSet<String>();
    for (var leaf : leaves) {
      var end = end(leaf.key());
      if (end > 0) {
        keys.add(leaf.key().substring(0, end));
      }
    }
    return keys;
  }

  /** Where the key of the observation in the key of a leaf ends; 0 for a leaf of something else. */
  private static int end(String key) {
    var start = key.lastIndexOf(SEGMENT);
    var brace = start < 0 ? -1 : key.indexOf('}', start);
    if (brace < 0) {
      return 0;
    }
    int end = brace + 1;
    if (end < key.length() && key.charAt(end) == '#') {
      end++;
      while (end < key.length() && Character.isDigit(key.charAt(end))) {
        end++;
      }
    }
    var below = end < key.length() && (key.charAt(end) == '-' || key.charAt(end) == '/');
    return below ? end : 0;
  }

  private static @Nullable String value(Map<String, Leaf> leaves, String key, int least) {
    var leaf = leaves.get(key);
    return leaf == null || leaf.value().length() < least ? null : leaf.value();
  }

  private static void pair(
      Set<String> left,
      Set<String> open,
      Function<String, @Nullable String> before,
      Function<String, @Nullable String> after,
      Map<String, String> names) {
    var sources = by(left, before);
    var targets = by(open, after);
    sources.forEach(
        (value, keys) -> {
          var others = targets.getOrDefault(value, List.of());
          if (keys.size() == 1 && others.size() == 1) {
            names.put(keys.get(0), others.get(0));
            left.remove(keys.get(0));
            open.remove(others.get(0));
          }
        });
  }

  private static Map<String, List<String>> by(
      Set<String> keys, Function<String, @Nullable String> value) {
    var groups = new HashMap<String, List<String>>();
    for (var key : keys) {
      var found = value.apply(key);
      if (found != null) {
        groups.computeIfAbsent(found, k -> new ArrayList<>()).add(key);
      }
    }
    return groups;
  }

  private static Leaf named(Leaf leaf, Map<String, String> names) {
    var end = end(leaf.key());
    var name = end > 0 ? names.get(leaf.key().substring(0, end)) : null;
    return name == null ? leaf : leaf.withKey(name + leaf.key().substring(end));
  }
}
