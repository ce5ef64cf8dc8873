package org.luer.mappings.concept.order.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.concept.order.Delivery;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.concept.order.Supply;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * What every order for a drug has, to and from RXE or RXO and RXR (reference/hl7v2.md 2.3).
 *
 * <p>Mapped: RXE-6, 7, 9 to 15, 20, 35; RXO-5, 6, 7, 9, 11 to 14, 16; RXR-1 to 4. RXE-13 and RXO-14
 * name the orderer with the number of the Drug Enforcement Administration, RXE-14 the one who
 * verified the order. RXO has no place for a prescription number and a schedule: those are
 * observations.
 */
public final class DrugFieldsHl7v2 {
  private static final String DEA_OID = "2.16.840.1.113883.4.814";
  private static final String ABSENT = "unknown^Unknown^99KICDAR";

  private DrugFieldsHl7v2() {}

  /** The code of a required field whose content is not known. */
  public static String absent() {
    return ABSENT;
  }

  /** Writes supply, instructions and whether a person must look at it. */
  public static void write(
      PlacedOrder order,
      @Nullable Supply given,
      List<String> instructions,
      List<Review> review,
      OrderSegments out) {
    var supply = given == null ? Supply.none() : given;
    var rx = out.detail();
    var encoded = out.encoded();
    out.coded(rx, encoded ? 6 : 5, supply.form(), "ORD-FORM");
    texts(rx, 7, instructions);
    rx.set(9, Wire.text(supply.substitution()));
    var rows = out.plan();
    if (encoded) {
      rows.texts("ORD-PHARM", supply.instructions());
      rx.set(15, Wire.text(supply.prescriptionNumber()));
      rx.set(14, verifier(order.origin(), out));
    } else {
      texts(rx, 6, supply.instructions());
      rows.text("ORD-RX", supply.prescriptionNumber());
    }
    if (supply.productNumber() != null) {
      rows.raw("ORD-PRODUCT-NO", Numbers.cx(supply.productNumber()));
    }
    rows.partial("ORD-VALID-FROM", supply.validFrom());
    rows.partial("ORD-VALID-TO", supply.validTo());
    rows.text("ORD-DIRECTIONS", supply.directions());
    rows.bool("ORD-SUBST-OK", supply.substitutable());
    rows.coded("ORD-SUBST-KIND", supply.substitutionKind());
    rows.text("ORD-PHARMACY", supply.pharmacy());
    rows.text("ORD-PATIENT", supply.patientInstruction());
    dispense(supply, out, encoded ? 10 : 11);
    dea(order, supply, out, encoded ? 13 : 14);
    rx.set(encoded ? 20 : 16, review.isEmpty() ? "N" : "Y");
    for (var reason : review) {
      rows.code("ORD-REVIEW", reason.code(), "99KIC");
    }
    if (supply.schedule() != null && encoded && out.layout().has("RXE", 35)) {
      rx.set(35, Cwe.of(supply.schedule(), "Schedule " + supply.schedule(), "HL70477"));
    } else {
      rows.text("ORD-SCHED", supply.schedule());
    }
  }

  private static void texts(OutSegment segment, int field, List<String> texts) {
    segment.set(
        field,
        Wire.repetitions(texts.stream().map(t -> Wire.components("", Wire.text(t))).toList()));
  }

  private static String verifier(OrderEntry entry, OrderSegments out) {
    return entry.verifiedBy() == null
        ? ""
        : ClinicianHl7v2.provider(entry.verifiedBy(), out.dialect());
  }

  private static void dispense(Supply supply, OrderSegments out, int field) {
    AmountHl7v2.write(supply.dispense(), out.detail(), field, field + 1, out.dialect());
    var unit = supply.dispense() == null ? null : supply.dispense().unit();
    if (unit != null && !OrderSegments.fits(unit)) {
      out.plan().coded("ORD-DISP-UNIT", unit);
    }
    if (supply.refills() != null) {
      out.detail().set(field + 2, String.valueOf(supply.refills()));
    }
  }

  /** The prescriber is the orderer; a number without a person stands in an observation. */
  private static void dea(PlacedOrder order, Supply supply, OrderSegments out, int field) {
    var number = supply.prescriberDea();
    if (number == null) {
      return;
    }
    var orderer = order.orderer();
    if (orderer == null) {
      out.plan().text("ORD-DEA", number);
    } else {
      out.detail()
          .set(field, ClinicianHl7v2.xcn(orderer, new Identifier(number, "DEA", DEA_OID, "DEA")));
    }
  }

  /** Writes route and delivery; a required route that is not known is said to be unknown. */
  public static void route(@Nullable Coded route, @Nullable Delivery given, OrderSegments out) {
    var delivery = given == null ? new Delivery(null, null, null) : given;
    if (!out.layout().rxr()) {
      out.plan().coded("ORD-ROUTE", route);
      out.plan().coded("ORD-SITE", delivery.site());
      out.plan().coded("ORD-DEVICE", delivery.device());
      out.plan().coded("ORD-METHOD", delivery.method());
      return;
    }
    var rxr = new OutSegment("RXR");
    rxr.set(1, ABSENT);
    out.coded(rxr, 1, route, "ORD-ROUTE");
    out.coded(rxr, 2, delivery.site(), "ORD-SITE");
    out.coded(rxr, 3, delivery.device(), "ORD-DEVICE");
    out.coded(rxr, 4, delivery.method(), "ORD-METHOD");
    out.rxr(rxr);
  }

