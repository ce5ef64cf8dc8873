package org.luer.mappings.exchange.sessionreport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;

/** A report without what losses-fhir.csv declares. */
final class FhirLosses {
  private FhirLosses() {}

  static SessionReport without(SessionReport report) {
    var carried = Reports.carried(report);
    return new SessionReport(
        (Organization) ClinicRecords.read(clinic(carried.clinic()), "").value().orElseThrow(),
        (Patient) ClinicRecords.read(patient(carried.patient()), "").value().orElseThrow(),
        carried.order(),
        (InfusionSession) ClinicRecords.read(session(carried.session()), "").value().orElseThrow());
  }

  private static ObjectNode clinic(Organization clinic) {
    var tree = ClinicRecords.tree(clinic);
    for (var list : List.of("addresses", "telecoms")) {
      for (var one : tree.path(list)) {
        if (one.path("use").asText().equals("home")) {
          ((ObjectNode) one).remove("use");
        }
      }
    }
    return tree;
  }

  private static ObjectNode patient(Patient patient) {
    var tree = ClinicRecords.tree(patient);
    if (tree.get("race") instanceof ArrayNode race) {
      var coded = false;
      var texts = new ArrayList<String>();
      for (var one : race) {
        ((ObjectNode) one).remove("also");
        coded |= one.has("code");
        texts.add(one.path("text").asText(one.path("code").asText()));
      }
      if (coded) {
        var rest = race.deepCopy().removeAll();
        race.forEach(
            one -> {
              if (one.has("code")) {
                rest.add(one);
              }
            });
        tree.set("race", rest);
      } else {
        race.removeAll().addObject().put("text", String.join(", ", texts));
      }
    }
    if (tree.get("ethnicity") instanceof ObjectNode ethnicity) {
      ethnicity.remove("also");
    }
    return tree;
  }

  private static ObjectNode session(InfusionSession session) {
    var tree = ClinicRecords.tree(session);
    if (session.status() == InfusionSession.Status.ENTERED_IN_ERROR
        && tree.get("adverseEvents") instanceof ArrayNode events) {
      for (var event : events) {
        ((ObjectNode) event).remove(List.of("severity", "serious", "outcome"));
      }
    }
    return tree;
  }
}
