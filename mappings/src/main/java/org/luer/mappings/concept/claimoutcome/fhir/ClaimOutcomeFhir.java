package org.luer.mappings.concept.claimoutcome.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.fhir.Amounts;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.OutcomeLine;
import org.luer.mappings.concept.claimoutcome.OutcomePayment;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * A {@link ClaimOutcome} as an R4 ClaimResponse, or as an ExplanationOfBenefit when it came as one;
 * {@link ClaimOutcomeReader} reads both (reference/fhir.md 4.3).
 *
 * <p>Mapped: identifier, status, type, subType, use, patient, created, insurer, requestor or
 * provider (the clinic), request or claim, outcome, disposition, preAuthRef, payeeType or payee,
 * item and addItem with their adjudication, adjudication, total, payment, processNote, insurance,
 * error; of an ExplanationOfBenefit also billablePeriod and related. Extensions of ours carry the
 * group of an adjustment and the answer that a ClaimResponse replaces. Cannot carry: recordedAt; an
 * ExplanationOfBenefit has no errors.
 */
public final class ClaimOutcomeFhir {
  static final String SID = "claim-outcome";
  private static final String REPLACES = "outcome-replaces";
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
  private static final String CLAIM = "claim";

  private final ClaimOutcome outcome;
  private final BundleWriter out;
  private final Reference clinic;

  private ClaimOutcomeFhir(ClaimOutcome outcome, BundleWriter out, Reference clinic) {
    this.outcome = outcome;
    this.out = out;
    this.clinic = clinic;
  }

  /**
   * Writes the outcome.
   *
   * @param coverages the coverages in the order of the outcome
   * @param payer the insurer of the first of them, when known
   * @param clinic who claimed
   */
  public static void toFhir(
      ClaimOutcome outcome,
      BundleWriter out,
      Reference patient,
      List<Reference> coverages,
      @Nullable Reference payer,
      Reference clinic) {
    var writer = new ClaimOutcomeFhir(outcome, out, clinic);
    var insurer =
        outcome.insurer() != null
            ? CoverageFhir.payer(outcome.insurer(), out)
            : payer == null ? Times.absent(new Reference()) : payer;
    if (outcome.form() == ClaimOutcome.Form.EXPLANATION_OF_BENEFIT) {
      writer.benefit(patient, coverages, insurer);
    } else {
      writer.response(patient, coverages, insurer);
    }
  }

  /** URL of the extension that names the answer which a ClaimResponse replaces. */
  static String replaces(String base) {
    return Extensions.own(base, REPLACES);
  }

  private void response(Reference patient, List<Reference> coverages, Reference insurer) {
    var written = new ClaimResponse();
    written.setMeta(out.clinical(null));
    outcome.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.addIdentifier(Identifiers.of(out.sid(SID), outcome.id()));
    written.setStatus(ClaimResponse.ClaimResponseStatus.fromCode(outcome.status().code()));
    written.setType(or(outcome.type(), "claim-type", "professional", "Professional"));
    if (outcome.subType() != null) {
      written.setSubType(Codings.of(outcome.subType()));
    }
    written.setUse(ClaimResponse.Use.fromCode(use().code()));
    written.setPatient(patient).setInsurer(insurer).setRequestor(clinic);
    written.setCreatedElement(Times.dateTime(outcome.createdAt()));
    request().ifPresent(written::setRequest);
    written.setOutcome(ClaimResponse.RemittanceOutcome.fromCode(outcome.result().code()));
    written.setDisposition(outcome.disposition());
    if (outcome.replaces() != null) {
      written.addExtension(replaces(out.base()), Identifiers.of(outcome.replaces(), out.base()));
    }
    outcome.authorizationNumbers().stream().findFirst().ifPresent(written::setPreAuthRef);
    if (outcome.payeeType() != null) {
      written.setPayeeType(Codings.of(outcome.payeeType()));
    }
    for (var line : outcome.lines()) {
      var item = written.addItem();
      line.lines().stream().findFirst().ifPresent(item::setItemSequence);
      line.notes().forEach(n -> item.getNoteNumber().add(new PositiveIntType(n)));
      decided(line).toFhir(out.base()).forEach(item::addAdjudication);
    }
    for (var line : outcome.added()) {
      var item = written.addAddItem();
      line.lines().forEach(n -> item.getItemSequence().add(new PositiveIntType(n)));
      item.setProductOrService(service(line));
      line.modifiers().forEach(m -> item.addModifier(Codings.of(m)));
      item.setServiced(serviced(line)).setLocation(place(line)).setQuantity(quantity(line));
      if (line.unitPrice() != null) {
        item.setUnitPrice(BillingFhir.money(line.unitPrice()));
      }
      if (line.net() != null) {
        item.setNet(BillingFhir.money(line.net()));
      }
      line.notes().forEach(n -> item.getNoteNumber().add(new PositiveIntType(n)));
      decided(line).toFhir(out.base()).forEach(item::addAdjudication);
    }
    new Adjudication(outcome.amounts(), outcome.adjustments(), List.of())
        .toFhir(out.base())
        .forEach(written::addAdjudication);
    for (var total : outcome.totals()) {
      var sum = written.addTotal().setCategory(Adjudication.category(total));
      if (total.amount() != null) {
        sum.setAmount(BillingFhir.money(total.amount()));
      }
    }
    if (outcome.payment() != null) {
      payment(outcome.payment(), written.getPayment());
    }
    for (var note : outcome.notes()) {
      var one = written.addProcessNote().setText(note.text());
      if (note.number() != null) {
        one.setNumber(note.number());
      }
      if (note.type() != null) {
        one.setType(Enumerations.NoteType.fromCode(note.type().code()));
      }
    }
    for (int i = 0; i < coverages.size(); i++) {
      written.addInsurance().setSequence(i + 1).setFocal(i == 0).setCoverage(coverages.get(i));
    }
    outcome.errors().forEach(error -> AnswerFhir.error(error, written.addError()));
    out.update(written, out.sid(SID), outcome.id());
  }

