package org.luer.mappings.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.exchange.ExchangeCases;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportExchange;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.Parcel;

/** The set of each exchange that is measured: a published example, and for sessions one of a size. */
final class Sets {
  private static final int READINGS = 20;
  private static final Path EXAMPLES =
      Path.of("../conformance/artifacts/src/main/resources/examples");
  private static final Map<String, String> CASES =
      Map.of(
          "patientfeed", "admitted-with-allergies-and-insurance",
          "orderintake", "induction-order-for-the-pharmacy",
          "referral", "psychiatrist-refers-for-resistant-depression",
          "appointment", "first-infusion-booked",
          "sessionsummary", "a-signed-summary-with-text-and-pdf",
          "assessment", "phq-9-with-a-positive-suicide-item",
          "charges", "an-infusion-of-105-minutes-and-its-drug",
          "results", "a-chemistry-panel-with-high-potassium");

  private Sets() {}

  static Parcel<?> of(String exchange) throws IOException {
    if (exchange.equals(SessionReportExchange.INSTANCE.name())) {
      return new Parcel<>(SessionReportExchange.INSTANCE, session());
    }
    return ExchangeCases.parcel(exchange, EXAMPLES.resolve(exchange).resolve(CASES.get(exchange)));
  }

  /** The 105-minute session cut to 20 readings, with four rate changes. */
  private static SessionReport session() {
    var whole = SyntheticClinic.session105Minutes();
    var tree = ClinicJson.mapper().<com.fasterxml.jackson.databind.node.ObjectNode>valueToTree(whole.session());
    var readings = tree.withArray("/readings");
    while (readings.size() > READINGS) {
      readings.remove(readings.size() - 1);
    }
    tree.set("timeline", ClinicJson.mapper().valueToTree(timeline(whole.session())));
    try {
      var session = ClinicJson.mapper().treeToValue(tree, InfusionSession.class);
      return new SessionReport(whole.clinic(), whole.patient(), whole.order(), session);
    } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
      throw new IllegalStateException("the cut session is valid", impossible);
    }
  }

  private static List<TimelineEvent> timeline(InfusionSession session) {
    var start = session.timeline().get(0);
    var stop = session.timeline().get(session.timeline().size() - 1);
    var events = new ArrayList<TimelineEvent>(List.of(start));
    for (int i = 1; i <= 4; i++) {
      events.add(
          new TimelineEvent(
              TimelineEvent.Type.RATE_CHANGE,
              start.at().plusMinutes(10L * i),
              Quantity.of(String.valueOf(50 + i), "mL/h"),
              null,
              null,
              start.by(),
              null));
    }
    events.add(stop);
    return events;
  }
}
