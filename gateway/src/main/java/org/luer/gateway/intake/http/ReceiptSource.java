package org.luer.gateway.intake.http;

import java.util.Optional;

/** Finds what a translation carried. */
public interface ReceiptSource {
  /** The receipt of a message as JSON; empty if none was made. */
  Optional<String> receipt(String messageId);
}
