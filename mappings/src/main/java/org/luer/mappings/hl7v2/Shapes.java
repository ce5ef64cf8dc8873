package org.luer.mappings.hl7v2;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Orders of segments that HAPI's strict parser took as they were. Where a segment belongs depends
 * on the names of the segments alone, so what it took once it takes again, and placing costs more
 * than all that is placed.
 */
final class Shapes {
  private static final int MOST = 4096;

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** The order; what may stand twice in a row may stand there any number of times. */
  String of(Version version, String type, List<OutSegment> segments) {
    var shape = new StringBuilder(20 + segments.size() * 4);
    shape.append(version.written()).append(' ').append(type);
    var last = "";
    var before = "";
    for (var segment : segments) {
      var name = segment.name();
      if (!name.startsWith("Z") && !(name.equals(last) && name.equals(before))) {
        shape.append(' ').append(name);
        before = last;
        last = name;
      }
    }
    return shape.toString();
  }

  boolean known(String shape) {
    return known.contains(shape);
  }

  void remember(String shape) {
    if (known.size() >= MOST) {
      known.clear();
    }
    known.add(shape);
  }
}
