package org.luer.gateway.delivery;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One rendered message on its way to one endpoint.
 *
 * @param to {@code mllp://}, {@code mllps://}, {@code http://} or {@code https://}
 * @param payload the bytes of the message, without framing
 * @param controlId MSH-10, empty for FHIR
 * @param again true when an earlier attempt may have reached the partner
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Shipment(
    URI to, byte[] payload, Optional<String> controlId, boolean again, Settings settings) {
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
