package org.luer.mappings.generator;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.concept.adverseevent.EventAccount;
import org.luer.mappings.concept.checkin.CheckIn;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.discharge.Discharge;
import org.luer.mappings.concept.discharge.DischargeCriterion;
import org.luer.mappings.concept.infusion.AdjunctGiven;
import org.luer.mappings.concept.infusion.Bag;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.infusion.Totals;
import org.luer.mappings.concept.infusion.Waste;
import org.luer.mappings.concept.observation.Finding;
import org.luer.mappings.concept.observation.FindingValue;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.session.Act;
import org.luer.mappings.concept.session.Amendment;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.IvAccess;
import org.luer.mappings.concept.session.NumberedPart;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.session.Told;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Device;
import org.luer.mappings.core.Systems;

/** Wild sessions of any status. */
final class WildSession {
  private final Wild wild;
  private final WildPeople people;
  private final List<StaffMember> staff;
  private final OffsetDateTime arrived;

  WildSession(Wild wild, WildPeople people) {
    this.wild = wild;
    this.people = people;
    this.staff = people.staff();
    this.arrived = wild.time();
  }

  InfusionSession session(String patientId, @Nullable String orderId) {
    var status = wild.pick(InfusionSession.Status.values());
    var course = new WildCourse(wild, people, staff, arrived.plusMinutes(20));
    var happened =
        status != InfusionSession.Status.NOT_DONE && status != InfusionSession.Status.PLANNED;
    var over = status == InfusionSession.Status.COMPLETED;
    var timeline = happened ? course.timeline(over) : List.<TimelineEvent>of();
    var end = course.end();
    var readings = course.readings();
    return new InfusionSession(
        wild.id(),
        patientId,
        orderId,
        status,
        status == InfusionSession.Status.NOT_DONE ? reason() : null,
        wild.maybe(this::series),
        wild.maybe(() -> visit(end)),
        staff,
        wild.maybe(people::contact),
        wild.maybe(this::checkIn),
        wild.maybe(() -> wild.quantity("kg")),
        happened ? wild.maybe(this::access) : null,
        indications(),
        happened || wild.chance() ? drug() : null,
        happened ? wild.maybe(this::bag) : null,
        happened ? wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "47625008")) : null,
        happened ? wild.maybe(() -> "PUMP" + wild.next()) : null,
        timeline,
        readings,
        over && !timeline.isEmpty() ? totals() : null,
        happened ? wild.list(2, this::lot) : List.of(),
        happened ? wild.list(2, () -> waste(end)) : List.of(),
        happened ? adjuncts() : List.of(),
        happened ? adverseEvents() : List.of(),
        over ? wild.maybe(() -> end.plusMinutes(60)) : null,
        over ? wild.maybe(() -> discharge(end.plusMinutes(61))) : null,
        wild.maybe(wild::text),
        wild.maybe(() -> new Signature(people.someone(), end.plusMinutes(90))),
        null,
        wild.below(4) == 0 ? wild.maybe(() -> amendment(end.plusDays(1))) : null,
        wild.maybe(() -> end.plusDays(2)),
        wild.below(3) == 0 ? told(readings).orNull() : null);
  }

  /** What only other senders tell beside a session. */
  private Told told(List<VitalSign> readings) {
    var act =
        new Act(
                null,
                wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "385669000")),
                wild.maybe(wild::text),
                null,
                wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "185349003")),
                null,
                null)
            .orNull();
    return new Told(
        readings.stream()
            .map(VitalSign::device)
            .filter(Objects::nonNull)
            .distinct()
            .filter(id -> wild.chance())
            .map(this::device)
            .toList(),
        null,
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "394587001")),
        staff.isEmpty() ? null : people.member(staff),
        act,
        List.of(),
        wild.list(1, () -> new NumberedPart("procedure", wild.identifier("ACT"), null)),
        List.of(),
        wild.list(2, this::finding));
  }

  private Device device(String id) {
    return new Device(
        id,
        null,
        wild.text(),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "258057004")),
        wild.maybe(wild::text),
        wild.maybe(wild::text),
        wild.maybe(wild::text));
  }

  private Finding finding() {
    return new Finding(
        wild.coded(Systems.LOINC, "11524-6"),
        null,
        "f" + wild.next(),
        FindingValue.codes(List.of(wild.coded(Systems.SNOMED_CT, "426783006"))),
        null,
        null,
        List.of(),
        null,
        null,
        Finding.Status.FINAL,
        arrived.plusMinutes(30),
        null,
        null,
        null,
        null,
        null,
        wild.maybe(wild::text),
        List.of());
  }

  private Coded reason() {
    return wild.coded(Systems.SNOMED_CT, "371622005");
  }

  private Series series() {
    return new Series(1 + wild.below(6), wild.maybe(() -> 6), wild.maybe(wild::text));
  }

  private Visit visit(OffsetDateTime end) {
    return new Visit(
        wild.maybe(() -> wild.identifier("VN")),
        wild.maybe(() -> wild.identifier("AN")),
        wild.maybe(() -> wild.pick(Visit.PatientClass.values())),
        wild.maybe(
            () ->
                new Place(
                    wild.text(),
                    wild.maybe(wild::text),
                    wild.maybe(wild::text),
                    wild.maybe(() -> "NLKC"))),
        arrived,
        wild.maybe(() -> wild.elsewhere(end.plusMinutes(65))));
  }

  private CheckIn checkIn() {
    return new CheckIn(
        arrived.plusMinutes(3),
        people.member(staff),
        wild.maybe(() -> wild.quantity("h")),
        wild.maybe(() -> wild.quantity("h")),
        List.copyOf(new LinkedHashSet<>(wild.list(2, wild::text))),
        wild.maybe(wild::flip),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "260385009")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "260385009")),
        wild.maybe(wild::flip));
  }

  private IvAccess access() {
    return new IvAccess(
        wild.coded(Systems.V2 + "0163", "LACF"),
        wild.maybe(() -> "22G"),
        wild.maybe(() -> arrived.plusMinutes(10)));
  }

  private List<Coded> indications() {
    return wild.list(2, () -> wild.coded(Systems.ICD_10_CM, wild.flip() ? "F33.2" : "F43.10"));
  }

  Drug drug() {
    return new Drug(
        wild.coded(Systems.RXNORM, "238083"),
        wild.maybe(() -> "00409205115"),
        wild.maybe(() -> wild.quantity("mg/mL")));
  }

  private Bag bag() {
    return new Bag(
        wild.maybe(() -> "BAG-" + wild.next()),
        wild.quantity("mg"),
        wild.quantity("mL"),
        wild.maybe(() -> wild.coded(Systems.RXNORM, "313002")));
  }

  private Totals totals() {
    return new Totals(
        wild.quantity("mg"),
        wild.maybe(() -> wild.quantity("mL")),
        wild.maybe(() -> wild.quantity("min")));
  }

  private Lot lot() {
    return new Lot(
        "L" + wild.next() + (wild.flip() ? "&^" : ""),
        wild.maybe(() -> "00409205115"),
        wild.maybe(wild::date),
        wild.maybe(wild::text));
  }

  private Waste waste(OffsetDateTime end) {
    return new Waste(
        wild.quantity("mg"),
        wild.maybe(wild::text),
        wild.maybe(wild::text),
        people.member(staff),
        wild.maybe(() -> end.plusMinutes(wild.below(30))));
  }

  private List<AdjunctGiven> adjuncts() {
    var given = new ArrayList<AdjunctGiven>();
    var at = arrived.plusMinutes(25);
    while (given.size() < 3 && wild.chance()) {
      at = wild.after(at);
      given.add(
          new AdjunctGiven(
              wild.coded(Systems.RXNORM, "26225"),
              wild.quantity(wild.pick(List.of("mg", "mL", "ug"))),
              wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "47625008")),
              at,
              wild.maybe(this::reason),
              people.member(staff)));
    }
    return given;
  }

  private List<AdverseEvent> adverseEvents() {
    var events = new ArrayList<AdverseEvent>();
    var at = arrived.plusMinutes(22);
    while (events.size() < 3 && wild.chance()) {
      at = wild.after(at);
      var onset = at;
      events.add(
          new AdverseEvent(
              wild.coded(Systems.SNOMED_CT, "422587007"),
              onset,
              wild.maybe(() -> wild.after(onset)),
              wild.maybe(() -> wild.pick(AdverseEvent.Severity.values())),
              wild.maybe(wild::flip),
              List.copyOf(
                  new LinkedHashSet<>(wild.list(3, () -> wild.pick(AdverseEvent.Action.values())))),
              wild.maybe(() -> wild.pick(AdverseEvent.Outcome.values())),
              wild.maybe(wild::text),
              wild.below(3) == 0 ? account(onset) : null));
    }
    return events;
  }

  private EventAccount account(OffsetDateTime onset) {
    return new EventAccount(
        null,
        wild.maybe(wild::text),
        people.member(staff),
        onset.plusMinutes(1),
        wild.maybe(() -> onset.plusMinutes(5)),
        null,
        null);
  }

  private Discharge discharge(OffsetDateTime at) {
    return new Discharge(
        at,
        people.member(staff),
        Arrays.stream(DischargeCriterion.Name.values())
            .filter(name -> wild.chance())
            .map(name -> new DischargeCriterion(name, wild.flip()))
            .toList(),
        wild.maybe(wild::flip),
        wild.maybe(
            () ->
                wild.coded("http://terminology.hl7.org/CodeSystem/discharge-disposition", "home")),
        wild.maybe(wild::text),
        List.copyOf(new LinkedHashSet<>(wild.list(2, wild::text))));
  }

  private Amendment amendment(OffsetDateTime at) {
    return new Amendment(at, wild.maybe(wild::text));
  }
}
