package org.luer.gateway.people;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;

/** How passwords are kept: PBKDF2 with HMAC-SHA-256, named, so that another way can follow. */
final class Passwords {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final String WAY = "pbkdf2-sha256";

  private final int rounds;
  private final PasswordEncoder encoder;

  Passwords(int rounds) {
    this.rounds = rounds;
    this.encoder =
        new DelegatingPasswordEncoder(
            WAY,
            Map.of(
                WAY,
                new Pbkdf2PasswordEncoder(
                    "", SALT_BYTES, rounds, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA256)));
  }

  String encode(String password) {
    return encoder.encode(password);
  }

  /**
   * What stands for the hash of somebody who has no password: to compare a password with it takes
   * the same work, and none is known that fits. Chance, so that making it takes no work.
   */
  static String nobodys() {
    var bytes = new byte[SALT_BYTES + HASH_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "{" + WAY + "}" + HexFormat.of().formatHex(bytes);
  }

  boolean matches(String password, String hash) {
    return encoder.matches(password, hash);
  }

  /** Seals something that only who knows the password can open. */
  byte[] seal(byte[] content, String password) {
    return Secrets.seal(content, password, rounds);
  }
}