  private void benefit(Reference patient, List<Reference> coverages, Reference insurer) {
    var written = new ExplanationOfBenefit();
    written.setMeta(out.clinical(null));
    outcome.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.addIdentifier(Identifiers.of(out.sid(SID), outcome.id()));
    written.setStatus(
        ExplanationOfBenefit.ExplanationOfBenefitStatus.fromCode(outcome.status().code()));
    written.setType(or(outcome.type(), "claim-type", "professional", "Professional"));
    if (outcome.subType() != null) {
      written.setSubType(Codings.of(outcome.subType()));
    }
    written.setUse(ExplanationOfBenefit.Use.fromCode(use().code()));
    written.setPatient(patient).setInsurer(insurer).setProvider(clinic);
    written.setCreatedElement(Times.dateTime(outcome.createdAt()));
    if (outcome.period() != null) {
      written.setBillablePeriod(
          Times.partialPeriod(outcome.period().from(), outcome.period().to()));
    }
    request().ifPresent(written::setClaim);
    written.setOutcome(ExplanationOfBenefit.RemittanceOutcome.fromCode(outcome.result().code()));
    written.setDisposition(outcome.disposition());
    AnswerFhir.reference(null, outcome.replaces(), "Claim", CLAIM, out.base())
        .ifPresent(
            r ->
                written
                    .addRelated()
                    .setClaim(r)
                    .setRelationship(
                        Codings.concept(
                            TERMINOLOGY + "ex-relatedclaimrelationship", "prior", "Prior Claim")));
    outcome.authorizationNumbers().forEach(written::addPreAuthRef);
    if (outcome.payeeType() != null) {
      written.getPayee().setType(Codings.of(outcome.payeeType()));
    }
    for (int i = 0; i < Math.max(1, coverages.size()); i++) {
      written
          .addInsurance()
          .setFocal(i == 0)
          .setCoverage(coverages.isEmpty() ? Times.absent(new Reference()) : coverages.get(i));
    }
    for (var line : outcome.lines()) {
      var item = written.addItem().setProductOrService(service(line));
      line.lines().stream().findFirst().ifPresent(item::setSequence);
      line.modifiers().forEach(m -> item.addModifier(Codings.of(m)));
      item.setServiced(serviced(line)).setLocation(place(line)).setQuantity(quantity(line));
      if (line.unitPrice() != null) {
        item.setUnitPrice(BillingFhir.money(line.unitPrice()));
      }
      if (line.net() != null) {
        item.setNet(BillingFhir.money(line.net()));
      }
      line.notes().forEach(n -> item.getNoteNumber().add(new PositiveIntType(n)));
      decided(line).toFhir(out.base()).forEach(a -> item.addAdjudication(Adjudication.benefit(a)));
    }
    for (var line : outcome.added()) {
      var item = written.addAddItem().setProductOrService(service(line));
      line.lines().forEach(n -> item.getItemSequence().add(new PositiveIntType(n)));
      line.modifiers().forEach(m -> item.addModifier(Codings.of(m)));
      item.setServiced(serviced(line)).setLocation(place(line)).setQuantity(quantity(line));
      if (line.unitPrice() != null) {
        item.setUnitPrice(BillingFhir.money(line.unitPrice()));
      }
      if (line.net() != null) {
        item.setNet(BillingFhir.money(line.net()));
      }
      line.notes().forEach(n -> item.getNoteNumber().add(new PositiveIntType(n)));
      decided(line).toFhir(out.base()).forEach(a -> item.addAdjudication(Adjudication.benefit(a)));
    }
    new Adjudication(outcome.amounts(), outcome.adjustments(), List.of())
        .toFhir(out.base())
        .forEach(a -> written.addAdjudication(Adjudication.benefit(a)));
    for (var total : outcome.totals()) {
      var sum = written.addTotal().setCategory(Adjudication.category(total));
      if (total.amount() != null) {
        sum.setAmount(BillingFhir.money(total.amount()));
      }
    }
    if (outcome.payment() != null) {
      payment(outcome.payment(), written.getPayment());
    }
    for (var note : outcome.notes()) {
      var one = written.addProcessNote().setText(note.text());
      if (note.number() != null) {
        one.setNumber(note.number());
      }
      if (note.type() != null) {
        one.setType(Enumerations.NoteType.fromCode(note.type().code()));
      }
    }
    out.update(written, out.sid(SID), outcome.id());
  }

