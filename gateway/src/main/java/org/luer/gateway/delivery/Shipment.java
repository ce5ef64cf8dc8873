package org.luer.gateway.delivery;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partner;

/**
 * One rendered message on its way to one endpoint.
 *
 * @param to {@code mllp://}, {@code mllps://}, {@code http://} or {@code https://}
 * @param payload the bytes of the message, without framing
 * @param controlId MSH-10, empty for FHIR
 * @param again true when an earlier attempt may have reached the partner
 * @param call how it is talked about, when it is no FHIR transaction; null = it is one
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Shipment(
    URI to,
    byte[] payload,
    Optional<String> controlId,
    boolean again,
    Settings settings,
    @Nullable Call call) {
  /** A message that is not talked about. */
  public Shipment(
      URI to, byte[] payload, Optional<String> controlId, boolean again, Settings settings) {
    this(to, payload, controlId, again, settings, null);
  }

  /**
   * A conversation with one partner.
   *
   * @param only true when the partner is only asked, and nothing is posted
   */
  public record Call(FhirConversation with, Partner partner, boolean only) {}

  /**
   * How to talk to the endpoint.
   *
   * @param connect how long to wait for a connection
   * @param answer how long to wait for an answer
   * @param connections how many connections at once
   * @param withoutId take an acknowledgement that names no message
   * @param tokenFile holds the bearer token, read again for each message
   * @param pem certificates of this endpoint
   */
  public record Settings(
      Duration connect,
      Duration answer,
      int connections,
      boolean withoutId,
      Optional<Path> tokenFile,
      OutboundTls.Pem pem) {
    /** Without certificates of its own. */
    public Settings(
        Duration connect,
        Duration answer,
        int connections,
        boolean withoutId,
        Optional<Path> tokenFile) {
      this(connect, answer, connections, withoutId, tokenFile, OutboundTls.Pem.NONE);
    }
  }

  /**
   * What came of it.
   *
   * @param answer the bytes that came back, empty when none did
   */
  public record Result(Outcome outcome, byte[] answer) {}
}
