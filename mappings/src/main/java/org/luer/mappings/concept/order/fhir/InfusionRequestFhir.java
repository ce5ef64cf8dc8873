package org.luer.mappings.concept.order.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DetectedIssue;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.OrderedAdjunct;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.concept.order.Weighing;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * Writes an {@link InfusionOrder} as MedicationRequest (US Core) with the bag, the dosing weight,
 * the plan of the series and one MedicationRequest per adjunct (reference/fhir.md 1.3 and 1.4);
 * {@link InfusionRequestReader} reads it.
 *
 * <p>Dosage lines: type {@code ordered} = dose and rate by weight, {@code calculated} = the same
 * dose in mg with its time; our types {@code pump-rate}, {@code max-rate} and {@code bolus} name
 * the others. Fasting, held medications, monitoring and the way home are additional instructions
 * with a kind. Hold parameters are a contained Goal, reasons for review contained DetectedIssues.
 */
public final class InfusionRequestFhir {
  /** Our identifier system of infusion orders. */
  public static final String SID = "infusion-order";

  /** Our identifier system of drugs beside an infusion. */
  static final String ADJUNCT = "infusion-adjunct";

  /** Our code system of kinds of doses and rates. */
  static final String DOSE_TYPE = "kic-dose-type";

  /** Our code system of phases of treatment. */
  static final String PHASE = "kic-order-phase";

  /** Our code system of reasons for review. */
  static final String REVIEW = "kic-order-review";

  static final String RATE_TYPE = "http://terminology.hl7.org/CodeSystem/dose-rate-type";

  /** Where a request is carried out (FHIR medicationrequest-category). */
  public static final String CATEGORY =
      "http://terminology.hl7.org/CodeSystem/medicationrequest-category";

  private InfusionRequestFhir() {}

  /** Writes the order; the reference to it. */
  public static Reference toFhir(InfusionOrder order, RequestFhir with) {
    var out = with.out();
    var request = new MedicationRequest();
    var self = BundleWriter.reference("MedicationRequest", out.sid(SID), order.id());
    head(order, SID, request, with);
    request.setMedication(ProductFhir.toFhir(order, out));
    var problems = with.reasons(order);
    problems.forEach(request::addReasonReference);
    if (order.phase() != null) {
      request
          .getCourseOfTherapyType()
          .addCoding(Codings.coding(out.own(PHASE), order.phase().code(), null));
    }
    var plan = SeriesPlanFhir.toFhir(order, self, problems, with);
    plan.ifPresent(request::addBasedOn);
    weight(order, request, with);
    with.findings(order).forEach(request::addSupportingInformation);
    LimitsFhir.toFhir(order.holdParameters(), request, with.patient(), out);
    if (order.authorizationNumber() != null) {
      request.addInsurance(
          new Reference()
              .setType("ClaimResponse")
              .setIdentifier(
                  Identifiers.of(out.sid("authorization"), order.authorizationNumber())));
    }
    dosage(order, request, out);
    review(order.review(), request, out);
    out.update(request, out.sid(SID), order.id());
    for (int i = 0; i < order.adjuncts().size(); i++) {
      adjunct(order, order.adjuncts().get(i), i + 1, self, with);
    }
    with.provenance(order, plan.map(p -> List.of(self, p)).orElseGet(() -> List.of(self)), null);
    return self;
  }

  /** What every order for a drug says about itself. */
  public static void head(
      PlacedOrder order, String sid, MedicationRequest request, RequestFhir with) {
    var out = with.out();
    var entry = order.origin();
    request.setMeta(out.clinical("us-core-medicationrequest"));
    with.identifiers(order, sid).forEach(request::addIdentifier);
    if (order.groupNumber() != null) {
      request.setGroupIdentifier(Identifiers.of(order.groupNumber(), out.base()));
    }
    request.setStatus(MedicationRequest.MedicationRequestStatus.fromCode(order.statusCode()));
    request.setIntent(MedicationRequest.MedicationRequestIntent.ORDER);
    if (entry.setting() != null) {
      request.addCategory(
          Codings.concept(CATEGORY, entry.setting().code(), words(entry.setting())));
    }
    entry.categories().forEach(c -> request.addCategory(Codings.of(c)));
    if (entry.therapy() != null) {
      var course = Codings.of(entry.therapy());
      request.getCourseOfTherapyType().getCoding().forEach(course::addCoding);
      request.setCourseOfTherapyType(course);
    }
    if (order.priority() != null) {
      request.setPriority(
          MedicationRequest.MedicationRequestPriority.fromCode(order.priority().code()));
    }
    request.setReported(new BooleanType(false));
    request.setSubject(with.patient());
    if (order.orderedAt() != null) {
      request.setAuthoredOnElement(Times.dateTime(order.orderedAt()));
    }
    request.setRequester(with.requester(order, request));
    if (entry.enteredBy() != null) {
      request.setRecorder(with.person(entry.enteredBy(), request));
    }
    if (entry.reason() != null) {
      request.setStatusReason(Codings.of(entry.reason()));
    }
    links(entry, request, with);
    var visit = with.visit(order, request);
    if (visit != null) {
      request.setEncounter(visit);
    }
    RequestFhir.notes(order).forEach(request::addNote);
  }

