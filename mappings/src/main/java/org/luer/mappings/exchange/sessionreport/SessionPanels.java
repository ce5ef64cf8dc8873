package org.luer.mappings.exchange.sessionreport;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luer.mappings.concept.adverseevent.AdverseEventHl7v2;
import org.luer.mappings.concept.checkin.CheckInHl7v2;
import org.luer.mappings.concept.clinician.StaffHl7v2;
import org.luer.mappings.concept.discharge.DischargeHl7v2;
import org.luer.mappings.concept.infusion.AdjunctGivenHl7v2;
import org.luer.mappings.concept.infusion.InfusionSummaryHl7v2;
import org.luer.mappings.concept.infusion.SuppliesHl7v2;
import org.luer.mappings.concept.infusion.TimelineHl7v2;
import org.luer.mappings.concept.order.OrderHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.session.DeviceHl7v2;
import org.luer.mappings.concept.session.DiagnosisHl7v2;
import org.luer.mappings.concept.session.NumberedPartHl7v2;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.concept.vitals.VitalSignHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.DeviceNumbers;
import org.luer.mappings.hl7v2.Panel;

/** The panels of a session report in the order in which they are sent. */
final class SessionPanels {
  private SessionPanels() {}

  /** All panels that have content. */
  static List<Panel> of(SessionReport report, List<OffsetDateTime> timePoints, Dialect dialect) {
    var session = report.session();
    var staff = StaffHl7v2.encoded(session.staff(), dialect);
    var devices = DeviceNumbers.of(session.beside().devices(), dialect);
    var vitals =
        VitalSignHl7v2.write(session.readings(), numbers(timePoints), staff, devices, dialect);
    var panels = new ArrayList<Panel>();
    panels.add(vitals.get(0));
    panels.add(TimelineHl7v2.write(session.timeline(), devices.ei(session.pump()), staff, dialect));
    panels.addAll(vitals.subList(1, vitals.size()));
    panels.add(AdverseEventHl7v2.write(session.adverseEvents(), staff, dialect));
    panels.add(SessionHl7v2.write(session, report.clinic(), dialect));
    panels.add(StaffHl7v2.write(session.staff(), dialect));
    panels.add(CheckInHl7v2.write(session.checkIn(), dialect));
    panels.add(
        InfusionSummaryHl7v2.write(
            new InfusionSummaryHl7v2.Summary(
                session.drug(), session.bag(), session.route(), session.pump(), session.totals()),
            dialect));
    panels.add(SuppliesHl7v2.writeLots(session.lots(), dialect));
    panels.add(SuppliesHl7v2.writeWaste(session.waste(), dialect));
    panels.add(AdjunctGivenHl7v2.write(session.adjuncts(), staff, dialect));
    panels.add(DischargeHl7v2.write(session.discharge(), dialect));
    panels.add(PatientHl7v2.writePanel(report.patient(), dialect));
    panels.add(OrderHl7v2.write(report.order(), dialect));
    panels.add(DeviceHl7v2.write(session.beside().devices(), dialect));
    panels.add(DiagnosisHl7v2.write(session.beside().diagnoses(), dialect));
    panels.add(NumberedPartHl7v2.write(session.beside().parts(), dialect));
    panels.removeIf(p -> p.rows().isEmpty());
    return panels;
  }

  /** Times of the readings: those that the receiver knows keep their number, new ones follow. */
  static List<OffsetDateTime> timePoints(SessionReport report, Predecessor predecessor) {
    var points = new ArrayList<>(predecessor.timePoints());
    var known = new HashMap<Instant, Boolean>();
    points.forEach(p -> known.put(p.toInstant(), true));
    var readings = new ArrayList<VitalSign>();
    if (predecessor.report() != null) {
      readings.addAll(predecessor.report().session().readings());
    }
    readings.addAll(report.session().readings());
    for (var reading : readings) {
      if (known.put(reading.takenAt().toInstant(), true) == null) {
        points.add(reading.takenAt());
      }
    }
    return points;
  }

  private static Map<Instant, Integer> numbers(List<OffsetDateTime> timePoints) {
    var numbers = new HashMap<Instant, Integer>();
    for (int i = 0; i < timePoints.size(); i++) {
      numbers.putIfAbsent(timePoints.get(i).toInstant(), i + 1);
    }
    return numbers;
  }
}
