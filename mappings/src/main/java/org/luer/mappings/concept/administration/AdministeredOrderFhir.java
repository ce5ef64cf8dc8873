package org.luer.mappings.concept.administration;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * {@link AdministeredOrder} to and from the MedicationRequest that a MedicationAdministration
 * contains.
 *
 * <p>Mapped: authoredOn, medicationCodeableConcept, and of the first dosageInstruction timing.code,
 * route, site, doseQuantity. Cannot carry: dosage form, device, priority in the sender's own code.
 */
final class AdministeredOrderFhir {
  private AdministeredOrderFhir() {}

  static void toFhir(AdministeredOrder ordered, MedicationRequest order) {
    if (ordered.orderedAt() != null) {
      order.setAuthoredOnElement(Times.dateTime(ordered.orderedAt()));
    }
    var dosage = order.addDosageInstruction();
    if (ordered.pattern() != null) {
      dosage.getTiming().setCode(Codings.of(ordered.pattern()));
    }
    if (ordered.route() != null) {
      dosage.setRoute(Codings.of(ordered.route()));
    }
    if (ordered.site() != null) {
      dosage.setSite(Codings.of(ordered.site()));
    }
    if (ordered.amount() != null) {
      dosage.addDoseAndRate().setDose(Amounts.of(ordered.amount()));
    }
    if (ordered.terms() != null) {
      OrderedTermsFhir.toFhir(ordered.terms(), ordered.amount(), order);
    }
    if (dosage.isEmpty()) {
      dosage.setText("As ordered");
    }
  }

  static @Nullable AdministeredOrder fromFhir(
      MedicationRequest order, String path, BundleReader in) {
    var drug =
        order.getMedication() instanceof CodeableConcept concept
            ? Codings.read(concept).orElse(null)
            : null;
    if (drug == null || (!order.hasAuthoredOn() && !order.hasDosageInstruction())) {
      return null;
    }
    var dosage = order.getDosageInstructionFirstRep();
    var dose = dosage.getDoseAndRateFirstRep();
    return new AdministeredOrder(
        order.hasAuthoredOn()
            ? Times.partial(order.getAuthoredOnElement(), path + ".request", in.issues())
                .orElse(null)
            : null,
        drug,
        dose.hasDoseQuantity()
            ? Amounts.read(dose.getDoseQuantity(), path + ".request.dosageInstruction", in.issues())
            : dose.hasDoseRange()
                ? Amounts.read(
                    dose.getDoseRange().getLow(), path + ".request.dosageInstruction", in.issues())
                : null,
        null,
        Codings.read(dosage.getRoute()).orElse(null),
        Codings.read(dosage.getSite()).orElse(null),
        null,
        Codings.read(dosage.getTiming().getCode()).orElse(null),
        null,
        OrderedTermsFhir.fromFhir(order, path + ".request", in));
  }
}