  private Claim.Use use() {
    return outcome.use() == null ? Claim.Use.CLAIM : outcome.use();
  }

  private java.util.Optional<Reference> request() {
    return AnswerFhir.reference(
        outcome.claimId(), outcome.claimNumber(), "Claim", CLAIM, out.base());
  }

  private static CodeableConcept or(
      @Nullable Coded told, String system, String code, String display) {
    return told == null ? Codings.concept(TERMINOLOGY + system, code, display) : Codings.of(told);
  }

  private static Adjudication decided(OutcomeLine line) {
    return new Adjudication(line.amounts(), line.adjustments(), line.remarks());
  }

  private static CodeableConcept service(OutcomeLine line) {
    return line.code() == null ? Codings.unknown() : Codings.of(line.code());
  }

  private static @Nullable Type serviced(OutcomeLine line) {
    if (line.serviceDate() != null) {
      return new DateType(line.serviceDate().value());
    }
    return line.period() == null
        ? null
        : Times.partialPeriod(line.period().from(), line.period().to());
  }

  private static @Nullable Type place(OutcomeLine line) {
    return line.placeOfService() == null ? null : Codings.of(line.placeOfService());
  }

  private static @Nullable Quantity quantity(OutcomeLine line) {
    return line.units() == null ? null : Amounts.counted(line.units(), line.unit());
  }

  private void payment(OutcomePayment payment, ClaimResponse.PaymentComponent written) {
    written.setType(or(payment.type(), "ex-paymenttype", "complete", "Complete"));
    if (payment.date() != null) {
      written.setDateElement(new DateType(payment.date().value()));
    }
    if (payment.amount() != null) {
      written.setAmount(BillingFhir.money(payment.amount()));
    }
    if (payment.trace() != null) {
      written.setIdentifier(Identifiers.of(payment.trace(), out.base()));
    }
    if (payment.adjustment() != null) {
      written.setAdjustment(BillingFhir.money(payment.adjustment()));
    }
    if (payment.adjustmentReason() != null) {
      written.setAdjustmentReason(Codings.of(payment.adjustmentReason()));
    }
  }

  private void payment(OutcomePayment payment, ExplanationOfBenefit.PaymentComponent written) {
    var same = new ClaimResponse.PaymentComponent();
    payment(payment, same);
    written.setType(same.getType());
    written.setDateElement(same.hasDate() ? same.getDateElement() : null);
    written.setAmount(same.hasAmount() ? same.getAmount() : null);
    written.setIdentifier(same.hasIdentifier() ? same.getIdentifier() : null);
    written.setAdjustment(same.hasAdjustment() ? same.getAdjustment() : null);
    written.setAdjustmentReason(same.hasAdjustmentReason() ? same.getAdjustmentReason() : null);
  }
}
