package org.luer.mappings.concept.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;

/**
 * An order for an infusion or a series of infusions.
 *
 * @param id the clinic's order number
 * @param patientId the clinic's patient number
 * @param placerNumber number of the one who placed the order (HL7 v2 ORC-2)
 * @param fillerNumber number of the one who fills it (ORC-3)
 * @param groupNumber number of the whole series (ORC-4)
 * @param status life cycle
 * @param priority routine, urgent, asap or stat
 * @param orderer who ordered it
 * @param orderedAt when it was ordered
 * @param indications what it is for, main indication first (ICD-10-CM, SNOMED CT beside it)
 * @param phase induction, maintenance or single
 * @param series position in a series
 * @param drug what is infused
 * @param dosePerKg dose by weight, mg/kg
 * @param dose the dose, mg
 * @param dosingWeight weight that the dose was computed with, kg
 * @param diluent the base solution
 * @param volume volume of the bag, mL
 * @param duration planned duration, min
 * @param rates planned rates, mL/h, from the start
 * @param maxRate upper titration limit, mL/h
 * @param bolus bolus before the infusion, mg
 * @param adjuncts premedication and as-needed drugs
 * @param route route of the infusion, SNOMED CT
 * @param nothingByMouth fasting instruction
 * @param heldMedications medications to hold
 * @param monitoring monitoring plan
 * @param holdParameters limits outside which the infusion is held
 * @param rideHomeRequired whether a companion must take the patient home
 * @param authorizationNumber the insurer's prior-authorization number
 * @param notes further notes
 * @param recordedAt when this version was recorded
 * @param entry how the order came to be: who wrote and checked it, in which visit
 * @param timing when the infusions are to be given
 * @param plan the plan of the series
 * @param supply what the pharmacy makes and hands out
 * @param delivery site, device and method
 * @param instructions instructions to those who give it
 * @param dosingWeightAt when that weight was taken
 * @param ratePerKg planned rate by weight, mg/kg/h
 * @param maxDose most of the drug at once, mg
 * @param maxDosePerDay most of the drug in a day, mg
 * @param findings findings that the order rests on
 * @param review why a person must look at it first; what follows from the numbers of the order is
 *     added by the record itself
 * @param doseRate planned rate of the drug: mass per time, in the orderer's unit
 * @param weighing where the dosing weight comes from
 */
