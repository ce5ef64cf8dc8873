package org.luer.gateway.people;

import java.util.Map;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;

/** How passwords are kept: PBKDF2 with HMAC-SHA-256, named, so that another way can follow. */
final class Passwords {
  private static final int SALT_BYTES = 16;
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

  boolean matches(String password, String hash) {
    return encoder.matches(password, hash);
  }

  /** Seals something that only who knows the password can open. */
  byte[] seal(byte[] content, String password) {
    return Secrets.seal(content, password, rounds);
  }
}
