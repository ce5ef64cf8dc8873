package org.luer.mappings.exchange.charges;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.exchange.sessionreport.FhirLosses;

/** A set without what losses.csv declares. */
final class ChargeLosses {
  private ChargeLosses() {}

  static Charges fhir(Charges set) {
    var patient = FhirLosses.patient(set.patient());
    patient.remove("recordedAt");
    patient.remove("recordedIn");
    var bill = ClinicRecords.tree(set.bill());
    bill.remove("recordedAt");
    return new Charges(
        (Organization) read(FhirLosses.clinic(set.clinic())),
        (Patient) read(patient),
        set.coverages().stream().map(ChargeLosses::fhir).toList(),
        read(bill));
  }

  private static Coverage fhir(Coverage coverage) {
    var tree = ClinicRecords.tree(coverage);
    tree.remove(List.of("authorization", "assignment", "recordedAt"));
    return (Coverage) read(tree);
  }

  private static ClinicRecord read(ObjectNode tree) {
    return ClinicRecords.read(tree, "").value().orElseThrow();
  }
}
