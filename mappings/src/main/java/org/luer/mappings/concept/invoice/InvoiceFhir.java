package org.luer.mappings.concept.invoice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Invoice.InvoiceLineItemComponent;
import org.hl7.fhir.r4.model.Invoice.InvoicePriceComponentType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link Invoice} to and from an R4 Invoice (reference/fhir.md 4.7).
 *
 * <p>Mapped: identifier, status, subject and recipient (the patient), date, issuer, lineItem (its
 * line of a charge by identifier, else text; priceComponent type, code.text, amount), totalNet,
 * totalGross. Cannot carry: recordedAt. Ignored when read: type, participant, account,
 * totalPriceComponent, paymentTerms, note.
 */
public final class InvoiceFhir {
  private static final String SID = "invoice";
  private static final String CHARGE = "charge";
  private static final String GROUP = "charge-group";
  private static final String TRANSACTION = "transaction";

  private InvoiceFhir() {}

  /** Writes the invoice. */
  public static void toFhir(
      Invoice invoice, BundleWriter out, Reference patient, Reference clinic) {
    var written = new org.hl7.fhir.r4.model.Invoice();
    written.setMeta(out.clinical(null));
    written.addIdentifier(Identifiers.of(out.sid(SID), invoice.id()));
    written.setStatus(
        org.hl7.fhir.r4.model.Invoice.InvoiceStatus.fromCode(invoice.status().code()));
    written.setSubject(patient).setRecipient(patient).setIssuer(clinic);
    if (invoice.issuedAt() != null) {
      written.setDateElement(Times.dateTime(invoice.issuedAt()));
    }
    for (var line : invoice.lines()) {
      line(line, written.addLineItem().setSequence(written.getLineItem().size()), out);
    }
    if (invoice.totalNet() != null) {
      written.setTotalNet(BillingFhir.money(invoice.totalNet()));
    }
    if (invoice.totalGross() != null) {
      written.setTotalGross(BillingFhir.money(invoice.totalGross()));
    }
    out.update(written, out.sid(SID), invoice.id());
  }

  private static void line(InvoiceLine line, InvoiceLineItemComponent item, BundleWriter out) {
    item.setChargeItem(
        line.chargeId() == null
            ? new CodeableConcept().setText(line.text())
            : new Reference()
                .setType("ChargeItem")
                .setIdentifier(
                    Identifiers.of(out.sid(CHARGE), line.chargeId() + "-" + line.lineNumber()))
                .setDisplay(line.lineNumber()));
    for (var price : line.prices()) {
      var component =
          item.addPriceComponent()
              .setType(InvoicePriceComponentType.fromCode(price.type().code()))
              .setAmount(BillingFhir.money(price.amount()));
      if (price.text() != null) {
        component.getCode().setText(price.text());
      }
    }
  }

  /** Reads an invoice; empty and issues when it cannot be read. */
  public static Optional<Invoice> fromFhir(
      org.hl7.fhir.r4.model.Invoice written, String patientId, BundleReader in) {
    var path = in.path(written);
    var id = Identifiers.value(written.getIdentifier(), in.sid(SID));
    if (id.isEmpty() && written.hasIdentifier()) {
      id = Optional.ofNullable(written.getIdentifierFirstRep().getValue());
    }
    var status =
        Enums.read(
            Invoice.Status.values(),
            Invoice.Status::code,
            written.hasStatus() ? written.getStatus().toCode() : null);
    if (id.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".identifier", "is missing");
    }
    if (status.isEmpty()) {
      in.issues().error(IssueCode.NOT_USABLE, path + ".status", "is missing or cannot be used");
    }
    var lines = new ArrayList<InvoiceLine>();
    for (int i = 0; i < written.getLineItem().size(); i++) {
      lines.add(line(written.getLineItem().get(i), written, path + ".lineItem[" + i + "]", in));
    }
    if (id.isEmpty() || status.isEmpty() || in.issues().refuse()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Invoice(
              id.get(),
              patientId,
              status.get(),
              Times.read(written.getDateElement(), path + ".date", in.issues()).orElse(null),
              lines,
              BillingFhir.read(written.getTotalNet(), path + ".totalNet", in.issues()),
              BillingFhir.read(written.getTotalGross(), path + ".totalGross", in.issues()),
              null));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.path() + " " + i.text()));
      return Optional.empty();
    }
  }

  private static InvoiceLine line(
      InvoiceLineItemComponent item,
      org.hl7.fhir.r4.model.Invoice owner,
      String path,
      BundleReader in) {
    var prices = new ArrayList<InvoicePrice>();
    for (var component : item.getPriceComponent()) {
      var type =
          Enums.read(
              InvoicePrice.Type.values(),
              InvoicePrice.Type::code,
              component.hasType() ? component.getType().toCode() : null);
      var amount =
          BillingFhir.read(component.getAmount(), path + ".priceComponent.amount", in.issues());
      if (type.isEmpty() || amount == null) {
        in.issues()
            .error(IssueCode.REQUIRED, path + ".priceComponent", "needs its type and its amount");
      } else {
        prices.add(new InvoicePrice(type.get(), component.getCode().getText(), amount));
      }
    }
    if (item.getChargeItem() instanceof Reference reference) {
      return charged(reference, owner, prices, in);
    }
    var text =
        item.getChargeItem() instanceof CodeableConcept concept
            ? concept.hasText() ? concept.getText() : concept.getCodingFirstRep().getDisplay()
            : null;
    return new InvoiceLine(null, null, text, prices);
  }

  /** The charge and its line: those of the ChargeItem, else those that the reference tells. */
  private static InvoiceLine charged(
      Reference reference,
      org.hl7.fhir.r4.model.Invoice owner,
      List<InvoicePrice> prices,
      BundleReader in) {
    var item = in.resolve(reference, owner, ChargeItem.class);
    if (item.isPresent()) {
      var identifiers = item.get().getIdentifier();
      var group = Identifiers.value(identifiers, in.sid(GROUP));
      var number = Identifiers.value(identifiers, in.sid(TRANSACTION));
      if (group.isPresent() && number.isPresent()) {
        return new InvoiceLine(group.get(), number.get(), null, prices);
      }
    }
    var key = reference.getIdentifier().getValue();
    var number = reference.getDisplay();
    if (key != null && number != null && key.endsWith("-" + number)) {
      return new InvoiceLine(
          key.substring(0, key.length() - number.length() - 1), number, null, prices);
    }
    return new InvoiceLine(null, null, written(reference), prices);
  }

  private static @Nullable String written(Reference reference) {
    return reference.hasDisplay()
        ? reference.getDisplay()
        : reference.hasReference()
            ? reference.getReference()
            : reference.getIdentifier().getValue();
  }
}
