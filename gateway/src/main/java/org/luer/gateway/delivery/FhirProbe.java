package org.luer.gateway.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The question whether a partner already has a resource that a transaction creates unconditionally.
 *
 * <p>AdverseEvent and Provenance have no identifier to search by (FHIR R4), so that sending them
 * again after a lost answer could leave two. Asked for is what can be searched; the rest is
 * compared here.
 *
 * @param fullUrl of the entry
 * @param search relative to the partner's base
 * @param resource as it was sent
 */
public record FhirProbe(String fullUrl, String search, JsonNode resource) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One probe for each entry that would create a second copy when sent again. */
  public static List<FhirProbe> of(byte[] transaction) {
    List<FhirProbe> probes = new ArrayList<>();
    read(transaction)
        .path("entry")
        .forEach(
            entry -> {
              var request = entry.path("request");
              if (request.path("method").asText().equals("POST") && !request.has("ifNoneExist")) {
                var resource = entry.path("resource");
                probes.add(
                    new FhirProbe(entry.path("fullUrl").asText(), search(resource), resource));
              }
            });
    return probes;
  }

  private static String search(JsonNode resource) {
    var type = resource.path("resourceType").asText();
    return switch (type) {
      case "AdverseEvent" ->
          type + "?subject=" + encode(resource.at("/subject/reference").asText());
      case "Provenance" -> type + "?target=" + encode(resource.at("/target/0/reference").asText());
      default -> type + "?identifier=" + token(resource.at("/identifier/0"));
    };
  }

  /** The place of the resource in this searchset, empty when it is not there. */
  public Optional<String> find(byte[] searchset) {
    for (var entry : read(searchset).path("entry")) {
      var found = entry.path("resource");
      if (same(found)) {
        return Optional.of(found.path("resourceType").asText() + "/" + found.path("id").asText());
      }
    }
    return Optional.empty();
  }

  private boolean same(JsonNode found) {
    return switch (resource.path("resourceType").asText()) {
      case "AdverseEvent" ->
          equal(found, "/identifier/system") && equal(found, "/identifier/value");
      case "Provenance" ->
          equal(found, "/recorded")
              && equal(found, "/activity/coding/0/code")
              && equal(found, "/target/0/reference");
      default -> found.path("resourceType").equals(resource.path("resourceType"));
    };
  }

  private boolean equal(JsonNode found, String pointer) {
    return found.at(pointer).asText().equals(resource.at(pointer).asText());
  }

  private static String token(JsonNode identifier) {
    return encode(identifier.path("system").asText() + "|" + identifier.path("value").asText());
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static JsonNode read(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON", e);
    }
  }
}
