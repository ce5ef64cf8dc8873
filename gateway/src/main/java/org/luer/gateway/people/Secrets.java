package org.luer.gateway.people;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Hashes of secrets, and secrets sealed with other secrets (AES-256-GCM). */
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT = 16;
  private static final int NONCE = 12;
  private static final int HEAD = Integer.BYTES + SALT + NONCE;
  private static final int TAG_BITS = 128;
  private static final int KEY_BITS = 256;

  private Secrets() {}

  static byte[] random(int length) {
    var bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** SHA-256; for what is random enough not to be guessed. */
  static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Compares without telling by its time how far two texts are the same. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Seals with what a secret gives.
   *
   * @param rounds of PBKDF2 with HMAC-SHA-256: as many as the hash of a password has, so that this
   *     is no easier to guess; one for what is random
   */
  static byte[] seal(byte[] content, String secret, int rounds) {
    var salt = random(SALT);
    var nonce = random(NONCE);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, key(secret, salt, rounds), nonce).doFinal(content);
      return ByteBuffer.allocate(HEAD + sealed.length)
          .putInt(rounds)
          .put(salt)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was sealed; empty when it was with another secret. */
  static Optional<byte[]> open(byte[] sealed, String secret) {
    var head = ByteBuffer.wrap(sealed);
    var rounds = head.getInt();
    var salt = new byte[SALT];
    var nonce = new byte[NONCE];
    head.get(salt).get(nonce);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, key(secret, salt, rounds), nonce)
              .doFinal(sealed, HEAD, sealed.length - HEAD));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private static SecretKeySpec key(String secret, byte[] salt, int rounds)
      throws GeneralSecurityException {
    var spec = new PBEKeySpec(secret.toCharArray(), salt, rounds, KEY_BITS);
    var key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec);
    return new SecretKeySpec(key.getEncoded(), "AES");
  }
}
