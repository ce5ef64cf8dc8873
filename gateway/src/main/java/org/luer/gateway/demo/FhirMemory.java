package org.luer.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The resources of the simulated hospital, by type and id, with the few searches it knows. */
final class FhirMemory {
  private final Map<String, Map<String, ObjectNode>> resources = new TreeMap<>();
  private long lastId;

  /** A deep copy to work on. */
  FhirMemory copy() {
    var copy = new FhirMemory();
    resources.forEach((type, byId) -> copy.resources.put(type, new LinkedHashMap<>(byId)));
    copy.lastId = lastId;
    return copy;
  }

  String newId() {
    return String.valueOf(++lastId);
  }

  Optional<ObjectNode> read(String type, String id) {
    return Optional.ofNullable(resources.getOrDefault(type, Map.of()).get(id));
  }

  /** Stores the next version; true when there was none before. */
  boolean store(String type, String id, JsonNode resource) {
    var before = read(type, id);
    ObjectNode stored = resource.deepCopy();
    stored.put("id", id);
    long version = before.map(b -> b.at("/meta/versionId").asLong()).orElse(0L) + 1;
    stored.withObject("/meta").put("versionId", String.valueOf(version));
    resources.computeIfAbsent(type, t -> new LinkedHashMap<>()).put(id, stored);
    return before.isEmpty();
  }

  void delete(String type, String id) {
    resources.getOrDefault(type, new LinkedHashMap<>()).remove(id);
  }

  /** What matches every parameter of the query; null when a parameter is not known. */
  Optional<List<ObjectNode>> search(String type, String query) {
    var found = new ArrayList<>(resources.getOrDefault(type, Map.of()).values());
    for (var parameter : query.split("&", -1)) {
      var parts = parameter.split("=", 2);
      var value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
      switch (parts[0]) {
        case "" -> {}
        case "identifier" -> found.removeIf(r -> !identified(r, value));
        case "subject", "patient" -> found.removeIf(r -> !refers(r, "subject", value));
        case "target" -> found.removeIf(r -> !refers(r, "target", value));
        case "_id" -> found.removeIf(r -> !r.path("id").asText().equals(value));
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(found);
  }

  Map<String, Integer> counts() {
    var counts = new TreeMap<String, Integer>();
    resources.forEach((type, byId) -> counts.put(type, byId.size()));
    return counts;
  }

  private static boolean identified(JsonNode resource, String token) {
    var parts = token.split("\\|", 2);
    for (var identifier : each(resource.path("identifier"))) {
      boolean sameValue = identifier.path("value").asText().equals(parts[parts.length - 1]);
      if (sameValue && (parts.length < 2 || identifier.path("system").asText().equals(parts[0]))) {
        return true;
      }
    }
    return false;
  }

  private static boolean refers(JsonNode resource, String element, String reference) {
    for (var one : each(resource.path(element))) {
      var value = one.path("reference").asText();
      if (value.equals(reference) || value.endsWith("/" + reference)) {
        return true;
      }
    }
    return false;
  }

  private static Iterable<JsonNode> each(JsonNode node) {
    return node.isArray() ? node : List.of(node);
  }
}
