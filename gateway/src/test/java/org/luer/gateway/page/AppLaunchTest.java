package org.luer.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.intake.http.SmartClient;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A person lets an app read of one patient (SMART App Launch 2): over HTTP. */
@SuppressWarnings("NullAway.Init") // by JUnit
class AppLaunchTest {
  private static final String SCOPES = "patient/*.rs offline_access";
  private static final String ASKED = "launch/patient openid fhirUser patient/*.rs offline_access";
  private static final java.net.http.HttpClient CROSS = java.net.http.HttpClient.newHttpClient();
  private static PullGateway gateway;
  private static Visitor person;
  private static String patient;
  private static String otherPatient;
  private static int people;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = Visitor.gateway(home);
    gateway.putExample("assessment/phq-9-with-a-positive-suicide-item");
    gateway.putExample("sessionreport/rate-reduced-for-blood-pressure", "-B");
    person = Visitor.of(gateway, "all", "lets-in@example.org");
    var patients = gateway.entries("all", "Patient");
    assertThat(patients).hasSize(2);
    var seen =
        gateway.entries("all", "Encounter").get(0).at("/resource/subject/reference").asText();
    otherPatient = seen.substring(seen.indexOf('/') + 1);
    patient =
        patients.stream()
            .map(e -> e.at("/resource/id").asText())
            .filter(id -> !id.equals(otherPatient))
            .findFirst()
            .orElseThrow();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static App app() {
    return App.registered(gateway, "all", SCOPES);
  }

  private static HttpResponse<String> read(JsonNode tokens, String path) {
    return gateway.call("GET", "/fhir/" + path, "", tokens.path("access_token").asText());
  }

  private static int status(JsonNode tokens, String method, String path, String body) {
    return gateway
        .call(
            method,
            "/fhir/" + path,
            body,
            tokens.path("access_token").asText(),
            "Content-Type",
            "application/fhir+json")
        .statusCode();
  }

