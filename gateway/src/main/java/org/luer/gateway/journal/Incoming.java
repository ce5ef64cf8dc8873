package org.luer.gateway.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a partner's record means beside being kept: whose it is, and what the clinic has to decide.
 * Everything that it writes is part of the journal's transaction.
 */
public interface Incoming {

  /**
   * The record as it is to be kept: what is said about a patient that the sender has merged away is
   * said about the surviving one.
   */
  default RecordFacts resolved(RecordFacts facts, String sender) {
    return facts;
  }

  /**
   * A new version of a partner's record was kept.
   *
   * @return whether the clinic was told of it here; else the inbox tells it in general
   */
  boolean received(RecordVersion version, @Nullable RecordVersion previous, Instant now);
}
