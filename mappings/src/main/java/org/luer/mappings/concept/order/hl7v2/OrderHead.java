package org.luer.mappings.concept.order.hl7v2;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.OrderFinding;
import org.luer.mappings.concept.order.OrderStatuses;
import org.luer.mappings.concept.order.OrderTypes;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Segment;

/**
 * What every order has, read from ORC and PV1; the counterpart of {@link OrcHl7v2}.
 *
 * @param id the clinic's number: its own in ORC-2 or ORC-3, else a key derived from the sender's
 * @param status the code of FHIR's medicationrequest-status that ORC-1 and ORC-5 stand for
 */
public record OrderHead(
    String id,
    OrderControl control,
    @Nullable Identifier placer,
    @Nullable Identifier filler,
    @Nullable Identifier group,
    String status,
    @Nullable Clinician orderer,
    @Nullable PartialTime orderedAt,
    @Nullable OffsetDateTime recordedAt,
    List<Coded> indications,
    OrderEntry entry,
    List<String> notes,
    List<OrderFinding> findings,
    TimingHl7v2.When when) {

  /** Reads it; empty and issues when the order has no number or an unknown status. */
  public static Optional<OrderHead> read(OrderGroup group) {
    var orc = group.first("ORC");
    if (orc == null) {
      group.reading().issues().error(IssueCode.REQUIRED, "ORC[1]", "the order is missing");
      return Optional.empty();
    }
    return new Reader(group, orc).read();
  }

  /** The same with another entry. */
  public OrderHead with(OrderEntry other) {
    return new OrderHead(
        id,
        control,
        placer,
        filler,
        group,
        status,
        orderer,
        orderedAt,
        recordedAt,
        indications,
        other,
        notes,
        findings,
        when);
  }

  /** The key of an order that another house numbered. */
  public static String key(Identifier number, String partner) {
    return Ids.uuid("order", partner, number.authority(), number.value()).toString();
  }

  private static final class Reader {
    private final OrderGroup group;
    private final Segment orc;
    private final String ours;
    private final OrderControl control;

    Reader(OrderGroup group, Segment orc) {
      this.group = group;
      this.orc = orc;
      this.ours = group.reading().dialect().clinic().application();
      this.control = group.control();
    }

    Optional<OrderHead> read() {
      var placer = number("ORD-PLACER", 2, "PLAC");
      var filler = number("ORD-FILLER", 3, "FILL");
      var id = id(placer, filler);
      var status = status();
      if (id.isEmpty()) {
        var text = "the order has no number with the authority that gave it";
        group.reading().issues().error(IssueCode.REQUIRED, orc.path(2), text);
      }
      if (id.isEmpty() || status.isEmpty()) {
        return Optional.empty();
      }
      var ordered = ordered();
      var changed = group.reading().times().partial(orc, 9);
      var recorded = group.plan().time("ORD-RECORDED");
      var placed = ordered == null && recorded == null && OrcHl7v2.placed(control);
      return Optional.of(
          new OrderHead(
              id.get(),
              control,
              placer,
              filler,
              number("ORD-GROUP", 4, "PGN"),
              status.get(),
              orderer(),
              placed ? changed : ordered,
              recorded != null || placed || changed == null
                  ? recorded
                  : changed.time().orElse(null),
              indications(),
              entry(),
              notes(),
              FindingHl7v2.read(group),
              TimingHl7v2.read(group)));
    }

    private Optional<String> id(@Nullable Identifier placer, @Nullable Identifier filler) {
      var own = group.identity().text("ORD-ID");
      if (own != null) {
        return Optional.of(own);
      }
      for (int field = 2; field <= 3; field++) {
        var number = ei(field, "");
        if (number.isPresent() && number.get().authority().equals(ours)) {
          return number.map(Identifier::value).filter(Ids::valid);
        }
      }
      return Optional.ofNullable(placer == null ? filler : placer)
          .map(n -> key(n, group.reading().dialect().partner()));
    }

    /** EI, or the placer's part of EIP, which version 2.8 has in ORC-4. */
    private Optional<Identifier> ei(int field, String type) {
      var part = orc.field(field);
      var number = Numbers.readEi(part, type);
      return number.isPresent() ? number : placerOf(part, type);
    }

    private static Optional<Identifier> placerOf(Part part, String type) {
      var value = part.sub(1, 1);
      var authority = part.sub(1, 2);
      return value.isEmpty() || authority.isEmpty()
          ? Optional.empty()
          : Optional.of(new Identifier(value, authority, part.optionalSub(1, 3), type));
    }

    private @Nullable Identifier number(String code, int field, String type) {
      var codes = code.equals("ORD-PARENT") ? group.plan() : group.identity();
      var obx = codes.first(code);
      if (obx != null) {
        return Numbers.readCx(obx.value(), group.reading().dialect()).orElse(null);
      }
      return ei(field, type).filter(n -> !n.authority().equals(ours)).orElse(null);
    }

    private Optional<String> status() {
      var exact = group.identity().code("ORD-STATUS");
      if (exact != null) {
        return Optional.of(exact);
      }
      if (control.status().isPresent()) {
        return control.status();
      }
      var code = orc.text(5);
      if (code.isEmpty()) {
        return control == OrderControl.SC
            ? missing("without it a change of status says nothing")
            : Optional.of("active");
      }
      var known = OrderStatuses.read(code);
      return known.isPresent() ? known : missing("is not a code of HL7 table 0038");
    }

    private Optional<String> missing(String why) {
      group.reading().issues().error(IssueCode.CODE_UNKNOWN, orc.path(5), why);
      return Optional.empty();
    }

    private @Nullable PartialTime ordered() {
      var own = group.identity().partial("ORD-AT");
      var rxe = group.first("RXE");
      return own == null && rxe != null ? group.reading().times().partial(rxe, 32) : own;
    }

    private @Nullable Clinician orderer() {
      var exact = ClinicianRowsHl7v2.read(group.identity(), "ORD-BY");
      if (exact.isPresent()) {
        return exact.get();
      }
      var obr = group.first("OBR");
      var named = orc.has(12) || obr == null ? named(orc, 12) : named(obr, 16);
      var calls = orc.repetitions(14).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList();
      return named.map(c -> c.with().telecoms(calls).build()).orElse(null);
    }

    private Optional<Clinician> named(Segment segment, int field) {
      return segment.repetitions(field).stream()
          .flatMap(p -> ClinicianHl7v2.read(p, group.reading().dialect()).stream())
          .findFirst();
    }

    private @Nullable Clinician person(int field, String code) {
      return ClinicianRowsHl7v2.read(group.plan(), code).or(() -> named(orc, field)).orElse(null);
    }

    private List<Coded> indications() {
      var exact = group.identity().codeds("ORD-INDIC");
      if (!exact.isEmpty()) {
        return exact;
      }
      var indications = new ArrayList<Coded>();
      for (var place : List.of("RXE-27", "RXO-20", "OBR-31")) {
        var segment = group.first(place.substring(0, 3));
        if (segment != null && indications.isEmpty()) {
          segment.repetitions(Integer.parseInt(place.substring(4))).stream()
              .map(p -> Cwe.read(p, group.reading().dialect()))
              .filter(Objects::nonNull)
              .forEach(indications::add);
        }
      }
      diagnoses(indications);
      return indications;
    }

    /** DG1 stands in ORM^O01 and OMG^O19; senders put it into other orders as well. */
    private void diagnoses(List<Coded> indications) {
      for (var dg1 : group.named("DG1")) {
        var diagnosis = Cwe.read(dg1.field(3), group.reading().dialect());
        var known =
            diagnosis != null
                && indications.stream().anyMatch(i -> Objects.equals(i.code(), diagnosis.code()));
        if (diagnosis != null && !known) {
          indications.add(diagnosis);
          group.used(dg1);
        }
      }
    }

    private OrderEntry entry() {
      var pid = group.ofPatient("PID");
      var roster = StaffHl7v2.read(group.observations());
      var visit =
          pid == null
              ? null
              : VisitHl7v2.readWithService(pid, group.ofPatient("PV1"), group.reading(), roster);
      return new OrderEntry(
          person(10, "ORD-ENT"),
          person(11, "ORD-VER"),
          setting(),
          reason(),
          replaces(),
          parent(),
          visit,
          roster.members(),
          DrugFieldsHl7v2.field(group, "ORC", 17, "ORD-DEPT"),
          group.plan().codeds("ORD-CATEGORY"),
          group.plan().coded("ORD-THERAPY"),
          VisitHl7v2.readPlace(orc.field(13)),
          Cwe.read(orc.field(18), group.reading().dialect()),
          null,
          ClinicianHl7v2.read(orc.field(19), group.reading().dialect()).orElse(null),
          copies(),
          transport(),
          effective(),
          orc.has(30) ? Cwe.read(orc.field(30), group.reading().dialect()) : null);
    }

    /** ORC-15 where TQ1 says another first time. */
    private @Nullable PartialTime effective() {
      var tq1 = group.first("TQ1");
      var said = group.reading().times().partialAside(orc, 15);
      return said == null
              || tq1 == null
              || !tq1.has(7)
              || said.equals(group.reading().times().partialAside(tq1, 7))
          ? null
          : said;
    }

    private List<Clinician> copies() {
      var obr = group.first("OBR");
      return obr == null
          ? List.of()
          : obr.repetitions(28).stream()
              .flatMap(p -> ClinicianHl7v2.read(p, group.reading().dialect()).stream())
              .toList();
    }

    private @Nullable Coded transport() {
      var obr = group.first("OBR");
      return obr == null ? null : Cwe.ofTable(obr.field(30), "0124", group.reading().dialect());
    }

    private @Nullable Coded reason() {
      var exact = group.plan().coded("ORD-REASON");
      return exact == null ? Cwe.read(orc.field(16), group.reading().dialect()) : exact;
    }

    private @Nullable Identifier replaces() {
      var obx = group.plan().first("ORD-REPLACES");
      return obx == null
          ? null
          : Numbers.readCx(obx.value(), group.reading().dialect()).orElse(null);
    }

    private @Nullable Identifier parent() {
      var obx = group.plan().first("ORD-PARENT");
      return obx != null
          ? Numbers.readCx(obx.value(), group.reading().dialect()).orElse(null)
          : placerOf(orc.field(8), "PLAC").orElse(null);
    }

    private OrderEntry.@Nullable Setting setting() {
      var settings = OrderEntry.Setting.values();
      return Enums.read(settings, OrderEntry.Setting::code, group.plan().code("ORD-SETTING"))
          .or(
              () ->
                  OrderTypes.read(orc.text(29))
                      .flatMap(c -> Enums.read(settings, OrderEntry.Setting::code, c)))
          .orElse(null);
    }

    private List<String> notes() {
      var notes = new ArrayList<String>();
      for (var note : group.notes()) {
        note.repetitions(3).forEach(p -> notes.add(p.whole()));
      }
      notes.addAll(group.plan().texts("ORD-NOTE"));
      return notes;
    }
  }
}
