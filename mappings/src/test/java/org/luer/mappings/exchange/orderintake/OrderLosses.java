package org.luer.mappings.exchange.orderintake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;

/** An order without what losses.csv declares. */
final class OrderLosses {
  private OrderLosses() {}

  /** What arrives in HL7 v2. */
  static OrderIntake hl7v2(OrderIntake whole) {
    var set = OrderIntakeRecords.carried(whole);
    return set;
  }

  /** What arrives in FHIR. */
  static OrderIntake fhir(OrderIntake whole) {
    var set = OrderIntakeRecords.carried(whole);
    return new OrderIntake(
        (Organization)
            ClinicRecords.read(clinic(Objects.requireNonNull(set.sender())), "")
                .value()
                .orElseThrow(),
        (Patient) ClinicRecords.read(patient(set.patient()), "").value().orElseThrow(),
        set.allergies(),
        order(set.order()),
        null);
  }

  private static PlacedOrder order(PlacedOrder order) {
    var tree = ClinicRecords.tree(order);
    if (tree.path("supply") instanceof ObjectNode supply) {
      supply.remove("prescriberDea");
      if (supply.isEmpty()) {
        tree.remove("supply");
      }
    }
    return (PlacedOrder) ClinicRecords.read(tree, "").value().orElseThrow();
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
      for (JsonNode one : race) {
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
