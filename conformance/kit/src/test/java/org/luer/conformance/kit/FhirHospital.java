package org.luer.conformance.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A hospital's FHIR endpoint outside the gateway: takes transactions with conditional create,
 * conditional update and update as create, as FHIR R4 3.1.0.11.2 says, and remembers the bundles
 * and the resources.
 */
public final class FhirHospital implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final Map<String, JsonNode> stored = new TreeMap<>();
  private int next = 1;

  /** Listens on a free loopback port. */
  public FhirHospital() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newSingleThreadExecutor(
            work -> {
              var thread = new Thread(work, "kit-fhir-hospital");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/fhir", this::handle);
    server.start();
  }

  /** Base address. */
  public String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/fhir";
  }

  /** Every bundle received, in order. */
  public List<JsonNode> received() {
    return List.copyOf(received);
  }

  /** The resources of one type that the hospital holds now. */
  public synchronized List<JsonNode> stored(String type) {
    return stored.entrySet().stream()
        .filter(e -> e.getKey().startsWith(type + "/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      JsonNode answer;
      if (exchange.getRequestMethod().equals("POST")) {
        var bundle = JSON.readTree(body);
        received.add(bundle);
        answer = transaction(bundle);
      } else {
        answer = search(exchange.getRequestURI().getPath());
      }
      var bytes = JSON.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized JsonNode search(String path) {
    var answer = JSON.createObjectNode().put("resourceType", "Bundle").put("type", "searchset");
    var entries = answer.putArray("entry");
    stored(path.substring(path.lastIndexOf('/') + 1))
        .forEach(r -> entries.addObject().set("resource", r));
    return answer;
  }

  private synchronized JsonNode transaction(JsonNode bundle) {
    var answer =
        JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction-response");
    var entries = answer.putArray("entry");
    for (JsonNode entry : bundle.path("entry")) {
      var request = entry.path("request");
      var resource = (ObjectNode) entry.path("resource");
      var type = resource.path("resourceType").asText();
      var url = request.path("url").asText();
      var condition =
          request.has("ifNoneExist")
              ? request.path("ifNoneExist").asText()
              : url.substring(url.indexOf('?') + 1);
      var conditional = request.has("ifNoneExist") || url.contains("?");
      var assigned = !conditional && url.contains("/") ? url : type + "/" + next++;
      var key = conditional ? find(type, condition).orElse(assigned) : assigned;
      var fresh = !stored.containsKey(key);
      if (fresh || request.path("method").asText().equals("PUT")) {
        stored.put(key, resource.deepCopy().put("id", key.substring(key.indexOf('/') + 1)));
      }
      var response = entries.addObject().putObject("response");
      response.put("status", fresh ? "201 Created" : "200 OK").put("location", key + "/_history/1");
    }
    return answer;
  }

  private Optional<String> find(String type, String condition) {
    var wanted =
        java.net.URLDecoder.decode(
            condition.substring(condition.indexOf('=') + 1), StandardCharsets.UTF_8);
    var system = wanted.substring(0, wanted.indexOf('|'));
    var value = wanted.substring(wanted.indexOf('|') + 1);
    for (var entry : stored.entrySet()) {
      if (!entry.getKey().startsWith(type + "/")) {
        continue;
      }
      for (JsonNode identifier : entry.getValue().path("identifier")) {
        if (identifier.path("system").asText().equals(system)
            && identifier.path("value").asText().equals(value)) {
          return Optional.of(entry.getKey());
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
