package org.luer.gateway.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a record as it is kept.
 *
 * @param owner {@code clinic} or the partner that sent it
 * @param content the exact JSON that was accepted
 * @param messageId the message that brought it
 */
public record RecordVersion(
    String kind,
    String id,
    int version,
    String owner,
    String patientId,
    @Nullable String orderId,
    @Nullable String visitId,
    @Nullable String status,
    String content,
    String contentHash,
    String messageId,
    Instant recordedAt) {

  /** Kind and id, {@code InfusionSession/s-1}. */
  public String reference() {
    return kind + "/" + id;
  }
}
