package org.luer.gateway.people;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Outcome;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** How an invited person sets a password and enrols the second factor, once. */
public final class Enrolment {
  /** Fewest characters of a password. */
  public static final int SHORTEST = 12;

  private static final int LONGEST = 128;
  private static final int RECOVERY_CODES = 8;
  private static final int RECOVERY_BYTES = 10;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Passwords passwords;
  private final Audit audit;
  private final Clock clock;

  Enrolment(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Passwords passwords,
      Audit audit,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.passwords = passwords;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Who was invited, and what the authenticator app is to be told.
   *
   * @param secret in base32
   */
  public record Offer(Person person, String secret) {}

  /** The outcome: recovery codes, or every reason why not. */
  public record Joined(Person person, List<String> recoveryCodes, List<String> reasons) {
    public Joined {
      recoveryCodes = List.copyOf(recoveryCodes);
      reasons = List.copyOf(reasons);
    }
  }

  /** The invitation of this code; empty when there is none, or not any more. */
  public Optional<Offer> open(String code) {
    return secret(code).map(s -> new Offer(s.person, Totp.base32(s.totp)));
  }

  private static final class Secret {
    private final Person person;
    private final byte[] totp;

    Secret(Person person, byte[] totp) {
      this.person = person;
      this.totp = totp;
    }
  }

  private Optional<Secret> secret(String code) {
    return jdbc.sql(
            "select p.*, i.totp as offered from person_invitation i join person p on p.id = i.person"
                + " where i.hash = :hash and i.expires_at > :now and p.state = 'invited'")
        .param("hash", Secrets.hash(code.strip()))
        .param("now", People.at(clock.instant()))
        .query(
            (row, n) ->
                new Secret(
                    People.person(row, n),
                    Secrets.open(row.getBytes("offered"), code.strip()).orElseThrow()))
        .optional();
  }

  /**
   * Sets the password and the second factor.
   *
   * @param code of the invitation; used up if it works
   * @param proof the first code that the app shows
   * @return empty when there is no such invitation
   */
  public Optional<Joined> join(String code, String password, String again, String proof) {
    var offered = secret(code);
    if (offered.isEmpty()) {
      return Optional.empty();
    }
    var person = offered.get().person;
    var reasons = reasons(person, password, again);
    var step = Totp.match(offered.get().totp, proof.replaceAll("\\s", ""), clock.instant(), 0);
    if (step.isEmpty()) {
      reasons.add(
          "The code is not the one that the app shows now. Check that the telephone's clock is right.");
    }
    if (!reasons.isEmpty()) {
      return Optional.of(new Joined(person, List.of(), reasons));
    }
    var normal = Logins.normal(password);
    var hash = passwords.encode(normal);
    var sealed = passwords.seal(offered.get().totp, normal);
    return Optional.ofNullable(
        transaction.execute(
            status -> {
              if (!used(code)) {
                return null;
              }
              jdbc.sql(
                      "update person set state = 'active', password = :password, totp = :totp,"
                          + " totp_step = :step where id = :id")
                  .param("password", hash)
                  .param("totp", sealed)
                  .param("step", step.getAsLong())
                  .param("id", person.id())
                  .update();
              joined(person, null);
              return new Joined(person, recovery(person), List.of());
            }));
  }

  /**
   * Lets an invited person log in as who an OpenID provider has proved to be; password and second
   * factor are then the provider's.
   *
   * @param code of the invitation; used up if it works
   * @return empty when there is no such invitation
   */
  public Optional<Joined> join(String code, Identity identity) {
    var offered = secret(code);
    if (offered.isEmpty()) {
      return Optional.empty();
    }
    var person = offered.get().person;
    return Optional.ofNullable(
        transaction.execute(
            status -> {
              if (!used(code)) {
                return null;
              }
              var linked =
                  jdbc.sql(
                          "insert into person_identity (issuer, subject, person)"
                              + " values (:issuer, :subject, :person) on conflict do nothing")
                      .param("issuer", identity.issuer())
                      .param("subject", identity.subject())
                      .param("person", person.id())
                      .update();
              if (linked == 0) {
                status.setRollbackOnly();
                return new Joined(
                    person,
                    List.of(),
                    List.of("Somebody else logs in here with that account. Tell the clinic."));
              }
              jdbc.sql("update person set state = 'active' where id = :id")
                  .param("id", person.id())
                  .update();
              joined(person, "OpenID: " + identity.issuer());
              return new Joined(person, List.of(), List.of());
            }));
  }

  /** Uses an invitation up; false when it was before. */
  private boolean used(String code) {
    return jdbc.sql("delete from person_invitation where hash = :hash")
            .param("hash", Secrets.hash(code.strip()))
            .update()
        > 0;
  }

  private void joined(Person person, @Nullable String how) {
    audit.record(
        new Audit.Event(
            "person-joined", Outcome.DONE, person.email(), person.partner(), person.email(), how));
  }

  private static List<String> reasons(Person person, String password, String again) {
    var reasons = new ArrayList<String>();
    var length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      reasons.add("The password needs " + SHORTEST + " to " + LONGEST + " characters.");
    }
    var lower = password.toLowerCase(Locale.ROOT);
    if (lower.contains(person.email().split("@", -1)[0])
        || password.chars().distinct().count() < 5) {
      reasons.add("The password is too easy to guess: choose several words.");
    }
    if (!password.equals(again)) {
      reasons.add("The two passwords are not the same.");
    }
    return reasons;
  }

  private List<String> recovery(Person person) {
    var codes = new ArrayList<String>();
    for (int i = 0; i < RECOVERY_CODES; i++) {
      var code = Totp.base32(Secrets.random(RECOVERY_BYTES)).toLowerCase(Locale.ROOT);
      codes.add(code.replaceAll("(.{4})(?=.)", "$1-"));
      jdbc.sql("insert into person_recovery (person, hash) values (:person, :hash)")
          .param("person", person.id())
          .param("hash", Secrets.hash(code))
          .update();
    }
    return codes;
  }
}
