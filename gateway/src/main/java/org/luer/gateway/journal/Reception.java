package org.luer.gateway.journal;

import java.util.List;
import java.util.function.Consumer;
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
 * @param extras what few messages have
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
    @Nullable Function<String, byte[]> answer,
    Extras extras) {

  /** The owner name of the clinic's own records. */
  public static final String CLINIC = "clinic";

  public Reception {
    records = List.copyOf(records);
  }

  /** A message without extras. */
  public Reception(
      String exchange,
      String type,
      String sender,
      @Nullable String actor,
      @Nullable String controlId,
      String mediaType,
      byte[] payload,
      List<RecordFacts> records,
      @Nullable Function<String, byte[]> answer) {
    this(
        exchange, type, sender, actor, controlId, mediaType, payload, records, answer, Extras.NONE);
  }

  /**
   * What few messages have.
   *
   * @param identity what two sendings of the same message have in common, in place of the hash of
   *     all bytes; null = that hash
   * @param later renders the answer that follows in a lane of the sender; null = none does
   * @param note what an operator should see beside the message; null = nothing
   * @param then called with the message's id when its row is written, in the same transaction;
   *     never for a duplicate; null = nothing follows
   */
  public record Extras(
      @Nullable String identity,
      @Nullable Function<String, Later> later,
      @Nullable Reason note,
      @Nullable Consumer<String> then) {
    /** Nothing of it. */
    public static final Extras NONE = new Extras(null, null, null, null);
  }
}
