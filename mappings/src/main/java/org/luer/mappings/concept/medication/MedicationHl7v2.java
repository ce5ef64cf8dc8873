package org.luer.mappings.concept.medication;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.Supply;
import org.luer.mappings.concept.order.hl7v2.AmountHl7v2;
import org.luer.mappings.concept.order.hl7v2.DrugFieldsHl7v2;
import org.luer.mappings.concept.order.hl7v2.OrcHl7v2;
import org.luer.mappings.concept.order.hl7v2.OrderCodes;
import org.luer.mappings.concept.order.hl7v2.OrderGroup;
import org.luer.mappings.concept.order.hl7v2.OrderHead;
import org.luer.mappings.concept.order.hl7v2.OrderSegments;
import org.luer.mappings.concept.order.hl7v2.TimingHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Rows;

/**
 * {@link Medication} to and from RDE^O11, OMP^O09 and ORM^O01 with RXO.
 *
 * <p>Mapped: drug RXE-2, RXO-1; dose RXE-3 to 5, RXO-2 to 4; rate RXE-23, 24 and RXO-21, 22;
 * duration RXE-22, RXO-17, TQ1-13; strength RXE-25, 26, 33, 34 and RXO-18, 19, 25, 26; components
 * RXC; as needed: priority PRN of TQ1-9 or TQ.6 when read, an observation when written. What these
 * have no place for is an observation of the clinic's own.
 */
public final class MedicationHl7v2 {
  private MedicationHl7v2() {}

  /** Writes the medication as an order. */
  public static void write(Medication medication, OrderControl control, OrderSegments out) {
    OrcHl7v2.write(medication, control, out);
    var timing = medication.timing();
    TimingHl7v2.write(
        medication, "", medication.duration(), timing == null ? null : timing.occurrences(), out);
    var supply = medication.supply() == null ? Supply.none() : medication.supply();
    var rx = out.detail();
    var encoded = out.encoded();
    out.coded(rx, encoded ? 2 : 1, medication.drug(), "ORD-DRUG-ALL");
    if (encoded && out.layout().has("RXE", 31)) {
      out.coded(rx, 31, supply.product(), "ORD-PRODUCT");
    } else {
      out.plan().coded("ORD-PRODUCT", supply.product());
    }
    dose(medication, out);
    amount(medication.strength(), out, encoded ? 25 : 18, "ORD-STR");
    amount(medication.strengthVolume(), out, encoded ? 33 : 25, "ORD-VOL");
    amount(medication.rate(), out, encoded ? 23 : 21, "ORD-PER");
    DrugFieldsHl7v2.write(
        medication, medication.supply(), medication.instructions(), medication.review(), out);
    DrugFieldsHl7v2.route(medication.route(), medication.delivery(), out);
    var plain = medication.ingredients().stream().allMatch(i -> plain(i, out));
    for (int i = 0; i < medication.ingredients().size(); i++) {
      ingredient(medication.ingredients().get(i), plain, "I" + (i + 1), out);
    }
    if (medication.first() != null) {
      step(1, medication.first(), out.rows(OrderCodes.PLAN, "S1"));
    }
    for (int i = 0; i < medication.steps().size(); i++) {
      step(i + 2, medication.steps().get(i), out.rows(OrderCodes.PLAN, "S" + (i + 2)));
    }
    out.plan().bool("ORD-ASNEEDED", medication.asNeeded());
    var home = medication.use() == Medication.Use.HOME;
    out.plan().code("ORD-KIND", home ? "home" : "Medication", "99KIC");
  }

  private static void dose(Medication medication, OrderSegments out) {
    var encoded = out.encoded();
    var dose = medication.dose();
    if (dose == null) {
      if (encoded) {
        out.detail().set(3, "\"\"").set(5, DrugFieldsHl7v2.absent());
      }
      return;
    }
    AmountHl7v2.write(dose, out.detail(), encoded ? 3 : 2, encoded ? 5 : 4, out.dialect());
    if (encoded && dose.unit() == null) {
      out.detail().set(5, DrugFieldsHl7v2.absent());
    }
    if (dose.unit() != null && !OrderSegments.fits(dose.unit())) {
      out.plan().coded("ORD-DOSE-UNIT", dose.unit());
    }
    if (medication.doseMax() != null) {
      out.detail().set(encoded ? 4 : 3, medication.doseMax().toPlainString());
    }
  }

  /** An amount in a number field and the unit field behind it, else as two observations. */
  private static void amount(@Nullable Amount amount, OrderSegments out, int field, String code) {
    if (amount == null) {
      return;
    }
    var there = out.layout().has(out.detail().name(), field + 1);
    var whole = amount.unit() == null || OrderSegments.fits(amount.unit());
    var room = !code.equals("ORD-PER") || amount.value().toPlainString().length() <= 6;
    if (there) {
      AmountHl7v2.write(amount, out.detail(), field, field + 1, out.dialect());
    }
    if (!there || !whole || !room) {
      rows(amount, code, out.plan());
    }
  }

