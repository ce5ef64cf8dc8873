package org.luer.mappings.concept.order.fhir;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DetectedIssue;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.order.Delivery;
import org.luer.mappings.concept.order.DoseArithmetic;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.OrderFinding;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.OrderedAdjunct;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.order.Weighing;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/** Reads an {@link InfusionOrder}; the counterpart of {@link InfusionRequestFhir}. */
public final class InfusionRequestReader {
  private static final List<String> SIDS = List.of(InfusionRequestFhir.SID);

  private final MedicationRequest request;
  private final BundleReader in;
  private final PartiesFhir people;
  private final String path;
  private final Dosage dosage;
  private final List<Review> review = new ArrayList<>();

  private InfusionRequestReader(MedicationRequest request, BundleReader in, PartiesFhir people) {
    this.request = request;
    this.in = in;
    this.people = people;
    this.path = in.path(request);
    this.dosage =
        request.hasDosageInstruction() ? request.getDosageInstructionFirstRep() : new Dosage();
  }

  /** Whether a request is for an infusion of the clinic. */
  public static boolean claims(MedicationRequest request, BundleReader in) {
    var own = Systems.sid(in.base(), InfusionRequestFhir.SID);
    if (Identifiers.value(request.getIdentifier(), own).isPresent()) {
      return true;
    }
    var others = List.of(MedicationRequestKinds.MEDICATION, InfusionRequestFhir.ADJUNCT);
    if (others.stream()
        .anyMatch(
            o ->
                Identifiers.value(request.getIdentifier(), Systems.sid(in.base(), o))
                    .isPresent())) {
      return false;
    }
    var product = ProductFhir.read(request, in.asking());
    var route = Codings.read(request.getDosageInstructionFirstRep().getRoute()).orElse(null);
    var intent = request.getIntent();
    return (intent == null || intent == MedicationRequest.MedicationRequestIntent.ORDER)
        && org.luer.mappings.concept.order.hl7v2.InfusionOrderReader.isInfusion(
            product.drug(), product.product(), route);
  }