  private static String words(OrderEntry.Setting setting) {
    return setting.name().charAt(0) + setting.name().substring(1).toLowerCase(Locale.ROOT);
  }

  private static void links(OrderEntry entry, MedicationRequest request, RequestFhir with) {
    Identifier replaced = entry.replaces();
    Identifier parent = entry.parent();
    if (replaced != null) {
      request.setPriorPrescription(with.logical(replaced, "MedicationRequest"));
    }
    if (parent != null) {
      request.addBasedOn(with.logical(parent, "MedicationRequest"));
    }
  }

  private static void weight(InfusionOrder order, MedicationRequest request, RequestFhir with) {
    var weight = order.dosingWeight();
    var at = order.dosingWeightAt();
    var weighing = order.weighing();
    if (weight == null && at == null && weighing == null) {
      return;
    }
    var out = with.out();
    var observation = new Observation();
    observation.setMeta(out.clinical("us-core-body-weight"));
    var key = order.id() + "-weight";
    observation.addIdentifier(Identifiers.of(out.sid("observation"), key));
    if (weighing != null) {
      weighing(weighing, observation, with);
    }
    observation.setStatus(Observation.ObservationStatus.FINAL);
    observation.addCategory(Codings.concept(FactWriter.CATEGORY, "vital-signs", "Vital Signs"));
    observation.setCode(Codings.concept(Systems.LOINC, "29463-7", "Body weight"));
    observation.setSubject(with.patient());
    observation.setEffective(at == null ? Times.absent(new Period()) : Times.dateTime(at));
    if (weight == null) {
      observation.setDataAbsentReason(Codings.unknown());
    } else {
      observation.setValue(Quantities.of(weight));
    }
    request.addSupportingInformation(
        out.update(observation, out.sid("observation"), key)
            .setDisplay(weight == null ? null : "Dosing weight " + DosageFhir.words(weight)));
  }

  private static void weighing(Weighing weighing, Observation observation, RequestFhir with) {
    if (weighing.number() != null) {
      observation.addIdentifier(Identifiers.of(weighing.number(), with.out().base()));
    }
    if (weighing.issuedAt() != null) {
      observation.setIssuedElement(Times.instant(weighing.issuedAt()));
    }
    if (weighing.by() != null) {
      observation.addPerformer(with.person(weighing.by(), observation));
    }
  }

  private static void dosage(InfusionOrder order, MedicationRequest request, BundleWriter out) {
    var dosage = request.addDosageInstruction();
    var series = order.series();
    if (series != null && series.number() != null) {
      dosage.setSequence(series.number());
    }
    dosage.setText(
        sentence(
            order.drug(),
            order.dosePerKg(),
            order.dose(),
            order.dosingWeight(),
            order.volume(),
            order.duration(),
            order.rates()));
    dosage.setAsNeeded(new BooleanType(false));
    DosageFhir.timing(order, order.duration(), series == null ? null : series.of(), dosage, out);
    if (series != null && series.interval() != null) {
      dosage.getTiming().getCode().setText(series.interval());
    }
    instructions(order, dosage, out);
    DosageFhir.delivery(order.route(), order.delivery(), dosage, out);
    doses(order, dosage, out);
    if (order.maxDose() != null) {
      dosage.setMaxDosePerAdministration(Quantities.of(order.maxDose()));
    }
    if (order.maxDosePerDay() != null) {
      dosage.setMaxDosePerPeriod(ratio(order.maxDosePerDay(), Quantity.of("1", "d")));
    }
    DosageFhir.supply(order.supply(), order.when(), request, dosage, out);
    var supply = order.supply();
    if (supply != null && supply.prescriptionNumber() != null) {
      request.addIdentifier(Identifiers.of(out.sid("prescription"), supply.prescriptionNumber()));
    }
    if (order.bolus() != null) {
      var bolus = request.addDosageInstruction();
      bolus.setText("Bolus of " + DosageFhir.words(order.bolus()) + " before the infusion");
      line(bolus, out.own(DOSE_TYPE), "bolus").setDose(Quantities.of(order.bolus()));
    }
  }

  private static Ratio ratio(Quantity above, Quantity below) {
    return new Ratio().setNumerator(Quantities.of(above)).setDenominator(Quantities.of(below));
  }

  /** The one dose in words, for readers who take each line for a dose of its own. */
  static String sentence(
      @Nullable Drug drug,
      @Nullable Quantity perKg,
      @Nullable Quantity amount,
      @Nullable Quantity weight,
      @Nullable Quantity volume,
      @Nullable Quantity duration,
      List<Quantity> rates) {
    var name = drug == null ? null : drug.code().text();
    var dose = perKg == null ? amount : perKg;
    var parts = new ArrayList<@Nullable String>();
    parts.add(name == null ? "Infusion" : name);
    parts.add(dose == null ? null : DosageFhir.words(dose));
    if (perKg != null && amount != null) {
      parts.add("that is " + DosageFhir.words(amount));
    }
    parts.add(weight == null ? null : "for " + DosageFhir.words(weight));
    parts.add(volume == null ? null : "in " + DosageFhir.words(volume));
    parts.add(duration == null ? null : "over " + DosageFhir.words(duration));
    parts.add(rates.isEmpty() ? null : "at " + DosageFhir.words(rates.get(0)));
    return DosageFhir.sentence(parts);
  }

