package org.luer.gateway.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message received, or one delivery, as the API lists it.
 *
 * @param direction {@code in} or {@code out}
 * @param record kind and id
 * @param reason null while there is nothing to explain
 * @param attempts how often delivery was tried
 * @param replayOf the message that this one repeats
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record MessageItem(
    String id,
    String direction,
    String exchange,
    String type,
    String partner,
    @Nullable String patient,
    @Nullable String record,
    @Nullable Integer version,
    @Nullable String controlId,
    String state,
    @Nullable Reason reason,
    int attempts,
    @Nullable String replayOf,
    Instant receivedAt,
    Instant changedAt) {}