  /** Reads the order; empty and issues when it cannot be used. */
  public static Optional<InfusionOrder> read(
      MedicationRequest request, String patientId, BundleReader in, PartiesFhir people) {
    var issues = in.issues();
    var reader = new InfusionRequestReader(request, in, people);
    var status = MedicationRequestKinds.usable(request, in);
    var id = RequestFhir.id(request.getIdentifier(), SIDS, in);
    if (id.isEmpty()) {
      issues.error(IssueCode.REQUIRED, reader.path + ".identifier", "is missing");
    }
    if (status.isEmpty() || id.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.order(id.get(), patientId, status.get()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), reader.path, i.text()));
      return Optional.empty();
    }
  }

  private InfusionOrder order(String id, String patientId, InfusionOrder.Status status) {
    var product = ProductFhir.read(request, in);
    var provenance = RequestFhir.provenance(request, in);
    var plan = SeriesPlanFhir.find(request, in);
    var timing = DosageFhir.readTiming(request, dosage, path + ".dosageInstruction[0]", in);
    var dose = dose(product);
    var weight = weight();
    var perKg = perKg();
    missing(id, dose, perKg, weight.value());
    var series = series(timing);
    return new InfusionOrder(
        id,
        patientId,
        RequestFhir.placer(request.getIdentifier(), SIDS, in),
        RequestFhir.filler(request.getIdentifier(), in),
        request.hasGroupIdentifier()
            ? Identifiers.read(request.getGroupIdentifier(), in.dialect()).orElse(null)
            : null,
        status,
        MedicationRequestKinds.priority(request),
        clinician(request.getRequester()),
        Times.partial(
                request.hasAuthoredOn() ? request.getAuthoredOnElement() : null,
                path + ".authoredOn",
                in.issues())
            .orElse(null),
        ProblemFhir.read(request.getReasonReference(), request.getReasonCode(), request, in),
        phase(),
        plan.map(p -> SeriesPlanFhir.series(series, p, request, in)).orElse(series),
        product.drug(),
        perKg,
        dose,
        weight.value(),
        product.diluent(),
        product.volume(),
        DosageFhir.readDuration(dosage, path + ".dosageInstruction[0]", in),
        rates(),
        first(rates("max-rate", "mL/h")),
        bolus(),
        adjuncts(),
        Codings.read(dosage.getRoute()).orElse(null),
        InstructionFhir.text(dosage, InstructionFhir.Kind.NOTHING_BY_MOUTH, in.base()),
        InstructionFhir.texts(dosage, InstructionFhir.Kind.HOLD_MEDICATION, in.base()),
        InstructionFhir.text(dosage, InstructionFhir.Kind.MONITORING, in.base()),
        LimitsFhir.read(request, in),
        rideHome(),
        authorization(),
        MedicationRequestKinds.notes(request),
        RequestFhir.recordedAt(provenance, in),
        entry(RequestFhir.verifier(provenance, people)).orNull(),
        timing.ofSeries(),
        plan.map(p -> SeriesPlanFhir.read(p, in)).orElse(null),
        DosageFhir.readSupply(
                request,
                dosage,
                product.product(),
                product.number(),
                product.form(),
                prescription(),
                directions(product, perKg, dose, weight.value()),
                path,
                in)
            .orNull(),
        delivery(),
        instructions(),
        weight.at(),
        ratePerKg(),
        dosage.hasMaxDosePerAdministration()
            ? quantity(dosage.getMaxDosePerAdministration(), "mg")
            : null,
        perDay(),
        findings(),
        reviews(),
        doseRate(),
        weight.weighing());
  }

  private @Nullable Clinician clinician(org.hl7.fhir.r4.model.Reference reference) {
    return people.clinician(reference, request).orElse(null);
  }

  private org.luer.mappings.core.@Nullable Quantity quantity(@Nullable Type value, String unit) {
    return value instanceof Quantity quantity
        ? Quantities.read(quantity, unit, path + ".dosageInstruction", in.issues()).orElse(null)
        : null;
  }

  private static boolean measures(@Nullable Type value, String unit) {
    return value instanceof Quantity quantity
        && Systems.UCUM.equals(quantity.getSystem())
        && quantity.hasCode()
        && org.luer.mappings.hl7v2.Units.convert(java.math.BigDecimal.ONE, quantity.getCode(), unit)
            .isPresent();
  }

  /** The dose in mg: as a line of the dosage, else as the content of the bag; both must agree. */
  private org.luer.mappings.core.@Nullable Quantity dose(ProductFhir.Product product) {
    var stated = new ArrayList<org.luer.mappings.core.Quantity>();
    for (var line : dosage.getDoseAndRate()) {
      if (!own(line, "bolus") && measures(line.getDose(), "mg")) {
        Optional.ofNullable(quantity(line.getDose(), "mg")).ifPresent(stated::add);
      } else if (line.hasDoseQuantity() && !measures(line.getDose(), "mg/kg")) {
        warn(".dosageInstruction.doseAndRate.dose", "is no dose that can be read: held for review");
        review.add(Review.UNIT);
      }
    }
    if (product.dose() != null) {
      stated.add(product.dose());
    }
    var first = first(stated);
    if (first != null
        && stated.stream().anyMatch(d -> !DoseArithmetic.sameDose(first.value(), d.value()))) {
      review.add(Review.DOSE_STATEMENTS);
    }
    return first;
  }

  private void warn(String at, String text) {
    in.issues().warning(IssueCode.UNIT_UNKNOWN, path + at, text);
  }

  private org.luer.mappings.core.@Nullable Quantity perKg() {
    for (var line : dosage.getDoseAndRate()) {
      if (measures(line.getDose(), "mg/kg")) {
        return quantity(line.getDose(), "mg/kg");
      }
    }
    return null;
  }

  private org.luer.mappings.core.@Nullable Quantity ratePerKg() {
    for (var line : dosage.getDoseAndRate()) {
      if (measures(line.getRate(), "mg/kg/h")) {
        return quantity(line.getRate(), "mg/kg/h");
      }
    }
    return null;
  }

  /** Mass of the drug per time, in the unit of the orderer. */
  private org.luer.mappings.core.@Nullable Quantity doseRate() {
    for (var line : dosage.getDoseAndRate()) {
      if (measures(line.getRate(), "mg/h")) {
        return quantity(line.getRate(), ((Quantity) line.getRate()).getCode());
      }
    }
    return null;
  }

  private boolean own(Dosage.DosageDoseAndRateComponent line, String code) {
    return line.getType().hasCoding(Systems.own(in.base(), InfusionRequestFhir.DOSE_TYPE), code);
  }

  /** Rates of the pump: those of our type, else every rate that is one of volume. */
  private List<org.luer.mappings.core.Quantity> rates() {
    var own = rates("pump-rate", "mL/h");
    if (!own.isEmpty()) {
      return own;
    }
    var others = new ArrayList<org.luer.mappings.core.Quantity>();
    for (var line : dosage.getDoseAndRate()) {
      if (!own(line, "max-rate") && measures(line.getRate(), "mL/h")) {
        Optional.ofNullable(quantity(line.getRate(), "mL/h")).ifPresent(others::add);
      }
    }
    return others;
  }

  private List<org.luer.mappings.core.Quantity> rates(String type, String unit) {
    var rates = new ArrayList<org.luer.mappings.core.Quantity>();
    for (var line : dosage.getDoseAndRate()) {
      if (own(line, type)) {
        Optional.ofNullable(quantity(line.getRate(), unit)).ifPresent(rates::add);
      }
    }
    return rates;
  }

  private static <T> @Nullable T first(List<T> list) {
    return list.isEmpty() ? null : list.get(0);
  }

  private org.luer.mappings.core.@Nullable Quantity bolus() {
    for (var one : request.getDosageInstruction()) {
      for (var line : one.getDoseAndRate()) {
        if (own(line, "bolus")) {
          return quantity(line.getDose(), "mg");
        }
      }
    }
    return null;
  }

  /** How it is given; what is the most in a day is the order's own. */
  private @Nullable Delivery delivery() {
    var delivery = DosageFhir.readDelivery(dosage, in.base());
    return delivery != null && perOneDay() ? delivery.unlimited() : delivery;
  }

  private boolean perOneDay() {
    var period = dosage.getMaxDosePerPeriod().getDenominator();
    return "d".equals(period.getCode())
        && period.hasValue()
        && period.getValue().compareTo(java.math.BigDecimal.ONE) == 0;
  }

  private org.luer.mappings.core.@Nullable Quantity perDay() {
    if (!dosage.hasMaxDosePerPeriod()) {
      return null;
    }
    Ratio ratio = dosage.getMaxDosePerPeriod();
    if (!perOneDay()) {
      warn(".dosageInstruction.maxDosePerPeriod", "is not per day: held for review");
      review.add(Review.UNIT);
      return null;
    }
    return quantity(ratio.getNumerator(), "mg");
  }

  private record Weight(
      org.luer.mappings.core.@Nullable Quantity value,
      java.time.@Nullable OffsetDateTime at,
      @Nullable Weighing weighing) {}

  private Weight weight() {
    for (var observation : supporting()) {
      if (FindingFhir.isWeight(observation)) {
        var at =
            observation.getEffective() instanceof DateTimeType time && time.hasValue()
                ? Times.read(time, in.path(observation) + ".effectiveDateTime", in.issues())
                    .orElse(null)
                : null;
        var value =
            observation.hasValueQuantity()
                ? Quantities.read(
                        observation.getValueQuantity(),
                        "kg",
                        in.path(observation) + ".valueQuantity",
                        in.issues())
                    .orElse(null)
                : null;
        return new Weight(value, at, weighing(observation));
      }
    }
    return new Weight(null, null, null);
  }

  private @Nullable Weighing weighing(Observation observation) {
    var own = Systems.sid(in.base(), "observation");
    var number = Identifiers.others(observation.getIdentifier(), own, in.dialect()).findFirst();
    return new Weighing(
            number.orElse(null),
            Times.read(
                    observation.hasIssued() ? observation.getIssuedElement() : null,
                    in.path(observation) + ".issued",
                    in.issues())
                .orElse(null),
            people.clinician(observation.getPerformerFirstRep(), observation).orElse(null))
        .orNull();
  }

  private List<Observation> supporting() {
    return request.getSupportingInformation().stream()
        .flatMap(r -> in.resolve(r, request, Observation.class).stream())
        .toList();
  }

  private List<OrderFinding> findings() {
    return supporting().stream()
        .filter(o -> !FindingFhir.isWeight(o))
        .flatMap(o -> FindingFhir.fromFhir(o, in, people).stream())
        .toList();
  }

  /** What an order from outside has to say (reference/fhir.md 1.12). */
  private void missing(
      String id,
      org.luer.mappings.core.@Nullable Quantity dose,
      org.luer.mappings.core.@Nullable Quantity perKg,
      org.luer.mappings.core.@Nullable Quantity weight) {
    var own = Systems.sid(in.base(), InfusionRequestFhir.SID);
    if (Identifiers.value(request.getIdentifier(), own).filter(id::equals).isPresent()) {
      return;
    }
    if (dose == null && perKg == null) {
      review.add(Review.DOSE_MISSING);
    }
    if (dose == null && perKg != null && weight == null) {
      review.add(Review.WEIGHT_MISSING);
    }
  }

  private InfusionOrder.@Nullable Phase phase() {
    var code =
        Codings.codeIn(
                request.getCourseOfTherapyType(), Systems.own(in.base(), InfusionRequestFhir.PHASE))
            .orElse(null);
    return Enums.read(InfusionOrder.Phase.values(), InfusionOrder.Phase::code, code).orElse(null);
  }

  private @Nullable Series series(OrderTiming timing) {
    var series =
        new Series(
            dosage.hasSequence() ? dosage.getSequence() : null,
            timing.occurrences(),
            dosage.getTiming().getCode().getText());
    return series.equals(new Series(null, null, null)) ? null : series;
  }

  private List<OrderedAdjunct> adjuncts() {
    return in.all(MedicationRequest.class).stream()
        .filter(r -> r != request && MedicationRequestKinds.isBasedOn(r, request, in))
        .sorted(
            Comparator.comparing(r -> r.getIdentifierFirstRep().getValue() == null ? "" : key(r)))
        .flatMap(r -> adjunct(r).stream())
        .toList();
  }

  /** Adjuncts in their order: the number at the end counts. */
  private static String key(MedicationRequest request) {
    var value = request.getIdentifierFirstRep().getValue();
    var digits = value.substring(value.lastIndexOf('-') + 1);
    return digits.length() < 4 ? "0000".substring(digits.length()) + digits : digits;
  }

  private Optional<OrderedAdjunct> adjunct(MedicationRequest other) {
    var drug =
        other.getMedication() instanceof CodeableConcept concept
            ? Codings.read(concept)
            : Optional.ofNullable(ProductFhir.read(other, in).drug()).map(d -> d.code());
    var line = other.getDosageInstructionFirstRep();
    var dose = line.getDoseAndRateFirstRep().getDose();
    return drug.map(
        d ->
            new OrderedAdjunct(
                d,
                dose instanceof Quantity q
                    ? Quantities.read(q, in.path(other) + ".dosageInstruction", in.issues())
                        .orElse(null)
                    : null,
                Codings.read(line.getRoute()).orElse(null),
                line.getAsNeeded() instanceof BooleanType needed && needed.booleanValue(),
                other.getReasonCodeFirstRep().getText()));
  }

  private @Nullable Boolean rideHome() {
    if (InstructionFhir.has(dosage, InstructionFhir.Kind.RIDE_HOME, in.base())) {
      return Boolean.TRUE;
    }
    return InstructionFhir.has(dosage, InstructionFhir.Kind.NO_RIDE_HOME, in.base())
        ? Boolean.FALSE
        : null;
  }

  private @Nullable String authorization() {
    var system = Systems.sid(in.base(), "authorization");
    return request.getInsurance().stream()
        .filter(i -> system.equals(i.getIdentifier().getSystem()))
        .map(i -> i.getIdentifier().getValue())
        .findFirst()
        .orElse(null);
  }

  private @Nullable String prescription() {
    return Identifiers.value(request.getIdentifier(), Systems.sid(in.base(), "prescription"))
        .orElse(null);
  }

  private OrderEntry entry(@Nullable Clinician verifier) {
    var visit = RequestFhir.visit(request.getEncounter(), request, people, in);
    return new OrderEntry(
        request.hasRecorder() ? clinician(request.getRecorder()) : null,
        verifier,
        MedicationRequestKinds.setting(request),
        Codings.read(request.getStatusReason()).orElse(null),
        request.hasPriorPrescription()
            ? RequestFhir.named(request.getPriorPrescription(), in)
            : null,
        parent(),
        visit.visit(),
        visit.staff(),
        visit.department(),
        MedicationRequestKinds.categories(request),
        MedicationRequestKinds.therapy(request, in.base()),
        visit.outside());
  }

  private @Nullable Identifier parent() {
    return request.getBasedOn().stream()
        .filter(r -> "MedicationRequest".equals(r.getType()))
        .map(r -> RequestFhir.named(r, in))
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Instructions without a kind. */
  private List<String> instructions() {
    return InstructionFhir.others(dosage, in.base());
  }

  /** The sentence of the orderer, which may say more; one that only repeats the order is ours. */
  private @Nullable String directions(
      ProductFhir.Product product,
      org.luer.mappings.core.@Nullable Quantity perKg,
      org.luer.mappings.core.@Nullable Quantity dose,
      org.luer.mappings.core.@Nullable Quantity weight) {
    var ours =
        InfusionRequestFhir.sentence(
            product.drug(),
            perKg,
            dose,
            weight,
            product.volume(),
            DosageFhir.readDuration(dosage, path + ".dosageInstruction[0]", in),
            rates());
    return dosage.hasText() && !dosage.getText().equals(ours) ? dosage.getText() : null;
  }

  private List<Review> reviews() {
    review.addAll(MedicationRequestKinds.review(request, in));
    return review.stream().distinct().toList();
  }

  /** The contained issues of an order. */
  static List<DetectedIssue> issues(MedicationRequest request, BundleReader in) {
    return request.getDetectedIssue().stream()
        .flatMap(r -> in.resolve(r, request, DetectedIssue.class).stream())
        .toList();
  }
}
