package org.luer.gateway.subscription;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened, as one subscription is told of it.
 *
 * @param number from 1, without gaps
 * @param patient id of the clinic's record
 * @param record kind, id and version
 * @param created whether what it is about is new
 * @param focus the resource that it is about, {@code Observation/o-1}
 * @param context those that belong to it
 */
record Event(
    long number,
    Instant at,
    String patient,
    String record,
    boolean created,
    String focus,
    List<String> context) {
  Event {
    context = List.copyOf(context);
  }
}
