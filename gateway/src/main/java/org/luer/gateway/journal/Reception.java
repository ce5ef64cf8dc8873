package org.luer.gateway.journal;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One message that arrived and was understood.
 *
 * @param exchange such as {@code sessionreport}; for the clinic's own records the collection name,
 *     {@code sessions}
 * @param type record kind, or message type such as {@code ORU_R01}
 * @param sender {@code clinic} or a partner's id; becomes the owner of the records
 * @param actor name of the token that sent it, null for MLLP
 * @param controlId MSH-10; null where there is none
 * @param payload the bytes as received
 * @param records what it says, in the order to be written; may be empty
 * @param answer renders what is answered, from the message's new id, so that it is kept for
 *     duplicates; null = nothing
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
public record Reception(
    String exchange,
    String type,
    String sender,
    @Nullable String actor,
    @Nullable String controlId,
    String mediaType,
    byte[] payload,
    List<RecordFacts> records,
    @Nullable Function<String, byte[]> answer) {

  /** The owner name of the clinic's own records. */
  public static final String CLINIC = "clinic";

  public Reception {
    records = List.copyOf(records);
  }
}
