package org.luer.gateway.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;

/** The conversations of the exchanges that have one, looked up when they are first needed. */
final class Conversations {
  private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

  private final TransactionTemplate transaction;
  private final SingletonSupplier<Map<String, FhirConversation>> byExchange;

  /** Conversations whose consequences are written by this transaction. */
  Conversations(TransactionTemplate transaction, Supplier<List<FhirConversation>> all) {
    this.transaction = transaction;
    this.byExchange =
        SingletonSupplier.of(
            () ->
                all.get().stream()
                    .collect(Collectors.toMap(FhirConversation::exchange, Function.identity())));
  }

  /** The one that conducts this delivery. */
  Optional<FhirConversation> of(Delivery delivery) {
    return Optional.ofNullable(byExchange.obtain().get(delivery.exchange()));
  }

  /**
   * Notes the end of an attempt and what follows from it: both or neither.
   *
   * @param end notes it; false when the delivery was settled otherwise meanwhile
   */
  void ending(
      Delivery delivery, String state, Shipment.Result result, Instant now, BooleanSupplier end) {
    var conversation = of(delivery);
    if (conversation.isPresent()) {
      transaction.executeWithoutResult(
          status -> {
            if (end.getAsBoolean()) {
              conversation.get().ended(delivery, state, result, now);
            }
          });
    } else if (!end.getAsBoolean()) {
      LOG.debug("{} was settled otherwise meanwhile", delivery.id());
    }
  }
}
