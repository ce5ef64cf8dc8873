package org.luer.mappings.synthetic;

import java.util.List;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.exchange.sessionreport.SessionReport;

/**
 * One invented patient with an order and the sessions that fill it.
 *
 * @param clinic who treats
 * @param patient the patient, with the referring clinician
 * @param order the order of the whole series
 * @param sessions the sessions in order of time
 */
public record SyntheticSeries(
    Organization clinic, Patient patient, InfusionOrder order, List<InfusionSession> sessions) {

  public SyntheticSeries {
    sessions = List.copyOf(sessions);
  }

  /** Every session as it crosses the wire. */
  public List<SessionReport> reports() {
    return sessions.stream()
        .map(session -> new SessionReport(clinic, patient, order, session))
        .toList();
  }
}
