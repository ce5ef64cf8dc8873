package org.luer.gateway.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A simulated insurer on loopback only: {@code Claim/$submit}, {@code Claim/$inquire} and {@code
 * CoverageEligibilityRequest/$submit}.
 *
 * <p>It pays 80 of 100 of every line, the rest is the patient's; it denies drugs (J codes) of a
 * claim without an authorization number; it pends claims of more than 1,000 and decides them when
 * it is asked the second time.
 */
public final class SimulatedInsurer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedInsurer.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final BigDecimal LARGE = new BigDecimal("1000");
  private static final BigDecimal SHARE = new BigDecimal("0.80");

  private final String base;
  private final HttpServer server;
  private final Clock clock;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Map<String, JsonNode> claims = new HashMap<>();
  private final Map<String, Integer> asked = new HashMap<>();

  /**
   * Starts it.
   *
   * @param port 0 takes a free one
   * @param base the path of the endpoint, such as {@code /fhir}
   */
  public SimulatedInsurer(int port, String base, Clock clock) throws IOException {
    this.base = base;
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(base, this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** How many different claims it was given. */
  public synchronized int claims() {
    return claims.size();
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      var body = http.getRequestBody().readAllBytes();
      var path = http.getRequestURI().getPath().substring(base.length()).replaceAll("^/|/$", "");
      var claim = claim(body);
      var question = first(body, "CoverageEligibilityRequest");
      if (path.equals("CoverageEligibilityRequest/$submit") && question.isPresent()) {
        answer(http, 200, covered(question.get()));
      } else if (http.getRequestMethod().equals("GET") && path.equals("metadata")) {
        answer(http, 200, capability());
      } else if (!http.getRequestMethod().equals("POST") || claim.isEmpty()) {
        answer(http, 400, outcome("not-supported"));
      } else if (path.equals("Claim/$submit")) {
        answer(http, 200, submitted(claim.get()));
      } else if (path.equals("Claim/$inquire")) {
        answer(http, 200, inquired(claim.get()));
      } else {
        answer(http, 404, outcome("not-supported"));
      }
    }
  }

  private static Optional<JsonNode> claim(byte[] body) throws IOException {
    return first(body, "Claim");
  }

  private static Optional<JsonNode> first(byte[] body, String type) throws IOException {
    if (body.length == 0) {
      return Optional.empty();
    }
    for (var entry : JSON.readTree(body).path("entry")) {
      if (entry.at("/resource/resourceType").asText().equals(type)) {
        return Optional.of(entry.path("resource"));
      }
    }
    return Optional.empty();
  }

  /** Everybody is covered with 20 of 100 to pay; drugs need an authorization. */
  private ObjectNode covered(JsonNode question) {
    var answer = JSON.createObjectNode();
    answer.put("resourceType", "CoverageEligibilityResponse").put("status", "active");
    answer
        .putArray("identifier")
        .addObject()
        .put("system", "urn:simulated-insurer")
        .put("value", "SIM-" + number(question));
    answer.set("purpose", question.path("purpose"));
    answer.putObject("patient").put("display", "as asked");
    answer.put("created", LocalDate.now(clock.withZone(ZoneOffset.UTC)).toString());
    answer.putObject("request").set("identifier", last(question.path("identifier")));
    answer.put("outcome", "complete").put("disposition", "Covered.");
    answer.putObject("insurer").put("display", "Simulated Health Plan");
    var insurance = answer.putArray("insurance").addObject();
    insurance.putObject("coverage").put("display", "as asked");
    insurance.put("inforce", true);
    for (var asked : question.path("item")) {
      var item = insurance.withArray("item").addObject();
      item.set("productOrService", asked.path("productOrService"));
      var drug = asked.at("/productOrService/coding/0/code").asText().startsWith("J");
      item.put("authorizationRequired", drug);
      var benefit = item.putArray("benefit").addObject();
      coding(
          benefit, "type", "http://terminology.hl7.org/CodeSystem/benefit-type", "copay-percent");
      benefit.put("allowedUnsignedInt", 20);
    }
    return answer;
  }

  private static String number(JsonNode claim) {
    var numbers = claim.path("identifier");
    return numbers.path(numbers.size() - 1).path("value").asText();
  }

  private synchronized JsonNode submitted(JsonNode claim) {
    claims.put(number(claim), claim);
    LOG.info("simulated insurer took a claim");
    return bundle(decide(claim, false));
  }

  private synchronized JsonNode inquired(JsonNode inquiry) {
    var claim = claims.get(number(inquiry));
    if (claim == null) {
      return bundle(null);
    }
    var times = asked.merge(number(inquiry), 1, Integer::sum);
    return bundle(decide(claim, times > 1));
  }

  private ObjectNode decide(JsonNode claim, boolean now) {
    var total = claim.at("/total/value").decimalValue();
    var cancelled = claim.path("status").asText().equals("cancelled");
    var pends = total.compareTo(LARGE) > 0 && !now && !cancelled;
    var answer = JSON.createObjectNode();
    answer.put("resourceType", "ClaimResponse").put("status", "active");
    answer
        .putArray("identifier")
        .addObject()
        .put("system", "urn:simulated-insurer")
        .put("value", "SIM-" + number(claim) + (cancelled ? "-V" : ""));
    answer.set("type", claim.path("type"));
    answer.put("use", claim.path("use").asText());
    answer.putObject("patient").put("display", "as in the claim");
    answer.put("created", LocalDate.now(clock.withZone(ZoneOffset.UTC)).toString());
    answer.putObject("insurer").put("display", "Simulated Health Plan");
    answer.putObject("request").set("identifier", last(claim.path("identifier")));
    answer.put("outcome", pends ? "queued" : "complete");
    answer.put("disposition", cancelled ? "Taken back." : pends ? "Under review." : "Decided.");
    if (!pends && !cancelled) {
      var authorized = claim.at("/insurance/0/preAuthRef").size() > 0;
      claim.path("item").forEach(line -> line(answer, line, authorized));
    }
    return answer;
  }

  private static JsonNode last(JsonNode array) {
    return array.path(array.size() - 1);
  }

  private static void line(ObjectNode answer, JsonNode line, boolean authorized) {
    var net = line.at("/net/value").decimalValue().setScale(2, RoundingMode.HALF_UP);
    var code = line.at("/productOrService/coding/0/code").asText();
    var denied = code.startsWith("J") && !authorized;
    var paid =
        denied ? BigDecimal.ZERO.setScale(2) : net.multiply(SHARE).setScale(2, RoundingMode.DOWN);
    var item = answer.withArray("item").addObject();
    item.put("itemSequence", line.path("sequence").asInt());
    amount(item, "submitted", net);
    amount(item, "benefit", paid);
    var adjustment = item.withArray("adjudication").addObject();
    adjustment.putObject("category").put("text", "adjustment");
    adjustment
        .putArray("extension")
        .addObject()
        .put("url", "https://insurer.example.org/group")
        .putObject("valueCoding")
        .put("system", "https://x12.org/codes/claim-adjustment-group-codes")
        .put("code", denied ? "CO" : "PR");
    coding(
        adjustment,
        "reason",
        "https://x12.org/codes/claim-adjustment-reason-codes",
        denied ? "197" : "2");
    money(adjustment, net.subtract(paid));
  }

  private static void amount(ObjectNode item, String kind, BigDecimal value) {
    var one = item.withArray("adjudication").addObject();
    coding(one, "category", "http://terminology.hl7.org/CodeSystem/adjudication", kind);
    money(one, value);
  }

  private static void coding(ObjectNode to, String member, String system, String code) {
    to.putObject(member).putArray("coding").addObject().put("system", system).put("code", code);
  }

  private static void money(ObjectNode to, BigDecimal value) {
    to.putObject("amount").put("value", value).put("currency", "USD");
  }

  private static JsonNode bundle(@Nullable ObjectNode response) {
    var bundle = JSON.createObjectNode();
    bundle.put("resourceType", "Bundle").put("type", "collection");
    if (response != null) {
      bundle.putArray("entry").addObject().set("resource", response);
    }
    return bundle;
  }

  private static JsonNode capability() {
    return JSON.createObjectNode()
        .put("resourceType", "CapabilityStatement")
        .put("status", "active")
        .put("kind", "instance")
        .put("fhirVersion", "4.0.1");
  }

  private static JsonNode outcome(String code) {
    var outcome = JSON.createObjectNode().put("resourceType", "OperationOutcome");
    outcome.putArray("issue").addObject().put("severity", "error").put("code", code);
    return outcome;
  }

  private static void answer(HttpExchange http, int status, JsonNode body) throws IOException {
    var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().set("Content-Type", "application/fhir+json");
    http.sendResponseHeaders(status, bytes.length);
    http.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
