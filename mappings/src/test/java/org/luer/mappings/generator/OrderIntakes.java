package org.luer.mappings.generator;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.medication.DosageStep;
import org.luer.mappings.concept.medication.Ingredient;
import org.luer.mappings.concept.medication.Medication;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.concept.order.Delivery;
import org.luer.mappings.concept.order.HoldParameter;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.OrderFinding;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.OrderedAdjunct;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.PlannedInfusion;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.order.SeriesPlan;
import org.luer.mappings.concept.order.Supply;
import org.luer.mappings.concept.order.Weighing;
import org.luer.mappings.concept.serviceorder.Performance;
import org.luer.mappings.concept.serviceorder.ServiceOrder;
import org.luer.mappings.concept.specimen.Specimen;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.orderintake.OrderIntake;

/**
 * Arbitrary valid orders of every kind, much wilder than real ones: delimiters and line breaks in
 * text, any scale, empty lists, every status.
 */
public final class OrderIntakes {
  private static final Coded MEDICINE = Coded.of(Systems.V2 + "0069", "MED", null);
  private static final String THERAPY =
      "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy";
  private static final List<String> PATTERNS = List.of("Q1J2", "Q1J5", "TID", "Q8H");

  private static final String SUBSTITUTION =
      "http://terminology.hl7.org/CodeSystem/v3-substanceAdminSubstitution";
  private final Wild wild;
  private final WildPeople people;

  private OrderIntakes(Wild wild) {
    this.wild = wild;
    this.people = new WildPeople(wild);
  }

