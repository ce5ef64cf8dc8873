package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.FhirAnswer;
import org.luer.gateway.delivery.FhirConversation;
import org.luer.gateway.delivery.Outcome;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.delivery.Shipment;
import org.luer.gateway.partner.Insurer;
import org.luer.gateway.partner.Partner;

/**
 * How claims are talked about with an insurer: submitted by an operation or created; asked for
 * before they are sent a second time. Only an answer that names the claim counts.
 */
final class ClaimConversation implements FhirConversation {
  private final String exchange;
  private final ClaimProgress progress;
  private final String base;
  private final Clock clock;

  /**
   * A conversation.
   *
   * @param base base of our own identifier systems
   */
  ClaimConversation(String exchange, ClaimProgress progress, String base, Clock clock) {
    this.exchange = exchange;
    this.progress = progress;
    this.base = base;
    this.clock = clock;
  }

  @Override
  public String exchange() {
    return exchange;
  }

  @Override
  public String path(Partner partner, byte[] sent) {
    var created =
        exchange.equals(ClaimExchanges.CLAIM) // Da Vinci PAS has the operation only
            && partner.insurer().submit() == Insurer.Submit.CREATE;
    return created ? "Claim" : "Claim/$submit";
  }

  @Override
  public Outcome posted(Partner partner, byte[] sent, Answer answer, Instant now) {
    if (answer.status() >= 200 && answer.status() < 300) {
      return taken(sent, answer, partner);
    }
    var outcome =
        FhirAnswer.interpret(sent, answer.status(), answer.body(), answer.retryAfter(), now);
    if (answer.status() == 409) {
      return partner.insurer().inquiry() == Insurer.Inquiry.NONE
          ? Outcome.of(Kind.HELD, "duplicate", "the insurer says that it has this claim already")
          : Outcome.of(Kind.AMBIGUOUS, "duplicate", "the insurer may have this claim already");
    }
    // it may have been taken before something broke
    return answer.status() >= 500 && answer.status() != 503
        ? Outcome.of(Kind.AMBIGUOUS, outcome.code(), outcome.text())
        : outcome;
  }

  private Outcome taken(byte[] sent, Answer answer, Partner partner) {
    var body = ClaimWire.parse(answer.body());
    if (answer.body().length == 0 && answer.status() != 200) {
      return Outcome.delivered();
    }
    var type = ClaimWire.type(body);
    if (type.equals("OperationOutcome")) {
      return failed(body)
          ? Outcome.of(Kind.REJECTED, "refused", "the insurer refused it" + codes(body))
          : Outcome.delivered();
    }
    if (type.equals("Claim") && answer.status() == 201) {
      return Outcome.delivered(); // what was created, as the server keeps it
    }
    if (ClaimWire.answer(answer.body()).isEmpty()) {
      return Outcome.of(
          Kind.HELD,
          "not-an-answer",
          "the answer is no answer to a claim; ask the insurer whether it has it");
    }
    return named(partner, sent, answer.body())
        .orElseGet(
            () ->
                Outcome.of(
                    Kind.HELD,
                    "another-claim",
                    "the answer is about another claim; ask the insurer whether it has this one"));
  }

  /** Delivered when the body has a readable answer to the claim. */
  private Optional<Outcome> named(Partner partner, byte[] sent, byte[] body) {
    return ClaimWire.answer(body, ClaimWire.number(sent))
        .map(
            answer ->
                progress.readable(partner, answer)
                    ? Outcome.delivered()
                    : Outcome.of(
                        Kind.HELD,
                        "unreadable-answer",
                        "the answer cannot be read; the insurer has the claim"));
  }

  private static boolean failed(JsonNode outcome) {
    for (var issue : outcome.path("issue")) {
      var severity = issue.path("severity").asText();
      if (severity.equals("error") || severity.equals("fatal")) {
        return true;
      }
    }
    return false;
  }

  /** Issue codes only: texts may name the patient. */
  private static String codes(JsonNode outcome) {
    var codes = new java.util.TreeSet<String>();
    outcome.path("issue").forEach(issue -> codes.add(issue.path("code").asText()));
    codes.removeIf(c -> !c.matches("[a-z-]{1,30}"));
    return codes.isEmpty() ? "" : " (" + String.join(", ", codes) + ")";
  }

  @Override
  public Optional<Question> question(Partner partner, byte[] sent) {
    return switch (partner.insurer().inquiry()) {
      case NONE -> Optional.empty();
      case OPERATION ->
          Optional.of(
              new Question(
                  "Claim/$inquire",
                  Optional.of(
                      ClaimWire.inquiry(
                          sent,
                          partner.insurer().pas(),
                          clock.instant().atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS),
                          base))));
      case SEARCH -> {
        var number = ClaimWire.number(sent);
        var token = number.path("system").asText() + "|" + number.path("value").asText();
        yield Optional.of(
            new Question(
                "ClaimResponse?request.identifier="
                    + URLEncoder.encode(token, StandardCharsets.UTF_8),
                Optional.empty()));
      }
    };
  }

  @Override
  public Optional<Outcome> known(Partner partner, byte[] sent, Answer answer, Instant now) {
    if (answer.status() == 200) {
      var body = ClaimWire.parse(answer.body());
      if (ClaimWire.type(body).equals("Bundle") || ClaimWire.answers(body)) {
        return named(partner, sent, answer.body());
      }
    }
    var text = "whether it arrived could not be asked: HTTP " + answer.status();
    var pause = FhirAnswer.wait(answer.retryAfter(), now);
    return Optional.of(new Outcome(Kind.AMBIGUOUS, "cannot-ask", text, pause, Map.of()));
  }

  @Override
  public void ended(Delivery delivery, String state, Shipment.Result result, Instant now) {
    progress.ended(delivery, state, result, now);
  }
}