  private static void rows(@Nullable Amount amount, String code, Rows rows) {
    if (amount != null) {
      rows.raw(code, amount.value().toPlainString());
      rows.coded(code + "U", amount.unit());
    }
  }

  /** Whether RXC holds the component as it is; all of them stand there, or none, in their order. */
  private static boolean plain(Ingredient ingredient, OrderSegments out) {
    return out.layout().rxc()
        && OrderSegments.fits(ingredient.item())
        && ingredient.amount() != null
        && fits(ingredient.amount())
        && fits(ingredient.strength())
        && fits(ingredient.strengthVolume())
        && (ingredient.strengthVolume() == null || out.layout().has("RXC", 9));
  }

  private static void ingredient(
      Ingredient ingredient, boolean plain, String group, OrderSegments out) {
    if (plain) {
      var rxc = new OutSegment("RXC").set(1, ingredient.active() ? "A" : "B");
      rxc.set(2, Cwe.write(ingredient.item(), out.dialect()));
      AmountHl7v2.write(ingredient.amount(), rxc, 3, 4, out.dialect());
      AmountHl7v2.write(ingredient.strength(), rxc, 5, 6, out.dialect());
      AmountHl7v2.write(ingredient.strengthVolume(), rxc, 8, 9, out.dialect());
      out.component(rxc);
      return;
    }
    var rows = out.rows(OrderCodes.PLAN, group);
    rows.coded("ORD-ITEM", ingredient.item());
    rows.bool("ORD-ITEM-ACT", ingredient.active());
    rows(ingredient.amount(), "ORD-ITEM-AMT", rows);
    rows(ingredient.strength(), "ORD-ITEM-STR", rows);
    rows(ingredient.strengthVolume(), "ORD-ITEM-VOL", rows);
  }

  private static void step(int number, DosageStep step, Rows rows) {
    rows.number("ORD-STEP", number);
    rows.text("ORD-STEP-TEXT", step.text());
    rows(step.dose(), "ORD-STEP-DOSE", rows);
    rows.coded("ORD-STEP-ROUTE", step.route());
    rows.number("ORD-STEP-OFTEN", step.frequency());
    rows.quantity("ORD-STEP-EACH", step.period());
    rows.quantity("ORD-STEP-FOR", step.lasts());
    rows.texts("ORD-STEP-AT", step.dayTimes());
  }

  private static boolean fits(@Nullable Amount amount) {
    return amount == null || (amount.unit() != null && OrderSegments.fits(amount.unit()));
  }

