package org.luer.gateway.intake.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Remembers what a request with an {@code Idempotency-Key} was answered, in the transaction that
 * does what it asks. A repetition gets that answer and does nothing, even when the record has moved
 * on since; the same key for something else is refused. A refused request leaves its key free. Keys
 * belong to the actor and are kept for a week.
 */
@Component
final class IdempotencyKeys {
  private static final Duration KEPT = Duration.ofDays(7);
  private static final String KEY = "[\\x21-\\x7e]{1,200}";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;

  IdempotencyKeys(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What was answered: the message and the version. */
  record Answer(String message, int version) {}

  /**
   * Does the work once for this key.
   *
   * @param key null = always
   * @param fingerprint of everything that the request asks for
   * @throws Refusal the work's own, or that the key stands for something else
   */
  Answer once(String actor, @Nullable String key, String fingerprint, Supplier<Answer> work) {
    if (key == null) {
      return work.get();
    }
    if (!key.matches(KEY)) {
      throw new Refusal(
          HttpStatus.BAD_REQUEST, "Idempotency-Key must be 1 to 200 characters without blanks.");
    }
    var refused = new Refusal[1];
    var answer =
        transaction.execute(
            status -> {
              var earlier = claim(actor, key, fingerprint);
              if (earlier.isPresent()) {
                return earlier.get();
              }
              try {
                return keep(actor, key, work.get());
              } catch (Refusal refusal) { // what the journal noted of it stays
                release(actor, key);
                refused[0] = refusal;
                return null;
              }
            });
    if (refused[0] != null) {
      throw refused[0];
    }
    return Objects.requireNonNull(answer);
  }

  /** Waits for a request with the same key that is under way, and gives what it was answered. */
  private Optional<Answer> claim(String actor, String key, String fingerprint) {
    expire();
    int mine =
        jdbc.sql(
                "insert into idempotency_key (actor, key, fingerprint, created_at)"
                    + " values (:actor, :key, :fingerprint, :now) on conflict do nothing")
            .param("actor", actor)
            .param("key", key)
            .param("fingerprint", fingerprint)
            .param("now", now())
            .update();
    if (mine > 0) {
      return Optional.empty();
    }
    var known =
        jdbc.sql(
                "select fingerprint, message_id, version from idempotency_key"
                    + " where actor = :actor and key = :key")
            .param("actor", actor)
            .param("key", key)
            .query(IdempotencyKeys::known)
            .single();
    if (!known.fingerprint().equals(fingerprint)) {
      throw new Refusal(
          HttpStatus.UNPROCESSABLE_ENTITY,
          "This Idempotency-Key was used for another request; use a new one.");
    }
    return Optional.of(known.answer());
  }

  private record Known(String fingerprint, Answer answer) {}

  private static Known known(ResultSet row, int number) throws SQLException {
    return new Known(
        row.getString("fingerprint"),
        new Answer(row.getString("message_id"), row.getInt("version")));
  }

  private Answer keep(String actor, String key, Answer answer) {
    jdbc.sql(
            "update idempotency_key set message_id = :message, version = :version"
                + " where actor = :actor and key = :key")
        .param("message", answer.message())
        .param("version", answer.version())
        .param("actor", actor)
        .param("key", key)
        .update();
    return answer;
  }

  private void release(String actor, String key) {
    jdbc.sql("delete from idempotency_key where actor = :actor and key = :key")
        .param("actor", actor)
        .param("key", key)
        .update();
  }

  private void expire() {
    jdbc.sql(
            "delete from idempotency_key where (actor, key) in (select actor, key from"
                + " idempotency_key where created_at < :limit limit 100 for update skip locked)")
        .param("limit", now().minus(KEPT))
        .update();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
