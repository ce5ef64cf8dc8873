package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.gateway.exchange.Standalone;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.charges.Charges;
import org.luer.mappings.exchange.charges.ChargesExchange;
import org.luer.mappings.exchange.charges.InsurerRequests;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Before;

/** Claims and answers as they go over the wire to an insurer. */
final class ClaimWire {
  /** Types of answers to claims. */
  static final Set<String> ANSWERS = Set.of("ClaimResponse", "ExplanationOfBenefit");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Dialect dialect;

  ClaimWire(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * The Bundle for {@code Claim/$submit} of a claim for payment: the claim first, then what it
   * refers to.
   *
   * @param predecessor the insurer's number of what it replaces or voids
   * @param at time of the Bundle
   */
  Translation<String> submission(Charges set, Optional<String> predecessor, OffsetDateTime at) {
    var written = ChargesExchange.INSTANCE.toFhir(set, Before.nothing(), dialect);
    return InsurerRequests.claim(written, at, dialect.base())
        .map(bundle -> numbered(FhirJson.encode(bundle), predecessor));
  }

  /**
   * The Bundle for {@code Claim/$submit} of a request for prior authorization; refused with what it
   * lacks.
   *
   * @param written the request with all that it refers to
   * @param cancels whether the request is taken back
   * @param pas release of Da Vinci PAS
   * @param at time of the Bundle
   */
  Translation<String> authorization(
      Bundle written, boolean cancels, String pas, OffsetDateTime at) {
    var base = dialect.base();
    if (!cancels) {
      return InsurerRequests.authorize(written, release(pas), at, base).map(FhirJson::encode);
    }
    written.getEntry().stream() // the request stays as it was; what is sent takes it back
        .map(e -> e.getResource())
        .filter(org.hl7.fhir.r4.model.Claim.class::isInstance)
        .map(org.hl7.fhir.r4.model.Claim.class::cast)
        .forEach(c -> c.setStatus(org.hl7.fhir.r4.model.Claim.ClaimStatus.ACTIVE));
    return InsurerRequests.cancel(written, release(pas), at, base).map(FhirJson::encode);
  }

  private static InsurerRequests.Pas release(String pas) {
    return pas.equals("2.0.1") ? InsurerRequests.Pas.V2_0_1 : InsurerRequests.Pas.V2_2_1;
  }

  /** With the insurer's number of what it replaces or voids. */
  private static String numbered(String bundle, Optional<String> predecessor) {
    var tree = parse(bundle);
    predecessor.ifPresent(
        number ->
            all(tree)
                .filter(r -> type(r).equals("Claim"))
                .forEach(r -> prior((ObjectNode) r, number)));
    return tree.toString();
  }

  /** The claim for {@code POST Claim}: what it refers to is contained in it. */
  String alone(Charges set, Optional<String> predecessor) {
    var resources = resources(set, predecessor);
    var others = new LinkedHashMap<String, ObjectNode>();
    resources.stream().skip(1).forEach(r -> others.put(r.fullUrl(), r.resource()));
    return Standalone.of(resources.get(0).resource(), others);
  }

  private record Placed(String fullUrl, ObjectNode resource) {}

  /** The claim, then the others in the order of the exchange. */
  private List<Placed> resources(Charges set, Optional<String> predecessor) {
    var bundle = ChargesExchange.INSTANCE.toFhir(set, Before.nothing(), dialect);
    var all = new ArrayList<Placed>();
    for (var entry : parse(FhirJson.encode(bundle)).path("entry")) {
      var resource = (ObjectNode) entry.path("resource");
      var placed = new Placed(entry.path("fullUrl").asText(), resource);
      if (type(resource).equals("Claim")) {
        predecessor.ifPresent(number -> prior(resource, number));
        all.add(0, placed);
      } else {
        all.add(placed);
      }
    }
    return all;
  }

  /** The insurer finds what is replaced or voided by its own number. */
  private static void prior(ObjectNode claim, String number) {
    var related = claim.withArrayProperty("related");
    var one = related.isEmpty() ? related.addObject() : (ObjectNode) related.get(0);
    one.putObject("reference").put("value", number);
  }

  // --- what was sent

  /** The claim in what was sent. */
  static JsonNode claim(byte[] sent) {
    return all(parse(sent)).filter(r -> type(r).equals("Claim")).findFirst().orElseThrow();
  }

  /** Its number with its system, as the insurer was given it. */
  static JsonNode number(byte[] sent) {
    var numbers = claim(sent).path("identifier");
    for (var number : numbers) { // a request for authorization has it first, a claim last
      if (number.path("system").asText().endsWith("/sid/claim")) {
        return number;
      }
    }
    return numbers.path(numbers.size() - 1);
  }

  /**
   * The Bundle for {@code Claim/$inquire}: of a request for prior authorization the question as PAS
   * has it, of a claim what was sent.
   *
   * @param pas release of Da Vinci PAS
   * @param at time of the Bundle
   * @param base base of our own identifier systems
   */
  static byte[] inquiry(byte[] sent, String pas, OffsetDateTime at, String base) {
    var tree = parse(sent);
    if (claim(sent).path("use").asText().equals(Claim.Use.PREAUTHORIZATION.code())) {
      var question =
          FhirJson.parseBundle(tree.toString())
              .value()
              .flatMap(b -> InsurerRequests.inquire(b, release(pas), at, base).value());
      if (question.isPresent()) {
        return FhirJson.encode(question.get()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      }
    }
    var bundle = JSON.createObjectNode();
    bundle.put("resourceType", "Bundle").put("type", "collection");
    var entries = bundle.putArray("entry");
    if (type(tree).equals("Bundle")) {
      tree.path("entry").forEach(entries::add);
    } else {
      entries.addObject().set("resource", tree);
    }
    return bundle.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  // --- what comes back

  /** The answer to a claim: a ClaimResponse or ExplanationOfBenefit. */
  static boolean answers(JsonNode resource) {
    return ANSWERS.contains(type(resource));
  }

  /** The first answer in a body; empty when it is something else. */
  static Optional<JsonNode> answer(byte[] body) {
    return all(parse(body)).filter(ClaimWire::answers).findFirst();
  }

  /** The answer in a body that names this claim; the only one when it names none. */
  static Optional<JsonNode> answer(byte[] body, JsonNode number) {
    var found = all(parse(body)).filter(ClaimWire::answers).toList();
    return found.stream()
        .filter(r -> names(r, number))
        .findFirst()
        .or(
            () ->
                found.size() == 1 && named(found.get(0)).isMissingNode()
                    ? Optional.of(found.get(0))
                    : Optional.empty());
  }

  private static boolean names(JsonNode answer, JsonNode number) {
    var named = named(answer);
    return named.path("value").asText().equals(number.path("value").asText())
        && (!named.hasNonNull("system")
            || !number.hasNonNull("system")
            || named.path("system").asText().equals(number.path("system").asText()));
  }

  /** The number of the claim that an answer names. */
  static JsonNode named(JsonNode answer) {
    return answer
        .path(type(answer).equals("ExplanationOfBenefit") ? "claim" : "request")
        .path("identifier");
  }

  static String type(JsonNode resource) {
    return resource.path("resourceType").asText();
  }

  static Stream<JsonNode> all(JsonNode body) {
    return type(body).equals("Bundle")
        ? Stream.iterate(0, i -> i < body.path("entry").size(), i -> i + 1)
            .map(i -> body.path("entry").path(i).path("resource"))
        : Stream.of(body);
  }

  /** The JSON object, or an empty one when it is something else. */
  static JsonNode parse(byte[] json) {
    try {
      var tree = JSON.readTree(json);
      return tree != null && tree.isObject() ? tree : JsonNodeFactory.instance.objectNode();
    } catch (IOException e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  private static JsonNode parse(String json) {
    return parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
