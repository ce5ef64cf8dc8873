package org.luer.gateway.intake.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an order rests on comes into the inbox with the order, and not once more by itself. */
class OrderFindingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDER = "orderintake/chest-x-ray-before-the-series";
  private static final String FINDING =
      """
      {"fullUrl": "urn:uuid:4a0f0f0e-7f0b-4c57-9a43-0b2d3f6f5a11",
       "resource": {"resourceType": "Observation", "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "2160-0"}], "text": "Creatinine"},
        "subject": {"reference": "%s"},
        "effectiveDateTime": "2026-03-02T08:10:00-06:00",
        "valueQuantity": {"value": 0.9, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"}},
       "request": {"method": "POST", "url": "Observation"}}
      """;

  @Test
  void theFindingsOfAnOrderComeIntoTheInboxOnce(@TempDir Path home) throws Exception {
    try (var gateway = new FhirGateway(home)) {
      var bundle = FhirGateway.example(ORDER);
      var request = resource(bundle, "ServiceRequest");
      var finding = JSON.readTree(FINDING.formatted(request.at("/subject/reference").asText()));
      bundle.withArray("entry").add(finding);
      request.withArray("supportingInfo").addObject().set("reference", finding.path("fullUrl"));
      for (int again = 0; again < 2; again++) {
        var answer = gateway.post("/fhir", bundle.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      var items = items(gateway);
      var records = items.stream().map(i -> i.path("record").asText()).toList();
      assertThat(records).noneMatch(r -> r.startsWith("Observation/"));
      var orders =
          items.stream()
              .filter(i -> i.path("record").asText().startsWith("ServiceOrder/"))
              .toList();
      assertThat(orders).as(records.toString()).hasSize(1);
      var findings = orders.get(0).at("/content/findings");
      assertThat(findings).extracting(f -> f.at("/code/code").asText()).containsOnlyOnce("2160-0");
    }
  }

  private static List<JsonNode> items(FhirGateway gateway) throws Exception {
    var page = FhirGateway.json(gateway.call("GET", "/api/v1/inbox?limit=500", "", gateway.clinic));
    var items = new ArrayList<JsonNode>();
    page.path("items").forEach(items::add);
    return items;
  }

  private static ObjectNode resource(JsonNode bundle, String type) {
    for (var entry : bundle.path("entry")) {
      if (entry.at("/resource/resourceType").asText().equals(type)) {
        return (ObjectNode) entry.path("resource");
      }
    }
    throw new IllegalArgumentException(type);
  }
}
