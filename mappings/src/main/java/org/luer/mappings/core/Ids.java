package org.luer.mappings.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Derived ids: the same key always gives the same id (RFC 9562 version 5 UUIDs), so a resend is
 * byte for byte the same.
 */
public final class Ids {
  private static final UUID NAMESPACE = UUID.fromString("8f2a1c34-5d0e-5b7a-9c41-6b1f0e2d7a90");

  private static final int LONGEST = 64;

  private Ids() {}

  /** Whether an id can stand in a path of the HTTP API. */
  public static boolean valid(String id) {
    if (id.isEmpty() || id.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!allowed(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._~-".indexOf(c) >= 0;
  }

  /** The id of a key; parts are joined with a separator that cannot stand in them. */
  public static UUID uuid(String... parts) {
    var hash = sha1(String.join("\u0001", parts).getBytes(StandardCharsets.UTF_8));
    hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
    hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
    var bits = ByteBuffer.wrap(hash);
    return new UUID(bits.getLong(), bits.getLong());
  }

  /** A name in the characters of ids, a hyphen for each other one. */
  public static String spelled(String name) {
    var key = new StringBuilder(name.length());
    name.codePoints().forEach(c -> key.append(c < 128 && allowed((char) c) ? (char) c : '-'));
    return key.toString();
  }

  /** The key that a number makes; a hyphen stands for what a path of the HTTP API cannot hold. */
  public static String key(String number) {
    return spelled(number.strip());
  }

  private static byte[] sha1(byte[] name) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      digest.update(
          ByteBuffer.allocate(16)
              .putLong(NAMESPACE.getMostSignificantBits())
              .putLong(NAMESPACE.getLeastSignificantBits())
              .array());
      return digest.digest(name);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-1", missing);
    }
  }
}
