package org.luer.gateway.journal;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;

/**
 * Message ids: {@code m} and a ULID (26 characters of Crockford's base 32); they sort by time, also
 * within one millisecond.
 */
final class Ulids {
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int TIME_DIGITS = 10;
  private static final int RANDOM_DIGITS = 16;

  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private long lastMillis;
  private final byte[] tail = new byte[RANDOM_DIGITS];

  Ulids(Clock clock) {
    this.clock = clock;
  }

  synchronized String next() {
    var millis = Math.max(clock.millis(), lastMillis);
    if (millis == lastMillis) {
      increment();
    } else {
      random.nextBytes(tail);
      for (int i = 0; i < RANDOM_DIGITS; i++) {
        tail[i] &= 31;
      }
      tail[0] &= 15; // room to count up
      lastMillis = millis;
    }
    var id = new StringBuilder(1 + TIME_DIGITS + RANDOM_DIGITS).append(from(millis));
    for (var digit : tail) {
      id.append(DIGITS[digit]);
    }
    return id.toString();
  }

  /** What sorts before every id of this moment and after every earlier one. */
  static String from(Instant moment) {
    return from(moment.toEpochMilli());
  }

  private static String from(long millis) {
    var start = new StringBuilder(1 + TIME_DIGITS).append('m');
    for (int shift = (TIME_DIGITS - 1) * 5; shift >= 0; shift -= 5) {
      start.append(DIGITS[(int) (millis >>> shift) & 31]);
    }
    return start.toString();
  }

  private void increment() {
    for (int i = RANDOM_DIGITS - 1; i >= 0; i--) {
      if (tail[i] < 31) {
        tail[i]++;
        return;
      }
      tail[i] = 0;
    }
  }
}
