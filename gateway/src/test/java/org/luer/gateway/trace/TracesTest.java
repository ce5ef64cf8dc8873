package org.luer.gateway.trace;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.mllp.Certificates;
import org.luer.gateway.mllp.MllpClient;
import org.luer.gateway.partner.SettingsSource;
import org.luer.gateway.trace.OtlpSpans.Read;
import org.springframework.context.ConfigurableApplicationContext;

/** A message from the clinic through the whole gateway, as a collector sees it. */
@SuppressWarnings("NullAway.Init") // by JUnit
class TracesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARKED = "Zzyzxmarked";
  private static final String CALLER = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String SETTINGS =
      """
      luer:
        data-dir: %1$s/data
        database: {url: "%2$s", username: %3$s, password-file: %4$s}
        http: {port: 0}
        mllp: {port: %5$d}
        clinic: {id: northlake, name: Northlake, npi: "1234567893", zone: America/Chicago, application: LUER, facility: NLKC, processing: P}
        %6$s
        partners:
          - id: ward
            kind: hospital
            name: Ward
            zone: America/Chicago
            authority: {namespace: WARDMRN}
            identify: {application: EPIC, facility: RGH}
            sends: {exchanges: [patientfeed]}
          - id: rgh
            kind: hospital
            name: General
            zone: America/Chicago
            patients: all
            authority: {namespace: RGHMRN}
            receives: {transport: "mllp://127.0.0.1:%7$d", format: hl7v2, exchanges: [sessionreport], messages: [ORU_R01]}
          - id: lake
            kind: hospital
            name: Lake
            zone: America/Chicago
            patients: all
            authority: {namespace: LAKEMRN}
            receives: {transport: "https://127.0.0.1:%8$d/fhir", format: fhir, exchanges: [sessionreport], trust-file: "%9$s"}
      """;

  @TempDir private Path home;
  private WireMockServer collector;
  private WireMockServer lake;
  private MllpPeer peer;
  private int mllp;
  private ConfigurableApplicationContext gateway;
  private String address;
  private String token;

  @BeforeEach
  void open() throws Exception {
    collector = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    collector.start();
    collector.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200)));
    var certificates = Certificates.shared();
    lake =
        new WireMockServer(
            WireMockConfiguration.options()
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(certificates.store(certificates.server()).toString())
                .keystoreType("PKCS12")
                .keystorePassword("changeit")
                .keyManagerPassword("changeit"));
    lake.start();
    lake.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(422).withBody("{}")));
    peer = new MllpPeer(0, MllpPeer.ALL_WELL);
    mllp = MllpPeer.freePort();
  }

  @AfterEach
  void close() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    peer.close();
    collector.stop();
    lake.stop();
  }

  private void start(String tracing) throws Exception {
    var file =
        Files.writeString(
            home.resolve("luer.yaml"),
            SETTINGS.formatted(
                home,
                TestDatabase.fresh(),
                TestDatabase.username(),
                TestDatabase.passwordFile(),
                mllp,
                tracing,
                peer.port(),
                lake.httpsPort(),
                Certificates.shared().authority()));
    gateway = Gateway.start(new SettingsSource(file, Map.of(), List.of()), List.of());
    address = Files.readString(home.resolve("data/http.address")).strip();
    token = Files.readString(home.resolve("data/clinic.token")).strip();
  }

  private String endpoint() {
    return "http://127.0.0.1:" + collector.port() + "/v1/traces";
  }

  private HttpResponse<String> put(String collection, ObjectNode record, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(address + "/api/v1/" + collection + "/" + record.path("id").asText()))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(record.toString()));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static ObjectNode example(String name) throws Exception {
    var path = "/examples/sessionreport/rate-reduced-for-blood-pressure/clinic/" + name + ".json";
    try (var in = Objects.requireNonNull(TracesTest.class.getResourceAsStream(path))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return (ObjectNode) JSON.readTree(text.replace("ZZTEST", MARKED).replace("MARISOL", MARKED));
    }
  }

  /** Brings a session and gives the id of its message. */
  private String session(String... headers) throws Exception {
    assertThat(put("patients", example("patient")).statusCode()).isEqualTo(202);
    assertThat(put("orders", example("order")).statusCode()).isEqualTo(202);
    var answer = put("sessions", example("session"), headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("message").asText();
  }

  private List<Read> spans() {
    return collector.findAll(anyRequestedFor(anyUrl())).stream()
        .flatMap(request -> OtlpSpans.of(request.getBody()).stream())
        .toList();
  }

  private static Map<String, List<Read>> named(List<Read> spans, String trace) {
    return spans.stream()
        .filter(s -> s.trace().equals(trace))
        .collect(Collectors.groupingBy(Read::name));
  }

  @Test
  void aMessageIsOneTraceFromItsIntakeToEachDeliveryAndSaysNothingOfThePatient() throws Exception {
    start("tracing: {endpoint: \"" + endpoint() + "\", sample: 1}");
    var id = session("traceparent", "00-" + CALLER + "-" + PARENT + "-01");
    var trace = Ids.trace(id);
    await()
        .atMost(PATIENCE)
        .until(() -> named(spans(), trace).getOrDefault("deliver", List.of()).size() >= 2);
    await().atMost(PATIENCE).until(() -> named(spans(), trace).containsKey("send"));
    var all = named(spans(), trace);
    var intake = steps(all, "intake").get(0);
    assertThat(intake.parent()).isEmpty();
    assertThat(intake.kind()).as("server").isEqualTo(2);
    assertThat(intake.attributes())
        .containsEntry("luer.message", id)
        .containsEntry("luer.way", "http")
        .containsEntry("luer.partner", "clinic")
        .containsEntry("luer.type", "InfusionSession")
        .containsEntry("luer.state", "received");
    assertThat(steps(all, "commit")).extracting(Read::parent).containsExactly(intake.id());
    assertThat(steps(all, "deliver")).extracting(Read::parent).containsOnly(intake.id());
    var there = of(steps(all, "deliver"), "rgh");
    assertThat(there.attributes())
        .containsEntry("luer.exchange", "sessionreport")
        .containsEntry("luer.type", "ORU_R01")
        .containsEntry("luer.attempt", "1")
        .containsEntry("luer.state", "delivered");
    var stopped = of(steps(all, "deliver"), "lake");
    assertThat(stopped.failed()).isTrue();
    assertThat(stopped.attributes()).containsKey("luer.reason");
    for (var part : List.of("render", "judge", "send")) {
      assertThat(steps(all, part)).as(part).extracting(Read::parent).contains(there.id());
    }

    var request = steps(named(spans(), CALLER), "intake").get(0);
    assertThat(request.parent()).isEqualTo(PARENT);
    assertThat(request.links()).containsExactly(trace + "/" + intake.id());
    assertThat(intake.links()).containsExactly(CALLER + "/" + PARENT);
    assertThat(lake.findAll(anyRequestedFor(anyUrl())))
        .isNotEmpty()
        .allSatisfy(
            r ->
                assertThat(r.getHeader("traceparent"))
                    .isEqualTo("00-" + trace + "-" + stopped.id() + "-01"));

    try (var sender = MllpClient.to(mllp)) {
      sender.write(MllpClient.framed(a08("X".repeat(3))));
      assertThat(sender.answer()).isPresent();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(spans())
                    .anySatisfy(s -> assertThat(s.attributes()).containsEntry("luer.way", "mllp")));
    var text = new StringBuilder();
    for (var sent : collector.findAll(anyRequestedFor(anyUrl()))) {
      text.append(new String(OtlpSpans.plain(sent.getBody()), StandardCharsets.UTF_8));
    }
    assertThat(text.toString())
        .doesNotContain(MARKED)
        .doesNotContain("NLK100482")
        .doesNotContain("00874512")
        .doesNotContain("1984")
        .doesNotContain("127.0.0.1");
  }

  private static List<Read> steps(Map<String, List<Read>> all, String name) {
    return Objects.requireNonNull(all.get(name), name);
  }

  private static Read of(List<Read> spans, String partner) {
    return spans.stream()
        .filter(s -> partner.equals(s.attributes().get("luer.partner")))
        .findFirst()
        .orElseThrow();
  }

  private static String a08(String number) {
    return "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250312081500-0500||ADT^A08^ADT_A01|M1|P|2.5.1\r"
        + "EVN||20250312081455-0500\rPID|1||008"
        + number
        + "^^^WARDMRN^MR||"
        + MARKED
        + "^MARISOL||19840719|F\rPV1|1|N\r";
  }

  @Test
  void aCollectorThatHangsDelaysNoMessage() throws Exception {
    collector.stubFor(any(anyUrl()).willReturn(aResponse().withFixedDelay(60_000)));
    start("tracing: {endpoint: \"" + endpoint() + "\", sample: 1}");
    session();
    await().atMost(PATIENCE).until(() -> peer.received.size() == 1);
    await().atMost(PATIENCE).until(() -> !collector.findAll(anyRequestedFor(anyUrl())).isEmpty());
    var before = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      var patient = example("patient");
      patient.put("id", "other-" + i);
      assertThat(put("patients", patient).statusCode()).isEqualTo(202);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void withoutSettingsNothingIsTakenOrSent() throws Exception {
    var before = Thread.getAllStackTraces().keySet(); // of an earlier test that is still ending
    start("alerts: {every: 30s}");
    session("traceparent", "00-" + CALLER + "-" + PARENT + "-01");
    await().atMost(PATIENCE).until(() -> !lake.findAll(anyRequestedFor(anyUrl())).isEmpty());
    assertThat(lake.findAll(anyRequestedFor(anyUrl())))
        .allSatisfy(r -> assertThat(r.getHeader("traceparent")).isNull());
    assertThat(Traces.now()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread))
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("BatchSpanProcessor"));
    assertThat(collector.findAll(anyRequestedFor(anyUrl()))).isEmpty();
  }
}