  /** The route; null when none is known. */
  public static @Nullable Coded readRoute(OrderGroup group) {
    return field(group, "RXR", 1, "ORD-ROUTE");
  }

  /** Site, device and method. */
  public static @Nullable Delivery readDelivery(OrderGroup group) {
    return new Delivery(
            field(group, "RXR", 2, "ORD-SITE"),
            field(group, "RXR", 3, "ORD-DEVICE"),
            field(group, "RXR", 4, "ORD-METHOD"))
        .orNull();
  }

  /** A coded field, or the observation that has more of it. */
  public static @Nullable Coded field(OrderGroup group, String segment, int field, String code) {
    var exact = group.plan().coded(code);
    var found = group.first(segment);
    if (exact != null || found == null || !found.has(field)) {
      return exact;
    }
    var part = found.field(field);
    return part.component(3).equals("99KICDAR") ? null : Cwe.read(part, group.reading().dialect());
  }

  /** Reads the supply. */
  public static Supply readSupply(OrderGroup group, @Nullable Coded product) {
    var rxe = group.first("RXE");
    var rxo = group.first("RXO");
    var encoded = rxe != null;
    var rx = encoded ? rxe : rxo;
    var plan = group.plan();
    if (rx == null) {
      return Supply.none();
    }
    var at = encoded ? 10 : 11;
    return new Supply(
        product,
        number(plan, group),
        field(group, rx.name(), encoded ? 6 : 5, "ORD-FORM"),
        text(rx, 9, plan, "ORD-SUBST"),
        encoded && rx.has(35) ? rx.text(35) : plan.text("ORD-SCHED"),
        encoded && rx.has(15) ? rx.text(15) : plan.text("ORD-RX"),
        dea(rx, encoded ? 13 : 14).orElse(plan.text("ORD-DEA")),
        dispensed(rx, at, group),
        Numbers.whole(rx.text(at + 2), 4),
        plan.partial("ORD-VALID-FROM"),
        plan.partial("ORD-VALID-TO"),
        plan.text("ORD-DIRECTIONS"),
        encoded ? plan.texts("ORD-PHARM") : words(rx, 6),
        rx.has(9) ? null : plan.bool("ORD-SUBST-OK"),
        plan.coded("ORD-SUBST-KIND"),
        plan.text("ORD-PHARMACY"),
        plan.text("ORD-PATIENT"));
  }

  private static @Nullable Identifier number(Found plan, OrderGroup group) {
    var obx = plan.first("ORD-PRODUCT-NO");
    return obx == null ? null : Numbers.readCx(obx.value(), group.reading().dialect()).orElse(null);
  }

  private static @Nullable Amount dispensed(Segment rx, int at, OrderGroup group) {
    var amount = AmountHl7v2.read(rx, at, at + 1, group);
    var exact = group.plan().coded("ORD-DISP-UNIT");
    return amount == null || exact == null ? amount : new Amount(amount.value(), exact);
  }

  private static @Nullable String text(Segment rx, int field, Found plan, String code) {
    return rx.has(field) ? rx.text(field) : plan.text(code);
  }

  private static Optional<String> dea(Segment rx, int field) {
    return rx.repetitions(field).stream()
        .filter(p -> p.component(13).equals("DEA") || p.component(9).equals("DEA"))
        .map(p -> p.component(1))
        .filter(n -> n.matches("[A-Za-z0-9-]{1,20}"))
        .findFirst();
  }

  /** Instructions to those who give the drug. */
  public static List<String> readInstructions(OrderGroup group) {
    for (var name : List.of("RXE", "RXO")) {
      var rx = group.first(name);
      if (rx != null) {
        return words(rx, 7);
      }
    }
    return List.of();
  }

  /** Reasons for review that the sender has, and those found before. */
  public static List<Review> readReview(OrderGroup group) {
    var review = new ArrayList<Review>(group.review());
    for (var obx : group.plan().all("ORD-REVIEW")) {
      var path = obx.segment().path(5);
      var code = obx.value().component(1);
      var reason = group.reading().member(Review.values(), Review::code, code, path);
      if (reason != null && !review.contains(reason)) {
        review.add(reason);
      }
    }
    var asked =
        group.named("RXE").stream().anyMatch(s -> s.text(20).equals("Y"))
            || group.named("RXO").stream().anyMatch(s -> s.text(16).equals("Y"));
    if (asked && group.plan().all("ORD-REVIEW").isEmpty()) {
      review.add(Review.SENDER);
    }
    return review;
  }

  /** The words of each repetition; senders put them into the first or the second component. */
  private static List<String> words(Segment segment, int field) {
    return segment.repetitions(field).stream()
        .map(DrugFieldsHl7v2::words)
        .filter(Objects::nonNull)
        .toList();
  }

  private static @Nullable String words(Part part) {
    var text = part.optional(2);
    return text == null ? part.optional(1) : text;
  }
}
