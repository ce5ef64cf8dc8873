package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.intake.http.SmartClient;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service with two insurers of different dialects. */
public final class ClaimGateway implements AutoCloseable {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final String SETTINGS =
      """
      luer:
        data-dir: %1$s/data
        database: {url: "%2$s", username: %3$s, password-file: %4$s}
        http: {port: 0}
        mllp: {port: 0}
        clinic: {id: northlake, name: Northlake, npi: "1234567893", zone: America/Chicago}
        billing: {inquiries-every: 100ms}
        partners:
          - id: acme
            kind: insurer
            name: Acme Health
            patients: all
            insurer: {payers: ["ACME1"], inquire-every: 300ms}
            sends: {exchanges: [claim, eligibility]}
            dialect: {ack-timeout: 2s, retry-first: 50ms, retry-most: 100ms}
            receives: {transport: "http://127.0.0.1:%5$d/acme", format: fhir, exchanges: [claim, authorization, eligibility]}
          - id: beta
            kind: insurer
            name: Beta Mutual
            patients: all
            insurer: {payers: ["BETA1"], submit: create, inquiry: search, inquire-every: 300ms, support: []}
            sends: {exchanges: [claim]}
            dialect: {ack-timeout: 2s, retry-first: 50ms, retry-most: 100ms}
            receives: {transport: "http://127.0.0.1:%5$d/beta", format: fhir, exchanges: [claim, authorization, eligibility]}
          - id: older
            kind: insurer
            name: Older Plan
            patients: all
            insurer: {payers: ["OLDER1"], pas: "2.0.1", inquire-every: 300ms}
            dialect: {ack-timeout: 2s, retry-first: 50ms, retry-most: 100ms}
            receives: {transport: "http://127.0.0.1:%5$d/older", format: fhir, exchanges: [claim, authorization]}
          - id: stands
            kind: insurer
            name: Stands
            patients: all
            insurer: {payers: ["STANDS1"], confirm: standing}
            receives: {transport: "http://127.0.0.1:%5$d/acme", format: fhir, exchanges: [claim]}
          - {id: ward, kind: hospital, name: Ward, patients: all}
          - {id: drlee, kind: psychiatrist, name: Dr. Lee, patients: all}
          - {id: deaf, kind: insurer, name: Deaf, patients: all, insurer: {payers: ["DEAF1"]}, receives: {transport: "http://127.0.0.1:%5$d/deaf", format: fhir, exchanges: [claim]}, dialect: {ack-timeout: 2s, ambiguous: hold}}
      """;

  final ConfigurableApplicationContext context;
  private final Path data;
  private final HttpClient http = HttpClient.newHttpClient();

  ClaimGateway(Path home, int insurers) throws Exception {
    data = home.resolve("data");
    var text =
        SETTINGS.formatted(
            home,
            TestDatabase.fresh(),
            TestDatabase.username(),
            TestDatabase.passwordFile(),
            insurers);
    var file = Files.writeString(home.resolve("luer.yaml"), text);
    context = Gateway.start(new SettingsSource(file, Map.of(), List.of()), List.of());
  }

  String token() throws Exception {
    return Files.readString(data.resolve("clinic.token")).strip();
  }

  String address() throws Exception {
    return Files.readString(data.resolve("http.address")).strip();
  }

  HttpResponse<String> call(String method, String path, Object body, String token)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .header("Authorization", "Bearer " + token)
            .header(
                "Content-Type",
                path.startsWith("/fhir") ? "application/fhir+json" : "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode ok(String method, String path, Object body) throws Exception {
    var answer = call(method, path, body, token());
    if (answer.statusCode() >= 300) {
      throw new AssertionError(path + " " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  JsonNode claim(String id) throws Exception {
    return ok("GET", "/api/v1/claims/" + id, "");
  }

  List<JsonNode> inbox(String patient) throws Exception {
    var items = new ArrayList<JsonNode>();
    for (var item : ok("GET", "/api/v1/inbox?limit=500", "").path("items")) {
      if (item.path("patient").asText().equals(patient)
          || item.path("patient").asText().endsWith("~unknown")) {
        items.add(item);
      }
    }
    return items;
  }

  String insurerToken(String partner) throws Exception {
    return SmartClient.es384(address())
        .register(token(), partner, "system/*.cu")
        .token("system/*.cu");
  }

  /** A patient with one coverage and a billable charge of two lines, 310.00 and 90.00. */
  void charge(String id, String payer, String firstAmount) throws Exception {
    ok("PUT", "/api/v1/patients/" + id + "-p", patient(id + "-p"));
    ok("PUT", "/api/v1/coverages/" + id + "-c", coverage(id + "-c", id + "-p", payer));
    ok("PUT", "/api/v1/charges/" + id, chargeOf(id, firstAmount, "billable"));
  }

  /** A patient of this number. */
  public static ObjectNode patient(String id) {
    return read(
        """
        {"kind":"Patient","id":"%s","identifiers":[{"value":"M-%1$s","authority":"NLK"}],
         "names":[{"use":"official","family":"Zztest","given":["Ana"]}],
         "birthDate":"1984-07-19","sex":"female","addresses":[{"use":"home","lines":["1 LARKSPUR LN"],"city":"MADISON","state":"WI","postalCode":"53711","country":"USA"}]}
        """
            .formatted(id));
  }

  /** A coverage by this payer. */
  public static ObjectNode coverage(String id, String patient, String payer) {
    return read(
        """
        {"kind":"Coverage","id":"%s","patientId":"%s","priority":1,"status":"active",
         "payer":{"number":{"value":"%s","authority":"NLKPAYER"},"name":"Payer %3$s"},
         "memberId":{"value":"MB-%2$s","authority":"NLKPAYER","type":"MB"},"startsOn":"2020-01-01",
         "relationship":{"system":"http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"self"}}
        """
            .formatted(id, patient, payer));
  }

  /** A charge of two lines for the patient {@code <id>-p} with the coverage {@code <id>-c}. */
  public static ObjectNode chargeOf(String id, String firstAmount, String status) {
    var day = LocalDate.now(ZoneOffset.UTC).minusDays(3);
    return read(
        """
        {"kind":"Charge","id":"%1$s","patientId":"%1$s-p","status":"%4$s","serviceDate":"%2$s",
         "placeOfService":{"system":"https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set","code":"11","text":"Office"},
         "rendering":{"id":"2000000010","npi":"2000000010","name":{"family":"Okonkwo","given":["Daniel"]},"specialty":{"system":"http://nucc.org/provider-taxonomy","code":"2084P0800X","text":"Psychiatry"}},
         "coverageIds":["%1$s-c"],
         "diagnoses":[{"code":{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.2","text":"Depression"}}],
         "lines":[
          {"number":"1","type":"charge","code":{"system":"http://www.ama-assn.org/go/cpt","code":"96365","text":"Infusion"},"units":1,"unitPrice":{"value":%3$s,"currency":"USD"},"amount":{"value":%3$s,"currency":"USD"},"diagnoses":[1]},
          {"number":"2","type":"charge","code":{"system":"http://www.ama-assn.org/go/cpt","code":"96127","text":"Assessment"},"units":1,"unitPrice":{"value":90.00,"currency":"USD"},"amount":{"value":90.00,"currency":"USD"},"diagnoses":[1]}]}
        """
            .formatted(id, day, firstAmount, status));
  }

  static ObjectNode read(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
