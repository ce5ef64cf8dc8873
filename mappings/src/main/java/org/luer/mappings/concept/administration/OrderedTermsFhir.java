package org.luer.mappings.concept.administration;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Timing;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration.Amount;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * {@link OrderedTerms} to and from the MedicationRequest that a MedicationAdministration contains.
 *
 * <p>Mapped: of the first dosageInstruction additionalInstruction, patientInstruction, method,
 * timing.repeat.timeOfDay and bounds, doseAndRate.doseRange, rateQuantity;
 * dispenseRequest.quantity. Cannot carry: number of the prescription, the time that the rate is
 * for, strength, who entered and checked the order and where; how long it holds beside from and
 * until.
 */
final class OrderedTermsFhir {
  private OrderedTermsFhir() {}

  static void toFhir(OrderedTerms terms, @Nullable Amount amount, MedicationRequest order) {
    var dosage = order.getDosageInstructionFirstRep();
    terms.instructions().forEach(i -> dosage.addAdditionalInstruction(Codings.of(i)));
    dosage.setPatientInstruction(terms.remark());
    if (terms.method() != null) {
      dosage.setMethod(Codings.of(terms.method()));
    }
    if (terms.most() != null && amount != null) {
      dosage
          .getDoseAndRateFirstRep()
          .setDose(
              new Range()
                  .setLow(Amounts.of(amount))
                  .setHigh(Amounts.of(new Amount(terms.most(), amount.unit()))));
    }
    if (terms.rate() != null) {
      dosage.getDoseAndRateFirstRep().setRate(Amounts.of(terms.rate()));
    }
    if (terms.supply() != null) {
      order.getDispenseRequest().setQuantity(Amounts.of(terms.supply()));
    }
    repeat(terms, dosage);
  }

  private static void repeat(OrderedTerms terms, Dosage dosage) {
    var repeat = new Timing.TimingRepeatComponent();
    terms.times().forEach(repeat::addTimeOfDay);
    if (terms.from() != null || terms.until() != null) {
      repeat.setBounds(Times.partialPeriod(terms.from(), terms.until()));
    } else if (terms.lasts() != null) {
      var lasts = Amounts.of(terms.lasts());
      var duration = new Duration();
      duration.setValue(lasts.getValue());
      duration.setUnit(lasts.getUnit()).setSystem(lasts.getSystem()).setCode(lasts.getCode());
      repeat.setBounds(duration);
    }
    if (!repeat.isEmpty()) {
      dosage.getTiming().setRepeat(repeat);
    }
  }

  static @Nullable OrderedTerms fromFhir(MedicationRequest order, String path, BundleReader in) {
    var dosage = order.getDosageInstructionFirstRep();
    var dose = dosage.getDoseAndRateFirstRep();
    var repeat = dosage.getTiming().getRepeat();
    var period = repeat.getBounds() instanceof Period p ? p : new Period();
    return new OrderedTerms(
            dose.hasDoseRange() && dose.getDoseRange().getHigh().hasValue()
                ? dose.getDoseRange().getHigh().getValue()
                : null,
            dosage.getAdditionalInstruction().stream()
                .flatMap(c -> Codings.read(c).stream())
                .toList(),
            quantity(order.getDispenseRequest().getQuantity(), path, in),
            null,
            null,
            dose.hasRateQuantity() ? quantity(dose.getRateQuantity(), path, in) : null,
            null,
            Codings.read(dosage.getMethod()).orElse(null),
            times(repeat),
            repeat.getBounds() instanceof Duration d ? quantity(d, path, in) : null,
            time(period.hasStart(), period.getStartElement(), path, in).orElse(null),
            time(period.hasEnd(), period.getEndElement(), path, in).orElse(null),
            dosage.getPatientInstruction(),
            null,
            null,
            null)
        .orNull();
  }

  private static List<String> times(Timing.TimingRepeatComponent repeat) {
    return repeat.getTimeOfDay().stream().map(t -> t.getValue()).toList();
  }

  private static Optional<PartialTime> time(
      boolean there, org.hl7.fhir.r4.model.DateTimeType time, String path, BundleReader in) {
    return there ? Times.partial(time, path, in.issues()) : Optional.empty();
  }

  private static @Nullable Amount quantity(Quantity quantity, String path, BundleReader in) {
    return quantity.isEmpty() ? null : Amounts.read(quantity, path, in.issues());
  }
}
