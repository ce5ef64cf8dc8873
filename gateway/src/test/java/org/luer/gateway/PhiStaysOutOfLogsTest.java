package org.luer.gateway;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.cli.CommandLines;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.intake.http.SmartClient;
import org.luer.gateway.journal.Expectations;
import org.luer.gateway.journal.Retention;
import org.luer.gateway.mllp.MllpClient;
import org.luer.gateway.page.News;
import org.luer.gateway.page.Visitor;
import org.luer.gateway.partner.SettingsSource;
import org.luer.gateway.trace.OtlpSpans;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * A patient with a marked name goes down every way in, through and out of the gateway, failures
 * included; then the mark is looked for in the log and in everything that leaves the gateway beside
 * the messages: alerts, traces, metrics, health.
 *
 * <p>A controller, a Camel route or a timer that this test does not drive fails it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class PhiStaysOutOfLogsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARK = "zzyzxmarked";
  private static final String MARKED = "Zzyzxmarked";
  private static final String SESSION =
      "/examples/sessionreport/rate-reduced-for-blood-pressure/clinic/";
  private static final String ASSESSED =
      "/examples/assessment/phq-9-with-a-positive-suicide-item/clinic/";
  private static final String SETTINGS =
      """
      luer:
        data-dir: %1$s/data
        database: {url: "%2$s", username: %3$s, password-file: %4$s}
        http: {port: 0, max-body: 300000}
        mllp: {port: %5$d, max-message: 20000}
        clinic: {id: northlake, name: Northlake, npi: "1234567893", zone: America/Chicago, application: LUER, facility: NLKC, processing: P}
        tracing: {endpoint: "%6$s/v1/traces", sample: 1}
        alerts:
          every: 1s
          queue-age: 1s
          gap-every: 1s
          webhook: {url: "%6$s/hook"}
          mail: {host: 127.0.0.1, port: %7$d, start-tls: false, from: luer@example.org, to: [anna@example.org]}
        retention: {every: 1s}
        billing: {confirm: standing, inquiries-every: 200ms, tax-id: 12-3456789, office: {street: 77 Lakeview Ave, state: WI}}
        subscriptions: {hosts: [127.0.0.1], retry-first: 50ms, retry-most: 50ms}
        partners:
          - id: ward
            kind: hospital
            name: Ward
            zone: America/Chicago
            authority: {namespace: RGHMRN, oid: 2.16.840.1.113883.19.3.2.1}
            identify: {application: EPIC, facility: RGH}
            sends:
              exchanges: [patientfeed, orderintake, referral, appointment, sessionreport, sessionsummary, assessment, charges, results]
              files: {folder: "%1$s/in", every: 200ms, settle: 0s}
          - id: refuses
            kind: hospital
            name: Refuses
            zone: America/Chicago
            patients: all
            receives: {transport: "mllp://127.0.0.1:%8$d", format: hl7v2, exchanges: [sessionreport, sessionsummary, results, patientfeed], from: [clinic, ward]}
          - id: away
            kind: hospital
            name: Away
            zone: America/Chicago
            patients: all
            receives: {transport: "mllp://127.0.0.1:%9$d", format: hl7v2, exchanges: [sessionreport]}
          - {id: reads, kind: psychiatrist, name: Reads, patients: all}
          - id: denies
            kind: insurer
            name: Denies
            patients: all
            insurer: {payers: [DENIES]}
            receives: {transport: "%6$s/fhir", format: fhir, exchanges: [claim, eligibility]}
          - id: pends
            kind: insurer
            name: Pends
            patients: all
            insurer: {payers: [PENDS], inquire-every: 200ms}
            receives: {transport: "%6$s/pends", format: fhir, exchanges: [claim, eligibility]}
          - id: lake
            kind: hospital
            name: Lake
            zone: America/Chicago
            patients: all
            authority: {namespace: LAKEMRN}
            receives: {transport: "%6$s/fhir", format: fhir, exchanges: [sessionreport]}
          - id: nightly
            kind: hospital
            name: Nightly
            zone: America/Chicago
            patients: all
            receives:
              transport: "file://%1$s/out"
              format: hl7v2
              exchanges: [sessionreport]
              batch: {schedule: "* * * * * *", answers: {folder: "file://%1$s/answers", every: 200ms, settle: 0s}}
          - id: farfiles
            kind: hospital
            name: Far
            zone: America/Chicago
            patients: all
            sends:
              files:
                sftp: {address: "sftp://127.0.0.1:%9$d/in", user: luer, password-file: "%4$s", known-hosts-file: "%4$s"}
                every: 1s
            receives:
              transport: "sftp://127.0.0.1:%9$d/out"
              format: hl7v2
              exchanges: [sessionreport]
              batch: {schedule: "* * * * * *", user: luer, password-file: "%4$s", known-hosts-file: "%4$s"}
      """;

  /** The routes that deliveries to refuses, away and lake take. */
  private static final Set<String> ROUTES = Set.of("deliver", "mllp-send", "fhir-send");

  /** Timers that run each second here, or are run by hand. */
  private static final Set<String> TIMERS =
      Set.of(
          "lane",
          "lane-sweeper",
          "authorization-renewals",
          "outbound-batches",
          "retention",
          "alerts",
          "expected",
          "news",
          "subscription-events",
          "fhir-ahead",
          "claim-inquiries");

  @TempDir private static Path home;
  private static final Log LOG = new Log();
  private static final WireMockServer outside =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  private static final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private static MllpPeer refuses;
  private static ConfigurableApplicationContext gateway;
  private static String address;
  private static String clinic;
  private static String partner;
  private static int mllp;

  /** Everything that is logged, with the texts of failures. */
  private static final class Log extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      var line = new StringBuilder(event.getLoggerName());
      line.append(' ')
          .append(event.getFormattedMessage())
          .append(' ')
          .append(event.getMDCPropertyMap());
      for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
        line.append(' ').append(t.getClassName()).append(' ').append(t.getMessage());
      }
      lines.add(line.toString());
    }
  }

  /** Notes which controllers' methods are reached. */
  static final class Reached {
    static final Set<String> ALL = ConcurrentHashMap.newKeySet();

    @Bean
    WebMvcConfigurer reached() {
      return new WebMvcConfigurer() {
        @Override
        public void addInterceptors(InterceptorRegistry registry) {
          registry.addInterceptor(
              new HandlerInterceptor() {
                @Override
                public boolean preHandle(
                    HttpServletRequest request, HttpServletResponse response, Object handler) {
                  var pattern =
                      request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
                  ALL.add(request.getMethod() + " " + pattern);
                  return true;
                }
              });
        }
      };
    }
  }

  @BeforeAll
  static void start() throws Exception {
    mail.start();
    outside.start();
    outside.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200)));
    outside.stubFor(
        any(urlPathMatching("/fhir.*"))
            .willReturn(
                aResponse()
                    .withStatus(422)
                    .withBody(
                        "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"invalid\",\"diagnostics\":\""
                            + MARKED
                            + "\"}]}")));
    refuses =
        new MllpPeer(
            0,
            (message, socket) ->
                MllpPeer.raw(
                    socket,
                    "\u000bMSH|^~\\&|H|H|L|L|20260101||ACK|1|P|2.5.1\rMSA|AE|"
                        + MllpPeer.controlId(message)
                        + "|"
                        + MARKED
                        + "\rERR||PID^1^5|103|E||||"
                        + MARKED
                        + "\r\u001c\r"));
    mllp = MllpPeer.freePort();
    for (var folder : List.of("in", "out", "answers")) {
      Files.createDirectory(home.resolve(folder));
    }
    var file =
        Files.writeString(
            home.resolve("luer.yaml"),
            SETTINGS.formatted(
                home,
                TestDatabase.fresh(),
                TestDatabase.username(),
                TestDatabase.passwordFile(),
                mllp,
                "http://127.0.0.1:" + outside.port(),
                mail.getSmtp().getPort(),
                refuses.port(),
                MllpPeer.freePort()));
    LOG.start();
    gateway = Gateway.start(new SettingsSource(file, Map.of(), List.of()), List.of(Reached.class));
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(LOG);
    root.setLevel(Level.INFO);
    address = Files.readString(home.resolve("data/http.address")).strip();
    clinic = Files.readString(home.resolve("data/clinic.token")).strip();
    partner =
        SmartClient.es384(address).register(clinic, "ward", "system/*.cu").token("system/*.cu");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
    refuses.close();
    mail.stop();
    outside.stop();
  }

  private static HttpResponse<String> call(
      String method, String path, String body, String token, String type) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String example(String path) throws IOException {
    try (var in = PhiStaysOutOfLogsTest.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8)
          .replace("ZZTEST", MARKED)
          .replace("MARISOL", MARKED)
          .replace("NLK100482", MARK);
    }
  }

  private static void put(String collection, String record) throws Exception {
    var id = JSON.readTree(record).path("id").asText();
    var answer =
        call("PUT", "/api/v1/" + collection + "/" + id, record, clinic, "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static String a08(String id) {
    return "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250312081500-0500||ADT^A08^ADT_A01|%1$s|P|2.5.1\r"
            .formatted(id)
        + "EVN||20250312081455-0500\rPID|1||%1$s^^^RGHMRN^MR||%2$s^%2$s||19840719|F\rPV1|1|N\r"
            .formatted(MARK, MARKED);
  }

  private static long states(String partner, String... states) {
    return gateway
        .getBean(JdbcClient.class)
        .sql(
            "select count(*) from message where direction = 'out' and partner = :p and state in (:s)")
        .param("p", partner)
        .param("s", List.of(states))
        .query(Long.class)
        .single();
  }

  @Test
  @Order(1)
  void theClinicsRecordsAndTheirDeliveries() throws Exception {
    put("patients", example(SESSION + "patient.json"));
    put("orders", example(SESSION + "order.json"));
    put("sessions", example(SESSION + "session.json"));
    await().atMost(PATIENCE).until(() -> states("refuses", "held") > 0);
    await().atMost(PATIENCE).until(() -> states("away", "retrying") > 0);
    await().atMost(PATIENCE).until(() -> states("lake", "held", "rejected") > 0);
    await().atMost(PATIENCE).until(() -> states("nightly", "sending") > 0);
    await().atMost(PATIENCE).until(() -> states("farfiles", "sending") > 0);
  }

  @Test
  @Order(2)
  void messagesOverMllp() throws Exception {
    for (var message :
        List.of(
            a08(MARKED),
            a08(MARKED),
            a08("M2").replace("|F\r", "|" + MARKED + "\r").replace("19840719", MARKED),
            a08("M3").replace("ADT^A08^ADT_A01", MARKED + "^" + MARKED),
            a08("M4").replace("|P|", "|T|"),
            a08("M5").replace("EPIC", MARKED),
            a08("M6") + ("NTE|1||" + MARKED + "\r").repeat(2000),
            "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250312||ACK|"
                + MARKED
                + "|P|2.5.1\rMSA|AE|"
                + MARKED
                + "|"
                + MARKED
                + "\r",
            MARKED)) {
      try (var sender = MllpClient.to(mllp)) {
        sender.send(message).endOutput();
        sender.answer();
      }
    }
    try (var sender = MllpClient.to(mllp)) {
      sender.write("\u000b" + a08("M9")).reset();
    }
  }

  @Test
  @Order(3)
  void fhirBundlesAndResources() throws Exception {
    var type = "application/fhir+json";
    var bundle = example("/examples/sessionreport/rate-reduced-for-blood-pressure/fhir.json");
    for (var body :
        List.of(
            bundle,
            bundle.replace("\"final\"", "\"" + MARKED + "\""),
            MARKED,
            "{\"" + MARKED + "\":",
            "{\"resourceType\":\"" + MARKED + "\",\"id\":\"" + MARKED + "\"}")) {
      call("POST", "/fhir", body, partner, type);
      call("POST", "/fhir/Patient", body, partner, type);
    }
    call(
        "POST",
        "/oauth2/token",
        "grant_type=client_credentials&client_id=" + MARKED + "&client_assertion=" + MARKED,
        clinic,
        "application/x-www-form-urlencoded");
    for (var read :
        List.of(
            "Patient/" + MARKED + "?name=" + MARKED,
            "Patient?name=" + MARKED,
            "Patient?birthdate=" + MARKED,
            "Patient?" + MARKED + "=1",
            "Patient?name:" + MARKED + "=1",
            "Patient?_include=Patient:" + MARKED,
            "Patient?_count=" + MARKED,
            "Patient?_format=" + MARKED,
            "Patient/1/_history/" + MARKED,
            "Patient/" + MARKED + "/$everything?start=" + MARKED,
            "DocumentReference/$docref?patient=" + MARKED,
            "Zzyzx" + MARKED + "/1",
            "?_getpages=" + MARKED)) {
      call("GET", "/fhir/" + read, "", partner, type);
    }
    call(
        "POST",
        "/fhir/Patient/_search",
        "name=" + MARKED + "&" + MARKED + "=1",
        partner,
        "application/x-www-form-urlencoded");
  }

  @Test
  @Order(4)
  void filesAndAnswersInFiles() throws Exception {
    var in = home.resolve("in");
    Files.writeString(in.resolve(MARKED + ".hl7"), a08("F1") + a08("F2").replace("|F\r", "|%\r"));
    Files.writeString(
        in.resolve(MARKED + "-faulty.hl7"),
        "FHS|^~\\&|" + MARKED + "\rBHS|^~\\&\r" + MARKED + "\r");
    await().atMost(PATIENCE).until(() -> Files.exists(in.resolve("done/" + MARKED + ".hl7")));
    await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(in.resolve("failed/" + MARKED + "-faulty.hl7")));
    String sent;
    try (var files = Files.list(home.resolve("out"))) {
      sent = Files.readString(files.findFirst().orElseThrow());
    }
    var id =
        Stream.of(sent.split("\r", -1))
            .filter(s -> s.startsWith("MSH"))
            .findFirst()
            .orElseThrow()
            .split("\\|", -1)[9];
    var ack =
        "MSH|^~\\&|H|H|L|L|20260101||ACK|%s|P|2.5.1\rMSA|AE|%s|%s\rERR||PID^1^5|103|E||||%s\r";
    var answers = home.resolve("answers");
    Files.writeString(
        answers.resolve(MARKED + ".ack"),
        ack.formatted(MARKED, id, MARKED, MARKED) + ack.formatted("A2", MARKED, MARKED, MARKED));
    await().atMost(PATIENCE).until(() -> states("nightly", "held") > 0);
    await().atMost(PATIENCE).until(() -> Files.exists(answers.resolve("done/" + MARKED + ".ack")));
  }

  private static String filled(String pattern) {
    return pattern
        .replaceAll("\\{collection(:[^}]*)?}", "patients")
        .replaceAll("\\{[a-zA-Z]+(:[^}]*)?}", MARKED);
  }

  private static Stream<String> ours() {
    return gateway
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .entrySet()
        .stream()
        .filter(e -> e.getValue().getBeanType().getName().startsWith("org.luer"))
        .flatMap(e -> calls(e.getKey()));
  }

  private static Stream<String> calls(RequestMappingInfo info) {
    return info.getPatternValues().stream()
        .flatMap(
            pattern ->
                info.getMethodsCondition().getMethods().stream()
                    .map(m -> m.name() + " " + pattern));
  }

  /** Each controller's method with the mark in its path and body: mostly a refusal. */
  @Test
  @Order(4)
  void subscriptionsAndNotifications() throws Exception {
    var type = "application/fhir+json";
    var client =
        SmartClient.es384(address)
            .register(clinic, "lake", "system/*.cruds")
            .token("system/*.cruds");
    var wish =
        """
        {"resourceType":"Subscription","status":"requested","reason":"%2$s","criteria":"https://clinic.example.org/fhir/SubscriptionTopic/new-score",
         "channel":{"type":"rest-hook","endpoint":"http://127.0.0.1:%1$d/fhir-subscriber","header":["X-Patient: %2$s"],"payload":"application/fhir+json",
          "_payload":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content","valueCode":"full-resource"}]}}}
        """
            .formatted(outside.port(), MARKED);
    assertThat(call("POST", "/fhir/Subscription", wish, client, type).statusCode()).isEqualTo(201);
    for (var body : List.of(wish.replace("new-score", MARKED), MARKED, "{\"" + MARKED + "\":1}")) {
      assertThat(call("POST", "/fhir/Subscription", body, client, type).statusCode())
          .isIn(400, 422);
    }
    outside.stubFor(
        any(urlPathMatching("/fhir-subscriber"))
            .withHeader("X-Patient", equalTo(MARKED))
            .willReturn(aResponse().withStatus(200)));
    put("assessments", example(ASSESSED + "assessment.json"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                outside.findAll(anyRequestedFor(urlPathMatching("/fhir-subscriber"))).stream()
                    .anyMatch(r -> r.getBodyAsString().contains("QuestionnaireResponse")));
    outside.stubFor(
        any(urlPathMatching("/fhir-subscriber"))
            .willReturn(aResponse().withStatus(500).withBody(MARKED)));
    put(
        "assessments",
        example(ASSESSED + "assessment.json").replace("\"id\": \"QR-3301", "\"id\": \"QR-3302"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                call("GET", "/fhir/Subscription?status=error", "", client, type)
                    .body()
                    .contains("HTTP 500"));
    call(
        "GET",
        "/fhir/Subscription/" + MARKED + "/$events?eventsSinceNumber=" + MARKED,
        "",
        client,
        type);
    call("PUT", "/fhir/Subscription/" + MARKED, MARKED, client, type);
  }

  /** One insurer refuses in the patient's words, the other pends so and is asked again. */
  @Test
  @Order(4)
  void claimsAndWhatInsurersSayOfThem() throws Exception {
    outside.stubFor(
        any(urlPathMatching("/pends/.*"))
            .willReturn(
                aResponse()
                    .withHeader("Content-Type", "application/fhir+json")
                    .withBody(
                        """
                        {"resourceType":"ClaimResponse","status":"active","use":"claim","created":"2026-01-01","outcome":"queued",
                         "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},
                         "patient":{"display":"%1$s"},"insurer":{"display":"%1$s"},"disposition":"%1$s"}
                        """
                            .formatted(MARKED))));
    for (var payer : List.of("DENIES", "PENDS")) {
      put(
          "coverages",
          """
          {"kind":"Coverage","id":"C-%1$s","patientId":"%2$s","priority":1,"status":"active",
           "payer":{"number":{"value":"%1$s","authority":"PAYERS"},"name":"%3$s"},
           "memberId":{"value":"%3$s","authority":"%1$s","type":"MB"},"startsOn":"2020-01-01",
           "relationship":{"system":"http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"self"}}
          """
              .formatted(payer, MARK, MARKED));
      put(
          "charges",
          """
          {"kind":"Charge","id":"K-%1$s","patientId":"%2$s","status":"billable","serviceDate":"%3$s",
           "placeOfService":{"system":"https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set","code":"11"},
           "rendering":{"id":"2000000010","npi":"2000000010","name":{"family":"Okonkwo","given":["Daniel"]},
            "specialty":{"system":"http://nucc.org/provider-taxonomy","code":"2084P0800X"}},
           "coverageIds":["C-%1$s"],
           "diagnoses":[{"code":{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.2","text":"%4$s"}}],
           "lines":[{"number":"1","type":"charge","code":{"system":"http://www.ama-assn.org/go/cpt","code":"96365","text":"%4$s"},
            "units":1,"unitPrice":{"value":310.00,"currency":"USD"},"amount":{"value":310.00,"currency":"USD"},"diagnoses":[1]}]}
          """
              .formatted(payer, MARK, LocalDate.now(ZoneOffset.UTC).minusDays(3), MARKED));
    }
    await().atMost(PATIENCE).until(() -> claim("K-DENIES").equals("rejected"));
    for (var payer : List.of("DENIES", "PENDS")) {
      var asked = "{\"coverage\":\"C-" + payer + "\"}";
      call("POST", "/api/v1/eligibility", asked, clinic, "application/json");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !call("POST", "/api/v1/eligibility", asked, clinic, "application/json")
                      .body()
                      .contains("\"state\":\"asked\""));
    }
    await().atMost(PATIENCE).until(() -> claim("K-PENDS").equals("pended"));
    await()
        .atMost(PATIENCE)
        .until(() -> outside.findAll(anyRequestedFor(urlPathMatching("/pends/.*"))).size() > 2);
    papersForThePatient();
  }

  /** In all their forms; and with the mark where it does not belong. */
  private static void papersForThePatient() throws Exception {
    var wish =
        "{\"patient\":\"%s\",\"service\":\"%s\",\"from\":\"2026-03-01\",\"until\":\"2026-08-31\","
                .formatted(MARK, MARKED)
            + "\"lines\":[{\"code\":\"96365\",\"price\":300}],\"number\":\"%s\"}";
    var made =
        Map.of("superbills", "{\"charges\":[\"K-DENIES\"],\"number\":\"%s\"}", "estimates", wish);
    for (var kind : made.keySet()) {
      var path = "/api/v1/" + kind;
      var body = made.get(kind);
      var number = "N-" + kind;
      assertThat(
              call("POST", path, body.formatted(number), clinic, "application/json").statusCode())
          .isEqualTo(201);
      for (var form : List.of("application/pdf", "application/fhir+json", "application/json")) {
        assertThat(fetched(path + "/" + number, form)).isEqualTo(200);
      }
      call("POST", path, body.formatted(MARKED + " ?"), clinic, "application/json");
      call("POST", path, body.replace("from", MARKED), clinic, "application/json");
    }
    assertThat(fetched("/api/v1/claims/K-DENIES/packet", "application/zip")).isEqualTo(409);
  }

  private static int fetched(String path, String form) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + clinic)
            .header("Accept", form)
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofByteArray())
        .statusCode();
  }

  private static String claim(String id) throws Exception {
    var answer = call("GET", "/api/v1/claims/" + id, "", clinic, "application/json");
    return JSON.readTree(answer.body()).path("state").asText();
  }

  @Test
  @Order(5)
  void everyMethodOfEveryController() throws Exception {
    var body =
        "{\"kind\":\"Patient\",\"id\":\"%1$s\",\"reason\":\"%1$s\",\"to\":\"%1$s\",\"text\":\"%1$s\",\"search\":{\"patient\":\"%1$s\"},\"%1$s\":\"%1$s\"}"
            .formatted(MARKED);
    for (var one : ours().toList()) {
      var method = one.substring(0, one.indexOf(' '));
      var pattern = one.substring(one.indexOf(' ') + 1);
      var partners = pattern.startsWith("/fhir") && !pattern.startsWith("/fhir/AuditEvent");
      var token = partners ? partner : clinic;
      for (var type :
          List.of("application/json", "application/fhir+json", "application/x-ndjson")) {
        call(method, filled(pattern), method.equals("GET") ? "" : body, token, type);
      }
      call(
          method,
          filled(pattern) + "?patient=" + MARKED + "&state=" + MARKED,
          "",
          token,
          "application/json");
    }
    inABrowser();
    assertThat(Reached.ALL).containsAll(ours().toList());
  }

  /** Everything on the page, and whatever a patient's address may be. */
  private static void inABrowser() throws Exception {
    var invited =
        JSON.readTree(
            call(
                    "POST",
                    "/api/v1/people",
                    "{\"partner\":\"reads\",\"name\":\"A reader\",\"email\":\"browser@example.org\"}",
                    clinic,
                    "application/json")
                .body());
    var visitor = new Visitor(address);
    assertThat(visitor.join(invited.path("code").asText()).statusCode()).isEqualTo(200);
    visitor.get("/my/assets/page.css");
    visitor.get("/my/assets/join.js");
    visitor.get("/my/patients/" + MARKED);
    visitor.get("/my/patients/" + MARKED + "/summaries/" + MARKED);
    var links =
        Pattern.compile("href=\"(/my/patients/[^\"]+)\"").matcher(visitor.get("/my").body());
    while (links.find()) {
      assertThat(visitor.get(links.group(1)).statusCode()).isEqualTo(200);
    }
    visitor.get("/my/apps/question?state=" + MARKED);
    visitor.get("/my");
    anAppAsks(visitor);
    visitor.get("/my/apps");
    visitor.post("/my/apps/" + MARKED + "/end", Map.of());
    call("GET", "/oauth2/jwks?" + MARKED, "", "", "application/json");
    call("GET", "/.well-known/openid-configuration?" + MARKED, "", "", "application/json");
    visitor.get("/my/settings");
    visitor.post("/my/settings", Map.of("mail", MARKED));
    visitor.get("/my");
    visitor.post("/my/logout", Map.of());
    assertThat(visitor.login(MARKED, MARKED, MARKED).statusCode()).isEqualTo(422);
  }

  /** With the mark wherever an app or a person may write. */
  private static void anAppAsks(Visitor visitor) throws Exception {
    call(
        "POST",
        "/api/v1/clients",
        "{\"id\":\"asks\",\"partner\":\"reads\",\"app\":\"An app\",\"scopes\":[\"patient/*.rs\"],"
            + "\"redirects\":[\"https://app.example.org/back\"]}",
        clinic,
        "application/json");
    for (var id : List.of("asks", MARKED)) {
      visitor.get(
          "/oauth2/authorize?response_type=code&client_id="
              + id
              + "&redirect_uri=https%3A%2F%2Fapp.example.org%2Fback&scope=patient/*.rs+"
              + MARKED
              + "&state="
              + MARKED
              + "&aud="
              + address
              + "/fhir&code_challenge="
              + MARKED
              + "&code_challenge_method=S256");
    }
    for (var path : List.of("authorize", "token", "revoke", "introspect")) {
      call(
          "POST",
          "/oauth2/" + path,
          "client_id=asks&grant_type=authorization_code&code=%s&code_verifier=%s&redirect_uri=%s&token=%s&state=%s&patient=%s"
              .replace("%s", MARKED),
          "",
          "application/x-www-form-urlencoded");
    }
  }

  @Test
  @Order(6)
  void whatAnOperatorDoes() throws Exception {
    var messages =
        JSON.readTree(
            call("GET", "/api/v1/messages?limit=500", "", clinic, "application/json").body());
    for (JsonNode item : messages.path("items")) {
      var path = "/api/v1/messages/" + item.path("id").asText();
      for (var rest : List.of("", "/raw", "/receipt")) {
        call("GET", path + rest, "", clinic, "application/json");
      }
      for (var verb : List.of("hold", "edit", "redirect", "replay")) {
        call(
            "POST",
            path + "/" + verb,
            "{\"reason\":\"" + MARKED + "\",\"to\":[\"lake\"],\"text\":\"" + MARKED + "\"}",
            clinic,
            "application/json");
      }
    }
    for (var command :
        List.of(
            List.of("messages", "search", "--patient", MARK),
            List.of("messages", "show", MARKED),
            List.of("messages", "expected", "sessions", MARKED),
            List.of("partner", "expected", "refuses"),
            List.of("partner", "list"))) {
      var arguments = new ArrayList<>(command);
      arguments.add("--data-dir=" + home.resolve("data"));
      var out = new PrintWriter(new StringWriter());
      CommandLines.run(out, out, arguments.toArray(String[]::new));
    }
    gateway.getBean(Retention.class).run();
    gateway.getBean(Expectations.class).look(Duration.ofDays(3));
    gateway
        .getBean(JdbcClient.class)
        .sql(
            "insert into person (id, partner, name, email, state, created_at, created_by)"
                + " values ('reader', 'reads', 'A reader', 'reader@example.org', 'active', '2020-01-01', 'test')")
        .update();
    gateway.getBean(News.class).look();
    await().atMost(PATIENCE).until(() -> mail.getReceivedMessages().length > 0);
    await()
        .atMost(PATIENCE)
        .until(() -> !outside.findAll(anyRequestedFor(urlPathMatching("/hook"))).isEmpty());
    await()
        .atMost(PATIENCE)
        .until(() -> !outside.findAll(anyRequestedFor(urlPathMatching("/v1/traces"))).isEmpty());
  }

  @Test
  @Order(7)
  void noRouteAndNoTimerIsLeftOut() {
    assertThat(gateway.getBean(CamelContext.class).getRoutes().stream().map(Route::getRouteId))
        .as("drive a new route here, then name it")
        .containsExactlyInAnyOrderElementsOf(ROUTES);
    assertThat(
            gateway
                .getBean(JdbcClient.class)
                .sql("select distinct task_name from scheduled_tasks")
                .query(String.class)
                .list())
        .as("drive a new timer here, then name it")
        .isSubsetOf(TIMERS);
  }

  @Test
  @Order(8)
  void theMarkIsNowhereButInMessages() throws Exception {
    Thread.sleep(1500); // the last steps are sent each second
    assertThat(LOG.lines).as("it was looked at").hasSizeGreaterThan(50);
    assertThat(LOG.lines.stream().filter(PhiStaysOutOfLogsTest::marked).distinct().limit(20))
        .as("log lines")
        .isEmpty();
    for (var mail : mail.getReceivedMessages()) {
      assertThat(marked(GreenMailUtil.getWholeMessage(mail))).as("mail").isFalse();
    }
    for (var request : outside.findAll(anyRequestedFor(anyUrl()))) {
      assertThat(marked(request.getUrl())).as("address %s", request.getUrl()).isFalse();
      if (!request.getUrl().matches("/(fhir|pends).*")) { // partners who may know
        var text = new String(OtlpSpans.plain(request.getBody()), StandardCharsets.ISO_8859_1);
        assertThat(marked(text)).as("body of %s", request.getUrl()).isFalse();
      }
    }
    for (var path : List.of("/actuator/prometheus", "/actuator/health", "/api/v1/alerts")) {
      var answer = call("GET", path, "", clinic, "application/json");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(marked(answer.body())).as(path).isFalse();
    }
    try (var files = Files.list(home.resolve("out"))) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(PhiStaysOutOfLogsTest::marked))
          .isEmpty();
    }
  }

  private static boolean marked(String text) {
    return text.toLowerCase(Locale.ROOT).contains(MARK);
  }
}
