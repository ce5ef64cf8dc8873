package org.luer.mappings.exchange.sessionreport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;

/** A clinic and a patient without what losses.csv declares for FHIR. */
public final class FhirLosses {
  private FhirLosses() {}

  /** The clinic without what a Bundle cannot carry of it. */
  public static Organization of(Organization clinic) {
    return (Organization) ClinicRecords.read(clinic(clinic), "").value().orElseThrow();
  }

  /** The patient without what a Bundle cannot carry of it. */
  public static Patient of(Patient patient) {
    var tree = patient(patient);
    tree.remove("recordedAt");
    return (Patient) ClinicRecords.read(tree, "").value().orElseThrow();
  }

  /** The clinic without them. */
  public static ObjectNode clinic(Organization clinic) {
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

  /** The patient without them. */
  public static ObjectNode patient(Patient patient) {
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
}
