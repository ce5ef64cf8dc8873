package org.luer.mappings.concept.order.hl7v2;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/** One order of a message as received: the segments from its ORC up to the next, and its visit. */
public final class OrderGroup {
  private static final Map<String, Set<Integer>> READ = new HashMap<>();

  static {
    READ.put(
        "ORC",
        Set.of(1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 29, 30));
    READ.put("TQ1", Set.of(1, 2, 3, 6, 7, 8, 9, 10, 11, 13, 14));
    READ.put(
        "RXE",
        Set.of(
            1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 20, 22, 23, 24, 25, 26, 27, 32, 33, 34,
            35, 44));
    READ.put(
        "RXO",
        Set.of(1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 25, 26, 27));
    READ.put("RXR", Set.of(1, 2, 3, 4));
    READ.put("RXC", Set.of(1, 2, 3, 4, 5, 6, 8, 9));
    READ.put("OBR", Set.of(1, 2, 3, 4, 5, 6, 7, 9, 13, 14, 15, 16, 24, 27, 31, 36, 44, 45, 46));
  }

  private final List<Segment> head;
  private final List<Segment> segments;
  private final Reading reading;
  private final Observations observations;
  private final Found identity;
  private final Found plan;
  private final Set<Review> review = EnumSet.noneOf(Review.class);
  private final Set<Segment> used = new HashSet<>();

  /**
   * An order.
   *
   * @param head header and patient segments of the message
   * @param segments ORC and what follows
   */
  public OrderGroup(List<Segment> head, List<Segment> segments, Reading reading) {
    this.head = head;
    this.segments = segments;
    this.reading = reading;
    this.observations = Observations.of(segments, reading);
    this.identity = observations.single(OrderCodes.IDENTITY);
    this.plan = observations.single(OrderCodes.PLAN);
  }

  /** The whole of a message with one order, for what only looks. */
  public static List<Segment> order(Segments group) {
    var from = 0;
    var all = group.all();
    while (from < all.size() && !all.get(from).name().equals("ORC")) {
      from++;
    }
    return all.subList(from, all.size());
  }

  /** Dialect, zone rule and issues. */
  public Reading reading() {
    return reading;
  }

  /** The observations of the order. */
  public Observations observations() {
    return observations;
  }

  /** Observations that identify it. */
  public Found identity() {
    return identity;
  }

  /** Observations of the clinic's own about the rest. */
  public Found plan() {
    return plan;
  }

  /** MSH. */
  public Segment header() {
    return head.get(0);
  }

  /** A segment before the order, of its patient. */
  public @Nullable Segment ofPatient(String name) {
    return head.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  /** All segments of this name before the order, of its patient. */
  public List<Segment> allOfPatient(String name) {
    return head.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** The first segment of this name in the order. */
  public @Nullable Segment first(String name) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  /** All segments of this name in the order. */
  public List<Segment> named(String name) {
    return segments.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** The notes on the order: every NTE before its observations. */
  public List<Segment> notes() {
    var until = 0;
    while (until < segments.size() && !segments.get(until).name().equals("OBX")) {
      until++;
    }
    return segments.subList(0, until).stream().filter(s -> s.name().equals("NTE")).toList();
  }

  /** Whether Luer itself wrote the message. */
  public boolean ours() {
    return head.get(0).text(3).equals(reading.dialect().clinic().application());
  }

  /** What the message wants with the order; new when it does not say. */
  public OrderControl control() {
    var orc = first("ORC");
    return orc == null ? OrderControl.NW : OrderControl.of(orc.text(1)).orElse(OrderControl.NW);
  }

  /** Reasons for review found while it was read. */
  public List<Review> review() {
    return List.copyOf(review);
  }

  /** Adds a reason for review. */
  public void review(Review reason) {
    review.add(reason);
  }

  /** Says that a unit could not be read. */
  public void unit() {
    review.add(Review.UNIT);
  }

  /** Says that a segment was read that the clinic model usually has no place for. */
  public void used(Segment segment) {
    used.add(segment);
  }

  /** Names every segment and field that nobody reads: it is kept as foreign content. */
  public void foreign() {
    for (var obx : observations.unread()) {
      unread(obx.segment().path());
    }
    for (var segment : segments) {
      var fields = READ.get(segment.name());
      var known = Set.of("OBX", "NTE").contains(segment.name()) || used.contains(segment);
      if (fields == null && !known) {
        unread(segment.path());
      } else if (fields != null) {
        for (int field = 1; field <= segment.size(); field++) {
          if (segment.has(field) && !fields.contains(field)) {
            unread(segment.path(field));
          }
        }
      }
    }
  }

  private void unread(String path) {
    reading
        .issues()
        .warning(
            IssueCode.NOT_SUPPORTED,
            path,
            "has no place in the clinic model; it is kept as foreign content");
  }
}
