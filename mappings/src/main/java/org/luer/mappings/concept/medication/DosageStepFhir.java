package org.luer.mappings.concept.medication;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Timing;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.concept.order.fhir.DosageFhir;
import org.luer.mappings.concept.order.fhir.FindingFhir;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Quantities;

/**
 * {@link DosageStep} to and from the dosageInstructions behind the first one.
 *
 * <p>Mapped: sequence (its place), text, timing.repeat (frequency, period, when, boundsDuration),
 * route, doseAndRate.doseQuantity. Ignored when read: the rest of Dosage.
 */
final class DosageStepFhir {
  private DosageStepFhir() {}

  /** Writes the steps behind the first instruction, all of them numbered. */
  static void write(List<DosageStep> steps, MedicationRequest request) {
    for (var step : steps) {
      var dosage = request.addDosageInstruction();
      dosage.setText(step.text());
      repeat(step, dosage);
      if (step.route() != null) {
        dosage.setRoute(Codings.of(step.route()));
      }
      if (step.dose() != null) {
        dosage
            .addDoseAndRate()
            .setDose(FindingFhir.quantity(step.dose().value(), step.dose().unit()));
      }
    }
    if (!steps.isEmpty()) {
      for (int i = 0; i < request.getDosageInstruction().size(); i++) {
        request.getDosageInstruction().get(i).setSequence(i + 1);
      }
    }
  }

  /** Writes how long it holds and when in the day. */
  static void repeat(DosageStep step, Dosage dosage) {
    var repeat = dosage.getTiming().getRepeat();
    if (step.frequency() != null) {
      repeat.setFrequency(step.frequency());
    }
    if (step.period() != null) {
      repeat.setPeriod(step.period().value());
      repeat.setPeriodUnit(Timing.UnitsOfTime.fromCode(step.period().unit()));
    }
    if (step.lasts() != null) {
      if (repeat.hasBoundsPeriod() && repeat.getBoundsPeriod().hasStart()) {
        // the bounds can say when or how long
        dosage
            .getTiming()
            .addEventElement()
            .setValueAsString(repeat.getBoundsPeriod().getStartElement().getValueAsString());
      }
      repeat.setBounds(Quantities.duration(step.lasts()));
    }
    step.dayTimes().forEach(t -> repeat.addWhen(Timing.EventTiming.fromCode(t)));
  }

  /** Reads all instructions but the first; those that say nothing of this are left out. */
  static List<DosageStep> read(MedicationRequest request, String path, BundleReader in) {
    var steps = new ArrayList<DosageStep>();
    for (int i = 1; i < request.getDosageInstruction().size(); i++) {
      var at = path + ".dosageInstruction[" + i + "]";
      var step = read(request.getDosageInstruction().get(i), at, in);
      if (!step.saysNothing()) {
        steps.add(step);
      }
    }
    return steps;
  }

  /** Reads one instruction. */
  static DosageStep read(Dosage dosage, String path, BundleReader in) {
    var repeat = dosage.getTiming().getRepeat();
    var dose = dosage.getDoseAndRateFirstRep();
    return new DosageStep(
        dosage.getText(),
        dose.hasDoseQuantity() && dose.getDoseQuantity().hasValue()
            ? new Amount(
                dose.getDoseQuantity().getValue(), FindingFhir.unit(dose.getDoseQuantity()))
            : null,
        Codings.read(dosage.getRoute()).orElse(null),
        repeat.hasFrequency() ? repeat.getFrequency() : null,
        DosageFhir.period(dosage.getTiming()),
        repeat.hasBoundsDuration()
            ? Quantities.read(
                    repeat.getBoundsDuration(), path + ".timing.repeat.boundsDuration", in.issues())
                .orElse(null)
            : null,
        repeat.getWhen().stream().map(w -> w.getValue().toCode()).toList());
  }
}
