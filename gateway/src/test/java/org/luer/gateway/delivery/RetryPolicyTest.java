package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.partner.Dialect;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void backOffDoublesUpToTheCap() {
    var policy = new RetryPolicy(() -> 0);
    for (var step : new int[][] {{1, 2}, {2, 4}, {3, 8}, {8, 256}, {9, 300}, {1000, 300}}) {
      var verdict = policy.after(away(), dialect(Dialect.Ambiguous.RESEND), step[0], NOW);
      assertThat(verdict.state()).isEqualTo("retrying");
      assertThat(verdict.next()).contains(NOW.plusSeconds(step[1]));
    }
  }

  @Test
  void jitterShortensByUpToAFifth() {
    var verdict = new RetryPolicy(() -> 1).after(away(), dialect(Dialect.Ambiguous.RESEND), 1, NOW);
    assertThat(verdict.next()).contains(NOW.plusMillis(1600));
  }

  @Test
  void partnerThatAsksForMoreTimeGetsIt() {
    var asked = Outcome.retryAfter("http-429", "busy", Optional.of(Duration.ofMinutes(2)));
    var verdict = new RetryPolicy(() -> 0).after(asked, dialect(Dialect.Ambiguous.RESEND), 1, NOW);
    assertThat(verdict.next()).contains(NOW.plusSeconds(120));
  }

  @Test
  void ambiguousFollowsThePartnersPolicy() {
    var lost = Outcome.of(Kind.AMBIGUOUS, "no-answer", "lost");
    var policy = new RetryPolicy(() -> 0);
    assertThat(policy.after(lost, dialect(Dialect.Ambiguous.RESEND), 1, NOW).state())
        .isEqualTo("ambiguous");
    var held = policy.after(lost, dialect(Dialect.Ambiguous.HOLD), 1, NOW);
    assertThat(held.state()).isEqualTo("held");
    assertThat(held.next()).isEmpty();
  }

  @Test
  void conflictThatStaysIsHeld() {
    var conflict = Outcome.of(Kind.RETRYING, "http-409", "conflict");
    var policy = new RetryPolicy(() -> 0);
    assertThat(policy.after(conflict, dialect(Dialect.Ambiguous.RESEND), 4, NOW).state())
        .isEqualTo("retrying");
    assertThat(policy.after(conflict, dialect(Dialect.Ambiguous.RESEND), 5, NOW).state())
        .isEqualTo("held");
  }

  private static Outcome away() {
    return Outcome.of(Kind.RETRYING, "no-connection", "away");
  }

  private static Dialect dialect(Dialect.Ambiguous ambiguous) {
    return new Dialect(
        "2.5.1",
        Dialect.Layout.A,
        StandardCharsets.UTF_8,
        null,
        Duration.ofSeconds(30),
        false,
        ambiguous,
        Duration.ofSeconds(2),
        Duration.ofMinutes(5),
        false,
        Dialect.Unsigned.HOLD,
        false,
        Dialect.Documents.BOTH);
  }
}
