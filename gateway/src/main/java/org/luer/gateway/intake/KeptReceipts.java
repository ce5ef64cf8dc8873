package org.luer.gateway.intake;

import java.util.Optional;
import org.luer.gateway.intake.http.ReceiptSource;
import org.luer.gateway.journal.Messages;
import org.luer.gateway.journal.StoredReceipts;
import org.luer.gateway.partner.Partners;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Shows the receipts that the journal keeps of deliveries, and measures those of received messages
 * when they are asked for: their bytes are kept.
 */
@Component
final class KeptReceipts implements ReceiptSource {
  private final StoredReceipts receipts;
  private final Messages messages;
  private final Partners partners;
  private final ObjectProvider<ReceiptMaker> makers;

  KeptReceipts(
      StoredReceipts receipts,
      Messages messages,
      Partners partners,
      ObjectProvider<ReceiptMaker> makers) {
    this.receipts = receipts;
    this.messages = messages;
    this.partners = partners;
    this.makers = makers;
  }

  @Override
  public Optional<String> receipt(String messageId) {
    return receipts.find(messageId).or(() -> measured(messageId));
  }

  private Optional<String> measured(String messageId) {
    return messages
        .find(messageId)
        .filter(m -> m.direction().equals("in") && m.state().equals("received"))
        .flatMap(m -> partners.current().find(m.partner()))
        .flatMap(
            sender ->
                messages
                    .raw(messageId)
                    .flatMap(
                        raw ->
                            makers
                                .orderedStream()
                                .flatMap(maker -> maker.receipt(raw, sender).stream())
                                .findFirst()));
  }
}
