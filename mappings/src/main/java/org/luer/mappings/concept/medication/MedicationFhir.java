package org.luer.mappings.concept.medication;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.concept.order.Supply;
import org.luer.mappings.concept.order.fhir.DosageFhir;
import org.luer.mappings.concept.order.fhir.FindingFhir;
import org.luer.mappings.concept.order.fhir.InfusionRequestFhir;
import org.luer.mappings.concept.order.fhir.MedicationRequestKinds;
import org.luer.mappings.concept.order.fhir.RequestFhir;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;

/**
 * Writes a {@link Medication} as MedicationRequest (US Core): an order with intent order, home
 * medication with intent plan and reported true; {@link MedicationFhirReader} reads it.
 *
 * <p>Mapped: everything but the prescriber's number at the Drug Enforcement Administration. Form,
 * strength and components are a contained Medication, a product beside the drug another one. The
 * first instruction is dosageInstruction.text; the steps are further dosageInstructions with their
 * sequence.
 */
public final class MedicationFhir {
  static final String PRODUCT = "product";
  static final String DISPENSED = "dispensed";

  private MedicationFhir() {}

  /** Writes the medication; the reference to it. */
  public static Reference toFhir(Medication medication, RequestFhir with) {
    var out = with.out();
    var sid = MedicationRequestKinds.MEDICATION;
    var self = BundleWriter.reference("MedicationRequest", out.sid(sid), medication.id());
    var request = new MedicationRequest();
    InfusionRequestFhir.head(medication, sid, request, with);
    if (medication.use() == Medication.Use.HOME) {
      request.setIntent(MedicationRequest.MedicationRequestIntent.PLAN);
      request.setReported(new BooleanType(true));
      if (medication.orderer() == null) {
        request.setRequester(null);
      }
    }
    request.setMedication(product(medication, request));
    with.reasons(medication).forEach(request::addReasonReference);
    with.findings(medication).forEach(request::addSupportingInformation);
    var supply = medication.supply() == null ? Supply.none() : medication.supply();
    if (supply.product() != null) {
      var dispensed = new org.hl7.fhir.r4.model.Medication().setCode(Codings.of(supply.product()));
      dispensed.setId(DISPENSED);
      request.addContained(dispensed);
      request.addSupportingInformation(new Reference("#" + DISPENSED));
    }
    if (supply.prescriptionNumber() != null) {
      request.addIdentifier(Identifiers.of(out.sid("prescription"), supply.prescriptionNumber()));
    }
    dosage(medication, request, out);
    InfusionRequestFhir.review(medication.review(), request, out);
    out.update(request, out.sid(sid), medication.id());
    with.provenance(medication, self);
    return self;
  }

  private static void dosage(Medication medication, MedicationRequest request, BundleWriter out) {
    var dosage = new Dosage();
    var instructions = medication.instructions();
    if (!instructions.isEmpty()) {
      dosage.setText(instructions.get(0));
    }
    var when = medication.when();
    DosageFhir.timing(medication, medication.duration(), when.occurrences(), dosage, out);
    if (medication.first() != null) {
      DosageStepFhir.repeat(medication.first(), dosage);
    }
    instructions.stream()
        .skip(1)
        .forEach(i -> dosage.addAdditionalInstruction(new CodeableConcept().setText(i)));
    DosageFhir.delivery(medication.route(), medication.delivery(), dosage, out);
    if (medication.asNeeded() != null && !dosage.hasAsNeeded()) {
      dosage.setAsNeeded(new BooleanType(medication.asNeeded()));
    }
    if (medication.dose() != null || medication.rate() != null) {
      dosage.addDoseAndRate().setDose(dose(medication)).setRate(quantity(medication.rate()));
    }
    DosageFhir.supply(medication.supply(), when, request, dosage, out);
    if (!dosage.isEmpty() || !medication.steps().isEmpty()) {
      request.addDosageInstruction(dosage);
    }
    DosageStepFhir.write(medication.steps(), request);
  }

  private static @Nullable Type dose(Medication medication) {
    var dose = medication.dose();
    if (dose == null || medication.doseMax() == null) {
      return quantity(dose);
    }
    return new Range()
        .setLow(FindingFhir.quantity(dose.value(), dose.unit()))
        .setHigh(FindingFhir.quantity(medication.doseMax(), dose.unit()));
  }

  private static @Nullable Quantity quantity(@Nullable Amount amount) {
    return amount == null ? null : FindingFhir.quantity(amount.value(), amount.unit());
  }

  /** The drug by its code, or with form, strength and components. */
  private static Type product(Medication medication, MedicationRequest request) {
    var form = medication.supply() == null ? null : medication.supply().form();
    if (form == null && medication.strength() == null && medication.ingredients().isEmpty()) {
      return Codings.of(medication.drug());
    }
    var product = new org.hl7.fhir.r4.model.Medication();
    product.setId(PRODUCT);
    product.setCode(Codings.of(medication.drug()));
    if (form != null) {
      product.setForm(Codings.of(form));
    }
    if (medication.strength() != null) {
      product.setAmount(ratio(medication.strength(), medication.strengthVolume()));
    }
    var items = new ArrayList<org.hl7.fhir.r4.model.Medication>();
    for (var ingredient : medication.ingredients()) {
      ingredient(ingredient, product, items);
    }
    request.addContained(product);
    items.forEach(request::addContained);
    return new Reference("#" + PRODUCT);
  }

  private static void ingredient(
      Ingredient ingredient,
      org.hl7.fhir.r4.model.Medication product,
      List<org.hl7.fhir.r4.model.Medication> items) {
    var written = product.addIngredient().setIsActive(ingredient.active());
    if (ingredient.amount() != null) {
      written.setStrength(ratio(ingredient.amount(), null));
    }
    if (ingredient.strength() == null) {
      written.setItem(Codings.of(ingredient.item()));
      return;
    }
    var item = new org.hl7.fhir.r4.model.Medication().setCode(Codings.of(ingredient.item()));
    item.setId("item-" + (items.size() + 1));
    item.setAmount(ratio(ingredient.strength(), ingredient.strengthVolume()));
    items.add(item);
    written.setItem(new Reference("#" + item.getIdElement().getIdPart()));
  }

  /** Something per something; per one of the whole when nothing else is said. */
  private static Ratio ratio(Amount above, @Nullable Amount below) {
    return new Ratio()
        .setNumerator(FindingFhir.quantity(above.value(), above.unit()))
        .setDenominator(below == null ? new Quantity().setValue(1) : quantity(below));
  }
}
