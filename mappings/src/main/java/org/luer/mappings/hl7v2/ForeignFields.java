package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Foreign;

/**
 * Gives {@link Foreign} content back to its sender in the segments that Luer sends.
 *
 * <p>A value goes only where nothing stands: what the clinic model says always wins. A repetition
 * whose first component is foreign is one that the model did not take; when its place is taken it
 * becomes a further repetition.
 */
public final class ForeignFields {
  private final Map<String, TreeMap<Integer, List<Place>>> byName = new LinkedHashMap<>();

  private record Place(Hl7Path path, String value) {}

  private ForeignFields(List<Foreign> foreign) {
    for (var leaf : foreign) {
      if (!Hl7Path.isPath(leaf.path())) {
        continue; // no segment of ours has such a name
      }
      var path = Hl7Path.parse(leaf.path());
      byName
          .computeIfAbsent(path.segment(), n -> new TreeMap<>())
          .computeIfAbsent(path.occurrence(), n -> new ArrayList<>())
          .add(new Place(path, leaf.value()));
    }
  }

  /** What of these goes back to the partner of the dialect. */
  public static ForeignFields of(List<Foreign> all, Dialect dialect) {
    return new ForeignFields(Foreign.returned(all, Foreign.HL7V2, dialect));
  }

  /** Whether there is nothing to give back. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /**
   * Fills a segment of a record that may have several of this name.
   *
   * @param occurrence which one of the message it was, from 1
   */
  public void give(OutSegment segment, int occurrence) {
    var places = byName.getOrDefault(segment.name(), new TreeMap<>()).get(occurrence);
    if (places != null) {
      fill(segment, places);
    }
  }

  /**
   * Fills a segment of a record that has its own ones, wherever they stood in the message.
   *
   * @param number which of the record's segments of this name, from 1
   */
  public void giveOwn(OutSegment segment, int number) {
    var occurrences = List.copyOf(byName.getOrDefault(segment.name(), new TreeMap<>()).values());
    if (number <= occurrences.size()) {
      fill(segment, occurrences.get(number - 1));
    }
  }

  /** Whole segments of a name that the clinic model takes nothing of. */
  public List<OutSegment> segments(String name) {
    var segments = new ArrayList<OutSegment>();
    for (var places : byName.getOrDefault(name, new TreeMap<>()).values()) {
      var segment = new OutSegment(name);
      fill(segment, places);
      segments.add(segment);
    }
    return segments;
  }

  /** The names of segments of which something goes back, in the order received. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  private static void fill(OutSegment segment, List<Place> places) {
    var groups = new LinkedHashMap<String, List<Place>>();
    for (var place : places) {
      var key = place.path().field() + "/" + place.path().repetition();
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(place);
    }
    groups.values().forEach(group -> repetition(segment, group));
  }

  private static void repetition(OutSegment segment, List<Place> group) {
    var path = group.get(0).path();
    var raw = segment.get(path.field());
    if (group.size() == 1 && group.get(0).value().equals("\"\"")) {
      if (raw.isEmpty()) {
        segment.set(path.field(), "\"\"");
      }
      return;
    }
    var repetitions = new ArrayList<>(List.of(raw.split("~", -1)));
    var index = path.repetition() - 1;
    var taken = index < repetitions.size() && !repetitions.get(index).isEmpty();
    var whole = group.stream().anyMatch(p -> p.path().component() == 1);
    if (taken && whole && occupied(repetitions.get(index), group)) {
      index = repetitions.size();
    }
    while (repetitions.size() <= index) {
      repetitions.add("");
    }
    repetitions.set(index, with(repetitions.get(index), group));
    segment.set(path.field(), Wire.repetitions(repetitions));
  }

  private static boolean occupied(String repetition, List<Place> group) {
    return group.stream()
        .filter(p -> p.path().component() == 1)
        .anyMatch(p -> !part(repetition, p.path()).isEmpty());
  }

  private static String part(String repetition, Hl7Path path) {
    var components = repetition.split("\\^", -1);
    if (path.component() > components.length) {
      return "";
    }
    var subcomponents = components[path.component() - 1].split("&", -1);
    return path.subcomponent() > subcomponents.length ? "" : subcomponents[path.subcomponent() - 1];
  }

  private static String with(String repetition, List<Place> group) {
    var components = new ArrayList<>(List.of(repetition.split("\\^", -1)));
    for (var place : group) {
      if (!part(repetition, place.path()).isEmpty()) {
        continue;
      }
      while (components.size() < place.path().component()) {
        components.add("");
      }
      var at = place.path().component() - 1;
      var subcomponents = new ArrayList<>(List.of(components.get(at).split("&", -1)));
      while (subcomponents.size() < place.path().subcomponent()) {
        subcomponents.add("");
      }
      subcomponents.set(place.path().subcomponent() - 1, Wire.text(place.value()));
      components.set(at, Wire.subcomponents(subcomponents.toArray(String[]::new)));
    }
    return Wire.components(components.toArray(String[]::new));
  }
}
