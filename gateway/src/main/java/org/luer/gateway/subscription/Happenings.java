package org.luer.gateway.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.journal.RecordVersion;

/** What versions of records mean, by what was told of the version before. */
final class Happenings {
  private static final String WITHDRAWN = "entered-in-error";
  private static final String OBSERVATION = "Observation";
  private static final String RESPONSE = "QuestionnaireResponse";
  private static final String DOCUMENT = "DocumentReference";

  private final BiPredicate<String, JsonNode> told;

  /**
   * By this rule.
   *
   * @param told whether partners are told of a record of this kind as it stands
   */
  Happenings(BiPredicate<String, JsonNode> told) {
    this.told = told;
  }

  /** Kinds of the records that mean something. */
  static boolean concerns(String kind) {
    return switch (kind) {
      case "Assessment", "SessionSummary", "InfusionSession", "Referral" -> true;
      default -> false;
    };
  }

  /**
   * What a version means.
   *
   * @param before the version before it
   */
  List<Happening> of(RecordVersion version, Optional<RecordVersion> before) {
    var content = Json.read(version.content());
    if (!told.test(version.kind(), content)) {
      return List.of();
    }
    var earlier = before.map(b -> Json.read(b.content())).filter(b -> told.test(version.kind(), b));
    return switch (version.kind()) {
      case "Assessment" -> assessment(version, content, earlier);
      case "SessionSummary" ->
          earlier.isPresent()
              ? List.of(correction(version, DOCUMENT))
              : withdrawn(content.path("header"))
                  ? List.of()
                  : List.of(
                      new Happening(
                          Topic.SESSION_SUMMARY_AVAILABLE,
                          version,
                          List.of(DOCUMENT),
                          List.of(),
                          List.of(),
                          true));
      case "InfusionSession" ->
          earlier.isPresent() ? List.of(correction(version, "Encounter")) : List.of();
      case "Referral" -> referral(version, content, earlier);
      default -> List.of();
    };
  }

  private static Happening correction(RecordVersion version, String type) {
    return new Happening(Topic.CORRECTION, version, List.of(type), List.of(), List.of(), false);
  }

  private static boolean withdrawn(JsonNode node) {
    return node.path("status").asText().equals(WITHDRAWN);
  }

  private static List<Happening> assessment(
      RecordVersion version, JsonNode content, Optional<JsonNode> earlier) {
    var happenings = new ArrayList<Happening>();
    var signals = new HashSet<>(texts(content, "signals", "item"));
    earlier.ifPresent(e -> signals.removeAll(texts(e, "signals", "item")));
    if (!signals.isEmpty() && !withdrawn(content)) {
      happenings.add(
          new Happening(
              Topic.SAFETY_SIGNAL,
              version,
              List.of(OBSERVATION),
              List.copyOf(signals),
              List.of(RESPONSE),
              earlier.isEmpty()));
    }
    var scores = texts(content, "scores", "code");
    if (earlier.isPresent()) {
      happenings.add(correction(version, RESPONSE));
    } else if (!scores.isEmpty() && !withdrawn(content)) {
      happenings.add(
          new Happening(
              Topic.NEW_SCORE, version, List.of(OBSERVATION), scores, List.of(RESPONSE), true));
    }
    return happenings;
  }

  private static List<Happening> referral(
      RecordVersion version, JsonNode content, Optional<JsonNode> earlier) {
    var same =
        earlier.filter(e -> e.path("status").asText().equals(content.path("status").asText()));
    return same.isPresent()
        ? List.of()
        : List.of(
            new Happening(
                Topic.REFERRAL_STATUS,
                version,
                List.of("Task"),
                List.of(),
                List.of("ServiceRequest"),
                earlier.isEmpty()));
  }

  private static List<String> texts(JsonNode record, String list, String field) {
    var texts = new ArrayList<String>();
    record
        .path(list)
        .forEach(
            one -> {
              if (one.hasNonNull(field)) {
                texts.add(one.path(field).asText());
              }
            });
    return texts;
  }
}
