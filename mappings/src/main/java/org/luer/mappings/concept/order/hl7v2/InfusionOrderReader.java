package org.luer.mappings.concept.order.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.order.HoldParameter;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.OrderedAdjunct;
import org.luer.mappings.concept.order.PlannedInfusion;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.order.SeriesPlan;
import org.luer.mappings.concept.order.Weighing;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;

/** Reads an {@link InfusionOrder}; the counterpart of {@link InfusionOrderHl7v2}. */
public final class InfusionOrderReader {
  /** Ketamine as ingredient and as solution (reference/codes.md 5.1). */
  private static final Set<String> KETAMINE = Set.of("6130", "238082", "238083", "238084");

  private static final Pattern NAMED = Pattern.compile("\\bketamine\\b");
  private static final Set<String> INTRAVENOUS = Set.of("47625008", "IV", "IVPB", "IVINF");

  private final OrderGroup group;
  private final OrderHead head;
  private final Found plan;

  private InfusionOrderReader(OrderGroup group, OrderHead head) {
    this.group = group;
    this.head = head;
    this.plan = group.plan();
  }

  /** Whether these are what an infusion clinic gives: ketamine, into a vein. */
  public static boolean isInfusion(
      @Nullable Drug drug, @Nullable Coded product, @Nullable Coded route) {
    var ketamine =
        Stream.of(Optional.ofNullable(drug).map(Drug::code), Optional.ofNullable(product))
            .flatMap(Optional::stream)
            .anyMatch(InfusionOrderReader::isKetamine);
    return ketamine && (route == null || isIntravenous(route));
  }

  private static boolean isKetamine(Coded coded) {
    var text = coded.text() == null ? "" : coded.text().toLowerCase(Locale.ROOT);
    return coded.codeIn(Systems.RXNORM).filter(KETAMINE::contains).isPresent()
        || NAMED.matcher(text).find();
  }

  private static boolean isIntravenous(Coded route) {
    var text = route.text() == null ? "" : route.text().toLowerCase(Locale.ROOT);
    return route.codings().stream().anyMatch(c -> INTRAVENOUS.contains(c.code()))
        || text.contains("intravenous")
        || text.equals("iv");
  }

  /** Whether the group orders an infusion of the clinic. */
  public static boolean claims(OrderGroup group) {
    var kind = group.plan().code("ORD-KIND");
    if (kind != null) {
      return kind.equals("InfusionOrder");
    }
    var mixture = new Mixture(group);
    return isInfusion(mixture.drug(), mixture.product(), DrugFieldsHl7v2.readRoute(group));
  }

