package org.luer.gateway.claim;

import java.time.Clock;
import org.luer.gateway.delivery.FhirConversation;
import org.luer.gateway.delivery.FhirQuestions;
import org.luer.gateway.partner.Partners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Asks insurers for the claims that they have not decided yet; one node at a time does. */
public final class ClaimInquiries {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimInquiries.class);
  private static final int AT_ONCE = 50;

  private final ClaimStore store;
  private final ClaimProgress progress;
  private final FhirConversation conversation;
  private final FhirQuestions questions;
  private final Partners partners;
  private final TransactionTemplate transaction;
  private final Clock clock;

  ClaimInquiries(
      ClaimStore store,
      ClaimProgress progress,
      FhirConversation conversation,
      FhirQuestions questions,
      Partners partners,
      TransactionTemplate transaction,
      Clock clock) {
    this.store = store;
    this.progress = progress;
    this.conversation = conversation;
    this.questions = questions;
    this.partners = partners;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Asks for every claim that is due. */
  public void run() {
    for (var row : store.due(clock.instant(), AT_ONCE)) {
      var insurer = partners.current().find(row.insurer());
      var sent = store.sent(row);
      if (insurer.isEmpty() || sent.isEmpty()) {
        transaction.executeWithoutResult(status -> store.askAt(row.id(), null));
        continue;
      }
      var exchange =
          row.use().equals("preauthorization")
              ? ClaimExchanges.AUTHORIZATION
              : ClaimExchanges.CLAIM;
      var result = questions.ask(conversation, insurer.get(), exchange, sent.get());
      LOG.info("asked {} for a claim: {}", row.insurer(), result.outcome().code());
      transaction.executeWithoutResult(
          status ->
              store
                  .lock(row.id())
                  .ifPresent(now -> progress.asked(now, insurer.get(), result, clock.instant())));
    }
  }
}
