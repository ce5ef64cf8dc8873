package org.luer.mappings.concept.charge.fhir;

import java.math.BigDecimal;
import java.util.Set;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.billing.EvidenceFhir;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.PerformedProcedure;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * A {@link Charge} as ChargeItems, one per line; {@link ChargeItemReader} reads them
 * (reference/fhir.md 4.7).
 *
 * <p>Mapped: identifier (line, transaction, charge), status, partOf (what a credit takes back),
 * code (CPT or HCPCS first, the clinic's own item second), subject, context, occurrence, performer
 * (PRF who performed, AUT who ordered), performingOrganization, costCenter, quantity,
 * factorOverride (-1 = a credit), priceOverride (the amount), enterer, enteredDate, reason, service
 * (the procedure, contained), productCodeableConcept, account, note, supportingInformation (report,
 * authorization, evidence, plan, coverages). The visit is a contained Encounter: {@link
 * ChargeVisitFhir}. R4 has no element for modifiers, unit price and quantity of the drug: they are
 * extensions. Cannot carry: recordedAt.
 */
public final class ChargeFhir {
  static final String SID = "charge";
  static final String GROUP = "charge-group";
  static final String TRANSACTION = "transaction";
  static final String PLAN = "InsurancePlan";
  static final String COVERAGE = "coverage";
  static final String AUTHORIZATION = "authorization";
  static final String MODIFIER = "charge-modifier";
  static final String UNIT_PRICE = "charge-unit-price";
  static final String MINUTES = "charge-minutes";
  static final String DRUG_QUANTITY = "charge-drug-quantity";
  static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  static final String PERFORMER = "PRF";
  static final String ORDERER = "AUT";
  static final String PROCEDURE = "procedure";

  private final Charge charge;
  private final BundleWriter out;
  private final ClinicianFhir people;
  private final Reference patient;
  private final Reference clinic;

  /** The lines of a charge of this patient at this clinic. */
  public ChargeFhir(
      Charge charge, BundleWriter out, ClinicianFhir people, Reference patient, Reference clinic) {
    this.charge = charge;
    this.out = out;
    this.people = people;
    this.patient = patient;
    this.clinic = clinic;
  }

  /** What identifies the ChargeItem of a line. */
  public static String key(Charge charge, ChargeLine line) {
    return charge.id() + "-" + line.number() + (line.credit() ? "-credit" : "");
  }

  /**
   * Writes every line.
   *
   * @param account the account that it goes to, when there is one
   * @param coverages the coverages that are in the Bundle
   */
  public void toFhir(@Nullable Reference account, Set<String> coverages) {
    charge.lines().forEach(line -> line(line, account, coverages));
  }

  private void line(ChargeLine line, @Nullable Reference account, Set<String> coverages) {
    var item = new ChargeItem();
    item.setMeta(out.clinical(null));
    identify(line, item);
    item.setStatus(status());
    item.setCode(BillingFhir.service(line.code(), line.item()));
    item.setSubject(patient);
    item.setContext(new ChargeVisitFhir(charge, out, people, clinic).toFhir(item, patient));
    occurrence(line, item);
    performer(line.performer(), PERFORMER, "performer", item);
    if (line.performer() != null && line.performerAs() != null) {
      item.getPerformer().get(0).setFunction(Codings.of(line.performerAs()));
    }
    performer(line.orderer(), ORDERER, "author (originator)", item);
    item.setPerformingOrganization(clinic);
    var department = line.department();
    if (department != null) {
      item.setCostCenter(new Reference());
      if (department.system() != null && department.code() != null) {
        item.getCostCenter()
            .setType("Organization")
            .setIdentifier(Identifiers.of(department.system(), department.code()));
      }
      item.getCostCenter().setDisplay(department.text());
    }
    price(line, item);
    if (line.enteredBy() != null) {
      item.setEnterer(people.toFhir(line.enteredBy(), item));
    }
    if (line.postedAt() != null) {
      item.setEnteredDateElement(Times.dateTime(line.postedAt()));
    }
    line.diagnoses().forEach(n -> item.addReason(Codings.of(charge.diagnoses().get(n - 1).code())));
    procedure(line, item);
    if (line.drug() != null) {
      item.setProduct(drug(line.drug()));
    }
    if (account != null) {
      item.addAccount(account);
    }
    if (line.note() != null) {
      item.addNote().setText(line.note());
    }
    information(line, item);
    coverages(item, coverages);
    out.update(item, out.sid(SID), key(charge, line));
  }

  private void identify(ChargeLine line, ChargeItem item) {
    item.addIdentifier(Identifiers.of(out.sid(SID), key(charge, line)));
    item.addIdentifier(Identifiers.of(out.sid(TRANSACTION), line.number()));
    item.addIdentifier(Identifiers.of(out.sid(GROUP), charge.id()));
    line.identifiers().forEach(i -> item.addIdentifier(Identifiers.of(i, out.base())));
    if (line.credit()) {
      item.addPartOf(
          new Reference()
              .setType("ChargeItem")
              .setIdentifier(Identifiers.of(out.sid(SID), key(charge, line.reversed()))));
    }
  }

  private ChargeItemStatus status() {
    return switch (charge.status()) {
      case DRAFT -> ChargeItemStatus.PLANNED;
      case BILLABLE -> ChargeItemStatus.BILLABLE;
      case BILLED -> ChargeItemStatus.BILLED;
      case ENTERED_IN_ERROR -> ChargeItemStatus.ENTEREDINERROR;
    };
  }

  private void occurrence(ChargeLine line, ChargeItem item) {
    if (line.from() == null) {
      item.setOccurrence(new DateTimeType(charge.serviceDate().value()));
    } else if (line.to() == null) {
      item.setOccurrence(Times.dateTime(line.from()));
    } else {
      item.setOccurrence(Times.period(line.from(), line.to()));
    }
  }

  private void performer(
      @Nullable Clinician clinician, String function, String words, ChargeItem item) {
    if (clinician != null) {
      item.addPerformer()
          .setFunction(Codings.concept(PARTICIPATION, function, words))
          .setActor(people.toFhir(clinician, item));
    }
  }

  private void price(ChargeLine line, ChargeItem item) {
    item.setQuantity(new Quantity().setValue(line.units()));
    if (line.credit()) {
      item.setFactorOverride(BigDecimal.ONE.negate());
    }
    if (line.amount() != null) {
      item.setPriceOverride(BillingFhir.money(line.amount()));
    }
    if (line.unitPrice() != null) {
      item.addExtension(
          Extensions.own(out.base(), UNIT_PRICE), BillingFhir.money(line.unitPrice()));
    }
    line.modifiers()
        .forEach(m -> item.addExtension(Extensions.own(out.base(), MODIFIER), Codings.of(m)));
  }

  private void procedure(ChargeLine line, ChargeItem item) {
    var performed = line.procedure();
    if (performed == null || line.code() == null) {
      return;
    }
    var procedure = new Procedure().setStatus(Procedure.ProcedureStatus.COMPLETED);
    procedure.setId(PROCEDURE);
    procedure.setCode(Codings.of(line.code())).setSubject(patient);
    if (performed.type() != null) {
      procedure.setCategory(Codings.concept(Systems.V2 + "0230", performed.type().hl7(), null));
    }
    performed(performed, procedure);
    if (performed.practitioner() != null) {
      procedure.addPerformer().setActor(people.toFhir(performed.practitioner(), item));
    }
    item.addContained(procedure);
    item.addService(new Reference("#" + PROCEDURE));
  }

  /** Whole minutes are the length of a period; others need an extension to keep their form. */
  private void performed(PerformedProcedure performed, Procedure procedure) {
    var start = performed.startedAt().time().orElse(null);
    var minutes = performed.minutes();
    if (start != null && minutes != null && minutes.value().scale() == 0) {
      procedure.setPerformed(Times.period(start, start.plusMinutes(minutes.value().longValue())));
      return;
    }
    procedure.setPerformed(Times.dateTime(performed.startedAt()));
    if (minutes != null) {
      procedure.addExtension(Extensions.own(out.base(), MINUTES), Quantities.of(minutes));
    }
  }

  private CodeableConcept drug(BilledDrug drug) {
    var product = Codings.of(drug.product());
    if (drug.quantity() != null) {
      product.addExtension(
          Extensions.own(out.base(), DRUG_QUANTITY), Quantities.of(drug.quantity()));
    }
    return product;
  }

  private void coverages(ChargeItem item, Set<String> here) {
    var plan = charge.plan();
    if (plan != null) {
      var named = new Reference().setType(PLAN);
      named.setIdentifier(
          Identifiers.of(String.valueOf(plan.system()), String.valueOf(plan.code())));
      item.addSupportingInformation(named.setDisplay(plan.text()));
    }
    for (var id : charge.coverageIds()) {
      var reference =
          here.contains(id)
              ? BundleWriter.reference("Coverage", out.sid(COVERAGE), id)
              : new Reference();
      item.addSupportingInformation(
          reference.setType("Coverage").setIdentifier(Identifiers.of(out.sid(COVERAGE), id)));
    }
  }

  private void information(ChargeLine line, ChargeItem item) {
    if (line.fillerNumber() != null) {
      item.addSupportingInformation(
          new Reference()
              .setType("DiagnosticReport")
              .setIdentifier(Identifiers.of(line.fillerNumber(), "FILL", out.base())));
    }
    if (charge.authorizationNumber() != null) {
      item.addSupportingInformation(
          new Reference()
              .setType("ClaimResponse")
              .setIdentifier(Identifiers.of(out.sid(AUTHORIZATION), charge.authorizationNumber())));
    }
    line.evidence().forEach(e -> item.addSupportingInformation(EvidenceFhir.toFhir(e, out.base())));
  }
}
