package org.luer.mappings.concept.selfpay;

import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoicePriceComponentType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Timing;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * A {@link GoodFaithEstimate} as a collection: for each provider a draft Invoice of type {@code
 * good-faith-estimate} whose lines are planned ChargeItems (decision 80).
 *
 * <p>Mapped: ChargeItem status planned, code, occurrenceTiming (the period, how often), quantity
 * (all units), priceOverride (all of it), reason, performingOrganization; Invoice status draft,
 * type, identifier, date, issuer, recipient, lineItem, totals, paymentTerms (how long it holds),
 * note (the main service, what is scheduled separately, the disclaimers). R4 has no element for
 * modifiers: the same extension as on a charge. One way.
 */
public final class EstimateFhir {
  private static final String SID = "estimate";

  private EstimateFhir() {}

  /**
   * The Bundle.
   *
   * @param base base of our own systems
   */
  public static Bundle toFhir(GoodFaithEstimate estimate, String base) {
    var out = new BundleWriter(base);
    var clinic = OrganizationFhir.toFhir(estimate.convening().provider(), out);
    var people = new ClinicianFhir(out, clinic, estimate.convening().provider().telecoms());
    var patient = PatientFhir.toFhir(estimate.patient(), out, people, Dialect.DEFAULT);
    for (int i = 0; i < estimate.providers().size(); i++) {
      provider(estimate, i, out, patient);
    }
    return SelfPayBundle.collection(out, SID, estimate.number(), estimate.issuedAt());
  }

  private static void provider(
      GoodFaithEstimate estimate, int index, BundleWriter out, Reference patient) {
    var one = estimate.providers().get(index);
    var issuer = OrganizationFhir.toFhir(one.provider(), out);
    var number = estimate.number() + (index == 0 ? "" : "-" + (index + 1));
    var invoice = new Invoice();
    invoice.setMeta(out.clinical(null));
    invoice.addIdentifier(Identifiers.of(out.sid(SID), number));
    invoice.setStatus(Invoice.InvoiceStatus.DRAFT);
    SelfPayBundle.kind(invoice, out, "good-faith-estimate", "Good-faith estimate");
    invoice.setSubject(patient).setRecipient(patient).setIssuer(issuer);
    invoice.setDateElement(Times.dateTime(estimate.issuedAt()));
    for (int i = 0; i < one.services().size(); i++) {
      var service = one.services().get(i);
      var item = item(estimate, service, number + "-" + (i + 1), out, patient, issuer);
      invoice
          .addLineItem()
          .setSequence(i + 1)
          .setChargeItem(item)
          .addPriceComponent()
          .setType(InvoicePriceComponentType.BASE)
          .setAmount(BillingFhir.money(service.amount()));
    }
    var total = one.total();
    if (total != null) {
      invoice.setTotalNet(BillingFhir.money(total)).setTotalGross(BillingFhir.money(total));
    }
    invoice.setPaymentTerms(EstimateWords.validity(estimate));
    notes(estimate).forEach(n -> invoice.addNote().setText(n));
    out.update(invoice, out.sid(SID), number);
  }

  private static List<String> notes(GoodFaithEstimate estimate) {
    var notes = new java.util.ArrayList<String>();
    notes.add(
        "Main service: "
            + estimate.service()
            + (estimate.scheduledOn() == null ? "" : ", scheduled for " + estimate.scheduledOn()));
    if (!estimate.separately().isEmpty()) {
      notes.add(EstimateWords.SEPARATELY + " " + String.join("; ", estimate.separately()));
    }
    notes.addAll(EstimateWords.disclaimers(estimate));
    return notes;
  }

  private static Reference item(
      GoodFaithEstimate estimate,
      EstimatedService service,
      String key,
      BundleWriter out,
      Reference patient,
      Reference issuer) {
    var item = new ChargeItem();
    item.setMeta(out.clinical(null));
    item.addIdentifier(Identifiers.of(out.sid("estimate-item"), key));
    item.setStatus(ChargeItemStatus.PLANNED);
    item.setCode(Codings.of(named(service)));
    item.setSubject(patient).setPerformingOrganization(issuer);
    var repeat =
        new Timing.TimingRepeatComponent()
            .setBounds(
                new Period()
                    .setStartElement(new DateTimeType(estimate.from().value()))
                    .setEndElement(new DateTimeType(estimate.until().value())))
            .setCount(service.times());
    item.setOccurrence(new Timing().setRepeat(repeat));
    item.setQuantity(new Quantity().setValue(service.allUnits()));
    item.setPriceOverride(BillingFhir.money(service.amount()));
    service.diagnoses().forEach(n -> item.addReason(Codings.of(estimate.diagnoses().get(n - 1))));
    service
        .modifiers()
        .forEach(
            m ->
                item.addExtension(
                    out.base() + "/StructureDefinition/charge-modifier", Codings.of(m)));
    return out.update(item, out.sid("estimate-item"), key);
  }

  private static Coded named(EstimatedService service) {
    var code = service.code();
    return new Coded(code.system(), code.code(), service.words(), code.also());
  }
}
