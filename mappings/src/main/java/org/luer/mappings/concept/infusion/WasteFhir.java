package org.luer.mappings.concept.infusion;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.StringType;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link Waste} to and from an R4 Observation WASTE (US Core clinical result).
 *
 * <p>Mapped: valueQuantity, effectiveDateTime, performer (the witness), component (WASTE-REASON,
 * WASTE-METHOD).
 */
public final class WasteFhir {
  private WasteFhir() {}

  /** Writes every waste. */
  public static void toFhir(List<Waste> all, FactWriter facts) {
    for (int i = 0; i < all.size(); i++) {
      var waste = all.get(i);
      var written = facts.finding("WASTE", waste.witness());
      written.setValue(Quantities.of(waste.amount()));
      if (waste.at() != null) {
        written.setEffective(Times.dateTime(waste.at()));
      }
      if (waste.reason() != null) {
        facts.component(written, "WASTE-REASON").setValue(new StringType(waste.reason()));
      }
      if (waste.method() != null) {
        facts.component(written, "WASTE-METHOD").setValue(new StringType(waste.method()));
      }
      facts.add(written, "waste-" + (i + 1));
    }
  }

  /** Reads every waste. */
  public static List<Waste> fromFhir(FactReader facts) {
    var all = new ArrayList<Waste>();
    for (var written : facts.findings("WASTE")) {
      var path = facts.path(written);
      var amount = facts.quantity(written.getValue(), "mg", path + ".valueQuantity");
      if (amount == null) {
        facts.issues().error(IssueCode.REQUIRED, path + ".valueQuantity", "is missing");
        continue;
      }
      all.add(
          new Waste(
              amount,
              facts.text(facts.value(written, "WASTE-REASON")).orElse(null),
              facts.text(facts.value(written, "WASTE-METHOD")).orElse(null),
              facts.by(written.getPerformer(), written),
              facts.time(written.getEffective(), path + ".effectiveDateTime")));
    }
    return all;
  }
}
