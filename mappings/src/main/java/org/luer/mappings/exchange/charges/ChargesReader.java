package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItem;
import org.luer.mappings.concept.charge.fhir.ChargeItemReader;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.BundleReader;

/** Reads the charges of one Bundle; all of them belong to one patient. */
final class ChargesReader {
  private final BundleReader in;
  private final Issues issues;
  private final PartiesFhir parties;

  ChargesReader(BundleReader in) {
    this.in = in;
    this.issues = in.issues();
    this.parties = new PartiesFhir(in);
  }

  /** The sets; what is wrong stands in the issues. */
  List<Charges> read() {
    var items = in.all(ChargeItem.class);
    if (items.isEmpty()) {
      return List.of();
    }
    var first = items.get(0);
    var clinic = clinic(first);
    var patient = patient(items);
    if (clinic.isEmpty() || patient.isEmpty()) {
      return List.of();
    }
    var sets = new ArrayList<Charges>();
    var carried = ChargesRecords.carried(patient.get());
    new ChargeItemReader(in, parties::clinician)
        .read(carried.id(), item -> List.of())
        .forEach(charge -> sets.add(new Charges(clinic.get(), carried, charge)));
    return sets;
  }

  private Optional<Patient> patient(List<ChargeItem> items) {
    var subjects =
        items.stream()
            .flatMap(item -> parties.subject(item.getSubject(), item).stream())
            .distinct()
            .toList();
    return subjects.isEmpty() ? Optional.empty() : parties.patient(subjects.get(0));
  }

  private Optional<Organization> clinic(ChargeItem item) {
    var path = in.path(item) + ".performingOrganization";
    if (!item.hasPerformingOrganization()) {
      issues.error(IssueCode.REQUIRED, path, "is missing: who bills is not told");
      return Optional.empty();
    }
    var clinic = parties.organization(item.getPerformingOrganization(), item);
    if (clinic.isEmpty() && !issues.refuse()) {
      issues.error(IssueCode.NOT_FOUND, path, "is no Organization of this Bundle");
    }
    return clinic;
  }
}
