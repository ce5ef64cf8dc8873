package org.luer.mappings.concept.order.fhir;

import java.util.List;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Timing;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.concept.order.Delivery;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.Supply;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * What every order for a drug has, to and from Dosage and dispenseRequest.
 *
 * <p>Mapped: timing (event or repeat.boundsPeriod, count, duration, frequency, period; code: repeat
 * patterns as codings, text), additionalInstruction, site, route, method, asNeededCodeableConcept,
 * maxDosePerPeriod; dispenseRequest (performer by name, quantity, repeats, length of the course as
 * expectedSupplyDuration), substitution; the schedule of a controlled substance as category. Cannot
 * carry: the prescriber's number at the Drug Enforcement Administration, which does not leave in
 * FHIR. Ignored when read: repeat.frequencyMax, periodMax, durationMax, when, offset.
 */
public final class DosageFhir {
  private static final String SCHEDULE = Systems.V2 + "0477";
  private static final String SUBSTITUTION = Systems.V2 + "0161";
  private static final String MINUTES = "min";

  private DosageFhir() {}

  /** Writes timing and instructions. */
  public static void timing(
      PlacedOrder order,
      @Nullable Quantity duration,
      @Nullable Integer count,
      Dosage dosage,
      BundleWriter out) {
    var when = order.when();
    var timing = dosage.getTiming();
    occurrence(when, false, timing);
    if (count != null) {
      timing.getRepeat().setCount(count);
    }
    if (duration != null) {
      timing.getRepeat().setDuration(duration.value()).setDurationUnit(Timing.UnitsOfTime.MIN);
    }
    if (!when.patterns().isEmpty()) {
      PatternFhir.write(when.patterns(), timing.getCode());
    }
    if (when.repeats() != null) {
      timing.getCode().setText(when.repeats());
    }
    when.clocks().forEach(timing.getRepeat()::addTimeOfDay);
    InstructionFhir.write(dosage, InstructionFhir.Kind.CONDITION, when.condition(), out);
    InstructionFhir.write(dosage, InstructionFhir.Kind.TIMING, when.instruction(), out);
  }

  /**
   * Writes start, end and spacing: the bounds of a course, or the time of one thing.
   *
   * @param lasting whether the bounds say how long the course lasts, so that they cannot say when
   */
  public static void occurrence(OrderTiming when, boolean lasting, Timing timing) {
    if (!lasting && when.lasts() && (when.startsAt() != null || when.endsAt() != null)) {
      timing.getRepeat().setBounds(Times.partialPeriod(when.startsAt(), when.endsAt()));
    } else if (when.startsAt() != null) {
      timing.addEventElement().setValueAsString(when.startsAt().value());
    }
    if (when.frequency() != null) {
      timing.getRepeat().setFrequency(when.frequency());
    }
    if (when.period() != null) {
      timing.getRepeat().setPeriod(when.period().value());
      timing.getRepeat().setPeriodUnit(Timing.UnitsOfTime.fromCode(when.period().unit()));
    }
  }

  /** The period of a repeat; null without a unit. */
  public static @Nullable Quantity period(Timing timing) {
    var repeat = timing.getRepeat();
    return repeat.hasPeriod() && repeat.hasPeriodUnit()
        ? new Quantity(repeat.getPeriod(), repeat.getPeriodUnit().toCode())
        : null;
  }

  /** Writes route and delivery. */
  public static void delivery(
      @Nullable Coded route, @Nullable Delivery delivery, Dosage dosage, BundleWriter out) {
    if (route != null) {
      dosage.setRoute(Codings.of(route));
    }
    if (delivery != null) {
      if (delivery.site() != null) {
        dosage.setSite(Codings.of(delivery.site()));
      }
      if (delivery.method() != null) {
        dosage.setMethod(Codings.of(delivery.method()));
      }
      if (delivery.neededFor() != null) {
        dosage.setAsNeeded(Codings.of(delivery.neededFor()));
      }
      if (delivery.maxDose() != null && delivery.maxWithin() != null) {
        dosage.setMaxDosePerPeriod(
            new Ratio()
                .setNumerator(written(delivery.maxDose()))
                .setDenominator(written(delivery.maxWithin())));
      }
      InstructionFhir.write(dosage, InstructionFhir.Kind.DEVICE, delivery.device(), out);
    }
  }

