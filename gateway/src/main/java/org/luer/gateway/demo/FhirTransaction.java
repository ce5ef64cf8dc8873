package org.luer.gateway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One transaction against a {@link FhirMemory} (FHIR R4 http.html#transaction): conditional create,
 * update and delete, references rewritten, all or nothing.
 */
final class FhirTransaction {
  /** Why a transaction is refused: HTTP status, issue code, and words without content. */
  static final class Refused extends Exception {
    final int status;
    final String code;

    Refused(int status, String code, String text) {
      super(text);
      this.status = status;
      this.code = code;
    }
  }

  private enum What {
    CREATE,
    KEEP,
    UPDATE,
    DELETE
  }

  private record Step(What what, String type, String id, JsonNode resource) {}

  private final FhirMemory memory;
  private final Map<String, String> places = new HashMap<>();

  FhirTransaction(FhirMemory memory) {
    this.memory = memory;
  }

  /** The transaction-response; the memory is changed only when this returns. */
  ObjectNode run(JsonNode bundle) throws Refused {
    if (!bundle.path("type").asText().equals("transaction")) {
      throw new Refused(422, "not-supported", "only transactions are taken");
    }
    List<Step> steps = new ArrayList<>();
    for (var entry : bundle.path("entry")) {
      var step = plan(entry);
      steps.add(step);
      places.put(entry.path("fullUrl").asText(), step.type() + "/" + step.id());
    }
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("resourceType", "Bundle").put("type", "transaction-response");
    ArrayNode entries = answer.putArray("entry");
    for (var step : steps) {
      entries.addObject().set("response", apply(step));
    }
    return answer;
  }

  private Step plan(JsonNode entry) throws Refused {
    var request = entry.path("request");
    var resource = entry.path("resource");
    var url = request.path("url").asText().split("\\?", 2);
    var path = url[0].split("/", 2);
    switch (request.path("method").asText()) {
      case "POST" -> {
        var condition = request.path("ifNoneExist").asText();
        var found = condition.isEmpty() ? "" : only(path[0], condition);
        return found.isEmpty()
            ? new Step(What.CREATE, path[0], memory.newId(), resource)
            : new Step(What.KEEP, path[0], found, resource);
      }
      case "PUT" -> {
        var found = url.length > 1 ? only(path[0], url[1]) : path.length > 1 ? path[1] : "";
        return new Step(What.UPDATE, path[0], found.isEmpty() ? memory.newId() : found, resource);
      }
      case "DELETE" -> {
        var found = url.length > 1 ? only(path[0], url[1]) : path.length > 1 ? path[1] : "";
        return new Step(What.DELETE, path[0], found, resource);
      }
      default -> throw new Refused(422, "not-supported", "a method that is not supported");
    }
  }

  /** The id of the one match, "" when there is none. */
  private String only(String type, String query) throws Refused {
    var found =
        memory
            .search(type, query)
            .orElseThrow(() -> new Refused(400, "not-supported", "a search that is not supported"));
    if (found.size() > 1) {
      throw new Refused(412, "multiple-matches", "a condition that matches more than one");
    }
    return found.isEmpty() ? "" : found.get(0).path("id").asText();
  }

  private ObjectNode apply(Step step) throws Refused {
    var response = JsonNodeFactory.instance.objectNode();
    if (step.what() == What.DELETE) {
      memory.delete(step.type(), step.id());
      return response.put("status", "204 No Content");
    }
    boolean created = false;
    if (step.what() != What.KEEP) {
      created = memory.store(step.type(), step.id(), rewrite(step.resource().deepCopy()));
    }
    var version =
        memory
            .read(step.type(), step.id())
            .map(stored -> stored.at("/meta/versionId").asText())
            .orElse("1");
    return response
        .put("status", created ? "201 Created" : "200 OK")
        .put("location", step.type() + "/" + step.id() + "/_history/" + version)
        .put("etag", "W/\"" + version + "\"");
  }

  private JsonNode rewrite(JsonNode node) throws Refused {
    if (node instanceof ObjectNode object) {
      var reference = object.path("reference");
      if (reference.isTextual()) {
        object.set("reference", TextNode.valueOf(resolve(reference.asText())));
      }
    }
    for (var child : node) {
      rewrite(child);
    }
    return node;
  }

  private String resolve(String reference) throws Refused {
    if (reference.contains("?")) {
      var parts = reference.split("\\?", 2);
      var id = only(parts[0], parts[1]);
      if (id.isEmpty()) {
        throw new Refused(412, "not-found", "a conditional reference without a match");
      }
      return parts[0] + "/" + id;
    }
    var place = places.get(reference);
    if (place == null && reference.startsWith("urn:uuid:")) {
      throw new Refused(400, "invalid", "a reference to an entry that is not there");
    }
    return place == null ? reference : place;
  }
}
