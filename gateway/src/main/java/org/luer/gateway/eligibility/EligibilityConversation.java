package org.luer.gateway.eligibility;

import java.time.Instant;
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
 * Asks whether somebody is covered. A question changes nothing where it is asked, so that it is
 * simply asked again when no answer came.
 */
final class EligibilityConversation implements FhirConversation {
  private static final String TYPE = "CoverageEligibilityRequest";

  private final EligibilityAnswers answers;

  EligibilityConversation(EligibilityAnswers answers) {
    this.answers = answers;
  }

  @Override
  public String exchange() {
    return EligibilityDesk.EXCHANGE;
  }

  @Override
  public String path(Partner partner, byte[] sent) {
    return partner.insurer().submit() == Insurer.Submit.CREATE ? TYPE : TYPE + "/$submit";
  }

  @Override
  public Outcome posted(Partner partner, byte[] sent, Answer answer, Instant now) {
    if (answer.status() < 200 || answer.status() >= 300) {
      return FhirAnswer.interpret(sent, answer.status(), answer.body(), answer.retryAfter(), now);
    }
    if (EligibilityAnswers.later(answer.status(), answer.body())) {
      return Outcome.delivered();
    }
    return switch (answers.examine(partner, sent, answer.body())) {
      case GOOD -> Outcome.delivered();
      case REFUSAL -> Outcome.of(Kind.REJECTED, "refused", "the insurer refused the question");
      case ANOTHER ->
          Outcome.of(Kind.HELD, "another-question", "the answer is about another question");
      case NONE ->
          Outcome.of(
              Kind.HELD, "not-an-answer", "what came back is no answer to the question; see raw");
    };
  }

  @Override
  public Optional<Question> question(Partner partner, byte[] sent) {
    return Optional.empty();
  }

  @Override
  public Optional<Outcome> known(Partner partner, byte[] sent, Answer answer, Instant now) {
    return Optional.empty();
  }

  @Override
  public void ended(Delivery delivery, String state, Shipment.Result result, Instant now) {
    answers.ended(delivery, state, result, now);
  }
}
