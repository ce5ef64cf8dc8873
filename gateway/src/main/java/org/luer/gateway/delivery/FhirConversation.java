package org.luer.gateway.delivery;

import java.time.Instant;
import java.util.Optional;
import org.luer.gateway.partner.Partner;

/**
 * How an exchange talks to a FHIR endpoint when it does not send a transaction but calls an
 * operation whose answer means something; one implementation per exchange.
 *
 * <p>What is sent is posted to {@link #path}. Before it is posted a second time the partner is
 * asked whether it has it ({@link #question}), so that nothing is asked of it twice.
 */
public interface FhirConversation {
  /** The exchange whose deliveries it conducts. */
  String exchange();

  /** Where the bytes are posted to, below the partner's base, such as {@code Claim/$submit}. */
  String path(Partner partner, byte[] sent);

  /**
   * What an answer came back.
   *
   * @param retryAfter the header, empty when there was none
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Answer(int status, byte[] body, Optional<String> retryAfter) {}

  /** What the answer to a post means. */
  Outcome posted(Partner partner, byte[] sent, Answer answer, Instant now);

  /**
   * How the partner is asked for what became of something.
   *
   * @param path below its base
   * @param body to be posted; empty = the path is read
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Question(String path, Optional<byte[]> body) {}

  /** The question for what was sent; empty when this partner cannot be asked. */
  Optional<Question> question(Partner partner, byte[] sent);

  /** What the answer to a question means; empty = the partner has not got it. */
  Optional<Outcome> known(Partner partner, byte[] sent, Answer answer, Instant now);

  /**
   * What follows from an attempt, in the transaction that notes its end.
   *
   * @param state that the delivery has now
   * @param result what came of it, with the bytes that came back
   */
  void ended(Delivery delivery, String state, Shipment.Result result, Instant now);
}
