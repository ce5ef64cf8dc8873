package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A later version of panels that the receiver already has: the whole panel again, changed values
 * with OBX-11 C and a note that names the earlier one, values that are gone with D (HL7 v2.5.1 ch.
 * 7.4.2).
 *
 * @param panels what is sent
 * @param changed numbers of the panels in which a value changed, came or went
 */
public record CorrectedPanels(List<Panel> panels, List<Integer> changed) {
  private static final String PREVIOUS = "PREV^Previously reported^99KIC";

  /** Compares by code and sub-id within each kind of panel. */
  public static CorrectedPanels of(List<Panel> now, List<Panel> before) {
    var earlier = new LinkedHashMap<Integer, Panel>();
    before.forEach(p -> earlier.put(p.number(), p));
    var panels = new ArrayList<Panel>();
    var changed = new ArrayList<Integer>();
    for (var panel : now) {
      var old = earlier.remove(panel.number());
      if (merge(panel, old == null ? panel.with(List.of()) : old, panels)) {
        changed.add(panel.number());
      }
    }
    for (var gone : earlier.values()) {
      merge(gone.with(List.of()), gone, panels);
      changed.add(gone.number());
    }
    return new CorrectedPanels(panels, changed);
  }

  private static boolean merge(Panel panel, Panel old, List<Panel> panels) {
    Map<String, OutObx> earlier = new LinkedHashMap<>();
    old.rows().forEach(r -> earlier.put(r.key(), r));
    var rows = new ArrayList<OutObx>();
    var seen = new HashSet<String>();
    var changed = false;
    for (var row : panel.rows()) {
      var was = earlier.get(row.key());
      seen.add(row.key());
      if (was == null) {
        changed = true;
      } else if (!was.content().equals(row.content()) || !was.status().equals(row.status())) {
        changed = true;
        if (row.status().isEmpty()) {
          row.status("C");
        }
        row.note(Wire.text("Previously: ") + was.words() + "|" + PREVIOUS);
      }
      rows.add(row);
    }
    for (var row : old.rows()) {
      if (!seen.contains(row.key())) {
        changed = true;
        rows.add(row.status("D"));
      }
    }
    panels.add(panel.with(rows));
    return changed;
  }
}
