package org.luer.gateway.intake.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.fhir.FhirJson;

/** The FHIR interface for what partners send, from outside, on a real database. */
@SuppressWarnings("NullAway.Init") // by JUnit
class FhirContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static FhirGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new FhirGateway(home);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String fresh() {
    return "x" + NUMBER.incrementAndGet();
  }

  private static String patient(String number) {
    return """
        {"resourceType":"Patient","identifier":[{"system":"urn:oid:2.16.840.1.113883.19.3.2.1","value":"%s",
          "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]}}],
         "name":[{"family":"%s","given":["Test"]}],"birthDate":"1980-02-03","gender":"female"}"""
        .formatted(number, FhirGateway.MARKED);
  }

  private static String potassium(String subject, String value) {
    return """
        {"resourceType":"Observation","status":"final",
         "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
         "code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}],"text":"Potassium"},
         "subject":%s,"effectiveDateTime":"2025-03-10T08:15:00-05:00","issued":"2025-03-10T09:00:00-05:00",
         "valueQuantity":{"value":%s,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}"""
        .formatted(subject, value);
  }

  private static String bundle(String type, String... entries) {
    return "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"entry\":[%s]}"
        .formatted(type, String.join(",", entries));
  }

  private static String entry(String url, String resource) {
    var type = resource.replaceFirst("(?s).*?\"resourceType\":\"(\\w+)\".*", "$1");
    return "{\"fullUrl\":\"%s\",\"resource\":%s,\"request\":{\"method\":\"POST\",\"url\":\"%s\"}}"
        .formatted(url, resource, type);
  }

  private static List<String> expressions(JsonNode outcome) {
    assertThat(outcome.path("resourceType").asText()).isEqualTo("OperationOutcome");
    var all = new ArrayList<String>();
    outcome.path("issue").forEach(i -> all.add(i.at("/expression/0").asText()));
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patientfeed/two-numbers-of-one-patient",
        "patientfeed/admitted-with-allergies-and-insurance",
        "orderintake/induction-order-for-the-pharmacy",
        "orderintake/amoxicillin-for-ten-days",
        "referral/psychiatrist-refers-for-resistant-depression",
        "appointment/first-infusion-booked",
        "sessionreport/rate-reduced-for-blood-pressure",
        "sessionsummary/a-letter-from-a-hospital",
        "assessment/phq-9-with-a-positive-suicide-item",
        "charges/an-infusion-of-105-minutes-and-its-drug",
        "results/a-chemistry-panel-with-high-potassium"
      })
  void everyExchangeIsTakenAsATransactionAndAgainAsADuplicate(String name) throws Exception {
    var bundle = FhirGateway.example(name);
    var answer = gateway.post("/fhir", bundle.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .get()
        .asString()
        .startsWith("application/fhir+json");
    var response = FhirGateway.json(answer);
    assertThat(response.path("type").asText()).isEqualTo("transaction-response");
    assertThat(response.path("entry")).hasSameSizeAs(bundle.path("entry"));
    for (var entry : response.path("entry")) {
      assertThat(entry.at("/response/status").asText()).matches("20[01] .*");
      assertThat(entry.at("/response/location").asText())
          .matches("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}/_history/\\d+");
    }
    var before =
        FhirGateway.json(gateway.call("GET", "/api/v1/inbox?limit=500", "", gateway.clinic))
            .path("items")
            .size();
    var again = gateway.post("/fhir", bundle.toString());
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(FhirGateway.json(again).path("entry"))
        .extracting(e -> e.at("/response/location").asText())
        .containsExactlyElementsOf(
            java.util.stream.StreamSupport.stream(response.path("entry").spliterator(), false)
                .map(e -> e.at("/response/location").asText())
                .toList());
    assertThat(
            FhirGateway.json(gateway.call("GET", "/api/v1/inbox?limit=500", "", gateway.clinic))
                .path("items"))
        .hasSize(before);
  }

  @Test
  void aCharacterThatNoTextMayHoldIsRefusedWithItsPlace() throws Exception {
    for (var none : List.of("\\u0000", "\\ud800")) {
      var bundle =
          FhirGateway.example("patientfeed/two-numbers-of-one-patient")
              .toString()
              .replaceFirst("\"family\":\"", "\"family\":\"" + none.replace("\\", "\\\\"));
      var answer = gateway.post("/fhir", bundle);
      assertThat(answer.statusCode()).as(none).isBetween(400, 422);
      assertThat(expressions(FhirGateway.json(answer)))
          .anyMatch(e -> e.matches("Bundle.entry\\[\\d].resource.name\\[0].family"));
    }
  }

  @Test
  void theClinicIsToldOfSuchACharacterToo() throws Exception {
    for (var none : List.of("\\u0000", "\\ud800")) {
      var patient =
          "{\"kind\":\"Patient\",\"id\":\"p-none\",\"names\":[{\"family\":\"A" + none + "\"}]}";
      var wrong =
          gateway.call(
              "PUT",
              "/api/v1/patients/p-none",
              patient,
              gateway.clinic,
              "Content-Type",
              "application/json");
      assertThat(wrong.statusCode()).as(none).isEqualTo(422);
      assertThat(FhirGateway.json(wrong).path("errors"))
          .anyMatch(e -> e.path("pointer").asText().equals("/names/0/family"));
      var why = "{\"reason\":\"A" + none + "\"}";
      var paused =
          gateway.call(
              "POST",
              "/api/v1/partners/ward/pause",
              why,
              gateway.clinic,
              "Content-Type",
              "application/json");
      assertThat(paused.statusCode()).as(none).isBetween(400, 499);
    }
  }

  @Test
  void anOrderWaitsInTheInboxAndIsRoutedOn() throws Exception {
    gateway.post(
        "/fhir", FhirGateway.example("orderintake/induction-order-for-the-pharmacy").toString());
    var item = gateway.inbox("order-received").get(0);
    assertThat(item.path("record").asText()).startsWith("InfusionOrder/ward~");
    var message =
        FhirGateway.json(
            gateway.call(
                "GET", "/api/v1/messages/" + item.path("message").asText(), "", gateway.clinic));
    assertThat(message.path("direction").asText()).isEqualTo("in");
    assertThat(message.path("partner").asText()).isEqualTo("ward");
    assertThat(message.path("exchange").asText()).isEqualTo("orderintake");
    var raw =
        gateway.call(
            "GET",
            "/api/v1/messages/" + item.path("message").asText() + "/raw",
            "",
            gateway.clinic);
    assertThat(JSON.readTree(raw.body()))
        .isEqualTo(FhirGateway.example("orderintake/induction-order-for-the-pharmacy"));
    var receipt =
        FhirGateway.json(
            gateway.call(
                "GET",
                "/api/v1/messages/" + item.path("message").asText() + "/receipt",
                "",
                gateway.clinic));
    assertThat(receipt.at("/counts/populated").asInt())
        .as(receipt.toString())
        .isPositive()
        .isEqualTo(receipt.path("leaves").size());
    assertThat(receipt.at("/counts/lost").asInt()).isZero();
    assertThat(receipt.toString()).doesNotContain("ZZTEST");
    assertThat(
            FhirGateway.json(
                    gateway.call("GET", "/api/v1/messages?partner=rgh", "", gateway.clinic))
                .path("items"))
        .isNotEmpty()
        .allMatch(m -> m.path("direction").asText().equals("out"));
  }

  @Test
  void singleResourcesFollowEachOtherByTheirLocations() throws Exception {
    var first = gateway.post("/fhir/Patient", patient(fresh()));
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    var location = first.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith(gateway.address + "/fhir/Patient/").endsWith("/_history/1");
    var reference = location.replaceFirst(".*/fhir/(.*)/_history/1", "$1");
    var lab = potassium("{\"reference\":\"" + reference + "\"}", "5.9");
    var second = gateway.post("/fhir/Observation", lab);
    assertThat(second.statusCode()).as(second.body()).isEqualTo(201);
    var third = gateway.post("/fhir/Observation", lab);
    assertThat(third.statusCode()).isEqualTo(200);
    assertThat(third.headers().firstValue("Location"))
        .isEqualTo(second.headers().firstValue("Location"));
    var another =
        gateway.post(
            "/fhir/Observation", potassium("{\"reference\":\"" + reference + "\"}", "4.1"));
    assertThat(another.statusCode()).isEqualTo(201);
    assertThat(another.headers().firstValue("Location"))
        .isNotEqualTo(second.headers().firstValue("Location"));
    var records =
        gateway.inbox("observation-received").stream()
            .filter(i -> i.path("content").toString().contains("2823-3"))
            .map(i -> i.path("record").asText())
            .toList();
    assertThat(records).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void aConditionalCreateFindsWhatIsThere() throws Exception {
    var number = fresh();
    var condition = "identifier=urn:oid:2.16.840.1.113883.19.3.2.1|" + number;
    var first = gateway.post("/fhir/Patient", patient(number), "If-None-Exist", condition);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    var changed = patient(number).replace("1980-02-03", "1981-02-03");
    var second = gateway.post("/fhir/Patient", changed, "If-None-Exist", condition);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    var third = gateway.post("/fhir/Patient", changed);
    assertThat(third.headers().firstValue("Location").orElseThrow()).endsWith("/_history/2");
    var odd = gateway.post("/fhir/Patient", patient(fresh()), "If-None-Exist", "name=x");
    assertThat(odd.statusCode()).isEqualTo(422);
    assertThat(expressions(FhirGateway.json(odd))).containsExactly("request.ifNoneExist");
  }

  @Test
  void aReferenceThatLeadsNowhereIsRefusedWithItsPlace() throws Exception {
    var answer =
        gateway.post("/fhir/Observation", potassium("{\"reference\":\"Patient/nobody\"}", "4.0"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(expressions(FhirGateway.json(answer))).contains("Observation.subject");
    var message =
        FhirGateway.json(
                gateway.call(
                    "GET", "/api/v1/messages?partner=ward&state=refused", "", gateway.clinic))
            .path("items");
    assertThat(message).isNotEmpty();
  }

  @Test
  void allFaultsOfFormAreTold() throws Exception {
    var body =
        bundle(
            "transaction",
            entry(
                "urn:uuid:11111111-1111-4111-8111-111111111111",
                "{\"resourceType\":\"Patient\",\"birthDate\":\"soon\",\"nickname\":\"x\",\"name\":{\"family\":\"x\"}}"),
            entry(
                "urn:uuid:11111111-1111-4111-8111-111111111112",
                "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":\"much\",\"size\":1}}"));
    var answer = gateway.post("/fhir", body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(expressions(FhirGateway.json(answer)))
        .containsExactlyInAnyOrder(
            "Bundle.entry[0].resource.birthDate",
            "Bundle.entry[0].resource.nickname",
            "Bundle.entry[0].resource.name",
            "Bundle.entry[1].resource.valueQuantity.value",
            "Bundle.entry[1].resource.valueQuantity.size");
  }

  @Test
  void allSubjectsOfOneBundleAreOnePatient() throws Exception {
    var one = "urn:uuid:21111111-1111-4111-8111-111111111111";
    var two = "urn:uuid:21111111-1111-4111-8111-111111111112";
    var body =
        bundle(
            "transaction",
            entry(one, patient(fresh())),
            entry(two, patient(fresh())),
            entry(
                one.replace("1112", "1113"), potassium("{\"reference\":\"" + two + "\"}", "4.0")));
    var before = gateway.inbox("patient-unmatched").size();
    var answer = gateway.post("/fhir", body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(expressions(FhirGateway.json(answer))).containsExactly("Bundle.entry[1].resource");
    assertThat(gateway.inbox("patient-unmatched")).as("all or nothing").hasSize(before);
  }

  @Test
  void aTransactionWithRequestsThatAreNotServedNamesThemAll() throws Exception {
    var body =
        bundle(
            "transaction",
            "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/1\"}}",
            "{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient/1\"}}",
            "{\"resource\":%s,\"request\":{\"method\":\"PUT\",\"url\":\"Patient?name=x\"}}"
                .formatted(patient(fresh())),
            "{\"resource\":%s,\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}"
                .formatted(patient(fresh())),
            "{\"resource\":%s}".formatted(patient(fresh())));
    var answer = gateway.post("/fhir", body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(expressions(FhirGateway.json(answer)))
        .contains(
            "Bundle.entry[0].request.method",
            "Bundle.entry[1].request.method",
            "Bundle.entry[2].request.url",
            "Bundle.entry[3].request.url",
            "Bundle.entry[4].request.method");
  }

  @Test
  void aBatchIsAnsweredEntryByEntry() throws Exception {
    var number = fresh();
    var body =
        bundle(
            "batch",
            "{\"resource\":%s,\"request\":{\"method\":\"PUT\",\"url\":\"Patient/b-%s\"}}"
                .formatted(
                    patient(number)
                        .replace(
                            "{\"resourceType\":\"Patient\"",
                            "{\"resourceType\":\"Patient\",\"id\":\"b-" + number + "\""),
                    number),
            entry(
                "urn:uuid:31111111-1111-4111-8111-111111111111",
                potassium("{\"reference\":\"Patient/nobody\"}", "4.0")),
            entry(
                "urn:uuid:31111111-1111-4111-8111-111111111112",
                potassium("{\"reference\":\"Patient/b-" + number + "\"}", "4.0")),
            entry(
                "urn:uuid:31111111-1111-4111-8111-111111111113",
                "{\"resourceType\":\"Observation\",\"size\":1}"));
    var answer = gateway.post("/fhir", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    var response = FhirGateway.json(answer);
    assertThat(response.path("type").asText()).isEqualTo("batch-response");
    assertThat(response.path("entry"))
        .extracting(e -> e.at("/response/status").asText().substring(0, 3))
        .containsExactly("201", "422", "201", "422");
    assertThat(response.at("/entry/0/response/location").asText())
        .isEqualTo("Patient/b-" + number + "/_history/1");
    assertThat(expressions(response.at("/entry/1/response/outcome")))
        .contains("Bundle.entry[1].resource.subject");
    assertThat(expressions(response.at("/entry/3/response/outcome")))
        .containsExactly("Bundle.entry[3].resource.size");
  }

  @Test
  void aMessageIsAnsweredByAMessageAndItsRepetitionTheSameWay() throws Exception {
    var message =
        FhirGateway.example("results/a-drug-screen-and-a-pregnancy-test").put("type", "message");
    var header =
        JSON.readTree(
            """
            {"fullUrl":"urn:uuid:41111111-1111-4111-8111-111111111111","resource":{"resourceType":"MessageHeader",
             "id":"41111111-1111-4111-8111-111111111111","eventCoding":{"system":"http://example.org/events","code":"result"},
             "source":{"endpoint":"http://ward.example.org/fhir"}}}""");
    var entries = JSON.createArrayNode().add(header);
    message.path("entry").forEach(e -> entries.add(((ObjectNode) e.deepCopy()).without("request")));
    message.set("entry", entries);
    var answer = gateway.post("/fhir", message.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var response = FhirGateway.json(answer);
    assertThat(response.path("type").asText()).isEqualTo("message");
    assertThat(response.at("/entry/0/resource/response/code").asText()).isEqualTo("ok");
    assertThat(response.at("/entry/0/resource/response/identifier").asText())
        .isEqualTo("41111111-1111-4111-8111-111111111111");
    assertThat(gateway.post("/fhir", message.toString()).body()).isEqualTo(answer.body());
    var items =
        FhirGateway.json(
                gateway.call(
                    "GET",
                    "/api/v1/messages?control-id=41111111-1111-4111-8111-111111111111",
                    "",
                    gateway.clinic))
            .path("items");
    assertThat(items)
        .extracting(i -> i.path("state").asText())
        .containsExactlyInAnyOrder("received", "duplicate");
  }

  @Test
  void theScopeOfTheTokenCounts() throws Exception {
    var narrow = gateway.client("ward", "system/Patient.c").token("system/Patient.c");
    var body =
        bundle(
            "transaction",
            entry("urn:uuid:51111111-1111-4111-8111-111111111111", patient(fresh())),
            entry(
                "urn:uuid:51111111-1111-4111-8111-111111111112",
                potassium(
                    "{\"reference\":\"urn:uuid:51111111-1111-4111-8111-111111111111\"}", "4")));
    var refused =
        gateway.call("POST", "/fhir", body, narrow, "Content-Type", "application/fhir+json");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .get()
        .asString()
        .contains("insufficient_scope");
    assertThat(expressions(FhirGateway.json(refused))).containsExactly("Bundle.entry[1]");
    var alone =
        gateway.call(
            "POST",
            "/fhir/Patient",
            patient(fresh()),
            narrow,
            "Content-Type",
            "application/fhir+json");
    assertThat(alone.statusCode()).isEqualTo(201);
    var audit = gateway.call("GET", "/api/v1/audit?limit=500", "", gateway.clinic).body();
    assertThat(audit).contains("fhir-refused");
  }

  @Test
  void aPartnerSendsOnlyWhatItsSettingsName() throws Exception {
    var quiet = gateway.client("quiet", "system/*.cu").token("system/*.cu");
    var body = FhirGateway.example("results/a-drug-screen-and-a-pregnancy-test").toString();
    var answer =
        gateway.call("POST", "/fhir", body, quiet, "Content-Type", "application/fhir+json");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("not taken from this sender");
  }

  @ParameterizedTest
  @CsvSource({
    "/fhir,application/fhir+xml,<Bundle/>,415",
    "/fhir,text/plain,{},415",
    "/fhir,application/fhir+json; charset=iso-8859-1,{},415",
    "/fhir,application/fhir+json,{,400",
    "/fhir,application/json,[],400",
    "/fhir,application/fhir+json,{\"resourceType\":\"Patient\"},400",
    "/fhir/Patient,application/fhir+json,{\"resourceType\":\"Observation\"},400",
    "/fhir/Nonsense,application/fhir+json,{\"resourceType\":\"Nonsense\"},404",
    "/fhir,application/fhir+json,'{\"resourceType\":\"Bundle\",\"type\":\"collection\"}',422",
    "/fhir/Patient/1/$op,application/fhir+json,{},404"
  })
  void whatIsNoProperRequestIsToldSo(String path, String type, String body, int status)
      throws Exception {
    var answer = gateway.call("POST", path, body, gateway.token, "Content-Type", type);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(FhirGateway.json(answer).path("resourceType").asText())
        .isEqualTo("OperationOutcome");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    var large = bundle("transaction", entry("x", patient("9".repeat(400_000))));
    assertThat(gateway.post("/fhir", large).statusCode()).isEqualTo(413);
  }

  @Test
  void withoutATokenNothingIsTaken() throws Exception {
    var answer =
        gateway.call(
            "POST", "/fhir/Patient", patient(fresh()), "", "Content-Type", "application/fhir+json");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(FhirGateway.json(answer).path("resourceType").asText())
        .isEqualTo("OperationOutcome");
  }

  @Test
  void theCapabilityStatementNeedsNoTokenAndTellsTheTruth() throws Exception {
    var answer = gateway.call("GET", "/fhir/metadata", "", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    var statement = FhirJson.parse(CapabilityStatement.class, answer.body()).value().orElseThrow();
    var rest = statement.getRestFirstRep();
    assertThat(rest.getInteraction())
        .extracting(i -> i.getCode().toCode())
        .containsExactly("transaction", "batch");
    for (var resource : rest.getResource()) {
      var interactions = resource.getInteraction().stream().map(i -> i.getCode().toCode()).toList();
      var path = "/fhir/" + resource.getType();
      var taken =
          gateway.post(path, "{\"resourceType\":\"" + resource.getType() + "\",\"size\":1}");
      assertThat(taken.statusCode())
          .as(path)
          .isEqualTo(interactions.contains("create") ? 422 : 404);
      assertThat(gateway.call("GET", path + "/1", "", gateway.token).statusCode())
          .as(path + ": the token permits no reads")
          .isEqualTo(interactions.contains("read") ? 403 : 404);
    }
    assertThat(FhirGateway.json(answer).toString()).contains(gateway.address + "/oauth2/token");
  }
}