  /** Any valid order; shrinks towards fewer optional parts. */
  public static Arbitrary<OrderIntake> any() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as(OrderIntakes::of);
  }

  /**
   * One order.
   *
   * @param density how likely each optional part is, in percent
   */
  public static OrderIntake of(long seed, int density) {
    var wild = new Wild(new SplittableRandom(seed), density);
    return new OrderIntakes(wild).order(wild.below(3));
  }

  /** One order of a kind: 0 infusion, 1 medication, 2 service. */
  public static OrderIntake of(long seed, int density, int kind) {
    return new OrderIntakes(new Wild(new SplittableRandom(seed), density)).order(kind);
  }

  private OrderIntake order(int kind) {
    var clinic = people.clinic();
    var patient = people.patient();
    PlacedOrder order =
        switch (kind) {
          case 0 -> infusion(patient.id());
          case 1 -> medication(patient.id());
          default -> service(patient.id());
        };
    return new OrderIntake(clinic, patient, List.of(), order, null);
  }

  private OrderEntry entry(boolean drug) {
    var entered = wild.maybe(people::someone);
    var verified = wild.maybe(people::someone);
    var setting = wild.maybe(() -> wild.pick(OrderEntry.Setting.values()));
    var reason = wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "182856006"));
    var replaces = wild.maybe(() -> wild.identifier("PLAC"));
    var parent = wild.maybe(() -> wild.identifier("PLAC"));
    var visit = wild.maybe(this::visit);
    var staff = staff();
    var department = wild.maybe(() -> wild.coded("urn:hl7v2:default:99RGHDEPT", "RGHPSY"));
    return new OrderEntry(
        entered,
        verified,
        setting,
        reason,
        replaces,
        parent,
        // an Encounter has one place for the department and the hospital service
        visit == null || department != null ? visit : visit.withService(MEDICINE),
        staff,
        department,
        wild.list(1, () -> wild.coded(Systems.SNOMED_CT, "373873005")),
        drug ? wild.maybe(() -> wild.coded(THERAPY, "acute")) : null);
  }

  private List<StaffMember> staff() {
    var staff = new ArrayList<StaffMember>();
    if (wild.chance()) {
      staff.add(new StaffMember(StaffMember.Role.ATTENDING, people.someone()));
    }
    if (wild.chance()) {
      staff.add(new StaffMember(StaffMember.Role.REFERRER, people.someone()));
    }
    return staff;
  }

  private Visit visit() {
    var arrived = wild.maybe(wild::time);
    return new Visit(
        wild.identifier("VN"),
        wild.maybe(() -> wild.identifier("AN")),
        wild.maybe(() -> wild.pick(Visit.PatientClass.values())),
        wild.maybe(() -> new Place(wild.text(), null, null, null)),
        arrived,
        arrived == null ? null : wild.maybe(() -> wild.after(arrived)));
  }

  private OrderTiming timing(boolean counted) {
    var start = wild.maybe(wild::time);
    var day = wild.chance();
    return new OrderTiming(
        start == null ? null : moment(start, day),
        start == null ? null : wild.maybe(() -> moment(wild.after(start), day)),
        wild.list(
            2, () -> new Coding(Systems.V2 + "0335", wild.pick(PATTERNS), wild.maybe(wild::text))),
        counted ? wild.maybe(() -> 1 + wild.below(20)) : null,
        wild.maybe(() -> wild.quantity(wild.pick(List.of("d", "wk")))),
        wild.maybe(wild::text),
        wild.maybe(wild::text),
        wild.maybe(() -> 1 + wild.below(4)),
        wild.maybe(() -> positive(wild.pick(List.of("h", "d", "wk", "mo")))),
        counted ? wild.maybe(wild::text) : null);
  }

  private static PartialTime moment(OffsetDateTime time, boolean day) {
    var moment = PartialTime.of(time);
    return day ? PartialTime.of(moment.date()) : moment;
  }

  private Weighing weighing() {
    return new Weighing(
        wild.maybe(() -> wild.identifier("OBS")),
        wild.maybe(wild::time),
        wild.maybe(people::someone));
  }

  private Supply supply(boolean product, boolean infusion) {
    var substitution = wild.maybe(() -> "N");
    var yes = substitution == null ? wild.maybe(wild::flip) : null;
    return new Supply(
        product ? wild.maybe(() -> wild.coded("urn:hl7v2:default:99RGHRX", "KET35")) : null,
        infusion ? wild.maybe(() -> wild.identifier("BAG")) : null,
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "385219001")),
        substitution,
        wild.maybe(() -> "III"),
        wild.maybe(() -> "RX" + wild.next()),
        null,
        wild.maybe(this::amount),
        wild.maybe(() -> wild.below(5)),
        wild.maybe(() -> PartialTime.of("2026-10-01")),
        wild.maybe(() -> PartialTime.of("2026-12-31T23:59:59-06:00")),
        infusion ? wild.maybe(wild::text) : null,
        wild.list(2, wild::text),
        yes,
        substitution == null && yes == null
            ? wild.maybe(() -> wild.coded(SUBSTITUTION, "G"))
            : null,
        wild.maybe(wild::text),
        wild.maybe(wild::text));
  }

  private Amount amount() {
    return new Amount(wild.number(), unit());
  }

  private Coded unit() {
    return wild.flip()
        ? Coded.of(Systems.UCUM, wild.pick(List.of("mg", "mL", "g")), wild.maybe(wild::text))
        : Coded.of("urn:hl7v2:default:99RGHUOM", "BAG", wild.text());
  }

  private Delivery delivery() {
    return new Delivery(
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "128553008")),
        wild.maybe(() -> wild.coded(Systems.V2 + "0164", "IVP")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "14152002")));
  }

  private OrderFinding finding() {
    var which = wild.below(3);
    return new OrderFinding(
        Coded.of(Systems.LOINC, "44261-6", wild.maybe(wild::text)),
        which == 0 ? wild.number() : null,
        which == 0 ? wild.maybe(() -> Coded.of(Systems.UCUM, "{score}", wild.text())) : null,
        which == 1 ? wild.text() : null,
        which == 2 ? wild.coded(Systems.SNOMED_CT, "373066001") : null,
        wild.maybe(() -> "H"),
        wild.maybe(() -> "0-4"),
        wild.maybe(wild::partial));
  }

  private Series series(@Nullable SeriesPlan plan) {
    var of = plan == null ? null : plan.infusions().size();
    return new Series(
        wild.maybe(() -> 1 + wild.below(6)),
        of != null && of > 0 ? of : Integer.valueOf(1 + wild.below(9)),
        wild.maybe(wild::text));
  }

  private SeriesPlan plan() {
    var infusions = new ArrayList<PlannedInfusion>();
    for (int i = 1; i <= 1 + wild.below(4); i++) {
      infusions.add(
          new PlannedInfusion(
              i,
              wild.maybe(() -> wild.pick(PlannedInfusion.State.values())),
              wild.maybe(wild::date)));
    }
    return new SeriesPlan(
        wild.maybe(wild::text),
        wild.maybe(wild::text),
        wild.maybe(wild::date),
        wild.maybe(wild::date),
        wild.partial(),
        infusions,
        wild.maybe(() -> wild.identifier("PLAN")),
        wild.list(2, wild::text));
  }

  private InfusionOrder infusion(String patientId) {
    var plan = wild.maybe(this::plan);
    var volume = wild.maybe(() -> wild.quantity("mL"));
    return new InfusionOrder(
        wild.id(),
        patientId,
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        wild.maybe(() -> wild.identifier("PGN")),
        wild.pick(InfusionOrder.Status.values()),
        wild.maybe(() -> wild.pick(InfusionOrder.Priority.values())),
        wild.maybe(people::someone),
        wild.partial(),
        indications(),
        wild.maybe(() -> wild.pick(InfusionOrder.Phase.values())),
        plan != null ? series(plan) : wild.maybe(() -> series(null)),
        wild.maybe(() -> new WildSession(wild, people).drug()),
        wild.maybe(() -> wild.quantity("mg/kg")),
        wild.maybe(() -> wild.quantity("mg")),
        wild.maybe(() -> wild.quantity("kg")),
        wild.maybe(() -> wild.coded(Systems.RXNORM, "313002")),
        volume,
        wild.maybe(() -> positive("min")),
        wild.list(2, () -> wild.quantity("mL/h")),
        wild.maybe(() -> wild.quantity("mL/h")),
        wild.maybe(() -> wild.quantity("mg")),
        wild.list(2, this::adjunct),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "47625008")),
        wild.maybe(wild::text),
        wild.list(2, wild::text),
        wild.maybe(wild::text),
        limits(),
        wild.maybe(wild::flip),
        wild.maybe(() -> "PA-" + wild.next()),
        wild.list(2, wild::text),
        wild.maybe(wild::time),
        entry(true).orNull(),
        timing(false).orNull(),
        plan,
        supply(true, true).orNull(),
        delivery().orNull(),
        wild.list(2, wild::text),
        wild.maybe(wild::time),
        wild.maybe(() -> wild.quantity("mg/kg/h")),
        wild.maybe(() -> wild.quantity("mg")),
        wild.maybe(() -> wild.quantity("mg")),
        wild.list(2, this::finding),
        wild.list(1, () -> Review.SENDER),
        wild.maybe(() -> wild.quantity(wild.pick(List.of("mg/h", "mg/min")))),
        weighing().orNull());
  }

  private List<Coded> indications() {
    return wild.list(1, () -> wild.coded(Systems.ICD_10_CM, "F33.2"));
  }

  private Quantity positive(String unit) {
    return new Quantity(BigDecimal.valueOf(1 + wild.below(200), wild.below(2)), unit);
  }

  private OrderedAdjunct adjunct() {
    return new OrderedAdjunct(
        wild.coded(Systems.RXNORM, "7806"),
        wild.maybe(() -> wild.quantity("mg")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "26643006")),
        wild.flip(),
        wild.maybe(wild::text));
  }

  private List<HoldParameter> limits() {
    var limits = new ArrayList<HoldParameter>();
    for (var kind : List.of(VitalSign.Kind.SYSTOLIC, VitalSign.Kind.SPO2)) {
      if (wild.chance()) {
        var low = wild.maybe(wild::number);
        var above = wild.flip() ? BigDecimal.ZERO : wild.number();
        limits.add(
            new HoldParameter(kind, low, wild.maybe(() -> low == null ? above : low.add(above))));
      }
    }
    return limits;
  }

  private Medication medication(String patientId) {
    var dose = wild.maybe(this::amount);
    var strength = wild.maybe(this::amount);
    var timing = timing(true).orNull();
    return new Medication(
        wild.id(),
        patientId,
        wild.pick(Medication.Use.values()),
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        wild.maybe(() -> wild.identifier("PGN")),
        wild.pick(InfusionOrder.Status.values()),
        wild.maybe(() -> wild.pick(InfusionOrder.Priority.values())),
        wild.maybe(people::someone),
        wild.partial(),
        indications(),
        wild.coded(Systems.RXNORM, "308182"),
        wild.list(2, this::ingredient),
        dose,
        dose == null ? null : wild.maybe(() -> dose.value().add(BigDecimal.ONE)),
        strength,
        strength == null ? null : wild.maybe(this::amount),
        wild.maybe(this::amount),
        wild.maybe(() -> positive("min")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "26643006")),
        delivery().orNull(),
        timing,
        wild.maybe(wild::flip),
        supply(true, false).orNull(),
        wild.maybe(() -> first(timing)),
        wild.list(2, this::step),
        wild.list(2, wild::text),
        wild.list(2, this::finding),
        wild.list(2, wild::text),
        entry(true).orNull(),
        wild.list(1, () -> Review.UNIT),
        wild.maybe(wild::time));
  }

  private @Nullable DosageStep first(@Nullable OrderTiming timing) {
    var ends = timing != null && timing.endsAt() != null;
    return new DosageStep(
        null,
        null,
        null,
        null,
        null,
        ends ? null : wild.maybe(() -> wild.quantity("d")),
        List.of(wild.pick(List.of("MORN", "HS"))));
  }

  private DosageStep step() {
    return new DosageStep(
        wild.text(),
        wild.maybe(this::amount),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "26643006")),
        wild.maybe(() -> 1 + wild.below(4)),
        wild.maybe(() -> wild.quantity("h")),
        wild.maybe(() -> wild.quantity("d")),
        wild.list(2, () -> wild.pick(List.of("MORN", "HS"))).stream().distinct().toList());
  }

  private Ingredient ingredient() {
    var strength = wild.maybe(this::amount);
    return new Ingredient(
        wild.coded(Systems.RXNORM, "11124"),
        wild.flip(),
        wild.maybe(this::amount),
        strength,
        strength == null ? null : wild.maybe(this::amount));
  }

  private Performance performance() {
    return new Performance(
        wild.list(2, wild::text),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "66862007")),
        wild.list(2, () -> wild.coded(Systems.SNOMED_CT, "69536005")),
        wild.maybe(wild::text),
        wild.maybe(this::sample));
  }

  private Specimen sample() {
    var from = wild.time();
    return new Specimen(
        wild.maybe(() -> wild.specimenNumber()),
        wild.maybe(() -> wild.specimenNumber()),
        wild.coded(Systems.SNOMED_CT, "119364003"),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "82078001")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "368208006")),
        from,
        wild.maybe(() -> wild.after(from)),
        wild.maybe(wild::time),
        wild.list(2, () -> wild.coded(Systems.SNOMED_CT, "118729004")),
        wild.maybe(() -> wild.coded(Systems.V2 + "0369", "P")),
        wild.maybe(() -> wild.quantity("mL")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "412547000")),
        wild.maybe(wild::text),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "702281005")));
  }

  private ServiceOrder service(String patientId) {
    var timing = timing(true);
    var performance = performance().orNull();
    return new ServiceOrder(
        wild.id(),
        patientId,
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        wild.maybe(() -> new Identifier("G" + wild.next(), "PGNS", null, null, "NLKF")),
        wild.pick(ServiceOrder.Status.values()),
        wild.maybe(() -> wild.pick(InfusionOrder.Priority.values())),
        wild.maybe(people::someone),
        wild.partial(),
        wild.coded(Systems.CPT, "71046"),
        wild.maybe(() -> wild.pick(List.of("RAD", "LAB", "OTH"))),
        wild.maybe(() -> wild.coded(Systems.CPT, "71046")),
        wild.list(2, () -> wild.coded(Systems.CPT, "26")),
        wild.list(2, () -> wild.coded("urn:hl7v2:default:99LBHSUP", "SERIES6")),
        indications(),
        wild.maybe(wild::text),
        performance == null || performance.sample() == null
            ? wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "119297000"))
            : null,
        performance,
        new OrderTiming(
                timing.startsAt(),
                timing.endsAt(),
                timing.patterns(),
                timing.occurrences(),
                timing.endsAt() == null ? timing.course() : null,
                timing.condition(),
                timing.instruction(),
                timing.frequency(),
                timing.period(),
                timing.repeats())
            .orNull(),
        wild.list(2, this::finding),
        wild.list(2, wild::text),
        entry(false).orNull(),
        wild.maybe(wild::time));
  }
}