  /** Reads the order. */
  public static Optional<InfusionOrder> read(OrderGroup group, OrderHead head, String patientId) {
    try {
      return Optional.of(new InfusionOrderReader(group, head).order(patientId));
    } catch (InvalidRecordException invalid) {
      var path = group.named("ORC").isEmpty() ? "ORC[1]" : group.named("ORC").get(0).path();
      invalid.issues().forEach(i -> group.reading().issues().error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private InfusionOrder order(String patientId) {
    var mixture = new Mixture(group);
    var dose = DoseStatements.of(group, mixture.masses(), mixture.volume());
    var perKg = dosePerKg(dose);
    var weight = plan.quantity("ORD-WEIGHT", "kg");
    var bag = plan.quantity("ORD-VOLUME", "mL");
    var when = head.when();
    var duration = dose.duration(when.duration());
    missing(dose.dose(), perKg, weight);
    return new InfusionOrder(
        head.id(),
        patientId,
        head.placer(),
        head.filler(),
        head.group(),
        status(),
        when.priority(),
        head.orderer(),
        head.orderedAt(),
        head.indications(),
        phase(),
        series(when.timing()),
        mixture.drug(),
        perKg,
        dose.dose(),
        weight,
        mixture.diluent(),
        bag == null ? dose.volume() : bag,
        duration,
        rates(dose.rate()),
        plan.quantity("ORD-RATE-MAX", "mL/h"),
        plan.quantity("ORD-BOLUS", "mg"),
        adjuncts(),
        DrugFieldsHl7v2.readRoute(group),
        plan.text("ORD-NPO"),
        plan.texts("ORD-HOLD-MED"),
        plan.text("ORD-MONITOR"),
        limits(),
        plan.bool("ORD-RIDE"),
        plan.text("ORD-AUTH"),
        head.notes(),
        head.recordedAt(),
        head.entry().orNull(),
        when.timing().ofSeries(),
        plan(),
        DrugFieldsHl7v2.readSupply(group, mixture.product()).orNull(),
        DrugFieldsHl7v2.readDelivery(group),
        DrugFieldsHl7v2.readInstructions(group),
        weighedAt(),
        ratePerKg(dose),
        plan.quantity("ORD-DOSE-MAX", "mg"),
        plan.quantity("ORD-DOSE-DAY", "mg"),
        head.findings(),
        DrugFieldsHl7v2.readReview(group),
        doseRate(dose),
        weighing());
  }

  private InfusionOrder.Status status() {
    for (var status : InfusionOrder.Status.values()) {
      if (status.code().equals(head.status())) {
        return status;
      }
    }
    return InfusionOrder.Status.CANCELLED; // the only other code is revoked
  }

  private void missing(
      @Nullable Quantity dose, @Nullable Quantity perKg, @Nullable Quantity weight) {
    var content = group.first("RXE") != null || group.first("RXO") != null;
    if (group.ours() || !content || head.control().status().isPresent()) {
      return;
    }
    if (dose == null && perKg == null) {
      group.review(Review.DOSE_MISSING);
    }
    if (dose == null && perKg != null && weight == null) {
      group.review(Review.WEIGHT_MISSING);
    }
  }

  /** Its own statement, or the only finding that is a dose by body weight. */
  private @Nullable Quantity dosePerKg(DoseStatements dose) {
    var own = plan.quantity("ORD-DOSE-KG", "mg/kg");
    if (own != null || dose.dosePerKg() != null) {
      return own == null ? dose.dosePerKg() : own;
    }
    var found =
        head.findings().stream()
            .filter(f -> f.number() != null)
            .filter(f -> AmountHl7v2.ucum(f.unit()).filter("mg/kg"::equals).isPresent())
            .toList();
    var number = found.size() == 1 ? found.get(0).number() : null;
    return number == null ? null : new Quantity(number, "mg/kg");
  }

  private @Nullable Quantity ratePerKg(DoseStatements dose) {
    var own = plan.quantity("ORD-RATE-KG", "mg/kg/h");
    return own == null ? dose.ratePerKg() : own;
  }

  private @Nullable Quantity doseRate(DoseStatements dose) {
    var own = plan.has("ORD-DOSE-RATE") ? plan.quantity("ORD-DOSE-RATE") : null;
    return own == null ? dose.doseRate() : own;
  }

  private @Nullable Identifier number(String code) {
    var obx = plan.first(code);
    return obx == null ? null : Numbers.readCx(obx.value(), group.reading().dialect()).orElse(null);
  }

  private @Nullable Weighing weighing() {
    return new Weighing(
            number("ORD-WEIGHT-NO"),
            plan.time("ORD-WEIGHT-AT"),
            ClinicianRowsHl7v2.read(plan, "ORD-WEIGHT-BY").orElse(null))
        .orNull();
  }

  private java.time.@Nullable OffsetDateTime weighedAt() {
    var obx = plan.first("ORD-WEIGHT");
    return obx == null || !obx.segment().has(14)
        ? plan.time("ORD-WEIGHED")
        : group.reading().times().instant(obx.segment(), 14);
  }

  private InfusionOrder.@Nullable Phase phase() {
    var code = plan.code("ORD-PHASE");
    return code == null
        ? null
        : group
            .reading()
            .member(
                InfusionOrder.Phase.values(),
                InfusionOrder.Phase::code,
                code,
                plan.path("ORD-PHASE"));
  }

  private @Nullable Series series(OrderTiming timing) {
    var identity = group.identity();
    var series =
        new Series(
            identity.integer("ORD-SERIES-NO"),
            timing.occurrences(),
            identity.text("ORD-SERIES-INT"));
    return series.equals(new Series(null, null, null)) ? null : series;
  }

  private List<Quantity> rates(@Nullable Quantity stated) {
    var rates = new ArrayList<Quantity>();
    for (var found : group.observations().groups(OrderCodes.PLAN)) {
      if (found.has("ORD-RATE")) {
        Optional.ofNullable(found.quantity("ORD-RATE", "mL/h")).ifPresent(rates::add);
      }
    }
    return rates.isEmpty() && stated != null ? List.of(stated) : rates;
  }

  private List<HoldParameter> limits() {
    var limits = new ArrayList<HoldParameter>();
    for (var found : group.observations().groups(OrderCodes.PLAN)) {
      var code = found.code("ORD-LIMIT");
      if (code != null) {
        var kind =
            found
                .reading()
                .member(
                    VitalSign.Kind.values(), VitalSign.Kind::code, code, found.path("ORD-LIMIT"));
        if (kind != null) {
          limits.add(
              new HoldParameter(
                  kind, found.number("ORD-LIMIT-LOW"), found.number("ORD-LIMIT-HIGH")));
        }
      }
    }
    return limits;
  }

  private List<OrderedAdjunct> adjuncts() {
    var adjuncts = new ArrayList<OrderedAdjunct>();
    for (var found : group.observations().groups(OrderCodes.PLAN)) {
      var drug = found.coded("ORD-ADJ");
      if (drug != null) {
        adjuncts.add(
            new OrderedAdjunct(
                drug,
                found.has("ORD-ADJ-DOSE") ? found.quantity("ORD-ADJ-DOSE") : null,
                found.coded("ORD-ADJ-ROUTE"),
                Boolean.TRUE.equals(found.bool("ORD-ADJ-PRN")),
                found.text("ORD-ADJ-FOR")));
      }
    }
    return adjuncts;
  }

  private @Nullable SeriesPlan plan() {
    var infusions = new ArrayList<PlannedInfusion>();
    for (var found : group.observations().groups(OrderCodes.PLAN)) {
      var number = found.integer("ORD-PLAN-NO");
      if (number != null) {
        infusions.add(new PlannedInfusion(number, state(found), found.date("ORD-PLAN-ON")));
      }
    }
    var plan =
        new SeriesPlan(
            this.plan.text("ORD-PLAN"),
            this.plan.text("ORD-PLAN-TEXT"),
            this.plan.date("ORD-PLAN-FROM"),
            this.plan.date("ORD-PLAN-TO"),
            this.plan.partial("ORD-PLAN-MADE"),
            infusions,
            number("ORD-PLAN-ID"),
            this.plan.texts("ORD-PLAN-NOTE"));
    return plan.equals(new SeriesPlan(null, null, null, null, null, List.of(), null, List.of()))
        ? null
        : plan;
  }

  private static PlannedInfusion.@Nullable State state(Found found) {
    var code = found.code("ORD-PLAN-ST");
    return code == null
        ? null
        : found
            .reading()
            .member(
                PlannedInfusion.State.values(),
                PlannedInfusion.State::code,
                code,
                found.path("ORD-PLAN-ST"));
  }
}
