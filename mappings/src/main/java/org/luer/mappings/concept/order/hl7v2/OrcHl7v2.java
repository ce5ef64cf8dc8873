package org.luer.mappings.concept.order.hl7v2;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.OrderStatuses;
import org.luer.mappings.concept.order.OrderTypes;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * What every order has, written as ORC (reference/hl7v2.md 2.3). {@link OrderHead} reads it.
 *
 * <p>Mapped: ORC-1 to 5, 8 to 18, 29. ORC-9 is when this version was recorded, or when it was
 * ordered. A number, person or code that its field cannot hold as it is stands in an observation as
 * well.
 */
public final class OrcHl7v2 {
  /** ORC-14 may stand twice. */
  private static final int CALL_BACKS = 2;

  private OrcHl7v2() {}

  /** Writes ORC and the observations that belong to it. */
  public static void write(PlacedOrder order, OrderControl control, OrderSegments out) {
    var orc = out.orc().set(1, control.name());
    numbers(order, out);
    status(order.statusCode(), out);
    times(order, control, out);
    var entry = order.origin();
    person(out, 12, order.orderer(), "ORD-BY");
    person(out, 10, entry.enteredBy(), "ORD-ENT");
    person(out, 11, entry.verifiedBy(), "ORD-VER");
    if (order.orderer() != null) {
      var version = Version.of(out.dialect().version());
      orc.set(
          14,
          Wire.repetitions(
              order.orderer().telecoms().stream()
                  .limit(CALL_BACKS)
                  .map(t -> Contacts.xtn(t, version))
                  .toList()));
    }
    out.coded(orc, 16, entry.reason(), "ORD-REASON");
    out.coded(orc, 17, entry.department(), "ORD-DEPT");
    setting(entry, out);
    orc.set(13, VisitHl7v2.place(entry.enteredAt()));
    orc.set(18, Cwe.write(entry.device(), out.dialect()));
    if (entry.effectiveAt() != null && out.layout().tq1()) {
      orc.set(15, Hl7Timestamp.write(entry.effectiveAt()));
    }
    if (out.layout().has("ORC", 30)) {
      orc.set(30, Cwe.write(entry.mode(), out.dialect()));
    }
    if (entry.actionBy() != null) {
      orc.set(19, ClinicianHl7v2.provider(entry.actionBy(), out.dialect()));
    }
    out.plan().codeds("ORD-CATEGORY", entry.categories());
    out.plan().coded("ORD-THERAPY", entry.therapy());
    if (entry.parent() != null) {
      orc.set(8, eip(entry.parent()));
      exact(out, "ORD-PARENT", entry.parent(), "PLAC");
    }
    if (entry.replaces() != null) {
      out.plan().raw("ORD-REPLACES", Numbers.cx(entry.replaces()));
    }
    if (!entry.staff().stream().allMatch(s -> fits(s.clinician(), out.dialect()))) {
      StaffHl7v2.write(entry.staff(), out.dialect()).rows().forEach(out::copy);
    }
    indications(order.indications(), out);
    order.notes().forEach(out::note);
    FindingHl7v2.write(order.findings(), out);
  }

  private static String eip(Identifier placer) {
    return Wire.subcomponents(Wire.text(placer.value()), Wire.text(placer.authority()));
  }

  /**
   * ORC-2 and ORC-3: others' numbers; the clinic's own number in the first of them that is free.
   */
  private static void numbers(PlacedOrder order, OrderSegments out) {
    var own = Numbers.ei(order.id(), out.dialect().clinic().application());
    var placer = order.placerNumber();
    var filler = order.fillerNumber();
    out.orc()
        .set(2, placer == null ? own : Numbers.ei(placer))
        .set(3, filler == null ? placer == null ? "" : own : Numbers.ei(filler))
        .set(4, Numbers.ei(order.groupNumber()));
    var ours = out.dialect().clinic().application();
    var ambiguous =
        (placer != null && placer.authority().equals(ours))
            || (filler != null && filler.authority().equals(ours));
    if ((placer != null && filler != null) || ambiguous) {
      out.rows(OrderCodes.IDENTITY, "").text("ORD-ID", order.id());
    }
    exact(out, "ORD-PLACER", placer, "PLAC");
    exact(out, "ORD-FILLER", filler, "FILL");
    exact(out, "ORD-GROUP", order.groupNumber(), "PGN");
  }

