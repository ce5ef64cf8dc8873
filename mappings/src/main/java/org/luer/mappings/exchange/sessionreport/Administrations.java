package org.luer.mappings.exchange.sessionreport;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.infusion.AdjunctGiven;
import org.luer.mappings.concept.infusion.AdministrationCodes;
import org.luer.mappings.concept.infusion.Interval;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.observation.OtherFindingsHl7v2;
import org.luer.mappings.concept.session.Delivery;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.DeviceNumbers;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Wire;

/**
 * What was given in a session as RXA, RXR and OBX: one administration per constant rate, bolus and
 * adjunct, or the one that was not given.
 *
 * <p>RXA-6 of the intervals and boluses sums up to the dose given. RXA-20 of the last interval is
 * PA when the infusion was stopped early, NA when it never began.
 */
final class Administrations {
  private final SessionReport report;
  private final InfusionSession session;
  private final Dialect dialect;
  private final Map<String, String> staff;
  private final DeviceNumbers devices;
  private final Delivery delivery;
  private final List<Given> all = new ArrayList<>();

  private Administrations(SessionReport report, Dialect dialect) {
    this.report = report;
    this.session = report.session();
    this.dialect = dialect;
    this.devices = DeviceNumbers.of(session.beside().devices(), dialect);
    this.delivery = Objects.requireNonNullElse(session.beside().delivery(), Delivery.UNKNOWN);
    this.staff = StaffHl7v2.encoded(session.staff(), dialect);
  }

  /** One administration. */
  static final class Given {
    private final int number;
    private final OffsetDateTime from;
    private final boolean apart;
    private final boolean adjunct;
    private final OutSegment rxa;
    private final List<OutSegment> below;

    Given(
        int number,
        OffsetDateTime from,
        boolean apart,
        boolean adjunct,
        OutSegment rxa,
        List<OutSegment> below) {
      this.from = from;
      this.number = number;
      this.apart = apart;
      this.adjunct = adjunct;
      this.rxa = rxa;
      this.below = below;
    }

    int number() {
      return number;
    }

    /** Whether it needs an ORC of its own. */
    boolean apart() {
      return apart;
    }

    boolean adjunct() {
      return adjunct;
    }

    String key() {
      return (adjunct ? "A" : "I") + number;
    }

    void action(String code) {
      rxa.set(21, code);
    }

    boolean same(Given other) {
      var time = rxa.get(22);
      var action = rxa.get(21);
      rxa.set(22, other.rxa.get(22)).set(21, other.rxa.get(21));
      var same = segments().toString().equals(other.segments().toString());
      rxa.set(22, time).set(21, action);
      return same;
    }

    List<OutSegment> segments() {
      var segments = new ArrayList<OutSegment>();
      segments.add(rxa);
      segments.addAll(below);
      return segments;
    }
  }

  /** Everything given, in order. */
  static List<Given> of(SessionReport report, Dialect dialect) {
    var given = new Administrations(report, dialect);
    if (given.session.status() == InfusionSession.Status.NOT_DONE) {
      given.notDone();
      return given.all;
    }
    var session = given.session;
    var intervals = Interval.of(session.timeline(), session.totals(), session.bag());
    for (int i = 0; i < intervals.size(); i++) {
      given.interval(intervals.get(i), i == intervals.size() - 1);
    }
    session.timeline().stream()
        .filter(e -> e.type() == TimelineEvent.Type.BOLUS)
        .forEach(given::bolus);
    session.adjuncts().forEach(given::adjunct);
    given.findings();
    return given.all;
  }

  private void interval(Interval interval, boolean last) {
    var stopped = last && session.stoppedEarly();
    var event = interval.event();
    var rxa =
        rxa(interval.from(), interval.to(), drug(), interval.dose(), "mg", event.by())
            .set(8, Cwe.write(delivery.form(), dialect))
            .set(9, note(event))
            .set(12, length(interval))
            .set(20, stopped ? "PA" : "CP");
    bag(rxa);
    lots(rxa);
    if (stopped) {
      var end = session.timeline().get(session.timeline().size() - 1);
      rxa.set(18, Cwe.write(end.reason(), dialect));
    }
    rxa.set(19, indications());
    add(interval.from(), false, false, rxa, session.route(), observations(interval, event));
  }

  /** Findings stand below the last thing given before them. */
  private void findings() {
    for (var finding : session.beside().findings()) {
      var at = finding.takenAt();
      Given place = null;
      for (var given : all) {
        place = place == null || (at != null && !given.from.isAfter(at)) ? given : place;
      }
      if (place != null) {
        var number = (int) place.below.stream().filter(s -> s.toString().startsWith("OBX")).count();
        place.below.addAll(OtherFindingsHl7v2.write(List.of(finding), number, null, dialect));
      }
    }
  }

  private static String length(Interval interval) {
    var seconds = interval.seconds();
    return seconds % 60 == 0 ? "M" + seconds / 60 : "S" + seconds;
  }

  private static String note(TimelineEvent event) {
    return event.note() == null
        ? ""
        : Wire.components("", Wire.text(event.note().split("\n", 2)[0]));
  }

  private void bag(OutSegment rxa) {
    var bag = session.bag();
    if (bag != null) {
      rxa.set(13, Numbers.nm(bag.drugAmount().value()))
          .set(14, Units.write(bag.drugAmount().unit()))
          .set(23, Numbers.nm(bag.volume().value()))
          .set(24, Units.write(bag.volume().unit()));
    }
  }

