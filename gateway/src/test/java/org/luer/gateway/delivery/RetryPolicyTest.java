package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.partner.DeliveryRules;
import org.luer.gateway.partner.DeliveryRules.Answered;
import org.luer.gateway.partner.Dialect;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void backOffDoublesUpToTheCap() {
    var policy = new RetryPolicy(() -> 0);
    for (var step : new int[][] {{1, 2}, {2, 4}, {3, 8}, {8, 256}, {9, 300}, {1000, 300}}) {
      var verdict = policy.after(away(), dialect(Dialect.Ambiguous.RESEND), rules(0), step[0], NOW);
      assertThat(verdict.state()).isEqualTo("retrying");
      assertThat(verdict.next()).contains(NOW.plusSeconds(step[1]));
    }
  }

  @Test
  void jitterShortensByUpToAFifth() {
    var verdict =
        new RetryPolicy(() -> 1).after(away(), dialect(Dialect.Ambiguous.RESEND), rules(0), 1, NOW);
    assertThat(verdict.next()).contains(NOW.plusMillis(1600));
  }

  @Test
  void partnerThatAsksForMoreTimeGetsIt() {
    var asked = Outcome.retryAfter("http-429", "busy", Optional.of(Duration.ofMinutes(2)));
    var verdict =
        new RetryPolicy(() -> 0).after(asked, dialect(Dialect.Ambiguous.RESEND), rules(0), 1, NOW);
    assertThat(verdict.next()).contains(NOW.plusSeconds(120));
  }

  @Test
  void ambiguousFollowsThePartnersPolicy() {
    var lost = Outcome.of(Kind.AMBIGUOUS, "no-answer", "lost");
    var policy = new RetryPolicy(() -> 0);
    assertThat(policy.after(lost, dialect(Dialect.Ambiguous.RESEND), rules(0), 1, NOW).state())
        .isEqualTo("ambiguous");
    var held = policy.after(lost, dialect(Dialect.Ambiguous.HOLD), rules(0), 1, NOW);
    assertThat(held.state()).isEqualTo("held");
    assertThat(held.next()).isEmpty();
  }

  @Test
  void conflictThatStaysIsHeld() {
    var conflict = Outcome.of(Kind.RETRYING, "http-409", "conflict");
    var policy = new RetryPolicy(() -> 0);
    assertThat(policy.after(conflict, dialect(Dialect.Ambiguous.RESEND), rules(0), 4, NOW).state())
        .isEqualTo("retrying");
    assertThat(policy.after(conflict, dialect(Dialect.Ambiguous.RESEND), rules(0), 5, NOW).state())
        .isEqualTo("held");
  }

  @Test
  void lastAttemptThatTheSettingsNameIsHeldForAPerson() {
    var policy = new RetryPolicy(() -> 0);
    var resend = dialect(Dialect.Ambiguous.RESEND);
    assertThat(policy.after(away(), resend, rules(3), 2, NOW).state()).isEqualTo("retrying");
    var last = policy.after(away(), resend, rules(3), 3, NOW);
    assertThat(last.state()).isEqualTo("held");
    assertThat(last.reason().orElseThrow().code()).isEqualTo("too-many-attempts");
    assertThat(last.reason().orElseThrow().text()).contains("3 attempts").contains("away");
    assertThat(policy.after(Outcome.delivered(), resend, rules(3), 3, NOW).state())
        .isEqualTo("delivered");
  }

  @Test
  void whatFollowsAnErrorOrARejectIsThePartnersPolicy() {
    var policy = new RetryPolicy(() -> 0);
    var resend = dialect(Dialect.Ambiguous.RESEND);
    for (var code : List.of("ack-AE", "ack-CE")) {
      var error = Outcome.of(Kind.HELD, code, "no");
      assertThat(policy.after(error, resend, rules(0), 1, NOW).state()).isEqualTo("held");
      var retried = policy.after(error, resend, rules(Answered.RETRY, Answered.REJECT), 1, NOW);
      assertThat(retried.state()).isEqualTo("retrying");
      assertThat(retried.next()).contains(NOW.plusSeconds(2));
    }
    for (var code : List.of("ack-AR", "ack-CR")) {
      var reject = Outcome.of(Kind.REJECTED, code, "no");
      assertThat(policy.after(reject, resend, rules(0), 1, NOW).state()).isEqualTo("rejected");
      var held = policy.after(reject, resend, rules(Answered.HOLD, Answered.HOLD), 1, NOW);
      assertThat(held.state()).isEqualTo("held");
    }
  }

  private static DeliveryRules rules(int maximumAttempts) {
    return new DeliveryRules(
        maximumAttempts, Answered.HOLD, Answered.REJECT, 0, Duration.ofSeconds(30), 0);
  }

  private static DeliveryRules rules(Answered onError, Answered onReject) {
    return new DeliveryRules(0, onError, onReject, 0, Duration.ofSeconds(30), 0);
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
        Dialect.Documents.BOTH,
        false);
  }
}
