package org.luer.gateway.intake;

import java.util.Optional;
import org.luer.gateway.intake.http.ReceiptSource;
import org.luer.gateway.journal.StoredReceipts;
import org.springframework.stereotype.Component;

/** Shows the receipts that the journal keeps. */
@Component
final class KeptReceipts implements ReceiptSource {
  private final StoredReceipts receipts;

  KeptReceipts(StoredReceipts receipts) {
    this.receipts = receipts;
  }

  @Override
  public Optional<String> receipt(String messageId) {
    return receipts.find(messageId);
  }
}
