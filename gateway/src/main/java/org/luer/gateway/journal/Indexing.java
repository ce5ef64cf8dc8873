package org.luer.gateway.journal;

import java.time.Instant;
import java.util.List;

/**
 * Keeps what can be found of the clinic's records in step with them. Called inside the intake
 * transaction, when everything else of the message is written.
 */
public interface Indexing {
  /** These versions of the clinic's own records were written. */
  void written(List<RecordVersion> versions, Instant now);
}
