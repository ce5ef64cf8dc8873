package org.luer.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.luer.gateway.demo.FhirTransaction.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A simulated hospital with a small FHIR R4 endpoint in memory, on loopback only: transactions,
 * read, and search by identifier, subject, target and _id.
 */
public final class SimulatedFhirHospital implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedFhirHospital.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final String base;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private FhirMemory memory = new FhirMemory();

  /**
   * Starts it.
   *
   * @param port 0 takes a free one
   * @param base the path of the endpoint, such as {@code /fhir}
   */
  public SimulatedFhirHospital(String name, int port, String base) throws IOException {
    this.name = name;
    this.base = base;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(base, this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** How many resources of each type it has. */
  public synchronized Map<String, Integer> counts() {
    return memory.counts();
  }

  /** The resources of one type. */
  public synchronized List<JsonNode> all(String type) {
    return List.copyOf(memory.search(type, "").orElse(List.of()));
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      var body = http.getRequestBody().readAllBytes();
      var path = http.getRequestURI().getPath().substring(base.length()).replaceAll("^/|/$", "");
      var query = Optional.ofNullable(http.getRequestURI().getRawQuery()).orElse("");
      try {
        if (http.getRequestMethod().equals("POST") && path.isEmpty()) {
          answer(http, 200, transaction(JSON.readTree(body)));
        } else if (http.getRequestMethod().equals("GET")) {
          answer(http, 200, get(path, query));
        } else {
          throw new Refused(405, "not-supported", "not supported");
        }
      } catch (Refused e) {
        answer(http, e.status, outcome(e));
      } catch (com.fasterxml.jackson.core.JacksonException e) {
        answer(http, 400, outcome(new Refused(400, "structure", "not JSON")));
      }
    }
  }

  private synchronized ObjectNode transaction(JsonNode bundle) throws Refused {
    var next = memory.copy();
    var answer = new FhirTransaction(next).run(bundle);
    memory = next;
    LOG.info("simulated hospital {} took a transaction", name);
    return answer;
  }

  private synchronized ObjectNode get(String path, String query) throws Refused {
    var parts = path.split("/", 2);
    if (path.equals("metadata")) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("resourceType", "CapabilityStatement")
          .put("status", "active")
          .put("kind", "instance")
          .put("fhirVersion", "4.0.1");
    }
    if (parts.length > 1) {
      return memory
          .read(parts[0], parts[1])
          .orElseThrow(() -> new Refused(404, "not-found", "not here"));
    }
    var found =
        memory
            .search(path, query)
            .orElseThrow(() -> new Refused(400, "not-supported", "unknown search parameter"));
    var bundle = JsonNodeFactory.instance.objectNode();
    bundle.put("resourceType", "Bundle").put("type", "searchset").put("total", found.size());
    var entries = bundle.putArray("entry");
    found.forEach(resource -> entries.addObject().set("resource", resource));
    return bundle;
  }

  private static ObjectNode outcome(Refused refused) {
    var outcome = JsonNodeFactory.instance.objectNode().put("resourceType", "OperationOutcome");
    outcome
        .putArray("issue")
        .addObject()
        .put("severity", "error")
        .put("code", refused.code)
        .put("diagnostics", refused.getMessage());
    return outcome;
  }

  private static void answer(HttpExchange http, int status, JsonNode body) throws IOException {
    var bytes = JSON.writeValueAsBytes(body);
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