  private void lots(OutSegment rxa) {
    var lots = session.lots();
    rxa.set(15, parallel(lots.stream().map(l -> Wire.text(l.number())).toList()))
        .set(16, parallel(lots.stream().map(l -> Hl7Timestamp.write(l.expires())).toList()))
        .set(17, parallel(lots.stream().map(this::maker).toList()));
  }

  private String maker(Lot lot) {
    var maker = lot.maker();
    return maker == null
        ? lot.manufacturer() == null ? "" : Wire.components("", Wire.text(lot.manufacturer()))
        : Cwe.write(Coded.of(maker.system(), maker.code(), lot.manufacturer()), dialect);
  }

  /** Repetitions with their places kept, because the three lists of a vial are parallel. */
  private static String parallel(List<String> values) {
    return values.stream().allMatch(String::isEmpty) ? "" : String.join("~", values);
  }

  private String indications() {
    return Wire.repetitions(
        session.indications().stream().map(i -> Cwe.write(i, dialect)).toList());
  }

  private List<OutSegment> observations(Interval interval, TimelineEvent event) {
    var by = event.by();
    var panel = new Panel(0, "", "");
    var rows = panel.group(AdministrationCodes.TABLE, "1", dialect);
    rows.quantity("PUMP-RATE", interval.rate());
    rows.quantity("INF-VOL", new Quantity(interval.volume(), "mL"));
    for (int i = 0; i < 2; i++) {
      var row = panel.rows().get(i).time(i == 0 ? interval.from() : interval.to());
      if (by != null) {
        row.observer(staff.getOrDefault(by, ""));
      }
      if (session.pump() != null) {
        row.device(devices.ei(session.pump()));
      }
    }
    var note = event.note() == null ? new String[0] : event.note().split("\n", 2);
    if (note.length > 1) {
      panel.rows().get(1).note(Wire.text(note[1]));
    }
    rows.text("SES-ID", session.id());
    var segments = new ArrayList<OutSegment>();
    panel.write(segments, session.signed() ? "F" : "P");
    return segments;
  }

  private void bolus(TimelineEvent event) {
    var dose = event.dose();
    if (dose != null) {
      var rxa =
          rxa(event.at(), event.at(), drug(), dose.value(), dose.unit(), event.by())
              .set(9, note(event))
              .set(19, event.reason() == null ? indications() : Cwe.write(event.reason(), dialect))
              .set(20, "CP");
      add(event.at(), true, false, rxa, session.route(), sessionOnly());
    }
  }

  private void adjunct(AdjunctGiven given) {
    var rxa =
        rxa(
                given.at(),
                given.at(),
                Cwe.write(given.drug(), dialect),
                given.dose().value(),
                given.dose().unit(),
                given.by())
            .set(19, Cwe.write(given.reason(), dialect))
            .set(20, "CP");
    add(given.at(), true, true, rxa, given.route(), sessionOnly());
  }

  private void notDone() {
    var time = ReportHeader.span(report, true);
    if (time != null) {
      var rxa =
          rxa(time, time, drug(), BigDecimal.ZERO, "mg", null)
              .set(18, Cwe.write(session.notDoneReason(), dialect))
              .set(19, indications())
              .set(20, "NA");
      add(time, false, false, rxa, session.route(), sessionOnly());
    }
  }

  private List<OutSegment> sessionOnly() {
    var panel = new Panel(0, "", "");
    panel.group(AdministrationCodes.TABLE, "1", dialect).text("SES-ID", session.id());
    var segments = new ArrayList<OutSegment>();
    panel.write(segments, session.signed() ? "F" : "P");
    return segments;
  }

  private String drug() {
    var drug = session.drug();
    if (drug == null) {
      return "^not stated";
    }
    var code = drug.code();
    return drug.ndc() == null || !code.also().isEmpty()
        ? Cwe.write(code, dialect)
        : Cwe.write(
            new Coded(
                code.system(),
                code.code(),
                code.text(),
                List.of(new Coding(Systems.NDC, drug.ndc(), null))),
            dialect);
  }

  private OutSegment rxa(
      OffsetDateTime from,
      OffsetDateTime to,
      String drug,
      BigDecimal amount,
      String unit,
      @Nullable String by) {
    var visit = session.visit();
    return new OutSegment("RXA")
        .set(1, "0")
        .set(2, String.valueOf(all.size() + 1))
        .set(3, Hl7Timestamp.write(from))
        .set(4, Hl7Timestamp.write(to))
        .set(5, drug)
        .set(6, Numbers.nm(amount))
        .set(7, Units.write(unit))
        .set(10, by == null ? "" : staff.getOrDefault(by, ""))
        .set(11, visit == null ? "" : VisitHl7v2.la2(visit.place()))
        .set(21, "A")
        .set(22, Hl7Timestamp.write(ReportHeader.recorded(report)));
  }

  private void add(
      OffsetDateTime from,
      boolean apart,
      boolean adjunct,
      OutSegment rxa,
      @Nullable Coded route,
      List<OutSegment> observations) {
    var line = session.ivAccess();
    var below = new ArrayList<OutSegment>();
    below.add(
        new OutSegment("RXR")
            .set(1, AdministrationCodes.route(route, dialect))
            .set(2, adjunct || line == null ? "" : Cwe.write(line.site(), dialect))
            .set(3, adjunct ? "" : Cwe.write(delivery.device(), dialect))
            .set(4, adjunct ? "" : Cwe.write(delivery.method(), dialect)));
    if (!adjunct && delivery.orderType() != null) {
      rxa.set(26, Wire.text(delivery.orderType().code()));
    }
    below.addAll(observations);
    all.add(new Given(all.size() + 1, from, apart, adjunct, rxa, below));
  }
}