  private static org.hl7.fhir.r4.model.Quantity written(Amount amount) {
    return FindingFhir.quantity(amount.value(), amount.unit());
  }

  private static @Nullable Amount amount(org.hl7.fhir.r4.model.Quantity written) {
    return written.hasValue() ? new Amount(written.getValue(), FindingFhir.unit(written)) : null;
  }

  /** Writes what the pharmacy hands out; the product is a Medication. */
  public static void supply(
      @Nullable Supply supply,
      OrderTiming when,
      MedicationRequest request,
      Dosage dosage,
      BundleWriter out) {
    if (when.course() != null) {
      request.getDispenseRequest().setExpectedSupplyDuration(duration(when.course()));
    }
    if (supply == null) {
      return;
    }
    if (supply.schedule() != null) {
      request.addCategory(Codings.concept(SCHEDULE, supply.schedule(), null));
    }
    if (supply.substitution() != null) {
      request
          .getSubstitution()
          .setAllowed(Codings.concept(SUBSTITUTION, supply.substitution(), null));
    } else if (supply.substitutable() != null) {
      request.getSubstitution().setAllowed(new BooleanType(supply.substitutable()));
    }
    if (supply.substitutionKind() != null) {
      request.getSubstitution().setAllowed(Codings.of(supply.substitutionKind()));
    }
    if (supply.pharmacy() != null) {
      request.getDispenseRequest().getPerformer().setDisplay(supply.pharmacy());
    }
    dosage.setPatientInstruction(supply.patientInstruction());
    if (supply.dispense() != null) {
      request
          .getDispenseRequest()
          .setQuantity(FindingFhir.quantity(supply.dispense().value(), supply.dispense().unit()));
    }
    if (supply.refills() != null) {
      request.getDispenseRequest().setNumberOfRepeatsAllowed(supply.refills());
    }
    if (supply.validFrom() != null || supply.validTo() != null) {
      request
          .getDispenseRequest()
          .setValidityPeriod(Times.partialPeriod(supply.validFrom(), supply.validTo()));
    }
    if (supply.directions() != null) {
      dosage.setText(supply.directions());
    }
    supply
        .instructions()
        .forEach(i -> InstructionFhir.write(dosage, InstructionFhir.Kind.PHARMACY, i, out));
  }

  private static Duration duration(Quantity course) {
    var duration = new Duration();
    duration
        .setValue(course.value())
        .setUnit(course.unit())
        .setSystem(Systems.UCUM)
        .setCode(course.unit());
    return duration;
  }

  /** Reads the timing; its occurrences count all of it. */
  public static OrderTiming readTiming(
      MedicationRequest request, Dosage dosage, String path, BundleReader in) {
    var timing = dosage.getTiming();
    var start =
        timing.getEvent().stream()
            .findFirst()
            .flatMap(e -> Times.partial(e, path + ".timing.event[0]", in.issues()))
            .orElse(null);
    var bounds = timing.getRepeat().getBounds();
    var end =
        bounds instanceof Period period && period.hasEnd()
            ? Times.partial(
                    period.getEndElement(), path + ".timing.repeat.boundsPeriod.end", in.issues())
                .orElse(null)
            : null;
    if (start == null && bounds instanceof Period period && period.hasStart()) {
      start =
          Times.partial(
                  period.getStartElement(), path + ".timing.repeat.boundsPeriod.start", in.issues())
              .orElse(null);
    }
    var supply = request.getDispenseRequest().getExpectedSupplyDuration();
    return new OrderTiming(
        start,
        end,
        PatternFhir.read(timing.getCode()),
        timing.getRepeat().hasCount() ? timing.getRepeat().getCount() : null,
        supply.hasValue()
            ? Quantities.read(supply, path + ".expectedSupplyDuration", in.issues()).orElse(null)
            : null,
        InstructionFhir.text(dosage, InstructionFhir.Kind.CONDITION, in.base()),
        InstructionFhir.text(dosage, InstructionFhir.Kind.TIMING, in.base()),
        timing.getRepeat().hasFrequency() ? timing.getRepeat().getFrequency() : null,
        period(timing),
        timing.getCode().getText(),
        timing.getRepeat().getTimeOfDay().stream().map(t -> t.getValue()).toList());
  }