  private static void exact(
      OrderSegments out, String code, @Nullable Identifier number, String type) {
    var ours = out.dialect().clinic().application();
    if (number != null
        && (number.oid() != null
            || !type.equals(number.type())
            || number.authority().equals(ours))) {
      var codes = code.equals("ORD-PARENT") ? OrderCodes.PLAN : OrderCodes.IDENTITY;
      out.rows(codes, "").raw(code, Numbers.cx(number));
    }
  }

  /** ORC-5 (HL7 table 0038) has no code for a draft and none of its own for a mistake. */
  private static void status(String status, OrderSegments out) {
    out.orc().set(5, OrderStatuses.write(status));
    if (status.equals("draft") || status.equals("entered-in-error")) {
      out.rows(OrderCodes.IDENTITY, "").code("ORD-STATUS", status, "99KICREQ");
    }
  }

  private static void times(PlacedOrder order, OrderControl control, OrderSegments out) {
    var placed = placed(control);
    var recorded = order.recordedAt();
    var ordered = order.orderedAt();
    out.orc()
        .set(
            9,
            recorded != null
                ? Hl7Timestamp.write(recorded)
                : Hl7Timestamp.write(placed ? ordered : null));
    out.orc().set(15, Hl7Timestamp.write(order.when().startsAt()));
    if (ordered != null && (recorded != null || !placed)) {
      if (out.encoded() && out.layout().has("RXE", 32)) {
        out.detail().set(32, Hl7Timestamp.write(ordered));
      } else {
        out.rows(OrderCodes.IDENTITY, "").partial("ORD-AT", ordered);
      }
    }
    if (recorded != null && ordered == null && placed) {
      out.plan().time("ORD-RECORDED", recorded);
    }
  }

  /** Whether ORC-9 of this control code says when the order was placed. */
  static boolean placed(OrderControl control) {
    return switch (control) {
      case NW, RO, PA, CH -> true;
      default -> false;
    };
  }

  private static void person(
      OrderSegments out, int field, @Nullable Clinician person, String code) {
    if (person == null) {
      return;
    }
    out.orc().set(field, ClinicianHl7v2.provider(person, out.dialect()));
    var calls = field == 12;
    if (!fits(person, out.dialect(), calls)) {
      var codes = calls ? OrderCodes.IDENTITY : OrderCodes.PLAN;
      ClinicianRowsHl7v2.write(out.rows(codes, ""), code, person);
    }
  }

  private static boolean fits(Clinician person, Dialect dialect) {
    return fits(person, dialect, false);
  }

  /** Whether XCN, and XTN for the one who is called back, hold everything about the person. */
  private static boolean fits(Clinician person, Dialect dialect, boolean calls) {
    var telecoms = person.telecoms().size() <= (calls ? CALL_BACKS : 0);
    var rest = ProviderRowsHl7v2.complete(person.with().telecoms(List.of()).build());
    return telecoms && rest && Version.of(dialect.version()) == Version.V251;
  }

  private static void setting(OrderEntry entry, OrderSegments out) {
    var setting = entry.setting();
    if (setting == null) {
      return;
    }
    var type = OrderTypes.find(setting.code());
    if (type.isPresent() && out.layout().has("ORC", 29)) {
      out.orc().set(29, type.get().field());
    } else {
      out.plan().code("ORD-SETTING", setting.code(), "99KIC");
    }
  }

  private static void indications(List<Coded> indications, OrderSegments out) {
    var field =
        switch (out.detail().name()) {
          case "RXE" -> 27;
          case "RXO" -> 20;
          default -> 31;
        };
    out.detail()
        .set(
            field,
            Wire.repetitions(indications.stream().map(i -> Cwe.write(i, out.dialect())).toList()));
    if (!indications.stream().allMatch(OrderSegments::fits)) {
      out.rows(OrderCodes.IDENTITY, "").codeds("ORD-INDIC", indications);
    }
  }

  /** The latest time that an order knows of, for MSH-7. */
  public static @Nullable PartialTime latest(PlacedOrder order) {
    var recorded = order.recordedAt();
    return recorded == null ? order.orderedAt() : PartialTime.of(recorded);
  }
}