@JsonTypeName("InfusionOrder")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InfusionOrder(
    String id,
    String patientId,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    @Nullable Identifier groupNumber,
    Status status,
    @Nullable Priority priority,
    @Nullable Clinician orderer,
    @Nullable PartialTime orderedAt,
    List<Coded> indications,
    @Nullable Phase phase,
    @Nullable Series series,
    @Nullable Drug drug,
    @Nullable Quantity dosePerKg,
    @Nullable Quantity dose,
    @Nullable Quantity dosingWeight,
    @Nullable Coded diluent,
    @Nullable Quantity volume,
    @Nullable Quantity duration,
    List<Quantity> rates,
    @Nullable Quantity maxRate,
    @Nullable Quantity bolus,
    List<OrderedAdjunct> adjuncts,
    @Nullable Coded route,
    @Nullable String nothingByMouth,
    List<String> heldMedications,
    @Nullable String monitoring,
    List<HoldParameter> holdParameters,
    @Nullable Boolean rideHomeRequired,
    @Nullable String authorizationNumber,
    List<String> notes,
    @Nullable OffsetDateTime recordedAt,
    @Nullable OrderEntry entry,
    @Nullable OrderTiming timing,
    @Nullable SeriesPlan plan,
    @Nullable Supply supply,
    @Nullable Delivery delivery,
    List<String> instructions,
    @Nullable OffsetDateTime dosingWeightAt,
    @Nullable Quantity ratePerKg,
    @Nullable Quantity maxDose,
    @Nullable Quantity maxDosePerDay,
    List<OrderFinding> findings,
    List<Review> review,
    @Nullable Quantity doseRate,
    @Nullable Weighing weighing)
    implements PlacedOrder {

  /** Life cycle of an order (FHIR medicationrequest-status). */
  public enum Status {
    DRAFT,
    ACTIVE,
    ON_HOLD,
    COMPLETED,
    STOPPED,
    CANCELLED,
    ENTERED_IN_ERROR;

    /** The FHIR medicationrequest-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How soon (FHIR request-priority). */
  public enum Priority {
    ROUTINE,
    URGENT,
    ASAP,
    STAT;

    /** The FHIR request-priority code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Part of the treatment. */
  public enum Phase {
    INDUCTION,
    MAINTENANCE,
    SINGLE;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public InfusionOrder {
    indications = indications == null ? List.of() : List.copyOf(indications);
    rates = rates == null ? List.of() : List.copyOf(rates);
    adjuncts = adjuncts == null ? List.of() : List.copyOf(adjuncts);
    heldMedications = heldMedications == null ? List.of() : List.copyOf(heldMedications);
    holdParameters = holdParameters == null ? List.of() : List.copyOf(holdParameters);
    notes = notes == null ? List.of() : List.copyOf(notes);
    instructions = instructions == null ? List.of() : List.copyOf(instructions);
    findings = findings == null ? List.of() : List.copyOf(findings);
    var limits = new DoseArithmetic.Limits(maxRate, maxDose, maxDosePerDay);
    review =
        Reviews.of(
            review,
            DoseArithmetic.check(
                dosePerKg, ratePerKg, dose, dosingWeight, volume, duration, rates, limits));
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.each(issues, "/indications", indications, Coded::check);
    Check.optional(issues, "/orderer", orderer, Clinician::check);
    Check.optional(issues, "/drug", drug, Drug::check);
    quantity(issues, "/dosePerKg", dosePerKg, "mg/kg");
    quantity(issues, "/dose", dose, "mg");
    quantity(issues, "/dosingWeight", dosingWeight, "kg");
    quantity(issues, "/volume", volume, "mL");
    quantity(issues, "/duration", duration, "min");
    quantity(issues, "/maxRate", maxRate, "mL/h");
    quantity(issues, "/bolus", bolus, "mg");
    Check.each(issues, "/rates", rates, (q, i, p) -> q.check(i, p, "mL/h"));
    Check.each(issues, "/adjuncts", adjuncts, OrderedAdjunct::check);
    Check.each(issues, "/holdParameters", holdParameters, HoldParameter::check);
    Check.optional(issues, "/route", route, Coded::check);
    quantity(issues, "/ratePerKg", ratePerKg, "mg/kg/h");
    quantity(issues, "/maxDose", maxDose, "mg");
    quantity(issues, "/maxDosePerDay", maxDosePerDay, "mg");
    if (doseRate != null && !doseRate.unit().matches("[mukn]?g/(h|min|s|d)")) {
      issues.error(IssueCode.VALUE, "/doseRate/unit", "must be a mass per time");
    }
    Check.optional(issues, "/weighing", weighing, Weighing::check);
    Check.optional(issues, "/diluent", diluent, Coded::check);
    Check.optional(issues, "/entry", entry, OrderEntry::check);
    Check.optional(issues, "/timing", timing, OrderTiming::check);
    if (timing != null && timing.occurrences() != null) {
      issues.error(
          IssueCode.CONFLICT, "/timing/occurrences", "stands in series/of of an infusion order");
    }
    if (timing != null && timing.repeats() != null) {
      issues.error(
          IssueCode.CONFLICT, "/timing/repeats", "stands in series/interval of an infusion order");
    }
    Check.optional(issues, "/supply", supply, Supply::check);
    Check.optional(issues, "/delivery", delivery, Delivery::check);
    Check.each(issues, "/findings", findings, OrderFinding::check);
    if (plan != null) {
      plan.check(issues, "/plan", series);
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("InfusionOrder", issues.list());
    }
  }

  /**
   * An order of which only its identity is known: who asked for it, when, why, and for which drug.
   */
  public static InfusionOrder identified(
      String id,
      String patientId,
      @Nullable Identifier placer,
      @Nullable Identifier filler,
      @Nullable Identifier group,
      Status status,
      @Nullable Clinician orderer,
      @Nullable PartialTime orderedAt,
      List<Coded> indications,
      @Nullable Series series,
      @Nullable Drug drug) {
    return new InfusionOrder(
        id,
        patientId,
        placer,
        filler,
        group,
        status,
        null,
        orderer,
        orderedAt,
        indications,
        null,
        series,
        drug,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        List.of(),
        null,
        null,
        List.of(),
        null,
        List.of(),
        null,
        null,
        List.of(),
        null);
  }

  /** An order with a plain plan: without what other houses add to one. */
  public InfusionOrder(
      String id,
      String patientId,
      @Nullable Identifier placerNumber,
      @Nullable Identifier fillerNumber,
      @Nullable Identifier groupNumber,
      Status status,
      @Nullable Priority priority,
      @Nullable Clinician orderer,
      @Nullable PartialTime orderedAt,
      List<Coded> indications,
      @Nullable Phase phase,
      @Nullable Series series,
      @Nullable Drug drug,
      @Nullable Quantity dosePerKg,
      @Nullable Quantity dose,
      @Nullable Quantity dosingWeight,
      @Nullable Coded diluent,
      @Nullable Quantity volume,
      @Nullable Quantity duration,
      List<Quantity> rates,
      @Nullable Quantity maxRate,
      @Nullable Quantity bolus,
      List<OrderedAdjunct> adjuncts,
      @Nullable Coded route,
      @Nullable String nothingByMouth,
      List<String> heldMedications,
      @Nullable String monitoring,
      List<HoldParameter> holdParameters,
      @Nullable Boolean rideHomeRequired,
      @Nullable String authorizationNumber,
      List<String> notes,
      @Nullable OffsetDateTime recordedAt) {
    this(
        id,
        patientId,
        placerNumber,
        fillerNumber,
        groupNumber,
        status,
        priority,
        orderer,
        orderedAt,
        indications,
        phase,
        series,
        drug,
        dosePerKg,
        dose,
        dosingWeight,
        diluent,
        volume,
        duration,
        rates,
        maxRate,
        bolus,
        adjuncts,
        route,
        nothingByMouth,
        heldMedications,
        monitoring,
        holdParameters,
        rideHomeRequired,
        authorizationNumber,
        notes,
        recordedAt,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null);
  }

  /** This order without its plan. */
  public InfusionOrder identity() {
    return identified(
        id,
        patientId,
        placerNumber,
        fillerNumber,
        groupNumber,
        status,
        orderer,
        orderedAt,
        indications,
        series,
        drug);
  }

  private static void quantity(
      Issues issues, String path, @Nullable Quantity quantity, String unit) {
    Check.optional(issues, path, quantity, (q, i, p) -> q.check(i, p, unit));
  }

  @Override
  public String statusCode() {
    return status.code();
  }
}
