package org.luer.gateway.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a message; whichever it is, it is committed. */
@SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
public sealed interface Acceptance {
  /** The message to name in the answer. */
  String messageId();

  /** The message's records and the versions that they have now, in its order. */
  List<Written> versions();

  /** What is answered: rendered now, or stored then. */
  byte @Nullable [] answer();

  /**
   * New content was written.
   *
   * @param versions of the records in the reception's order, those with unchanged content included
   * @param answer what the reception rendered
   */
  record Accepted(String messageId, List<Written> versions, byte @Nullable [] answer)
      implements Acceptance {}

  /**
   * The same control id with the same bytes came before, or nothing in it was new: nothing was
   * sent.
   *
   * @param messageId the earlier message
   * @param answer what was answered then
   */
  record Duplicate(String messageId, List<Written> versions, byte @Nullable [] answer)
      implements Acceptance {}

  /** A record and the version that it has now. */
  record Written(String kind, String id, int version) {}
}
