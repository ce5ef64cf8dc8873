package org.luer.gateway.people;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/**
 * Time-based one-time passwords as authenticator apps make them: HMAC-SHA-1, six digits, 30 seconds
 * (RFC 6238).
 */
final class Totp {
  private static final int SECONDS = 30;
  private static final HmacOneTimePasswordGenerator CODES = new HmacOneTimePasswordGenerator();
  private static final Base32 BASE32 = new Base32();

  private Totp() {}

  /** The step that a moment falls into. */
  static long step(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), SECONDS);
  }

  /** The code of a step. */
  static String code(byte[] secret, long step) {
    try {
      return CODES.generateOneTimePasswordString(
          new SecretKeySpec(secret, CODES.getAlgorithm()), step, Locale.ROOT);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("any bytes are a key of this algorithm", e);
    }
  }

  /**
   * The step whose code this is: the present one or a neighbour, since clocks differ; none that was
   * used before.
   *
   * @param used the last step that counted
   */
  static OptionalLong match(byte[] secret, String code, Instant now, long used) {
    var present = step(now);
    for (long step = present - 1; step <= present + 1; step++) {
      if (step > used && Secrets.same(code(secret, step), code)) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  /** In the letters that apps take (RFC 4648 base32, no padding). */
  static String base32(byte[] bytes) {
    return BASE32.encodeToString(bytes).replace("=", "");
  }
}
