package org.luer.gateway.delivery;

import java.time.Instant;
import java.util.Optional;
import org.luer.gateway.journal.Lane;

/**
 * One queued message of a lane, as the worker reads it.
 *
 * @param type message type, or {@code Bundle}, or {@link #FOLLOW_UP}
 * @param attempts made so far
 * @param uncertain true when an attempt may have reached the partner
 * @param interrupted true when an attempt began and nobody noted its end
 * @param replayOf the delivery that this one repeats
 * @param dueAt when its next attempt may begin
 * @param payload the rendered bytes, empty until it was rendered
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Delivery(
    String id,
    String exchange,
    String type,
    Lane lane,
    String recordKind,
    String recordId,
    int recordVersion,
    String action,
    int attempts,
    boolean uncertain,
    boolean interrupted,
    Optional<String> replayOf,
    Instant dueAt,
    Optional<String> controlId,
    Optional<byte[]> payload) {
  /**
   * The type of what can only be sent after the Bundle of the same version was taken: resources
   * that FHIR R4 cannot create conditionally, referring to ids from the first answer.
   */
  public static final String FOLLOW_UP = "Bundle-2";

  /** The same with its bytes. */
  Delivery with(Optional<byte[]> bytes) {
    return new Delivery(
        id,
        exchange,
        type,
        lane,
        recordKind,
        recordId,
        recordVersion,
        action,
        attempts,
        uncertain,
        interrupted,
        replayOf,
        dueAt,
        controlId,
        bytes);
  }
}
