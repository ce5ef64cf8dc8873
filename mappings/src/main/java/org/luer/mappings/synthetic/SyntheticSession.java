package org.luer.mappings.synthetic;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.checkin.CheckIn;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.clinician.StaffMember.Role;
import org.luer.mappings.concept.discharge.Discharge;
import org.luer.mappings.concept.discharge.DischargeCriterion;
import org.luer.mappings.concept.infusion.Bag;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.IvAccess;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.synthetic.InfusionCourse.Shape;

/** One invented session of a series. */
final class SyntheticSession {
  private static final ZoneId ZONE = ZoneId.of("America/Chicago");

  private final SplittableRandom random;
  private final SyntheticOrder plan;
  private final SyntheticPeople.Team team;
  private final InfusionCourse course;
  private final int number;
  private final String id;
  private final OffsetDateTime start;
  private final OffsetDateTime stop;
  private final String nurse;

  SyntheticSession(
      SplittableRandom random,
      SyntheticOrder plan,
      SyntheticPeople.Team team,
      int number,
      LocalDate day,
      InfusionCourse course) {
    this.random = random;
    this.plan = plan;
    this.team = team;
    this.course = course;
    this.number = number;
    this.id = "S-" + plan.order().patientId() + "-" + number;
    this.start = at(day, 9 * 60 + 15 * random.nextInt(20));
    this.stop = start.plusMinutes(course.elapsed());
    this.nurse = team.nurse().id();
  }

  /** A moment of the clinic's day. */
  static OffsetDateTime at(LocalDate day, int minuteOfDay) {
    return day.atStartOfDay().plusMinutes(minuteOfDay).atZone(ZONE).toOffsetDateTime();
  }

  InfusionSession session(boolean signed) {
    var done = course.shape() != Shape.NOT_DONE;
    var early = course.shape() == Shape.STOPPED_EARLY;
    var readings = new SyntheticReadings(random, nurse);
    var events = new SyntheticEvents();
    readings.baseline(start.minusMinutes(10));
    if (done) {
      readings.infusion(start, course.elapsed());
      readings.end(stop, early);
      readings.observation(stop);
      events.usual(random, start, nurse);
    }
    if (early) {
      events.hypertension(stop, nurse);
    }
    var infusion = new SyntheticInfusion(plan, team, course, start, stop);
    var signedAt = stop.plusMinutes(95);
    return new InfusionSession(
        id,
        plan.order().patientId(),
        plan.order().id(),
        done ? InfusionSession.Status.COMPLETED : InfusionSession.Status.NOT_DONE,
        done ? null : Coded.text("Blood pressure above the limit before the start"),
        new Series(number, 6, null),
        visit(done),
        staff(),
        random.nextInt(4) == 0 ? null : new SyntheticPeople(random).companion(),
        checkIn(),
        new Quantity(plan.weight().add(BigDecimal.valueOf(random.nextInt(5), 1)), "kg"),
        done ? access() : null,
        plan.order().indications(),
        plan.order().drug(),
        done ? bag() : null,
        done ? SyntheticOrder.ROUTE : null,
        done ? "PUMP01" + (10 + random.nextInt(80)) : null,
        infusion.timeline(),
        readings.list().stream()
            .sorted(Comparator.comparing(r -> r.takenAt().toInstant()))
            .toList(),
        done ? infusion.totals() : null,
        done ? List.of(lot()) : List.of(),
        done ? infusion.waste() : List.of(),
        events.adjuncts(),
        events.events(),
        done ? stop.plusMinutes(60) : null,
        done ? discharge() : null,
        narrative(done, early),
        signed ? new Signature(team.attending(), signedAt) : null,
        null,
        null,
        signedAt,
        null);
  }

  private Visit visit(boolean done) {
    return new Visit(
        new Identifier("V-" + id, "NLKVN", null, "VN"),
        random.nextInt(3) == 0 ? null : new Identifier("A-" + id, "NLKACCT", null, "AN"),
        Visit.PatientClass.OUTPATIENT,
        new Place("NLKC-INF", "RM" + (1 + random.nextInt(4)), "CHAIR0" + random.nextInt(9), "NLKC"),
        start.minusMinutes(30),
        stop.plusMinutes(done ? 65 : 15));
  }

  private List<StaffMember> staff() {
    return List.of(
        new StaffMember(Role.ATTENDING, team.attending()),
        new StaffMember(Role.NURSE, team.nurse()),
        new StaffMember(Role.WITNESS, team.witness()),
        new StaffMember(Role.REFERRER, team.referrer()));
  }

  private CheckIn checkIn() {
    var rich = random.nextInt(3) > 0;
    return new CheckIn(
        start.minusMinutes(20),
        nurse,
        Quantity.of(String.valueOf(8 + random.nextInt(6)), "h"),
        rich ? Quantity.of("2.5", "h") : null,
        rich ? List.of("lorazepam 0.5 mg, last evening") : List.of(),
        true,
        rich ? Coded.text("negative") : null,
        null,
        rich ? true : null);
  }

  private IvAccess access() {
    return new IvAccess(
        Coded.of(Systems.V2 + "0163", "LACF", "Left Antecubital Fossa"),
        random.nextBoolean() ? "22G" : "20G",
        start.minusMinutes(15));
  }

  private Bag bag() {
    return new Bag(
        "BAG-" + id,
        new Quantity(plan.dose(), "mg"),
        new Quantity(BigDecimal.valueOf(plan.bagVolume()), "mL"),
        SyntheticOrder.SALINE);
  }

  private Lot lot() {
    return new Lot(
        "L24K88" + (10 + random.nextInt(90)),
        "00409205115",
        new PartialDate(random.nextBoolean() ? "2027-10-31" : "2027-10"),
        "Hospira, Inc.");
  }

  private Discharge discharge() {
    return new Discharge(
        stop.plusMinutes(60),
        nurse,
        Arrays.stream(DischargeCriterion.Name.values())
            .map(name -> new DischargeCriterion(name, true))
            .toList(),
        true,
        Coded.of(
            "http://terminology.hl7.org/CodeSystem/discharge-disposition",
            "home",
            "Home with companion"),
        random.nextBoolean() ? "spouse" : null,
        List.of("No driving for 24 hours", "Call the clinic if nausea returns"));
  }

  private @Nullable String narrative(boolean done, boolean early) {
    if (!done) {
      return "Not started; the patient comes back after a change of the home medication.";
    }
    return early
        ? "Stopped early for hypertension; pressure was back to normal after labetalol."
        : random.nextInt(3) == 0 ? null : "Session " + number + " of the series, tolerated well.";
  }
}
