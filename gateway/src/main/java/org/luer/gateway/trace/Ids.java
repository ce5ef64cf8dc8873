package org.luer.gateway.trace;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids of traces and steps, derived from ids of messages: whoever works on a delivery hours later,
 * on another node, continues the trace of its message without having stored anything.
 */
final class Ids {
  private Ids() {}

  /** The trace of a received message. */
  static String trace(String message) {
    return HexFormat.of().formatHex(hash(message), 0, 16);
  }

  /** A step of a message or of a delivery. */
  static String step(String of, String name) {
    return HexFormat.of().formatHex(hash(of + "/" + name), 0, 8);
  }

  /** Whether a trace is among the part that is sampled: the same answer everywhere. */
  static boolean sampled(String trace, double part) {
    long place = ByteBuffer.wrap(HexFormat.of().parseHex(trace), 8, 8).getLong() >>> 1;
    return part >= 1 || place < (long) (part * Long.MAX_VALUE);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
