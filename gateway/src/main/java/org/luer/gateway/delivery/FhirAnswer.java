package org.luer.gateway.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.luer.gateway.delivery.Outcome.Kind;

/**
 * Reads the answer to one FHIR transaction (FHIR R4 http.html#transaction, bundle.html).
 *
 * <p>Delivered is only what came back as a transaction-response whose every entry says 2xx. Of an
 * OperationOutcome the issue codes are kept; its texts are not, they may name the patient.
 */
public final class FhirAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CODE = Pattern.compile("[a-z-]{1,30}");
  private static final Pattern PLACE =
      Pattern.compile("([A-Za-z]+/[A-Za-z0-9.-]{1,64})(/_history/.*)?");

  private FhirAnswer() {}

  /**
   * What this answer means.
   *
   * @param request the Bundle that was sent
   * @param retryAfter the header, empty when there was none
   * @param now against which a date in {@code retryAfter} is measured
   */
  public static Outcome interpret(
      byte[] request, int status, byte[] answer, Optional<String> retryAfter, Instant now) {
    var body = parse(answer);
    if (status >= 200 && status < 300) {
      return accepted(parse(request), body);
    }
    var text = "the partner answered HTTP " + status + codes(body);
    var code = "http-" + status;
    return switch (status) {
      case 408, 425, 429, 503 -> Outcome.retryAfter(code, text, wait(retryAfter, now));
      case 401, 403, 407 ->
          Outcome.of(Kind.HELD, code, text + "; check the credentials for this partner");
      case 409 -> Outcome.of(Kind.RETRYING, code, text);
      case 412 -> Outcome.of(Kind.HELD, code, text + "; it has something else in that place");
      default ->
          status >= 500
              ? Outcome.of(Kind.RETRYING, code, text)
              : status >= 400
                  ? Outcome.of(Kind.REJECTED, code, text)
                  : Outcome.of(Kind.HELD, code, text + "; check its address");
    };
  }

  private static Outcome accepted(Optional<JsonNode> request, Optional<JsonNode> answer) {
    if (answer.isEmpty()
        || !answer.get().path("resourceType").asText().equals("Bundle")
        || !answer.get().path("type").asText().equals("transaction-response")) {
      return Outcome.of(
          Kind.HELD, "not-a-transaction-response", "the answer is not a transaction-response");
    }
    var sent = request.map(r -> r.path("entry")).orElseGet(JSON::createArrayNode);
    var done = answer.get().path("entry");
    if (sent.size() != done.size()) {
      return Outcome.of(
          Kind.HELD,
          "incomplete-response",
          "the answer has %d entries for %d that were sent".formatted(done.size(), sent.size()));
    }
    Map<String, String> locations = new LinkedHashMap<>();
    for (int i = 0; i < done.size(); i++) {
      var response = done.get(i).path("response");
      if (!response.path("status").asText().startsWith("2")) {
        return Outcome.of(
            Kind.HELD, "entry-not-done", "entry %d of the answer is not 2xx".formatted(i + 1));
      }
      place(response.path("location").asText())
          .ifPresent(keep(locations, sent.get(i).path("fullUrl").asText()));
    }
    return Outcome.delivered(locations);
  }

  private static java.util.function.Consumer<String> keep(Map<String, String> to, String fullUrl) {
    return place -> to.put(fullUrl, place);
  }

  /** {@code Type/id} out of a relative or absolute location, with or without a version. */
  static Optional<String> place(String location) {
    var parts = location.split("/_history/", 2)[0].split("/", -1);
    if (parts.length < 2) {
      return Optional.empty();
    }
    var place = parts[parts.length - 2] + "/" + parts[parts.length - 1];
    return PLACE.matcher(place).matches() ? Optional.of(place) : Optional.empty();
  }

  private static Optional<JsonNode> parse(byte[] json) {
    try {
      return Optional.ofNullable(JSON.readTree(json)).filter(JsonNode::isObject);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String codes(Optional<JsonNode> body) {
    List<String> codes = new ArrayList<>();
    body.filter(b -> b.path("resourceType").asText().equals("OperationOutcome"))
        .ifPresent(b -> b.path("issue").forEach(issue -> codes.add(issue.path("code").asText())));
    var kept = codes.stream().filter(c -> CODE.matcher(c).matches()).distinct().limit(5).toList();
    return kept.isEmpty() ? "" : " (" + String.join(", ", kept) + ")";
  }

  /** Retry-After in seconds or as an HTTP date (RFC 9110 section 10.2.3). */
  public static Optional<Duration> wait(Optional<String> retryAfter, Instant now) {
    return retryAfter
        .map(String::strip)
        .flatMap(
            value -> {
              try {
                return Optional.of(
                    value.matches("[0-9]{1,9}")
                        ? Duration.ofSeconds(Long.parseLong(value))
                        : Duration.between(
                            now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value))));
              } catch (DateTimeParseException e) {
                return Optional.empty();
              }
            })
        .filter(wait -> !wait.isNegative());
  }
}
