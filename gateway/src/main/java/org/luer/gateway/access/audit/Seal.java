package org.luer.gateway.access.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;

/**
 * One link of a node's chain.
 *
 * @param number from 1
 * @param events ids of the audit events that it covers, in order
 * @param digests SHA-256 of each, one after the other
 * @param previous hash of the seal before; empty for the first
 * @param witnessed newest seals of the other nodes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content where it matters
record Seal(
    String node,
    long number,
    Instant at,
    List<Long> events,
    byte[] digests,
    byte[] previous,
    String witnessed,
    byte[] hash,
    byte[] signature) {
  static final int DIGEST = 32;

  Seal {
    events = List.copyOf(events);
  }

  /** The digest of the i-th event. */
  byte[] digest(int i) {
    return java.util.Arrays.copyOfRange(digests, i * DIGEST, (i + 1) * DIGEST);
  }

  /** What the hash must be. */
  byte[] computed() {
    var sha = sha();
    add(sha, node);
    add(sha, String.valueOf(number));
    add(sha, String.valueOf(micros(at)));
    events.forEach(id -> add(sha, String.valueOf(id)));
    add(sha, digests);
    add(sha, previous);
    add(sha, witnessed);
    return sha.digest();
  }

  /** The line by which another node witnesses this seal. */
  String line() {
    return node + " " + number + " " + HexFormat.of().formatHex(hash);
  }

  /** The digest of an event: every column of it. */
  static byte[] digest(Audit.Entry event) {
    var sha = sha();
    Stream.<@Nullable Object>of(
            event.id(),
            micros(event.at()),
            event.event(),
            event.outcome(),
            event.actor(),
            event.partner(),
            event.about(),
            event.reason(),
            event.patient(),
            event.record(),
            event.message(),
            event.query(),
            event.address(),
            event.purpose())
        .forEach(
            column -> {
              if (column == null) {
                sha.update((byte) 0);
              } else {
                sha.update((byte) 1);
                add(sha, column.toString());
              }
            });
    return sha.digest();
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static void add(MessageDigest sha, String text) {
    add(sha, text.getBytes(StandardCharsets.UTF_8));
  }

  /** With its length, so that nothing can be moved from one part to the next. */
  private static void add(MessageDigest sha, byte[] bytes) {
    sha.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    sha.update(bytes);
  }

  static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
