package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All observations of one patient in one message, in order, found by code and never by their place
 * in a group. What nobody asked for stays {@link #unread()}.
 */
public final class Observations {
  private final List<Obx> all;
  private final Reading reading;

  private Observations(List<Obx> all, Reading reading) {
    this.all = all;
    this.reading = reading;
  }

  /** The observations in a run of segments. */
  public static Observations of(List<Segment> segments, Reading reading) {
    var all = new ArrayList<Obx>();
    @Nullable Segment above = null;
    @Nullable Obx last = null;
    for (var segment : segments) {
      switch (segment.name()) {
        case "OBR", "RXA" -> {
          above = segment;
          last = null;
        }
        case "ORC", "PV1" -> last = null;
        case "OBX" -> {
          last = new Obx(segment, above);
          all.add(last);
        }
        case "NTE" -> {
          if (last != null) {
            last.add(segment);
          }
        }
        default -> {}
      }
    }
    return new Observations(List.copyOf(all), reading);
  }

  /** Dialect, zone rule and issues. */
  public Reading reading() {
    return reading;
  }

  /** All of them. */
  public List<Obx> all() {
    return all;
  }

  /** Those that nobody read. */
  public List<Obx> unread() {
    return all.stream().filter(o -> !o.used()).toList();
  }

  /** The observations of a table as one group. */
  public Found single(LocalCodes codes) {
    var rows = new LinkedHashMap<String, List<Obx>>();
    for (var obx : all) {
      var code = code(obx, codes);
      if (code != null && stands(obx)) {
        rows.computeIfAbsent(code, c -> new ArrayList<>(1)).add(obx);
      }
    }
    return new Found(rows, reading);
  }

  /** The observations of a table, grouped by report and OBX-4 before its dot. */
  public List<Found> groups(LocalCodes codes) {
    var groups = new LinkedHashMap<String, Map<String, List<Obx>>>();
    for (var obx : all) {
      var code = code(obx, codes);
      if (code != null && stands(obx)) {
        var above = obx.above();
        var key = (above == null ? "" : above.path()) + "|" + obx.group();
        groups
            .computeIfAbsent(key, k -> new LinkedHashMap<>())
            .computeIfAbsent(code, c -> new ArrayList<>(1))
            .add(obx);
      }
    }
    return groups.values().stream().map(g -> new Found(g, reading)).toList();
  }

  private static boolean stands(Obx obx) {
    obx.use();
    var above = obx.above();
    var voided = above != null && above.name().equals("OBR") && above.text(25).equals("X");
    return !obx.withdrawn() || (voided && obx.status().equals("D"));
  }

  /**
   * The local code of an observation in one of its two triplets; null when it has none of these.
   */
  public static @Nullable String code(Obx obx, LocalCodes codes) {
    for (var key : obx.keys()) {
      var code = codes.find(key);
      if (code != null) {
        return code;
      }
    }
    return null;
  }
}
