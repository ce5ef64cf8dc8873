package org.luer.mappings.concept.infusion;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * What was infused: {@link Drug}, {@link Bag}, route, pump and {@link Totals}, to and from the
 * panel INFSUM of ORU^R01.
 *
 * <p>Mapped: every component, one observation each.
 */
public final class InfusionSummaryHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(InfusionSummaryHl7v2.class, "summary-hl7v2.csv");

  private InfusionSummaryHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /**
   * The summary.
   *
   * @param drug what was infused
   * @param bag the bag
   * @param route the route
   * @param pump number of the pump
   * @param totals what was given in all
   */
  public record Summary(
      @Nullable Drug drug,
      @Nullable Bag bag,
      @Nullable Coded route,
      @Nullable String pump,
      @Nullable Totals totals) {}

  /** Writes the summary. */
  public static Panel write(Summary summary, Dialect dialect) {
    var panel = new Panel(10, "INFSUM^Infusion summary^99KIC", "PHR");
    var rows = panel.group(CODES, "", dialect);
    var drug = summary.drug();
    if (drug != null) {
      rows.coded("INF-DRUG", drug.code());
      rows.text("INF-NDC", drug.ndc());
      rows.quantity("INF-CONC", drug.concentration());
    }
    rows.coded("INF-ROUTE", summary.route());
    rows.text("INF-PUMP", summary.pump());
    var bag = summary.bag();
    if (bag != null) {
      rows.text("BAG-ID", bag.id());
      rows.quantity("BAG-DRUG", bag.drugAmount());
      rows.quantity("BAG-VOL", bag.volume());
      rows.coded("BAG-DILUENT", bag.diluent());
      rows.coded("BAG-CONTENT", bag.content());
    }
    var totals = summary.totals();
    if (totals != null) {
      rows.quantity("INF-TOTAL", totals.dose());
      rows.quantity("INF-TOTALVOL", totals.volume());
      rows.quantity("INF-RUNNING", totals.running());
      rows.time("INF-FROM", totals.from());
      rows.time("INF-TO", totals.to());
    }
    return panel;
  }

  /** Reads the summary; all components null when there is none. */
  public static Summary read(Observations observations) {
    var found = observations.single(CODES);
    return new Summary(
        drug(found), bag(found), found.coded("INF-ROUTE"), found.text("INF-PUMP"), totals(found));
  }

  private static @Nullable Drug drug(Found found) {
    var code = found.coded("INF-DRUG");
    return code == null
        ? null
        : new Drug(code, found.text("INF-NDC"), found.quantity("INF-CONC", "mg/mL"));
  }

  private static @Nullable Bag bag(Found found) {
    var amount = found.quantity("BAG-DRUG", "mg");
    var volume = found.quantity("BAG-VOL", "mL");
    if (amount == null || volume == null) {
      missing(found, "BAG-ID", "BAG-DRUG and BAG-VOL must stand beside it", amount, volume);
      return null;
    }
    return new Bag(
        found.text("BAG-ID"),
        amount,
        volume,
        found.coded("BAG-DILUENT"),
        found.coded("BAG-CONTENT"));
  }

  private static @Nullable Totals totals(Found found) {
    var dose = found.quantity("INF-TOTAL", "mg");
    return dose == null
        ? null
        : new Totals(
            dose,
            found.quantity("INF-TOTALVOL", "mL"),
            found.quantity("INF-RUNNING", "min"),
            found.time("INF-FROM"),
            found.time("INF-TO"));
  }

  private static void missing(
      Found found, String code, String what, @Nullable Quantity one, @Nullable Quantity other) {
    if (found.has(code) || one != null || other != null) {
      found.reading().issues().error(IssueCode.REQUIRED, found.path(code), what);
    }
  }
}
