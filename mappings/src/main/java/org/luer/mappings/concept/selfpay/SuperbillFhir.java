package org.luer.mappings.concept.selfpay;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.concept.charge.fhir.ChargeFhir;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.invoice.Invoice;
import org.luer.mappings.concept.invoice.InvoiceFhir;
import org.luer.mappings.concept.invoice.InvoiceLine;
import org.luer.mappings.concept.invoice.InvoicePrice;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Money;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;

/**
 * A {@link Superbill} as a collection: an R4 Invoice whose lines are ChargeItems, with the patient,
 * the coverages, the clinic and its people (reference/fhir.md 4.7). Never a Claim: the clinic asks
 * the insurer for nothing, and a Claim cannot be without insurance.
 *
 * <p>Mapped: what {@link ChargeFhir}, {@link InvoiceFhir} and the writers of patient, coverage and
 * organization map; Invoice.type (superbill), participant (who gave it), totalPriceComponent
 * (informational: paid, balance). One way: nobody sends superbills to a clinic.
 */
public final class SuperbillFhir {
  private static final String SID = "superbill";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

  private SuperbillFhir() {}

  /**
   * The Bundle.
   *
   * @param base base of our own systems
   */
  public static Bundle toFhir(Superbill superbill, String base) {
    var out = new BundleWriter(base);
    var clinic = OrganizationFhir.toFhir(superbill.provider(), out);
    var people = new ClinicianFhir(out, clinic, superbill.provider().telecoms());
    var patient = PatientFhir.toFhir(superbill.patient(), out, people, Dialect.DEFAULT);
    superbill.coverages().forEach(c -> CoverageFhir.toFhir(c, patient, out));
    var coverages = superbill.coverages().stream().map(Coverage::id).collect(Collectors.toSet());
    superbill
        .charges()
        .forEach(
            c ->
                new ChargeFhir(c.withLines(c.standing()), out, people, patient, clinic)
                    .toFhir(null, Set.copyOf(coverages)));
    InvoiceFhir.toFhir(invoice(superbill), out, patient, clinic);
    out.bundle().getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(org.hl7.fhir.r4.model.Invoice.class::isInstance)
        .map(org.hl7.fhir.r4.model.Invoice.class::cast)
        .toList()
        .forEach(i -> complete(i, superbill, out, people));
    return SelfPayBundle.collection(out, SID, superbill.number(), superbill.issuedAt());
  }

  private static void complete(
      org.hl7.fhir.r4.model.Invoice invoice,
      Superbill superbill,
      BundleWriter out,
      ClinicianFhir people) {
    SelfPayBundle.kind(invoice, out, SID, "Superbill");
    superbill.lines().stream()
        .map(SuperbillLine::rendering)
        .collect(Collectors.toMap(Clinician::npi, c -> c, (a, b) -> a, java.util.TreeMap::new))
        .values()
        .forEach(
            c ->
                invoice
                    .addParticipant()
                    .setRole(Codings.concept(PARTICIPATION, "PRF", "performer"))
                    .setActor(people.toFhir(c, invoice)));
    for (var line : invoice.getLineItem()) { // the charges are in the Bundle
      if (line.getChargeItem() instanceof org.hl7.fhir.r4.model.Reference reference) {
        var named = reference.getIdentifier();
        reference.setReference(BundleWriter.url("ChargeItem", named.getSystem(), named.getValue()));
      }
    }
    if (superbill.paid() != null) {
      SelfPayBundle.told(invoice, "Paid by the patient", superbill.paid());
      SelfPayBundle.told(invoice, "Balance", superbill.balance());
    }
  }

  private static Invoice invoice(Superbill superbill) {
    var settled = superbill.balance().value().signum() == 0;
    return new Invoice(
        superbill.number(),
        superbill.patient().id(),
        settled ? Invoice.Status.BALANCED : Invoice.Status.ISSUED,
        superbill.issuedAt(),
        superbill.lines().stream()
            .map(l -> new InvoiceLine(l.chargeId(), l.number(), null, List.of(base(l.amount()))))
            .toList(),
        superbill.total(),
        superbill.total(),
        null);
  }

  private static InvoicePrice base(Money amount) {
    return new InvoicePrice(InvoicePrice.Type.BASE, null, amount);
  }
}
