package org.luer.mappings.concept.infusion;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * {@link Lot} and {@link Waste} to and from the panels LOT and WASTE of ORU^R01, one group of
 * observations each.
 *
 * <p>Mapped: every component.
 */
public final class SuppliesHl7v2 {
  private static final LocalCodes LOTS = LocalCodes.load(SuppliesHl7v2.class, "lots-hl7v2.csv");
  private static final LocalCodes WASTE = LocalCodes.load(SuppliesHl7v2.class, "waste-hl7v2.csv");

  private SuppliesHl7v2() {}

  /** The observations of the tables. */
  public static List<LocalCodes> codes() {
    return List.of(LOTS, WASTE);
  }

  /** Writes the vials. */
  public static Panel writeLots(List<Lot> lots, Dialect dialect) {
    var panel = new Panel(11, "LOT^Vials used^99KIC", "PHR");
    for (int i = 0; i < lots.size(); i++) {
      var lot = lots.get(i);
      var rows = panel.group(LOTS, String.valueOf(i + 1), dialect);
      rows.text("LOT-NO", lot.number());
      rows.text("LOT-NDC", lot.ndc());
      rows.date("LOT-EXP", lot.expires());
      rows.text("LOT-MFR", lot.manufacturer());
      if (lot.maker() != null) {
        var maker = lot.maker();
        rows.coded("LOT-MFR-CODE", Coded.of(maker.system(), maker.code(), maker.display()));
      }
    }
    return panel;
  }

  /** The code of a manufacturer. */
  public static @Nullable Coding maker(@Nullable Coded coded) {
    return coded == null || coded.code() == null || coded.system() == null
        ? null
        : new Coding(coded.system(), coded.code(), coded.text());
  }

  /** Reads the vials. */
  public static List<Lot> readLots(Observations observations) {
    var lots = new ArrayList<Lot>();
    for (var found : observations.groups(LOTS)) {
      var number = found.text("LOT-NO");
      if (number == null) {
        missing(found, "the lot number is missing");
      } else {
        lots.add(
            new Lot(
                number,
                found.text("LOT-NDC"),
                found.date("LOT-EXP"),
                found.text("LOT-MFR"),
                maker(found.coded("LOT-MFR-CODE"))));
      }
    }
    return lots;
  }

  /** Writes what was discarded. */
  public static Panel writeWaste(List<Waste> waste, Dialect dialect) {
    var panel = new Panel(12, "WASTE^Controlled drug discarded^99KIC", "PHR");
    for (int i = 0; i < waste.size(); i++) {
      var one = waste.get(i);
      var rows = panel.group(WASTE, String.valueOf(i + 1), dialect);
      rows.quantity("WASTE", one.amount());
      rows.text("WASTE-WHY", one.reason());
      rows.text("WASTE-HOW", one.method());
      rows.text("WASTE-WITNESS", one.witness());
      rows.time("WASTE-AT", one.at());
    }
    return panel;
  }

  /** Reads what was discarded. */
  public static List<Waste> readWaste(Observations observations, Roster roster) {
    var waste = new ArrayList<Waste>();
    for (var found : observations.groups(WASTE)) {
      var one = waste(found, roster);
      if (one != null) {
        waste.add(one);
      }
    }
    return waste;
  }

  private static @Nullable Waste waste(Found found, Roster roster) {
    var amount = found.quantity("WASTE", "mg");
    if (amount == null) {
      missing(found, "the amount discarded is missing");
      return null;
    }
    return new Waste(
        amount,
        found.text("WASTE-WHY"),
        found.text("WASTE-HOW"),
        roster.known(found.text("WASTE-WITNESS"), found.path("WASTE-WITNESS")),
        found.time("WASTE-AT"));
  }

  private static void missing(Found found, String what) {
    found.reading().issues().error(IssueCode.REQUIRED, found.any().segment().path(), what);
  }
}
