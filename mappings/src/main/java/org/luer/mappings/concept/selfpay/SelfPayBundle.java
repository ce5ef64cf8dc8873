package org.luer.mappings.concept.selfpay;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoicePriceComponentType;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.core.Money;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/** What the Bundles of superbills and estimates have in common. */
final class SelfPayBundle {
  /** Our own code system that tells an estimate, a superbill and a bill apart. */
  static final String KIND = "invoice-kind";

  private SelfPayBundle() {}

  /** What was written, as a collection: a patient carries it, nobody is asked to store it. */
  static Bundle collection(BundleWriter out, String sid, String number, OffsetDateTime at) {
    var bundle = out.bundle();
    bundle.setType(Bundle.BundleType.COLLECTION);
    bundle.setIdentifier(Identifiers.of(out.sid(sid), number));
    bundle.setTimestampElement(Times.instant(at));
    bundle.getEntry().forEach(e -> e.setRequest(null));
    return bundle;
  }

  /** Says what kind of invoice it is. */
  static void kind(Invoice invoice, BundleWriter out, String code, String words) {
    invoice.setType(Codings.concept(out.own(KIND), code, words));
  }

  /** An amount that is told beside the price: it adds to nothing. */
  static void told(Invoice invoice, String words, Money amount) {
    var component = invoice.addTotalPriceComponent();
    component.setType(InvoicePriceComponentType.INFORMATIONAL);
    component.getCode().setText(words);
    component.setAmount(BillingFhir.money(amount));
  }

  /** The sum; there is at least one. */
  static Money sum(List<Money> amounts) {
    return new Money(
        amounts.stream().map(Money::value).reduce(BigDecimal.ZERO, BigDecimal::add),
        amounts.get(0).currency());
  }
}
