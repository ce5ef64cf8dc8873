package org.luer.gateway.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes by the test vectors of RFC 6238, and when one counts. */
class TotpTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codesAreThoseOfTheStandard(long second, String code) {
    assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(second)))).isEqualTo(code);
  }

  @Test
  void aCodeCountsOnceAndOnlyAboutNow() {
    var now = Instant.ofEpochSecond(1_111_111_111);
    var step = Totp.step(now);
    assertThat(Totp.match(SECRET, Totp.code(SECRET, step), now, 0)).hasValue(step);
    assertThat(Totp.match(SECRET, Totp.code(SECRET, step - 1), now, 0)).hasValue(step - 1);
    assertThat(Totp.match(SECRET, Totp.code(SECRET, step + 1), now, 0)).hasValue(step + 1);
    assertThat(Totp.match(SECRET, Totp.code(SECRET, step), now, step)).isEmpty();
    assertThat(Totp.match(SECRET, Totp.code(SECRET, step - 2), now, 0)).isEmpty();
    assertThat(Totp.match(SECRET, Totp.code(SECRET, step + 2), now, 0)).isEmpty();
  }

  @Test
  void secretsAreWrittenInBase32() {
    assertThat(Totp.base32(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assertThat(Totp.base32("foob".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YQ");
  }

  @Test
  void whatIsSealedOpensWithItsPasswordOnly() {
    var sealed = Secrets.seal(SECRET, "correct horse battery", 1_000);
    assertThat(Secrets.open(sealed, "correct horse battery")).contains(SECRET);
    assertThat(Secrets.open(sealed, "correct horse batterie")).isEmpty();
  }
}