  private static void refused(HttpResponse<String> answer, String error) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
    assertThat(PullGateway.json(answer).path("error").asText()).isEqualTo(error);
  }

  @Test
  void anAppReadsOfTheChosenPatientAndOfNobodyElse() {
    var tokens = app().tokens(person, ASKED, patient);
    assertThat(tokens.path("token_type").asText()).isEqualToIgnoringCase("bearer");
    assertThat(List.of(tokens.path("scope").asText().split(" ", -1)))
        .containsExactlyInAnyOrder("launch/patient", "openid", "patient/*.rs", "offline_access");
    assertThat(tokens.path("patient").asText()).isEqualTo(patient);
    assertThat(read(tokens, "Patient/" + patient).statusCode()).isEqualTo(200);
    var found = PullGateway.json(read(tokens, "Patient"));
    assertThat(found.at("/entry/0/resource/id").asText()).isEqualTo(patient);
    assertThat(found.path("entry")).hasSize(1);
    assertThat(read(tokens, "Patient/" + otherPatient).statusCode()).isEqualTo(404);
    assertThat(read(tokens, "Patient/" + otherPatient + "/$everything").statusCode())
        .isEqualTo(404);
    assertThat(read(tokens, "Patient/" + patient + "/$everything").statusCode()).isEqualTo(200);
    for (var type : List.of("Observation", "Encounter", "Procedure")) {
      var page = read(tokens, type + "?patient=" + otherPatient);
      assertThat(page.body()).as(type).contains("\"total\":0").doesNotContain("\"entry\"");
    }
    for (var entry : gateway.entries("all", "Observation?patient=" + otherPatient)) {
      assertThat(read(tokens, PullGateway.reference(entry)).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whatGoesOnByItselfAndWritingAreNotForApps() {
    var tokens = app().tokens(person, ASKED, patient);
    assertThat(status(tokens, "POST", "Patient", "{\"resourceType\":\"Patient\"}")).isEqualTo(403);
    assertThat(status(tokens, "POST", "", "{\"resourceType\":\"Bundle\"}")).isEqualTo(403);
    assertThat(status(tokens, "POST", "Subscription", "{}")).isEqualTo(403);
    assertThat(status(tokens, "DELETE", "Patient/" + patient, "")).isEqualTo(403);
    assertThat(status(tokens, "PUT", "Patient/" + patient, "{}")).isEqualTo(403);
    for (var path :
        List.of(
            "Patient/$export", "Group/all/$export", "Group/all", "Subscription", "AuditEvent")) {
      assertThat(read(tokens, path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(
            gateway
                .call("GET", "/api/v1/messages", "", tokens.path("access_token").asText())
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void aPageOfResultsIsForTheOnesWhoSearchedOnly() {
    var app = app();
    var mine = app.tokens(person, ASKED, otherPatient);
    var page = PullGateway.json(read(mine, "Observation?_count=1"));
    var next = "";
    for (var link : page.path("link")) {
      next = link.path("relation").asText().equals("next") ? link.path("url").asText() : next;
    }
    assertThat(next).isNotEmpty();
    var others = app.tokens(person, ASKED, patient);
    assertThat(gateway.call("GET", next, "", mine.path("access_token").asText()).statusCode())
        .isEqualTo(200);
    assertThat(gateway.call("GET", next, "", others.path("access_token").asText()).statusCode())
        .isEqualTo(410);
  }

  @Test
  void theTokenPermitsNoMoreThanWasAskedFor() {
    var tokens = app().tokens(person, "launch/patient patient/Patient.r", patient);
    assertThat(tokens.has("refresh_token")).isFalse();
    assertThat(read(tokens, "Patient/" + tokens.path("patient").asText()).statusCode())
        .isEqualTo(200);
    assertThat(read(tokens, "Patient").statusCode()).isEqualTo(403);
    assertThat(read(tokens, "Observation").statusCode()).isEqualTo(403);
  }

  @Test
  void auditNamesThePersonAndTheApp() {
    var app = app();
    var tokens = app.tokens(person, ASKED, patient);
    read(tokens, "Patient/" + tokens.path("patient").asText());
    assertThat(
            gateway
                .context
                .getBean(JdbcClient.class)
                .sql(
                    "select event || ' ' || coalesce(record, '') from audit_event where actor = :actor order by id")
                .param("actor", "lets-in@example.org with " + app.id)
                .query(String.class)
                .list())
        .containsExactly(
            "app-let-in ",
            "token-granted ",
            "resource-read Patient/" + tokens.path("patient").asText());
  }

  @Test
  void whoIsNotLoggedInLogsInFirstAndIsThenAsked() {
    var email = "logs-in-first@example.org";
    var visitor = Visitor.of(gateway, "all", email);
    visitor.get("/my");
    visitor.post("/my/logout", Map.of());
    var app = app();
    var path = App.path(app.request(ASKED));
    var stranger = visitor.get(path);
    assertThat(stranger.statusCode()).isEqualTo(303);
    var login = stranger.headers().firstValue("Location").orElseThrow();
    assertThat(login).startsWith("/my/login?next=");
    var in = visitor.login(login, email, Visitor.PASSWORD, visitor.code(1));
    assertThat(in.headers().firstValue("Location")).contains(path);
    assertThat(app.question(visitor, ASKED))
        .contains("Growth &lt;Chart&gt;", "https://chart.example.org", patient);
  }

  @Test
  void theLoginLeadsNowhereElse() {
    for (var next :
        List.of("https://evil.example.org/", "//evil.example.org", "/oauth2/authorize?a=\"><b>")) {
      var page = new Visitor(gateway).get("/my/login?next=" + App.encoded(next)).body();
      assertThat(page).doesNotContain("evil", "<b>").doesNotContain("name=\"next\"");
    }
  }

  @Test
  void aPersonSeesWhatWasLetInAndTakesItOut() {
    var visitor = Visitor.of(gateway, "all", "takes-out@example.org");
    assertThat(visitor.get("/my/apps").body()).contains("None can read now.");
    var tokens = app().tokens(visitor, ASKED, patient);
    var page = visitor.get("/my/apps").body();
    assertThat(page).contains("Growth &lt;Chart&gt;").contains("Reads of ");
    var end = Visitor.find(Pattern.compile("action=\"(/my/apps/[^\"]+/end)\""), page);
    var other = Visitor.of(gateway, "all", "takes-nothing-out@example.org");
    assertThat(other.get("/my/apps").body()).doesNotContain(end);
    assertThat(other.post(end, Map.of()).statusCode()).isEqualTo(404);
    assertThat(read(tokens, "Patient/" + patient).statusCode()).isEqualTo(200);
    visitor.get("/my/apps");
    assertThat(visitor.post(end, Map.of()).statusCode()).isEqualTo(303);
    assertThat(read(tokens, "Patient/" + patient).statusCode()).isEqualTo(401);
    assertThat(visitor.get("/my/apps").body()).contains("None can read now.");
  }

  private static Map<String, String> alone(JsonNode tokens) {
    return Map.of(
        "grant_type", "refresh_token", "refresh_token", tokens.path("refresh_token").asText());
  }

  @Test
  void anAppWithoutAKeyMayRefreshWithoutSayingWhoItIs() {
    var app = app();
    var first = app.tokens(person, ASKED, patient);
    var answer = app.token(alone(first));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var second = PullGateway.json(answer);
    assertThat(read(second, "Patient/" + patient).statusCode()).isEqualTo(200);
    refused(app.token(alone(first)), "invalid_grant");
    assertThat(read(second, "Patient/" + patient).statusCode()).isEqualTo(401);
    refused(app.token(alone(second)), "invalid_grant");
    refused(
        app.token(Map.of("grant_type", "refresh_token", "refresh_token", "nobody's")),
        "invalid_grant");
    refused(app.token(Map.of("grant_type", "refresh_token")), "invalid_client");
  }

  @Test
  void whatIsNeitherAQuestionNorAnAnswerIsToldInWords() {
    for (var form : List.of("", "client_id=chart", "state=s&scope=patient/*.rs", "grant=x")) {
      var answer = person.raw("/oauth2/authorize", form);
      assertThat(answer.statusCode()).as(form).isEqualTo(400);
      assertThat(answer.body()).contains("cannot be answered");
    }
    assertThat(person.get("/oauth2/authorize").statusCode()).isEqualTo(400);
  }

  private static void toldPerson(Consumer<Map<String, String>> change) {
    var request = new LinkedHashMap<>(app().request(ASKED));
    change.accept(request);
    var answer = person.get(App.path(request));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.body()).contains("cannot be answered");
  }

  private static void toldApp(String error, Consumer<Map<String, String>> change) {
    var app = app();
    var request = new LinkedHashMap<>(app.request(ASKED));
    change.accept(request);
    var told = App.back(person.get(App.path(request)));
    assertThat(told).containsEntry("error", error).doesNotContainKey("code");
    assertThat(told.get("state")).isEqualTo(request.get("state"));
    assertThat(told.get("error_description")).isNotEmpty();
  }

  @Test
  void nobodyIsSentToAnAddressThatIsNotRegistered() {
    toldPerson(r -> r.put("redirect_uri", "https://evil.example.org/back"));
    toldPerson(r -> r.put("redirect_uri", App.BACK + "/more"));
    toldPerson(r -> r.put("redirect_uri", App.BACK.replace("https", "http")));
    toldPerson(r -> r.remove("redirect_uri"));
    toldPerson(r -> r.put("client_id", "nobody"));
    toldPerson(r -> r.remove("client_id"));
    var machine = "machine-of-all";
    assertThat(
            gateway
                .call(
                    "POST",
                    "/api/v1/clients",
                    "{\"id\":\"%s\",\"partner\":\"all\",\"scopes\":[\"system/*.rs\"],\"jwksUrl\":\"https://a.example.org/jwks\"}"
                        .formatted(machine),
                    gateway.clinic,
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(201);
    toldPerson(r -> r.put("client_id", machine));
  }

  @Test
  void anIncompleteRequestIsRefusedToTheApp() {
    toldApp("invalid_request", r -> r.remove("code_challenge"));
    toldApp("invalid_request", r -> r.put("code_challenge_method", "plain"));
    toldApp("invalid_request", r -> r.remove("code_challenge_method"));
    toldApp("invalid_request", r -> r.remove("aud"));
    toldApp("invalid_request", r -> r.put("aud", "https://other.example.org/fhir"));
    toldApp("invalid_request", r -> r.remove("state"));
    toldApp("invalid_request", r -> r.put("launch", "123"));
    toldApp("invalid_scope", r -> r.put("scope", "openid fhirUser"));
    toldApp("invalid_scope", r -> r.put("scope", "system/*.rs"));
    toldApp("invalid_scope", r -> r.put("scope", "patient/*.cruds"));
  }

  @Test
  void aPersonOfAnotherPracticeIsNotAsked() {
    var app = app();
    var other = Visitor.of(gateway, "referrer", "other-practice@example.org");
    assertThat(App.back(other.get(App.path(app.request(ASKED)))))
        .containsEntry("error", "access_denied");
  }

  @Test
  void onlyOneOfThePersonsPatientsCanBeChosen() {
    var app = App.registered(gateway, "referrer", SCOPES);
    gateway.putExample("referral/psychiatrist-refers-for-resistant-depression");
    var referrer = Visitor.of(gateway, "referrer", "chooses@example.org");
    var question = app.question(referrer, ASKED);
    var foreign =
        gateway.entries("all", "Patient").stream()
            .map(e -> e.at("/resource/id").asText())
            .filter(id -> !question.contains(id))
            .findFirst()
            .orElseThrow();
    for (var chosen : List.of(foreign, "none", "")) {
      var answer = app.answer(referrer, question, chosen);
      assertThat(answer.statusCode()).as(chosen).isEqualTo(400);
      assertThat(answer.body()).contains("must be chosen");
    }
  }

  @Test
  void aNoIsToldToTheApp() {
    var app = app();
    var question = app.question(person, ASKED);
    assertThat(App.back(app.no(person, question)))
        .containsEntry("error", "access_denied")
        .containsEntry("state", app.state);
    assertThat(app.answer(person, question, otherPatient).statusCode())
        .as("a question is answered once")
        .isEqualTo(400);
  }

  @Test
  void nobodyAnswersForSomebodyElse() {
    var app = app();
    var question = app.question(person, ASKED);
    var other = Visitor.of(gateway, "all", "answers-for-others@example.org");
    assertThat(app.answer(other, question, otherPatient).statusCode()).isEqualTo(400);
    assertThat(app.answer(new Visitor(gateway), question, otherPatient).statusCode())
        .isIn(303, 400);
  }

  @Test
  void aCodeIsGoodOnceForWhoAskedForIt() {
    var app = app();
    var code = app.code(person, ASKED, patient);
    refused(
        app.token(changed(app, code, "code_verifier", "wrong-verifier-wrong-verifier-wrong")),
        "invalid_grant");
    refused(
        app.token(changed(app, code, "redirect_uri", "https://evil.example.org")), "invalid_grant");
    refused(app.token(without(app, code, "code_verifier")), "invalid_grant");
    var first = app.exchange(code);
    assertThat(first.statusCode()).isEqualTo(200);
    refused(app.exchange(code), "invalid_grant");
    var tokens = PullGateway.json(first);
    assertThat(read(tokens, "Patient").statusCode())
        .as("whoever brings a code twice takes what came of it along")
        .isEqualTo(401);
    refused(app.refresh(tokens.path("refresh_token").asText()), "invalid_grant");
    var thief = app();
    var stolen = app.code(person, ASKED, patient);
    refused(app.token(changed(app, stolen, "client_id", thief.id)), "invalid_grant");
  }

  private static Map<String, String> changed(App app, String code, String field, String value) {
    var form = app.exchanging(code);
    form.put(field, value);
    return form;
  }

  private static Map<String, String> without(App app, String code, String field) {
    var form = app.exchanging(code);
    form.remove(field);
    return form;
  }

  @Test
  void aCodeIsGoodForAMinute() {
    var app = app();
    var code = app.code(person, ASKED, patient);
    gateway
        .context
        .getBean(JdbcClient.class)
        .sql(
            "update app_grant set code_issued_at = now() - interval '61 seconds',"
                + " code_expires_at = now() - interval '1 second' where client_id = :id")
        .param("id", app.id)
        .update();
    refused(app.exchange(code), "invalid_grant");
  }

  @Test
  void aRefreshTokenIsGoodOnceAndItsTheftEndsAll() {
    var app = app();
    var first = app.tokens(person, ASKED, patient);
    var answer = app.refresh(first.path("refresh_token").asText());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var second = PullGateway.json(answer);
    assertThat(second.path("patient").asText()).isEqualTo(first.path("patient").asText());
    assertThat(second.path("refresh_token").asText())
        .isNotEqualTo(first.path("refresh_token").asText());
    assertThat(read(second, "Patient").statusCode()).isEqualTo(200);
    assertThat(read(first, "Patient").statusCode()).as("the newest counts").isEqualTo(401);
    refused(app().refresh(second.path("refresh_token").asText()), "invalid_grant");
    refused(app.refresh(first.path("refresh_token").asText()), "invalid_grant");
    assertThat(read(second, "Patient").statusCode()).isEqualTo(401);
    refused(app.refresh(second.path("refresh_token").asText()), "invalid_grant");
  }

  @Test
  void tokensAreGivenBack() {
    var app = app();
    var tokens = app.tokens(person, ASKED, patient);
    var access = tokens.path("access_token").asText();
    var refresh = tokens.path("refresh_token").asText();
    refused(
        app.send("/oauth2/revoke", Map.of("client_id", app().id, "token", access)),
        "invalid_client");
    assertThat(
            app.send("/oauth2/revoke", Map.of("client_id", app.id, "token", access)).statusCode())
        .isEqualTo(200);
    assertThat(read(tokens, "Patient").statusCode()).isEqualTo(401);
    var again = PullGateway.json(app.refresh(refresh));
    assertThat(read(again, "Patient").statusCode()).isEqualTo(200);
    assertThat(
            app.send(
                    "/oauth2/revoke",
                    Map.of("client_id", app.id, "token", again.path("refresh_token").asText()))
                .statusCode())
        .isEqualTo(200);
    assertThat(read(again, "Patient").statusCode()).isEqualTo(401);
    refused(app.refresh(again.path("refresh_token").asText()), "invalid_grant");
  }

  @Test
  void whatATokenIsGoodForIsToldToThePartnersOwnClients() {
    var app = app();
    var tokens = app.tokens(person, ASKED, patient);
    var access = tokens.path("access_token").asText();
    var told =
        PullGateway.json(
            app.send("/oauth2/introspect", Map.of("client_id", app.id, "token", access)));
    assertThat(told.path("active").asBoolean()).isTrue();
    assertThat(told.path("client_id").asText()).isEqualTo(app.id);
    assertThat(told.path("patient").asText()).isEqualTo(tokens.path("patient").asText());
    assertThat(told.path("scope").asText()).contains("patient/*.rs");
    assertThat(told.path("exp").asLong()).isPositive();
    var foreign = App.registered(gateway, "referrer", SCOPES);
    var silent =
        PullGateway.json(
            foreign.send("/oauth2/introspect", Map.of("client_id", foreign.id, "token", access)));
    assertThat(silent.toString()).isEqualTo("{\"active\":false}");
    assertThat(
            PullGateway.json(
                    app.send("/oauth2/introspect", Map.of("client_id", app.id, "token", "none")))
                .path("active")
                .asBoolean())
        .isFalse();
    var machine =
        PullGateway.json(
            app.send(
                "/oauth2/introspect", Map.of("client_id", app.id, "token", gateway.token("all"))));
    assertThat(machine.path("active").asBoolean()).isTrue();
    assertThat(machine.path("scope").asText()).isEqualTo("system/*.rs");
  }

  @Test
  void whoIsRevokedOrResetTakesTheAppsAlong() {
    for (var way : List.of("DELETE ", "POST /reset")) {
      var email = "goes" + ++people + "@example.org";
      var leaver = Visitor.of(gateway, "all", email);
      var app = app();
      var tokens = app.tokens(leaver, ASKED, patient);
      assertThat(read(tokens, "Patient").statusCode()).isEqualTo(200);
      var id =
          gateway
              .context
              .getBean(JdbcClient.class)
              .sql("select id from person where email = :email")
              .param("email", email)
              .query(String.class)
              .single();
      var parts = way.split(" ", -1);
      gateway.call(parts[0], "/api/v1/people/" + id + parts[1], "", gateway.clinic);
      assertThat(read(tokens, "Patient").statusCode()).as(way).isEqualTo(401);
      refused(app.refresh(tokens.path("refresh_token").asText()), "invalid_grant");
    }
  }

  @Test
  void anAppThatIsRemovedLosesItsTokens() {
    var app = app();
    var tokens = app.tokens(person, ASKED, patient);
    assertThat(gateway.call("DELETE", "/api/v1/clients/" + app.id, "", gateway.clinic).statusCode())
        .isEqualTo(204);
    assertThat(read(tokens, "Patient").statusCode()).isEqualTo(401);
    refused(app.refresh(tokens.path("refresh_token").asText()), "invalid_client");
  }

  @Test
  void anAppWithAKeyMustProveThatItHasIt() throws Exception {
    var key = SmartClient.es384(gateway.address).named("keyed");
    var answer =
        gateway.call(
            "POST",
            "/api/v1/clients",
            "{\"id\":\"keyed\",\"partner\":\"all\",\"app\":\"Keyed\",\"redirects\":[\"%s\"],\"scopes\":[\"%s\"],\"jwks\":%s}"
                .formatted(App.BACK, SCOPES, key.jwks()),
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    var app = new App(gateway, "keyed");
    refused(app.exchange(app.code(person, ASKED, patient)), "invalid_client");
    var code = app.code(person, ASKED, patient);
    var wrong = proved(app.exchanging(code), key);
    wrong.put("code_verifier", "wrong-verifier-wrong-verifier-wrong-verifier");
    refused(app.token(wrong), "invalid_grant");
    var good = app.token(proved(app.exchanging(code), key));
    assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
    var refresh = PullGateway.json(good).path("refresh_token").asText();
    refused(app.refresh(refresh), "invalid_client");
    refused(
        app.token(Map.of("grant_type", "refresh_token", "refresh_token", refresh)),
        "invalid_client");
    assertThat(
            app.token(proved(Map.of("grant_type", "refresh_token", "refresh_token", refresh), key))
                .statusCode())
        .isEqualTo(200);
    refused(
        app.token(proved(Map.of("grant_type", "client_credentials", "scope", "system/*.rs"), key)),
        "invalid_scope");
  }

  private static Map<String, String> proved(Map<String, String> form, SmartClient key)
      throws Exception {
    var all = new LinkedHashMap<>(form);
    all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    all.put("client_assertion", key.assertion(c -> c));
    return all;
  }

  @Test
  void whatIsWrongWithARegistrationIsToldTogether() {
    var answer =
        gateway.call(
            "POST",
            "/api/v1/clients",
            ("{\"id\":\"bad\",\"partner\":\"rgh\",\"app\":\" \",\"scopes\":[\"patient/*.cruds\"],"
                + "\"redirects\":[\"http://app.example.org/\",\"https://a.example.org/*\",\"https://a.example.org/#x\"]}"),
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("/app", "/partner", "/redirects", "/scopes");
  }

  private static java.net.http.HttpHeaders from(String origin, String method, String path) {
    var request =
        java.net.http.HttpRequest.newBuilder(java.net.URI.create(gateway.address + path))
            .method(method, java.net.http.HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization");
    try {
      return CROSS.send(request.build(), HttpResponse.BodyHandlers.discarding()).headers();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void browsersMayCallFromTheSitesOfRegisteredAppsOnly() {
    var app = app();
    for (var path :
        List.of("/fhir/Patient", "/fhir/.well-known/smart-configuration", "/oauth2/token")) {
      var ours = from("https://chart.example.org", "OPTIONS", path);
      assertThat(ours.firstValue("Access-Control-Allow-Origin"))
          .as(path)
          .contains("https://chart.example.org");
      assertThat(ours.firstValue("Access-Control-Allow-Credentials")).isEmpty();
      for (var origin : List.of("https://evil.example.org", "null", "http://chart.example.org")) {
        assertThat(from(origin, "OPTIONS", path).firstValue("Access-Control-Allow-Origin"))
            .as(origin)
            .isEmpty();
      }
    }
    assertThat(
            from("https://chart.example.org", "OPTIONS", "/api/v1/messages")
                .firstValue("Access-Control-Allow-Origin"))
        .isEmpty();
    assertThat(
            from("https://chart.example.org", "OPTIONS", "/my")
                .firstValue("Access-Control-Allow-Origin"))
        .isEmpty();
    assertThat(app.id).isNotEmpty();
  }
}
