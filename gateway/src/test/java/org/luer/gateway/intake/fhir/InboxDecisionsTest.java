package org.luer.gateway.intake.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the clinic decides about what a partner offered: one story from the first order of an
 * unknown patient to the release of an order that had to be looked at.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class InboxDecisionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDER = "orderintake/induction-order-for-the-pharmacy";

  private static FhirGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new FhirGateway(home);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static HttpResponse<String> decide(JsonNode item, String verb, String body)
      throws Exception {
    return gateway.call(
        "POST",
        "/api/v1/inbox/" + item.path("id").asLong() + "/" + verb,
        body,
        gateway.clinic,
        "Content-Type",
        "application/json");
  }

  private static JsonNode only(String kind) throws Exception {
    var items = gateway.inbox(kind);
    assertThat(items).as(kind).hasSize(1);
    return items.get(0);
  }

  private static JsonNode get(String path) throws Exception {
    var answer = gateway.call("GET", path, "", gateway.clinic);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return FhirGateway.json(answer);
  }

  private static void send(JsonNode bundle) throws Exception {
    var answer = gateway.post("/fhir", bundle.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static ObjectNode resource(JsonNode bundle, String type) {
    for (var entry : bundle.path("entry")) {
      if (entry.at("/resource/resourceType").asText().equals(type)) {
        return (ObjectNode) entry.path("resource");
      }
    }
    throw new IllegalArgumentException(type);
  }

  private static List<String> pointers(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    return FhirGateway.json(answer).path("errors").findValuesAsText("pointer");
  }

  @Test
  @Order(1)
  void anOrderOfAnUnknownPatientCannotBeAcceptedBeforeThePatientIs() throws Exception {
    send(FhirGateway.example(ORDER));
    var order = only("order-received");
    assertThat(pointers(decide(order, "accept", ""))).containsExactly("/patient");
    assertThat(pointers(decide(order, "accept", "{\"patient\":\"nobody\",\"id\":\"a b\"}")))
        .containsExactlyInAnyOrder("/patient", "/id");
  }

  @Test
  @Order(2)
  void anUnmatchedPatientBecomesOneOfTheClinicOnce() throws Exception {
    var patient = only("patient-unmatched");
    var accepted = decide(patient, "accept", "{\"id\":\"NLK-1\"}");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    assertThat(FhirGateway.json(accepted).path("record").asText()).isEqualTo("Patient/NLK-1");
    var again = decide(patient, "accept", "{\"id\":\"NLK-2\"}");
    assertThat(FhirGateway.json(again).path("record").asText()).isEqualTo("Patient/NLK-1");
    assertThat(decide(patient, "ignore", "").statusCode()).isEqualTo(409);
    var own = get("/api/v1/patients/NLK-1");
    assertThat(own.path("names")).isNotEmpty();
    assertThat(own.has("foreign")).isFalse();
    assertThat(gateway.inbox("patient-unmatched")).as("it was dealt with").isEmpty();
  }

  @Test
  @Order(3)
  void anAcceptedOrderIsADraftOfTheClinicUnderItsOwnPatient() throws Exception {
    var order = only("order-received");
    var accepted = decide(order, "accept", "{\"id\":\"ORD-1\"}");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    var own = get("/api/v1/orders/ORD-1");
    assertThat(own.path("status").asText()).isEqualTo("draft");
    assertThat(own.path("patientId").asText()).isEqualTo("NLK-1");
    assertThat(own.path("dose")).isEqualTo(order.path("content").path("dose"));
    assertThat(own.path("placerNumber")).isEqualTo(order.path("content").path("placerNumber"));
    var message = get("/api/v1/messages/" + FhirGateway.json(accepted).path("message").asText());
    assertThat(message.path("partner").asText()).isEqualTo("clinic");
    assertThat(gateway.inbox("order-received")).isEmpty();
  }

  @Test
  @Order(4)
  void aChangedOrderThatHasToBeLookedAtNeedsAReasonAndChangesTheDraft() throws Exception {
    send(changedDose("99"));
    var changed = only("order-changed");
    assertThat(changed.path("content").path("review")).isNotEmpty();
    assertThat(pointers(decide(changed, "accept", "{}"))).containsExactly("/reason");
    var accepted = decide(changed, "accept", "{\"reason\":\"called the ward, it is meant so\"}");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    assertThat(FhirGateway.json(accepted).path("record").asText()).isEqualTo("InfusionOrder/ORD-1");
    assertThat(FhirGateway.json(accepted).path("version").asInt()).isEqualTo(2);
    assertThat(get("/api/v1/orders/ORD-1").path("status").asText()).isEqualTo("draft");
  }

  @Test
  @Order(5)
  void anOrderWhoseNumbersDoNotAgreeIsHeldUntilItIsReleasedWithAReason() throws Exception {
    var held = get("/api/v1/messages?partner=rgh&state=held").path("items");
    assertThat(held).isNotEmpty();
    var one = held.get(0);
    assertThat(one.path("reason").path("code").asText()).isEqualTo("review");
    var path = "/api/v1/messages/" + one.path("id").asText();
    var bypass =
        gateway.call(
            "POST", path + "/replay", "", gateway.clinic, "Content-Type", "application/json");
    assertThat(bypass.statusCode()).isEqualTo(409);
    var without =
        gateway.call(
            "POST", path + "/release", "{}", gateway.clinic, "Content-Type", "application/json");
    assertThat(pointers(without)).containsExactly("/reason");
    var released =
        gateway.call(
            "POST",
            path + "/release",
            "{\"reason\":\"checked by pharmacist\"}",
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(released.statusCode()).as(released.body()).isEqualTo(202);
    var next = get("/api/v1/messages/" + FhirGateway.json(released).path("message").asText());
    assertThat(next.path("state").asText()).isNotIn("held", "superseded");
    assertThat(get(path).path("state").asText()).isEqualTo("superseded");
    var again =
        gateway.call(
            "POST",
            path + "/release",
            "{\"reason\":\"x\"}",
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(again.statusCode()).isEqualTo(409);
  }

  @Test
  @Order(6)
  void aCorrectedVersionTakesThePlaceOfTheOneThatNobodyReleased() throws Exception {
    send(changedDose("98"));
    assertThat(get("/api/v1/messages?partner=rgh&state=held").path("items")).isNotEmpty();
    send(FhirGateway.example(ORDER));
    assertThat(get("/api/v1/messages?partner=rgh&state=held").path("items")).isEmpty();
  }

  @Test
  @Order(7)
  void anOvertakenVersionIsNotAcceptedAndWhatIsIgnoredStaysSo() throws Exception {
    var items = gateway.inbox("order-changed");
    var old = items.get(0);
    assertThat(decide(old, "accept", "{\"reason\":\"x\"}").statusCode()).isEqualTo(409);
    assertThat(decide(old, "ignore", "{\"reason\":\"overtaken\"}").statusCode()).isEqualTo(204);
    assertThat(decide(old, "ignore", "").statusCode()).isEqualTo(204);
    assertThat(decide(old, "accept", "{\"reason\":\"x\"}").statusCode()).isEqualTo(409);
  }

  @Test
  @Order(8)
  void ofOfferedPatientDataTheClinicTakesWhatItChooses() throws Exception {
    var bundle = FhirGateway.example(ORDER);
    var patient = resource(bundle, "Patient").deepCopy();
    patient.put("birthDate", "1979-01-01");
    ((ObjectNode) patient.withArray("name").get(0)).put("family", "OTHER");
    var taken = gateway.post("/fhir/Patient", patient.toString());
    assertThat(taken.statusCode()).as(taken.body()).isIn(200, 201);
    var items = gateway.inbox("patient-changed");
    var offer = items.get(items.size() - 1);
    assertThat(offer.at("/details/patient").asText()).isEqualTo("NLK-1");
    assertThat(offer.at("/details/differences"))
        .extracting(JsonNode::asText)
        .contains("/birthDate", "/names");
    var before = get("/api/v1/patients/NLK-1");
    assertThat(pointers(decide(offer, "accept", "{\"fields\":[\"/deceased\"]}")))
        .containsExactly("/fields/0");
    var accepted = decide(offer, "accept", "{\"fields\":[\"/birthDate\"]}");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    var after = get("/api/v1/patients/NLK-1");
    assertThat(after.path("birthDate")).isEqualTo(offer.at("/content/birthDate"));
    assertThat(after.path("names")).isEqualTo(before.path("names"));
    assertThat(after.path("identifiers")).isEqualTo(before.path("identifiers"));
  }

  @Test
  @Order(9)
  void everyDecisionIsRecordedWithWhoAndWhy() throws Exception {
    var audit = get("/api/v1/audit?limit=500").path("items");
    assertThat(audit)
        .extracting(
            e ->
                e.path("event").asText()
                    + " "
                    + e.path("actor").asText()
                    + " "
                    + e.path("reason").asText(""))
        .contains(
            "inbox-accepted clinic ",
            "inbox-accepted clinic called the ward, it is meant so",
            "inbox-ignored clinic overtaken",
            "delivery-released clinic checked by pharmacist");
  }

  @Test
  @Order(10)
  void onlyTheClinicDecides() throws Exception {
    var made =
        gateway.call(
            "POST",
            "/api/v1/tokens",
            "{\"name\":\"view\",\"role\":\"viewer\"}",
            gateway.clinic,
            "Content-Type",
            "application/json");
    var viewer = FhirGateway.json(made).path("token").asText();
    for (var path :
        List.of("/api/v1/inbox/1/accept", "/api/v1/inbox/1/ignore", "/api/v1/messages/x/release")) {
      assertThat(
              gateway
                  .call("POST", path, "{}", viewer, "Content-Type", "application/json")
                  .statusCode())
          .as(path)
          .isEqualTo(403);
    }
    assertThat(gateway.call("POST", "/api/v1/inbox/999999/accept", "", gateway.clinic).statusCode())
        .isEqualTo(404);
  }

  @Test
  @Order(11)
  void aMergeThatWaitedIsFollowedWhenTheClinicSaysSo() throws Exception {
    var number = "{\"value\":\"00911734\",\"authority\":\"RGHMRN\",\"type\":\"MR\"}";
    var other =
        "{\"kind\":\"Patient\",\"id\":\"NLK-B\",\"identifiers\":[%s],\"names\":[{\"family\":\"%s\"}]}"
            .formatted(number, FhirGateway.MARKED);
    assertThat(
            gateway
                .call(
                    "PUT",
                    "/api/v1/patients/NLK-B",
                    other,
                    gateway.clinic,
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(202);
    var merge = FhirGateway.example("patientfeed/two-numbers-of-one-patient");
    send(beforeTheMerge(merge));
    send(merge);
    var item = only("merge-review");
    assertThat(item.at("/details/conflicts").toString()).contains("two-patients-of-the-clinic");
    var retired =
        java.util.stream.Stream.concat(
                gateway.inbox("patient-received").stream(),
                gateway.inbox("patient-changed").stream())
            .filter(i -> i.path("content").path("identifiers").toString().contains("00911734"))
            .map(i -> i.path("record").asText().substring("Patient/".length()))
            .findFirst()
            .orElseThrow();
    assertThat(get("/api/v1/patients/" + retired).has("mergedInto")).isFalse();
    assertThat(decide(item, "accept", "{\"reason\":\"same person\"}").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/patients/" + retired).path("mergedInto").asText()).startsWith("ward~");
    assertThat(decide(item, "accept", "").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/patients/NLK-B").path("names")).isNotEmpty();
  }

  /** The patient who is retired later, as one of whom nothing else is known. */
  private static JsonNode beforeTheMerge(ObjectNode merge) {
    var bundle = merge.deepCopy();
    bundle.putArray("entry");
    for (var entry : merge.path("entry")) {
      var resource = entry.path("resource");
      if (resource.path("resourceType").asText().equals("Organization")
          || !resource.path("active").asBoolean(true)) {
        var kept = bundle.withArray("entry").add(entry.deepCopy());
        ((ObjectNode) kept.get(kept.size() - 1).path("resource")).remove(List.of("link", "active"));
      }
    }
    return bundle;
  }

  /** The order with another dose, which its other numbers then contradict. */
  private static JsonNode changedDose(String mg) throws Exception {
    var text = FhirGateway.example(ORDER).toString();
    var at = Objects.requireNonNull(text);
    var request = resource(JSON.readTree(at), "MedicationRequest");
    var changed = JSON.readTree(at);
    var target = resource(changed, "MedicationRequest");
    for (var rate : target.at("/dosageInstruction/0/doseAndRate")) {
      if (rate.at("/doseQuantity/code").asText().equals("mg")) {
        ((ObjectNode) rate.path("doseQuantity")).put("value", Integer.parseInt(mg));
      }
    }
    assertThat(target).isNotEqualTo(request);
    return changed;
  }
}