  /** Reads the medication. */
  public static Optional<Medication> read(OrderGroup group, OrderHead head, String patientId) {
    var rxe = group.first("RXE");
    var rx = rxe == null ? group.first("RXO") : rxe;
    var drug = drug(group);
    var issues = group.reading().issues();
    if (rx == null || drug == null) {
      var path = rx == null ? group.named("ORC").get(0).path() : rx.path(rxe == null ? 1 : 2);
      issues.error(IssueCode.REQUIRED, path, "the drug is missing");
      return Optional.empty();
    }
    try {
      return Optional.of(new Reader(group, head, drug).read(patientId));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), rx.path(), i.text()));
      return Optional.empty();
    }
  }

  private static @Nullable Coded drug(OrderGroup group) {
    var encoded = DrugFieldsHl7v2.field(group, "RXE", 2, "ORD-DRUG-ALL");
    return encoded == null ? DrugFieldsHl7v2.field(group, "RXO", 1, "ORD-DRUG-ALL") : encoded;
  }

  private static final class Reader {
    private final OrderGroup group;
    private final OrderHead head;
    private final Coded drug;
    private final Found plan;
    private final boolean encoded;
    private final String rx;

    Reader(OrderGroup group, OrderHead head, Coded drug) {
      this.group = group;
      this.head = head;
      this.drug = drug;
      this.plan = group.plan();
      this.encoded = group.first("RXE") != null;
      this.rx = encoded ? "RXE" : "RXO";
    }

    Medication read(String patientId) {
      var dose = dose();
      var when = head.when();
      var max = AmountHl7v2.number(group.first(rx), encoded ? 4 : 3, group);
      return new Medication(
          head.id(),
          patientId,
          "home".equals(plan.code("ORD-KIND")) ? Medication.Use.HOME : Medication.Use.ORDER,
          head.placer(),
          head.filler(),
          head.group(),
          status(),
          when.priority(),
          head.orderer(),
          head.orderedAt(),
          head.indications(),
          drug,
          ingredients(),
          dose,
          dose == null ? null : max,
          amount(encoded ? 25 : 18, "ORD-STR"),
          amount(encoded ? 33 : 25, "ORD-VOL"),
          amount(encoded ? 23 : 21, "ORD-PER"),
          duration(when.duration()),
          DrugFieldsHl7v2.readRoute(group),
          DrugFieldsHl7v2.readDelivery(group),
          when.timing().orNull(),
          asNeeded(),
          DrugFieldsHl7v2.readSupply(group, DrugFieldsHl7v2.field(group, "RXE", 31, "ORD-PRODUCT"))
              .orNull(),
          first(),
          steps(),
          DrugFieldsHl7v2.readInstructions(group),
          head.findings(),
          head.notes(),
          head.entry().orNull(),
          DrugFieldsHl7v2.readReview(group),
          head.recordedAt());
    }

    private InfusionOrder.Status status() {
      for (var status : InfusionOrder.Status.values()) {
        if (status.code().equals(head.status())) {
          return status;
        }
      }
      return InfusionOrder.Status.CANCELLED;
    }

    private @Nullable Amount dose() {
      var segment = group.first(rx);
      if (segment == null || segment.raw(encoded ? 3 : 2).equals("\"\"")) {
        return null;
      }
      var dose = AmountHl7v2.read(segment, encoded ? 3 : 2, encoded ? 5 : 4, group);
      var unit = plan.coded("ORD-DOSE-UNIT");
      if (dose == null || unit != null) {
        return dose == null ? null : new Amount(dose.value(), unit);
      }
      var absent = dose.unit() != null && isAbsent(dose.unit());
      return absent ? new Amount(dose.value(), null) : dose;
    }

    private static boolean isAbsent(Coded unit) {
      return "unknown".equals(unit.code())
          && "http://terminology.hl7.org/CodeSystem/data-absent-reason".equals(unit.system());
    }

    private @Nullable Amount amount(int field, String code) {
      var own = amount(plan, code);
      return own == null ? AmountHl7v2.read(group.first(rx), field, field + 1, group) : own;
    }

    private static @Nullable Amount amount(Found found, String code) {
      var number = found.number(code);
      return number == null ? null : new Amount(number, found.coded(code + "U"));
    }

    /** The duration as timed, else as the time for the amount. */
    private @Nullable Quantity duration(@Nullable Quantity timed) {
      var segment = group.first(rx);
      var per = segment == null ? "" : segment.text(encoded ? 22 : 17);
      return timed == null && per.matches("M\\d{1,5}")
          ? new Quantity(new BigDecimal(per.substring(1)), "min")
          : timed;
    }

    private @Nullable Boolean asNeeded() {
      var own = plan.bool("ORD-ASNEEDED");
      var tq1 = group.first("TQ1");
      var prn =
          head.when().timing().patterns().stream().map(Coding::code).anyMatch("PRN"::equals)
              || (tq1 != null && tq1.text(9).equals("PRN"));
      return (own == null && prn) ? Boolean.TRUE : own;
    }

    private List<DosageStep> steps() {
      var steps = new ArrayList<DosageStep>();
      for (var found : group.observations().groups(OrderCodes.PLAN)) {
        if (found.has("ORD-STEP") && !Integer.valueOf(1).equals(found.integer("ORD-STEP"))) {
          steps.add(step(found));
        }
      }
      return steps;
    }

    private @Nullable DosageStep first() {
      return group.observations().groups(OrderCodes.PLAN).stream()
          .filter(f -> f.has("ORD-STEP") && Integer.valueOf(1).equals(f.integer("ORD-STEP")))
          .findFirst()
          .map(f -> step(f).when())
          .orElse(null);
    }

    private static DosageStep step(Found found) {
      return new DosageStep(
          found.text("ORD-STEP-TEXT"),
          amount(found, "ORD-STEP-DOSE"),
          found.coded("ORD-STEP-ROUTE"),
          found.integer("ORD-STEP-OFTEN"),
          found.has("ORD-STEP-EACH") ? found.quantity("ORD-STEP-EACH") : null,
          found.has("ORD-STEP-FOR") ? found.quantity("ORD-STEP-FOR") : null,
          found.texts("ORD-STEP-AT"));
    }

    private List<Ingredient> ingredients() {
      var ingredients = new ArrayList<Ingredient>();
      for (var rxc : group.named("RXC")) {
        var item = Cwe.read(rxc.field(2), group.reading().dialect());
        if (item != null) {
          ingredients.add(
              new Ingredient(
                  item,
                  !rxc.text(1).equals("B"),
                  AmountHl7v2.read(rxc, 3, 4, group),
                  AmountHl7v2.read(rxc, 5, 6, group),
                  AmountHl7v2.read(rxc, 8, 9, group)));
        }
      }
      for (var found : group.observations().groups(OrderCodes.PLAN)) {
        var item = found.coded("ORD-ITEM");
        if (item != null) {
          ingredients.add(
              new Ingredient(
                  item,
                  Boolean.TRUE.equals(found.bool("ORD-ITEM-ACT")),
                  amount(found, "ORD-ITEM-AMT"),
                  amount(found, "ORD-ITEM-STR"),
                  amount(found, "ORD-ITEM-VOL")));
        }
      }
      return ingredients;
    }
  }
}