  private static void instructions(InfusionOrder order, Dosage dosage, BundleWriter out) {
    order
        .instructions()
        .forEach(i -> dosage.addAdditionalInstruction(new CodeableConcept().setText(i)));
    InstructionFhir.write(dosage, InstructionFhir.Kind.MONITORING, order.monitoring(), out);
    InstructionFhir.write(
        dosage, InstructionFhir.Kind.NOTHING_BY_MOUTH, order.nothingByMouth(), out);
    order
        .heldMedications()
        .forEach(m -> InstructionFhir.write(dosage, InstructionFhir.Kind.HOLD_MEDICATION, m, out));
    if (order.rideHomeRequired() != null) {
      var needed = order.rideHomeRequired();
      InstructionFhir.write(
          dosage,
          needed ? InstructionFhir.Kind.RIDE_HOME : InstructionFhir.Kind.NO_RIDE_HOME,
          needed ? "A companion takes the patient home" : "No companion needed",
          out);
    }
  }

  private static void doses(InfusionOrder order, Dosage dosage, BundleWriter out) {
    if (order.dosePerKg() != null || order.ratePerKg() != null) {
      var ordered = line(dosage, RATE_TYPE, "ordered");
      ordered.setDose(quantity(order.dosePerKg())).setRate(quantity(order.ratePerKg()));
    }
    if (order.dose() != null) {
      var calculated =
          line(dosage, RATE_TYPE, order.dosePerKg() == null ? "ordered" : "calculated");
      calculated.setDose(quantity(order.dose()));
      if (order.doseRate() != null) {
        calculated.setRate(quantity(order.doseRate()));
      } else if (order.duration() != null && order.duration().value().signum() > 0) {
        calculated.setRate(ratio(order.dose(), order.duration()));
      }
    }
    if (order.dose() == null && order.doseRate() != null) {
      line(dosage, RATE_TYPE, "ordered").setRate(quantity(order.doseRate()));
    }
    for (var rate : order.rates()) {
      line(dosage, out.own(DOSE_TYPE), "pump-rate").setRate(quantity(rate));
    }
    if (order.maxRate() != null) {
      line(dosage, out.own(DOSE_TYPE), "max-rate").setRate(quantity(order.maxRate()));
    }
  }

  private static @Nullable Type quantity(@Nullable Quantity quantity) {
    return quantity == null ? null : Quantities.of(quantity);
  }

  private static Dosage.DosageDoseAndRateComponent line(Dosage dosage, String system, String code) {
    var display = system.equals(RATE_TYPE) ? words(code) : null;
    return dosage.addDoseAndRate().setType(Codings.concept(system, code, display));
  }

  private static String words(String code) {
    return code.substring(0, 1).toUpperCase(Locale.ROOT) + code.substring(1);
  }

  /** Writes why a person must look at an order first. */
  public static void review(List<Review> review, MedicationRequest request, BundleWriter out) {
    for (var reason : review) {
      var issue = new DetectedIssue();
      issue.setId("review-" + reason.code());
      issue.setStatus(DetectedIssue.DetectedIssueStatus.PRELIMINARY);
      issue.setCode(Codings.concept(out.own(REVIEW), reason.code(), null).setText(reason.words()));
      request.addContained(issue);
      request.addDetectedIssue(new Reference("#" + issue.getIdElement().getIdPart()));
    }
  }

  private static void adjunct(
      InfusionOrder order, OrderedAdjunct adjunct, int number, Reference self, RequestFhir with) {
    var out = with.out();
    var request = new MedicationRequest();
    var key = order.id() + "-adjunct-" + number;
    request.setMeta(out.clinical("us-core-medicationrequest"));
    request.addIdentifier(Identifiers.of(out.sid(ADJUNCT), key));
    request.setStatus(MedicationRequest.MedicationRequestStatus.fromCode(order.statusCode()));
    request.setIntent(MedicationRequest.MedicationRequestIntent.ORDER);
    request.setMedication(Codings.of(adjunct.drug()));
    request.setSubject(with.patient());
    request.setRequester(with.requester(order, request));
    request.addBasedOn(self);
    if (adjunct.reason() != null) {
      request.addReasonCode().setText(adjunct.reason());
    }
    var dosage = request.addDosageInstruction();
    dosage.setAsNeeded(new BooleanType(adjunct.asNeeded()));
    if (adjunct.route() != null) {
      dosage.setRoute(Codings.of(adjunct.route()));
    }
    if (adjunct.dose() != null) {
      line(dosage, RATE_TYPE, "ordered").setDose(Quantities.of(adjunct.dose()));
    }
    out.update(request, out.sid(ADJUNCT), key);
  }
}
