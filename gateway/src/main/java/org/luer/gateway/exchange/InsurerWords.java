package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.luer.mappings.core.ClinicJson;

/**
 * What an insurer says of a refusal: the issues of an OperationOutcome or the errors of a
 * ClaimResponse. For the clinic's billers only, in the inbox and with the claim: it may name the
 * patient, so that it is in no reason, log or metric.
 */
public final class InsurerWords {
  private static final int MOST = 20;
  private static final int LONGEST = 500;

  private InsurerWords() {}

  /**
   * Each with severity, code, text and place, as far as they are said.
   *
   * @param body what came back
   * @return empty when it says nothing
   */
  public static Optional<ArrayNode> of(byte[] body) {
    return parsed(body).flatMap(InsurerWords::of);
  }

  private static Optional<JsonNode> parsed(byte[] body) {
    try {
      return Optional.ofNullable(ClinicJson.mapper().readTree(body));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The same of what was read already. */
  public static Optional<ArrayNode> of(JsonNode answer) {
    var said = ClinicJson.mapper().createArrayNode();
    for (var issue : answer.path("issue")) {
      add(
          said,
          issue.path("severity"),
          first(issue.at("/details/coding/0/code"), issue.path("code")),
          first(
              issue.at("/details/text"),
              issue.at("/details/coding/0/display"),
              issue.path("diagnostics")),
          first(issue.at("/expression/0"), issue.at("/location/0")));
    }
    for (var error : answer.path("errors")) {
      add(
          said,
          ClinicJson.mapper().missingNode(),
          error.at("/code/coding/0/code"),
          first(error.at("/code/text"), error.at("/code/coding/0/display")),
          first(error.path("itemSequence"), error.path("detailSequence")));
    }
    return said.isEmpty() ? Optional.empty() : Optional.of(said);
  }

  private static JsonNode first(JsonNode... nodes) {
    return Stream.of(nodes)
        .filter(n -> n.isValueNode() && !n.asText().isBlank())
        .findFirst()
        .orElse(ClinicJson.mapper().missingNode());
  }

  private static void add(
      ArrayNode said, JsonNode severity, JsonNode code, JsonNode text, JsonNode place) {
    if (said.size() < MOST) {
      ObjectNode one = said.addObject();
      var names = List.of("severity", "code", "text", "place");
      var values = List.of(severity, code, text, place);
      for (int i = 0; i < names.size(); i++) {
        var value = values.get(i).asText("").replaceAll("\\p{Cntrl}+", " ").strip();
        if (!value.isEmpty()) {
          one.put(names.get(i), value.substring(0, Math.min(value.length(), LONGEST)));
        }
      }
      if (one.isEmpty()) {
        said.remove(said.size() - 1);
      }
    }
  }
}
