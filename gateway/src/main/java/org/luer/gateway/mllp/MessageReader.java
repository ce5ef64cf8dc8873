package org.luer.gateway.mllp;

import java.util.List;
import java.util.Set;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.core.Translation;

/** Reads the HL7 v2 messages of one exchange into records owned by the partner that sent them. */
public interface MessageReader {
  /** The name of the exchange. */
  String exchange();

  /** The message types it reads, such as {@code ORU_R01}. */
  Set<String> types();

  /** The records of a message, or every reason against it; pure. */
  Translation<List<RecordFacts>> read(byte[] message, Partner sender);
}
