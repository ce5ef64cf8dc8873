package org.luer.gateway.subscription;

import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.fhir.FhirJson;

/**
 * A subscription as it is kept.
 *
 * @param client whose it is
 * @param scopes of the token that it was made with, separated by blanks
 * @param resource as the client wrote it, JSON
 * @param status as FHIR writes it
 * @param error why it is in error, in plain words
 * @param greeted whether the endpoint has taken the handshake
 * @param lastEvent number of the newest event
 * @param delivered number of the newest event that the endpoint has taken
 * @param attempts that failed since the last that did not
 * @param sentAt when the endpoint has taken something last
 */
record Entry(
    String id,
    String client,
    String partner,
    String scopes,
    String resource,
    int version,
    String status,
    @Nullable String error,
    boolean greeted,
    long lastEvent,
    long delivered,
    int attempts,
    @Nullable Instant sentAt,
    Instant changedAt) {

  static final String REQUESTED = "requested";
  static final String ACTIVE = "active";
  static final String ERROR = "error";
  static final String OFF = "off";

  /** What the client wrote. */
  Subscription wish() {
    return (Subscription) FhirJson.context().newJsonParser().parseResource(resource);
  }

  /** As the client reads it. */
  Subscription shown() {
    var shown = wish();
    shown.setStatus(Subscription.SubscriptionStatus.fromCode(status)).setError(error);
    shown.getMeta().setLastUpdated(Date.from(changedAt)).setVersionId(versionId());
    shown.setId(new IdType("Subscription", id, versionId()));
    return shown;
  }

  String versionId() {
    return String.format(Locale.ROOT, "%d", version);
  }
}
