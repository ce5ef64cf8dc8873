package org.luer.conformance.kit.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A client's endpoint that remembers what it was told. */
final class Endpoint implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<JsonNode> bundles = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  Endpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newSingleThreadExecutor(
            work -> {
              var thread = new Thread(work, "kit-subscriber");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var bundle = JSON.readTree(exchange.getRequestBody().readAllBytes());
            int answer = status;
            if (answer == 200) {
              bundles.add(bundle);
            }
            exchange.sendResponseHeaders(answer, -1);
          }
        });
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** Answers this from now on. */
  void answer(int code) {
    status = code;
  }

  /** Types of the notifications that it took, in order. */
  List<String> types() {
    return bundles.stream().map(b -> value(b.at("/entry/0/resource"), "type")).toList();
  }

  /** Numbers of the events that it took, in the order in which they came. */
  List<Integer> numbers() {
    var numbers = new ArrayList<Integer>();
    for (var event : events()) {
      for (var part : event.path("part")) {
        if (part.path("name").asText().equals("event-number")) {
          numbers.add(Integer.valueOf(part.path("valueString").asText()));
        }
      }
    }
    return numbers;
  }

  /** What the events that it took are about, by number; the last that came counts. */
  List<JsonNode> events() {
    var events = new ArrayList<JsonNode>();
    for (var bundle : bundles) {
      for (var parameter : bundle.at("/entry/0/resource/parameter")) {
        if (parameter.path("name").asText().equals("notification-event")) {
          events.add(parameter);
        }
      }
    }
    return events;
  }

  /** The text of a part or parameter of this name. */
  static String value(JsonNode parameters, String name) {
    var list = parameters.has("parameter") ? parameters.path("parameter") : parameters.path("part");
    for (var one : list) {
      if (one.path("name").asText().equals(name)) {
        for (var field : one.properties()) {
          if (field.getKey().startsWith("value")) {
            return field.getValue().isValueNode()
                ? field.getValue().asText()
                : field.getValue().path("reference").asText();
          }
        }
      }
    }
    return "";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
