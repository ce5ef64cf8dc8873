package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A composed message before it is written: its segments in the shape of version 2.5.1, MSH first,
 * MSH-10 still empty.
 *
 * @param type message and trigger as Luer names them, {@code ORU_R01} or {@code ADT_A08}, whatever
 *     the version calls the trigger
 */
public record Draft(String type, List<OutSegment> segments) {
  public Draft {
    segments = List.copyOf(segments);
  }

  /** The segments as they are read from {@link #text}. */
  public Segments segmentsAgain() {
    var counts = new HashMap<String, Integer>();
    var all = new ArrayList<Segment>(segments.size());
    for (var segment : segments) {
      all.add(segment.again(counts.merge(segment.name(), 1, Integer::sum)));
    }
    return new Segments(all);
  }

  /** The segments as text, each ended by CR, without regard to any version. */
  public String text() {
    return segments.stream().map(s -> s + "\r").collect(Collectors.joining());
  }
}
