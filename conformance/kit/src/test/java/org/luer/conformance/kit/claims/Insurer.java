package org.luer.conformance.kit.claims;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An insurer that takes every claim the moment it has it and is often slow to say so. It pays 70 of
 * 100, pends what is above 1,000 dollars until it is asked twice, and counts what it is given.
 * Every fifth claim it loses the first time without a word, and says that it does not know it.
 */
final class Insurer implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final BigDecimal LARGE = new BigDecimal("1000");
  private static final BigDecimal SHARE = new BigDecimal("0.70");
  private static final int SLOW = 600;
  private static final int LOSES = 5;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final Map<String, JsonNode> taken = new TreeMap<>();
  private final Map<String, Integer> given = new TreeMap<>();
  private final Map<String, Integer> asked = new TreeMap<>();
  private final Set<String> seen = new TreeSet<>();
  private final Set<String> lost = new TreeSet<>();
  private final AtomicInteger requests = new AtomicInteger();

  Insurer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/fhir", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** How often each claim was given, by its number. */
  synchronized Map<String, Integer> given() {
    return new TreeMap<>(given);
  }

  /** How many different claims it has. */
  synchronized int claims() {
    return taken.size();
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      var body = http.getRequestBody().readAllBytes();
      if (body.length == 0) {
        answer(http, JSON.createObjectNode().put("resourceType", "CapabilityStatement"));
        return;
      }
      var claim = claim(JSON.readTree(body));
      var inquires = http.getRequestURI().getPath().endsWith("$inquire");
      if (!inquires && loses(number(claim))) {
        return; // the connection ends without an answer
      }
      var answer = inquires ? inquired(claim) : submitted(claim);
      if (requests.incrementAndGet() % 3 != 0) {
        Thread.sleep(SLOW); // whoever is killed now does not hear it
      }
      answer(http, answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static JsonNode claim(JsonNode bundle) {
    for (var entry : bundle.path("entry")) {
      if (entry.at("/resource/resourceType").asText().equals("Claim")) {
        return entry.path("resource");
      }
    }
    throw new IllegalStateException("a Bundle without a Claim");
  }

  private static JsonNode last(JsonNode array) {
    return array.path(array.size() - 1);
  }

  private static String number(JsonNode claim) {
    return last(claim.path("identifier")).path("value").asText();
  }

  private synchronized boolean loses(String number) {
    return seen.add(number) && seen.size() % LOSES == 0 && lost.add(number);
  }

  /** The claims that it lost when it was given them first. */
  synchronized Set<String> lost() {
    return new TreeSet<>(lost);
  }

  private synchronized JsonNode submitted(JsonNode claim) {
    given.merge(number(claim), 1, Integer::sum);
    taken.put(number(claim), claim);
    return bundle(decided(claim, false));
  }

  private synchronized JsonNode inquired(JsonNode inquiry) {
    var claim = taken.get(number(inquiry));
    var bundle = JSON.createObjectNode().put("resourceType", "Bundle").put("type", "collection");
    return claim == null
        ? bundle
        : bundle(decided(claim, asked.merge(number(claim), 1, Integer::sum) > 1));
  }

  private static JsonNode bundle(JsonNode response) {
    var bundle = JSON.createObjectNode().put("resourceType", "Bundle").put("type", "collection");
    bundle.putArray("entry").addObject().set("resource", response);
    return bundle;
  }

  private static JsonNode decided(JsonNode claim, boolean now) {
    var pends = claim.at("/total/value").decimalValue().compareTo(LARGE) > 0 && !now;
    var answer = JSON.createObjectNode();
    answer.put("resourceType", "ClaimResponse").put("status", "active");
    answer.putArray("identifier").addObject().put("value", "R-" + number(claim));
    answer.set("type", claim.path("type"));
    answer.put("use", "claim").put("created", "2026-01-31");
    answer.putObject("patient").put("display", "as in the claim");
    answer.putObject("insurer").put("display", "Kill Plan");
    answer.putObject("request").set("identifier", last(claim.path("identifier")));
    answer.put("outcome", pends ? "queued" : "complete");
    if (!pends) {
      claim.path("item").forEach(line -> line(answer, line));
    }
    return answer;
  }

  private static void line(ObjectNode answer, JsonNode line) {
    var net = line.at("/net/value").decimalValue();
    var paid = net.multiply(SHARE).setScale(2, java.math.RoundingMode.DOWN);
    var item = answer.withArray("item").addObject();
    item.put("itemSequence", line.path("sequence").asInt());
    amount(item, "submitted", net);
    amount(item, "benefit", paid);
    amount(item, "copay", net.subtract(paid));
  }

  private static void amount(ObjectNode item, String kind, BigDecimal value) {
    var one = item.withArray("adjudication").addObject();
    one.putObject("category")
        .putArray("coding")
        .addObject()
        .put("system", "http://terminology.hl7.org/CodeSystem/adjudication")
        .put("code", kind);
    one.putObject("amount").put("value", value).put("currency", "USD");
  }

  private static void answer(HttpExchange http, JsonNode body) throws IOException {
    var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().set("Content-Type", "application/fhir+json");
    http.sendResponseHeaders(200, bytes.length);
    http.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
