package org.luer.mappings.concept.discharge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * {@link Discharge} to and from the panel DISCHARGE of ORU^R01.
 *
 * <p>Mapped: every component; each criterion is an observation of its own. The order of the
 * criteria is that of {@link DischargeCriterion.Name}.
 */
public final class DischargeHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(DischargeHl7v2.class, "discharge-hl7v2.csv");

  private DischargeHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the discharge; an empty panel when there was none. */
  public static Panel write(@Nullable Discharge discharge, Dialect dialect) {
    var panel = new Panel(14, "DISCHARGE^Discharge from the clinic^99KIC", "NRS");
    if (discharge == null) {
      return panel;
    }
    var rows = panel.group(CODES, "", dialect);
    rows.time("DC-AT", discharge.at());
    rows.text("DC-BY", discharge.by());
    rows.bool("DC-READY", discharge.ready());
    discharge.criteria().forEach(c -> rows.bool(c.name().kicCode(), c.met()));
    rows.coded("DC-DISPOSITION", discharge.disposition());
    rows.text("DC-RELEASED", discharge.releasedTo());
    rows.texts("DC-INSTRUCTION", discharge.instructions());
    panel.rows().forEach(r -> r.time(discharge.at()));
    return panel;
  }

  /** Reads the discharge; null when there is none. */
  public static @Nullable Discharge read(Observations observations, Roster roster) {
    var found = observations.single(CODES);
    if (found.isEmpty()) {
      return null;
    }
    var at = found.has("DC-AT") ? found.time("DC-AT") : found.timeOfFirst();
    if (at == null) {
      found
          .reading()
          .issues()
          .error(IssueCode.REQUIRED, found.path("DC-AT"), "no time of discharge");
      return null;
    }
    return new Discharge(
        at,
        roster.known(found.text("DC-BY"), found.path("DC-BY")),
        criteria(found),
        found.bool("DC-READY"),
        found.coded("DC-DISPOSITION"),
        found.text("DC-RELEASED"),
        found.texts("DC-INSTRUCTION"));
  }

  private static List<DischargeCriterion> criteria(Found found) {
    var criteria = new ArrayList<DischargeCriterion>();
    for (var name : DischargeCriterion.Name.values()) {
      var met = found.bool(name.kicCode());
      if (met != null) {
        criteria.add(new DischargeCriterion(name, met));
      }
    }
    return criteria;
  }
}
