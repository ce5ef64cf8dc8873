package org.luer.gateway.intake;

import java.util.Optional;
import org.luer.gateway.journal.Messages.Raw;
import org.luer.gateway.partner.Partner;

/** Measures what of a received message arrived in the clinic's records. */
@FunctionalInterface
public interface ReceiptMaker {
  /** The receipt as JSON; empty when it cannot be made of these bytes. */
  Optional<String> receipt(Raw raw, Partner sender);
}
