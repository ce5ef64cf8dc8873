package org.luer.mappings.concept.infusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link AdjunctGiven} to and from the panel ADJUNCT of ORU^R01, one group of observations each.
 *
 * <p>Mapped: every component; OBX-14 when, OBX-16 who.
 */
public final class AdjunctGivenHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(AdjunctGivenHl7v2.class, "adjuncts-hl7v2.csv");

  private AdjunctGivenHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the drugs given beside the infusion. */
  public static Panel write(
      List<AdjunctGiven> adjuncts, Map<String, String> staff, Dialect dialect) {
    var panel = new Panel(13, "ADJUNCT^Drugs given beside the infusion^99KIC", "PHR");
    for (int i = 0; i < adjuncts.size(); i++) {
      var given = adjuncts.get(i);
      var rows = panel.group(CODES, String.valueOf(i + 1), dialect);
      var first = panel.rows().size();
      rows.coded("ADJ-DRUG", given.drug());
      rows.quantity("ADJ-DOSE", given.dose());
      rows.coded("ADJ-ROUTE", given.route());
      rows.coded("ADJ-REASON", given.reason());
      for (var row : panel.rows().subList(first, panel.rows().size())) {
        row.time(given.at());
        if (given.by() != null) {
          row.observer(staff.getOrDefault(given.by(), Wire.text(given.by())));
        }
      }
    }
    return panel;
  }

  /** Reads the drugs given beside the infusion. */
  public static List<AdjunctGiven> read(Observations observations, Roster roster) {
    var adjuncts = new ArrayList<AdjunctGiven>();
    for (var found : observations.groups(CODES)) {
      var given = read(found, roster);
      if (given != null) {
        adjuncts.add(given);
      }
    }
    return adjuncts;
  }

  private static @Nullable AdjunctGiven read(Found found, Roster roster) {
    var reading = found.reading();
    var any = found.any();
    var drug = found.coded("ADJ-DRUG");
    var dose = found.quantity("ADJ-DOSE");
    var at = Found.time(any, reading);
    if (drug == null || !found.has("ADJ-DOSE") || at == null) {
      reading
          .issues()
          .error(IssueCode.REQUIRED, any.segment().path(), "drug, dose and time are needed");
    }
    return drug == null || dose == null || at == null
        ? null
        : new AdjunctGiven(
            drug,
            dose,
            found.coded("ADJ-ROUTE"),
            at,
            found.coded("ADJ-REASON"),
            roster.id(any.segment().field(16), StaffMember.Role.NURSE));
  }
}
