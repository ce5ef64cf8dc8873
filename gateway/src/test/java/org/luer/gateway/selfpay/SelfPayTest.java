package org.luer.gateway.selfpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.Gateway;
import org.luer.gateway.cli.CommandLines;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Superbills and estimates by API and command, kept, found again and audited. */
@SuppressWarnings("NullAway.Init") // by JUnit
class SelfPayTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTINGS =
      """
      luer:
        data-dir: %1$s/data
        database: {url: "%2$s", username: %3$s, password-file: %4$s}
        http: {port: 0}
        mllp: {port: 0}
        clinic: {id: northlake, name: Northlake, npi: "1234567893", zone: America/Chicago}
        billing:
          prices-file: %1$s/prices.csv
          tax-id: 12-3456789
          taxonomy: 261QM0850X
          office: {street: 77 Lakeview Ave, city: Madison, state: WI, postal-code: "53703", phone: +1-608-555-0150}
        partners:
          - {id: faxes, kind: insurer, name: Faxes Only, patients: all, insurer: {payers: [FAX1]}}
      """;

  @TempDir private static Path home;
  private static ConfigurableApplicationContext gateway;
  private static String address;
  private static String clinic;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(home.resolve("prices.csv"), "code,amount\n96365,310.00\nJ3490,24.00\n");
    var file =
        Files.writeString(
            home.resolve("luer.yaml"),
            SETTINGS.formatted(
                home, TestDatabase.fresh(), TestDatabase.username(), TestDatabase.passwordFile()));
    gateway = Gateway.start(new SettingsSource(file, Map.of(), List.of()), List.of());
    clinic = Files.readString(home.resolve("data/clinic.token")).strip();
    address = Files.readString(home.resolve("data/http.address")).strip();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static HttpResponse<byte[]> call(
      String method, String path, String body, String token, String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static JsonNode json(String method, String path, String body, int status)
      throws Exception {
    var answer = call(method, path, body, clinic, "application/json");
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  /** A patient with a charge of one infusion and its drug. */
  private static void charged(String name, String day, String amount) throws Exception {
    json(
        "PUT",
        "/api/v1/patients/" + name,
        """
        {"kind":"Patient","id":"%s","identifiers":[{"value":"M-%1$s","authority":"NLK"}],
         "names":[{"family":"Zztest","given":["Ana"]}],"birthDate":"1984-07-19","sex":"female",
         "addresses":[{"lines":["1 LARKSPUR LN"],"city":"MADISON","state":"WI","postalCode":"53711"}]}
        """
            .formatted(name),
        202);
    charge(name + "-k", name, day, amount);
  }

  private static void charge(String id, String patient, String day, String amount)
      throws Exception {
    json(
        "PUT",
        "/api/v1/charges/" + id,
        """
        {"kind":"Charge","id":"%s","patientId":"%s","status":"billable","serviceDate":"%s",
         "placeOfService":{"system":"https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set","code":"11"},
         "rendering":{"id":"2000000010","npi":"2000000010","name":{"family":"Okonkwo","given":["Daniel"]},"credentials":"MD"},
         "diagnoses":[{"code":{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.2"}}],
         "lines":[{"number":"1","type":"charge","code":{"system":"http://www.ama-assn.org/go/cpt","code":"96365"},"units":1,
          "unitPrice":{"value":%4$s,"currency":"USD"},"amount":{"value":%4$s,"currency":"USD"},"diagnoses":[1]}]}
        """
            .formatted(id, patient, day, amount),
        202);
  }

  private static String superbill(String charge, String more) {
    return "{\"charges\":[\"%s\"]%s}".formatted(charge, more);
  }

  private static String estimate(String patient, String more) {
    return """
        {"patient":"%s","service":"Ketamine infusions","from":"2026-03-01","until":"2027-02-28","sessions":2,
         "frequency":"weekly","diagnoses":["F33.2"],"lines":[{"code":"96365"},{"code":"J3490"}]%s}
        """
        .formatted(patient, more);
  }

  @Test
  void aSuperbillIsMadeKeptAndFoundInThreeForms() throws Exception {
    charged("p1", "2026-03-10", "310.00");
    var made = json("POST", "/api/v1/superbills", superbill("p1-k", ",\"paid\":300.00"), 201);
    assertThat(made.at("/total/value").decimalValue()).isEqualByComparingTo("310.00");
    assertThat(made.at("/balance/value").decimalValue()).isEqualByComparingTo("10.00");
    var path = "/api/v1/superbills/" + made.path("number").asText();
    var pdf = call("GET", path, "", clinic, "application/pdf");
    assertThat(pdf.headers().firstValue("Content-Type")).contains("application/pdf");
    assertThat(new String(pdf.body(), StandardCharsets.ISO_8859_1)).startsWith("%PDF-");
    assertThat(call("GET", path, "", clinic, "application/pdf").body()).isEqualTo(pdf.body());
    var bundle = JSON.readTree(call("GET", path, "", clinic, "application/fhir+json").body());
    assertThat(bundle.path("type").asText()).isEqualTo("collection");
    assertThat(bundle.toString()).contains("Invoice", "ChargeItem", "12-3456789");
    assertThat(json("GET", path, "", 200)).isEqualTo(made);
    assertThat(json("GET", "/api/v1/superbills?patient=p1", "", 200).at("/items/0/number"))
        .isEqualTo(made.path("number"));
  }

  @Test
  void theSameAgainIsTheSamePaperAndAChangedChargeANewOne() throws Exception {
    charged("p2", "2026-03-10", "310.00");
    var first = json("POST", "/api/v1/superbills", superbill("p2-k", ""), 201).path("number");
    assertThat(json("POST", "/api/v1/superbills", superbill("p2-k", ""), 200).path("number"))
        .isEqualTo(first);
    charge("p2-k", "p2", "2026-03-10", "300.00");
    assertThat(json("POST", "/api/v1/superbills", superbill("p2-k", ""), 201).path("number"))
        .isNotEqualTo(first);
    var old = json("GET", "/api/v1/superbills/" + first.asText(), "", 200);
    assertThat(old.at("/total/value").decimalValue()).isEqualByComparingTo("310.00");
    json(
        "POST",
        "/api/v1/superbills",
        superbill("p2-k", ",\"number\":\"" + first.asText() + "\""),
        409);
  }

  @Test
  void aPeriodGathersThePatientsCharges() throws Exception {
    charged("p3", "2026-03-10", "310.00");
    charge("p3-l", "p3", "2026-03-17", "310.00");
    charge("p3-m", "p3", "2026-04-02", "310.00");
    var made =
        json(
            "POST",
            "/api/v1/superbills",
            "{\"patient\":\"p3\",\"from\":\"2026-03-01\",\"until\":\"2026-03-31\"}",
            201);
    assertThat(made.at("/total/value").decimalValue()).isEqualByComparingTo("620.00");
  }

  @Test
  void anUnclassifiedDrugWithoutItsDrugCodeIsToBeLookedAt() throws Exception {
    charged("p11", "2026-03-10", "310.00");
    var charge = json("GET", "/api/v1/charges/p11-k", "", 200);
    var drug =
        (charge.has("record") ? charge.path("record") : charge)
            .toString()
            .replace(
                "http://www.ama-assn.org/go/cpt",
                "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets")
            .replace("96365", "J3490");
    json("PUT", "/api/v1/charges/p11-k", drug, 202);
    var made = json("POST", "/api/v1/superbills", superbill("p11-k", ""), 201);
    assertThat(rules(made)).containsExactly("review");
    assertThat(made.at("/findings/0/about").asText()).isEqualTo("Charge/p11-k/lines/0/drug");
  }

  @Test
  void whatIsMissingIsNamedWithItsPlace() throws Exception {
    charged("p4", "2026-03-10", "310.00");
    assertThat(refused("/api/v1/superbills", "{\"charges\":[\"none\"]}")).contains("/charges/0");
    assertThat(refused("/api/v1/superbills", "{}")).contains("/charges");
    assertThat(refused("/api/v1/superbills", superbill("p4-k", ",\"paid\":311.00")))
        .contains("/paid/value");
    assertThat(refused("/api/v1/superbills", superbill("p4-k", ",\"piad\":1")))
        .doesNotContain("piad");
    assertThat(
            refused(
                "/api/v1/estimates",
                estimate(
                        "p4",
                        ",\"coProviders\":[{\"name\":\"Lake\",\"lines\":[{\"code\":\"99214\"}]}]")
                    .replace("\"J3490\"", "\"96127\"")
                    .replace("2027-02-28", "2027-03-01")))
        .contains(
            "\"/until\"",
            "\"/lines/1/price\"",
            "\"/coProviders/0/npi\"",
            "\"/coProviders/0/taxId\"",
            "\"/coProviders/0/address\"",
            "\"/coProviders/0/lines/0/price\"");
  }

  private static String refused(String path, String body) throws Exception {
    return json("POST", path, body, 422).path("errors").toString();
  }

  @Test
  void anEstimateTakesItsPricesFromTheTableAndIsHeldAgainstWhatIsCharged() throws Exception {
    charged("p5", "2026-03-10", "310.00");
    var made = json("POST", "/api/v1/estimates", estimate("p5", ""), 201);
    assertThat(made.at("/total/value").decimalValue()).isEqualByComparingTo("668.00");
    assertThat(made.path("findings")).isEmpty();
    charge("p5-l", "p5", "2026-03-17", "757.99");
    var number = made.path("number").asText();
    assertThat(rules(json("GET", "/api/v1/estimates/" + number, "", 200)))
        .contains("above", "dearer-than-estimated")
        .doesNotContain("substantially-above");
    charge("p5-l", "p5", "2026-03-17", "758.00");
    assertThat(rules(json("POST", "/api/v1/superbills", superbill("p5-l", ""), 201)))
        .contains("substantially-above");
    var page = call("GET", "/api/v1/estimates/" + number, "", clinic, "application/pdf").body();
    assertThat(new String(page, StandardCharsets.ISO_8859_1)).startsWith("%PDF-");
    var bundle =
        call("GET", "/api/v1/estimates/" + number, "", clinic, "application/fhir+json").body();
    assertThat(new String(bundle, StandardCharsets.UTF_8)).contains("good-faith-estimate");
    assertThat(json("GET", "/api/v1/estimates?patient=p5", "", 200).path("items")).hasSize(1);
  }

  private static List<String> rules(JsonNode paper) {
    return paper.path("findings").findValuesAsText("rule");
  }

  /** The patient may have it all the same: what it means is said to whoever hands it out. */
  @Test
  void aServiceKeptFromThePlanIsHandedOutWithAWord() throws Exception {
    charged("p6", "2026-03-10", "310.00");
    assertThat(rules(json("POST", "/api/v1/superbills", superbill("p6-k", ""), 201)))
        .containsExactly("review"); // nobody said how long it ran
    json(
        "PUT",
        "/api/v1/directives/d6",
        "{\"kind\":\"DisclosureDirective\",\"id\":\"d6\",\"patientId\":\"p6\",\"decision\":\"forbid\","
            + "\"recipients\":[\"insurer\"],\"classes\":[\"self-paid\"],\"records\":[\"Charge/p6-k\"]}",
        202);
    assertThat(rules(json("POST", "/api/v1/superbills", superbill("p6-k", ""), 200)))
        .containsExactly("review", "self-paid");
  }

  @Test
  void whoeverGetsAPaperIsAuditedAndOnlyBillersDo() throws Exception {
    charged("p7", "2026-03-10", "310.00");
    var number =
        json("POST", "/api/v1/superbills", superbill("p7-k", ""), 201).path("number").asText();
    call("GET", "/api/v1/superbills/" + number, "", clinic, "application/pdf");
    var audit = json("GET", "/api/v1/audit?patient=p7&limit=500", "", 200).toString();
    assertThat(audit.split("Charge/p7-k/1", -1).length - 1).isGreaterThanOrEqualTo(2);
    assertThat(audit).contains("asked-for-by-the-patient", "PATRQT");
    for (var role : List.of("viewer", "biller")) {
      var token =
          json(
                  "POST",
                  "/api/v1/tokens",
                  "{\"name\":\"%1$s\",\"role\":\"%1$s\"}".formatted(role),
                  201)
              .path("token")
              .asText();
      var allowed = role.equals("biller");
      for (var path : List.of("/api/v1/superbills/" + number, "/api/v1/superbills?patient=p7")) {
        assertThat(call("GET", path, "", token, "application/json").statusCode())
            .isEqualTo(allowed ? 200 : 403);
      }
      assertThat(
              call("POST", "/api/v1/superbills", superbill("p7-k", ""), token, "application/json")
                  .statusCode())
          .isEqualTo(allowed ? 200 : 403);
    }
  }

  private static void asked(String patient) throws Exception {
    charged(patient, "2026-03-10", "310.00");
    json(
        "PUT",
        "/api/v1/coverages/" + patient + "-c",
        """
        {"kind":"Coverage","id":"%1$s-c","patientId":"%1$s","priority":1,"status":"active",
         "payer":{"number":{"value":"FAX1","authority":"PAYERS"},"name":"Faxes Only"},
         "memberId":{"value":"M-1","authority":"FAX1","type":"MB"},
         "relationship":{"system":"http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"self"}}
        """
            .formatted(patient),
        202);
    json(
        "PUT",
        "/api/v1/assessments/" + patient + "-a",
        """
        {"kind":"Assessment","id":"%1$s-a","patientId":"%1$s","instrument":"phq-9","status":"completed","authored":"2026-03-01T10:00:00-06:00"}
        """
            .formatted(patient),
        202);
    json(
        "POST",
        "/api/v1/authorizations",
        """
        {"kind":"Claim","id":"%1$s-q","patientId":"%1$s","use":"preauthorization","status":"active","createdAt":"2026-03-10",
         "careTeam":[{"role":"rendering","clinician":{"id":"2000000010","npi":"2000000010","name":{"family":"Okonkwo"}},"responsible":true}],
         "diagnoses":[{"code":{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.2"}}],"coverageIds":["%1$s-c"],
         "lines":[{"code":{"system":"http://www.ama-assn.org/go/cpt","code":"96365"},"category":{"system":"https://codesystem.x12.org/005010/1365","code":"1"},
          "period":{"from":"2026-04-01","to":"2026-06-30"},"units":6,"diagnoses":[1],"careTeam":[1],
          "placeOfService":{"system":"https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set","code":"11"}}]}
        """
            .formatted(patient),
        200);
  }

  @Test
  void aRequestForAnInsurerThatFaxesIsAPacketOfPagesAndData() throws Exception {
    asked("p9");
    var file = home.resolve("packet.zip");
    assertThat(
            run(
                "claim",
                "packet",
                "p9-q",
                "--out",
                file.toString(),
                "--data-dir",
                home.resolve("data").toString()))
        .contains("bytes");
    try (var zip = new java.util.zip.ZipFile(file.toFile())) {
      assertThat(zip.stream().map(e -> e.getName()))
          .containsExactly("packet.pdf", "bundle.json", "records.json");
      var bundle = JSON.readTree(zip.getInputStream(zip.getEntry("bundle.json")));
      assertThat(bundle.toString())
          .contains("\"Claim\"", "\"QuestionnaireResponse\"", "12-3456789");
      var records = JSON.readTree(zip.getInputStream(zip.getEntry("records.json")));
      assertThat(records.findValuesAsText("kind")).contains("Claim", "Patient", "Assessment");
    }
    assertThat(
            call("GET", "/api/v1/claims/p9-q/packet", "", clinic, "application/pdf")
                .headers()
                .firstValue("Content-Type"))
        .contains("application/pdf");
    assertThat(json("GET", "/api/v1/audit?patient=p9&limit=500", "", 200).toString())
        .contains("Assessment/p9-a/1", "HPAYMT", "faxes");
  }

  @Test
  void whatThePatientKeepsFromThePlanIsNotInThePacketAndWithoutTheRequestThereIsNone()
      throws Exception {
    asked("p10");
    json("PUT", "/api/v1/directives/d10", forbidden("d10", "p10", "Assessment/p10-a"), 202);
    var answer = call("GET", "/api/v1/claims/p10-q/packet", "", clinic, "application/zip");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Luer-Withheld")).isPresent();
    assertThat(json("GET", "/api/v1/audit?patient=p10&limit=500", "", 200).toString())
        .contains("record-withheld");
    json("PUT", "/api/v1/directives/d10", forbidden("d10", "p10", "Claim/p10-q"), 202);
    var refused = call("GET", "/api/v1/claims/p10-q/packet", "", clinic, "application/zip");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("Claim may not go");
    assertThat(
            call("GET", "/api/v1/claims/none/packet", "", clinic, "application/pdf").statusCode())
        .isEqualTo(404);
  }

  private static String forbidden(String id, String patient, String record) {
    return "{\"kind\":\"DisclosureDirective\",\"id\":\"%s\",\"patientId\":\"%s\",\"decision\":\"forbid\",\"recipients\":[\"insurer\"],\"classes\":[\"self-paid\"],\"records\":[\"%s\"]}"
        .formatted(id, patient, record);
  }

  @Test
  void commandsMakeAndFetchPapers() throws Exception {
    charged("p8", "2026-03-10", "310.00");
    var pdf = home.resolve("bill.pdf");
    var made =
        run(
            "selfpay",
            "superbill",
            "p8-k",
            "--paid",
            "310",
            "--number",
            "B-8",
            "--pdf",
            pdf.toString(),
            "--data-dir",
            home.resolve("data").toString());
    assertThat(made).contains("B-8\tsuperbill\ttotal 310.00\tbalance 0.00");
    assertThat(Files.readString(pdf, StandardCharsets.ISO_8859_1)).startsWith("%PDF");
    var wish = Files.writeString(home.resolve("wish.json"), estimate("p8", ",\"number\":\"E-8\""));
    assertThat(
            run(
                "selfpay",
                "estimate",
                wish.toString(),
                "--data-dir",
                home.resolve("data").toString()))
        .contains("E-8\testimate\ttotal 668.00\tvalid until 2027-02-28");
    assertThat(
            run(
                "selfpay",
                "show",
                "E-8",
                "--estimate",
                "--fhir",
                home.resolve("e.json").toString(),
                "--data-dir",
                home.resolve("data").toString()))
        .contains("E-8");
    assertThat(Files.readString(home.resolve("e.json"))).contains("\"Invoice\"");
  }

  private static String run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    assertThat(CommandLines.run(new PrintWriter(out), new PrintWriter(err), arguments))
        .as(err.toString())
        .isZero();
    return out.toString();
  }
}
