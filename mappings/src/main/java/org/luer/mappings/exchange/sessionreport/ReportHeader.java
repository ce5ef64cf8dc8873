package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.patient.ContactHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.ControlIds;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;

/** What ORU^R01 and RAS^O17 of a session share: MSH, numbers of the order and of the report. */
final class ReportHeader {
  private static final int ROOM = 16; // 22 less two separators and four characters of kind

  private ReportHeader() {}

  /** MSH without MSH-10. */
  static OutSegment msh(SessionReport report, String type, Dialect dialect) {
    return Header.msh(type, recorded(report), dialect);
  }

  /** When the session was recorded, else the latest time that it knows of. */
  static @Nullable OffsetDateTime recorded(SessionReport report) {
    var session = report.session();
    if (session.recordedAt() != null) {
      return session.recordedAt();
    }
    var signature = session.signature();
    var visit = session.visit();
    return Stream.of(
            Stream.of(
                signature == null ? null : signature.at(),
                session.observationEnd(),
                session.discharge() == null ? null : session.discharge().at(),
                session.checkIn() == null ? null : session.checkIn().at(),
                visit == null ? null : visit.arrivedAt(),
                visit == null ? null : visit.leftAt(),
                report.patient().recordedAt(),
                ordered(report.order())),
            session.timeline().stream().map(e -> e.at()),
            session.readings().stream().map(r -> r.takenAt()))
        .flatMap(s -> s)
        .filter(Objects::nonNull)
        .max(OffsetDateTime.timeLineOrder())
        .orElse(null);
  }

  /** Start or end of the session as far as it is known. */
  static @Nullable OffsetDateTime span(SessionReport report, boolean first) {
    var session = report.session();
    var visit = session.visit();
    var timeline = session.timeline();
    if (visit != null && visit.arrivedAt() != null) {
      return first ? visit.arrivedAt() : visit.leftAt();
    }
    if (!timeline.isEmpty()) {
      return timeline.get(first ? 0 : timeline.size() - 1).at();
    }
    return first ? recorded(report) : null;
  }

  /**
   * Number of the report of one kind about a session; fits into 22 characters with its namespace.
   */
  static String number(SessionReport report, String kind, Dialect dialect) {
    var id = report.session().id();
    var key =
        id.length() + dialect.clinic().application().length() <= ROOM
            ? id
            : ControlIds.digits(8, "report", id);
    return Numbers.ei(key + "-" + kind, dialect.clinic().application());
  }

  /** PID, and PV1 when there is something to say of the visit. */
  static List<OutSegment> patient(SessionReport report, boolean contacts, Dialect dialect) {
    var session = report.session();
    var visit = session.visit();
    var segments = new ArrayList<OutSegment>();
    segments.add(
        PatientHl7v2.write(report.patient(), visit == null ? null : visit.account(), dialect));
    if (contacts) {
      segments.addAll(
          ContactHl7v2.write(report.patient().contacts(), session.companion(), dialect));
    }
    var pv1 = VisitHl7v2.write(visit, session.staff(), dialect);
    var service = Cwe.code(session.beside().service());
    if (pv1 == null && !service.isEmpty()) {
      pv1 = new OutSegment("PV1").set(1, "1").set(2, "N");
    }
    if (pv1 != null) {
      segments.add(service.isEmpty() ? pv1 : pv1.set(10, service));
    }
    return segments;
  }

  /** ORC with what is known of the order. */
  static OutSegment orc(SessionReport report, String filler, Dialect dialect) {
    var order = report.order();
    var orc =
        new OutSegment("ORC")
            .set(1, "RE")
            .set(3, filler)
            .set(5, status(report))
            .set(9, Hl7Timestamp.write(recorded(report)));
    var recorder = report.session().beside().recordedBy();
    if (recorder != null) {
      var staff = StaffHl7v2.encoded(report.session().staff(), dialect);
      orc.set(10, staff.getOrDefault(recorder, ""));
    }
    if (order != null) {
      orc.set(2, Numbers.ei(order.placerNumber()))
          .set(4, Numbers.ei(order.groupNumber()))
          .set(12, orderer(report, dialect));
    }
    return orc;
  }

  /** The ordering clinician as XCN. */
  static String orderer(SessionReport report, Dialect dialect) {
    var order = report.order();
    return order == null || order.orderer() == null
        ? ""
        : ClinicianHl7v2.provider(order.orderer(), dialect);
  }

  private static String status(SessionReport report) {
    return SessionStatuses.order(report.session().status());
  }

  private static @Nullable OffsetDateTime ordered(@Nullable InfusionOrder order) {
    var at = order == null ? null : order.orderedAt();
    return at == null ? null : at.time().orElse(null);
  }
}
