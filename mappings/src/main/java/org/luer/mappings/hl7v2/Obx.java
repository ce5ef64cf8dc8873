package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An observation as received, with the OBR or RXA above it and the notes below it. */
public final class Obx {
  private final Segment segment;
  private final @Nullable Segment above;
  private final List<Segment> notes = new ArrayList<>(0);
  private final List<String> keys = new ArrayList<>(2);
  private boolean used;

  /** An observation below an OBR or RXA. */
  public Obx(Segment segment, @Nullable Segment above) {
    this.segment = segment;
    this.above = above;
    var id = segment.field(3);
    for (int at = 1; at <= 4; at += 3) {
      var code = id.component(at);
      if (!code.isEmpty()) {
        keys.add(key(id.component(at + 2), code));
      }
    }
  }

  /** One code of one system, the system by the name that Luer writes. */
  public static String key(String system, String code) {
    var loinc = system.equals("LNC") || system.equals("LOINC");
    return (loinc ? "LN" : system) + "|" + code;
  }

  /** The codes of OBX-3, first triplet first, as {@link #key} forms them. */
  public List<String> keys() {
    return keys;
  }

  /** The segment. */
  public Segment segment() {
    return segment;
  }

  /** The OBR or RXA above. */
  public @Nullable Segment above() {
    return above;
  }

  void add(Segment note) {
    notes.add(note);
  }

  /** The notes below it. */
  public List<Segment> notes() {
    return List.copyOf(notes);
  }

  /** The remark: all notes but those that name a corrected value; null when there is none. */
  public @Nullable String note() {
    var text =
        notes.stream()
            .filter(n -> !n.text(4).equals("PREV"))
            .flatMap(n -> n.repetitions(3).stream())
            .map(Part::whole)
            .collect(Collectors.joining("\n"));
    return text.isBlank() ? null : text;
  }

  /** The value, first repetition. */
  public Part value() {
    return segment.field(5);
  }

  /** OBX-4. */
  public String sub() {
    return segment.text(4);
  }

  /** OBX-4 before the first dot: the group. */
  public String group() {
    var sub = sub();
    var dot = sub.indexOf('.');
    return dot < 0 ? sub : sub.substring(0, dot);
  }

  /** OBX-11, upper case; F when it is missing. */
  public String status() {
    var status = segment.text(11).toUpperCase(Locale.ROOT);
    return status.isEmpty() ? "F" : status;
  }

  /** Whether the sender withdraws this value, or gives none: D, W, or N, I, O. */
  public boolean withdrawn() {
    return switch (status()) {
      case "D", "W", "N", "I", "O" -> true;
      default -> false;
    };
  }

  /** Whether somebody read this value already. */
  public boolean used() {
    return used;
  }

  /** Marks this value as read. */
  public Obx use() {
    used = true;
    return this;
  }
}
