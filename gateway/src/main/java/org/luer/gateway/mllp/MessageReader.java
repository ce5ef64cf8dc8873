package org.luer.gateway.mllp;

import java.util.List;
import java.util.Set;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.core.Translation;

/** Reads HL7 v2 messages into records owned by the partner that sent them. */
public interface MessageReader {
  /** The message types, such as {@code ORU_R01}, that this partner may send. */
  Set<String> types(Partner sender);

  /** What a message says, or every reason against it; pure. */
  Translation<Content> read(byte[] message, Partner sender);

  /**
   * What a message says.
   *
   * @param exchange the exchange that it mainly belongs to
   * @param records in the order to be written
   */
  record Content(String exchange, List<RecordFacts> records) {
    public Content {
      records = List.copyOf(records);
    }
  }
}
