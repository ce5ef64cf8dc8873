package org.luer.gateway.journal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a partner's record means beside being kept: whose it is, and what the clinic has to decide.
 * Everything that it writes is part of the journal's transaction.
 */
public interface Incoming {

  /**
   * The records of one message as they are to be kept, in the same order: what is said about a
   * patient that the sender has merged away is said about the surviving one.
   */
  default List<RecordFacts> resolved(List<RecordFacts> all, String sender) {
    return all;
  }

  /** Whether records of this kind mean anything to it: of others it is not told. */
  boolean concerns(String kind);

  /**
   * A new version of a partner's record was kept.
   *
   * @return whether the clinic was told of it here; else the inbox tells it in general
   */
  boolean received(RecordVersion version, @Nullable RecordVersion previous, Instant now);
}