  /** Duration of one occurrence, min. */
  public static @Nullable Quantity readDuration(Dosage dosage, String path, BundleReader in) {
    var repeat = dosage.getTiming().getRepeat();
    if (!repeat.hasDuration() || !repeat.hasDurationUnit()) {
      return null;
    }
    var written = Quantities.of(repeat.getDuration(), repeat.getDurationUnit().toCode());
    return Quantities.read(written, MINUTES, path + ".timing.repeat.duration", in.issues())
        .orElse(null);
  }

  /** Site, device and method. */
  public static @Nullable Delivery readDelivery(Dosage dosage, String base) {
    var most = dosage.getMaxDosePerPeriod();
    var both = most.getNumerator().hasValue() && most.getDenominator().hasValue();
    return new Delivery(
            Codings.read(dosage.getSite()).orElse(null),
            InstructionFhir.coded(dosage, InstructionFhir.Kind.DEVICE, base).orElse(null),
            Codings.read(dosage.getMethod()).orElse(null),
            dosage.getAsNeeded() instanceof CodeableConcept need
                ? Codings.read(need).orElse(null)
                : null,
            both ? amount(most.getNumerator()) : null,
            both ? amount(most.getDenominator()) : null)
        .orNull();
  }

  /** Reads what the pharmacy hands out. */
  public static Supply readSupply(
      MedicationRequest request,
      Dosage dosage,
      @Nullable Coded product,
      @Nullable Identifier number,
      @Nullable Coded form,
      @Nullable String prescription,
      @Nullable String directions,
      String path,
      BundleReader in) {
    var dispense = request.getDispenseRequest();
    var quantity = dispense.getQuantity();
    var valid = dispense.getValidityPeriod();
    var schedule =
        request.getCategory().stream()
            .flatMap(c -> Codings.codeIn(c, SCHEDULE).stream())
            .findFirst()
            .orElse(null);
    var allowed = request.getSubstitution().getAllowed();
    var substitution =
        allowed instanceof CodeableConcept concept
            ? Codings.codeIn(concept, SUBSTITUTION).orElse(null)
            : null;
    return new Supply(
        product,
        number,
        form,
        substitution,
        schedule,
        prescription,
        null,
        quantity.hasValue() ? new Amount(quantity.getValue(), FindingFhir.unit(quantity)) : null,
        dispense.hasNumberOfRepeatsAllowed() ? dispense.getNumberOfRepeatsAllowed() : null,
        Times.partial(
                valid.hasStart() ? valid.getStartElement() : null,
                path + ".dispenseRequest.validityPeriod.start",
                in.issues())
            .orElse(null),
        Times.partial(
                valid.hasEnd() ? valid.getEndElement() : null,
                path + ".dispenseRequest.validityPeriod.end",
                in.issues())
            .orElse(null),
        directions,
        InstructionFhir.texts(dosage, InstructionFhir.Kind.PHARMACY, in.base()),
        allowed instanceof BooleanType may ? may.getValue() : null,
        substitution == null && allowed instanceof CodeableConcept kind
            ? Codings.read(kind).orElse(null)
            : null,
        pharmacy(request, in),
        dosage.getPatientInstruction());
  }

  /** The name of whom the reference leads to, else the words beside it. */
  private static @Nullable String pharmacy(MedicationRequest request, BundleReader in) {
    var performer = request.getDispenseRequest().getPerformer();
    return in.resolve(performer, request, Organization.class)
        .map(Organization::getName)
        .orElse(performer.getDisplay());
  }

  /** Where a category is none of the places where a request is carried out, and no schedule. */
  static boolean isOther(CodeableConcept category) {
    return category.getCoding().stream()
        .noneMatch(
            c ->
                SCHEDULE.equals(c.getSystem())
                    || InfusionRequestFhir.CATEGORY.equals(c.getSystem()));
  }

  /** A number and its unit in words. */
  static String words(Quantity quantity) {
    return quantity.value().toPlainString() + " " + quantity.unit();
  }

  /** Parts of a sentence that are there. */
  static String sentence(List<@Nullable String> parts) {
    return parts.stream().filter(p -> p != null).collect(Collectors.joining(", "));
  }
}
