package org.luer.gateway.people;

import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.database.PrivateFiles;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Logins and the sessions that they begin. Whoever fails is told the same whatever was wrong, after
 * the same work, so that nobody learns who has a login.
 */
public final class Logins {
  /** A session that nobody used for so long is over. */
  static final Duration IDLE = Duration.ofMinutes(30);

  /** And after so long in any case. */
  static final Duration LONGEST = Duration.ofHours(10);

  /** Failures that cost nothing; each further one closes the login for twice as long. */
  static final int FREE_FAILURES = 5;

  private static final int LONGEST_LOCK_MINUTES = 60;

  /** A password costs much computing: strangers must not take all of it. */
  private static final int AT_A_TIME = 2;

  private static final int PATIENCE_SECONDS = 10;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Passwords passwords;
  private final Audit audit;
  private final Clock clock;
  private final Semaphore room = new Semaphore(AT_A_TIME, true);
  private final String nobodys;

  Logins(
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
    this.nobodys = Passwords.nobodys();
  }

  /** Too many log in at the same time. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("too many logins at the same time", null, false, false);
    }
  }

  /** The same password typed on another keyboard is the same. */
  static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
  }

  private static final class Account {
    private final Person person;
    private final @Nullable String password;
    private final byte @Nullable [] totp;
    private final long step;

    Account(Person person, @Nullable String password, byte @Nullable [] totp, long step) {
      this.person = person;
      this.password = password;
      this.totp = totp;
      this.step = step;
    }
  }

  /**
   * Logs somebody in.
   *
   * @param code of the app, or a recovery code
   * @return the secret of the new session, for the cookie; empty when refused
   * @throws Busy when too many others are at it
   */
  public Optional<String> login(String email, String password, String code) {
    enter();
    try {
      var account = account(email);
      if (account.isEmpty() || account.get().person.state() != Person.State.ACTIVE) {
        passwords.matches(normal(password), nobodys);
        refused(account.map(a -> a.person).orElse(null), "no active login");
        return Optional.empty();
      }
      return login(account.get(), normal(password), code.replaceAll("[\\s-]", ""));
    } finally {
      room.release();
    }
  }

  /**
   * Begins a session for whom an OpenID provider has proved to be this one.
   *
   * @return the secret of the new session, for the cookie; empty when nobody with a login is
   */
  public Optional<String> login(Identity identity) {
    var person =
        jdbc.sql(
                "select p.* from person p join person_identity i on i.person = p.id"
                    + " where i.issuer = :issuer and i.subject = :subject and p.state = 'active'")
            .param("issuer", identity.issuer())
            .param("subject", identity.subject())
            .query(People::person)
            .optional();
    if (person.isEmpty()) {
      refused("OpenID: nobody with a login");
    }
    return person.map(this::begin);
  }

  /** Notes a login that came to nothing before it was known whose. */
  public void refused(String reason) {
    refused(null, reason);
  }

  private void enter() {
    try {
      if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new Busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
    }
  }

  private Optional<String> login(Account account, String password, String code) {
    var person = account.person;
    var open = counted(person);
    var hash = open && account.password != null ? account.password : nobodys;
    var known = passwords.matches(password, hash);
    if (!open) {
      refused(person, "closed for a while after failures");
      return Optional.empty();
    }
    if (!known) {
      refused(person, "wrong password");
      return Optional.empty();
    }
    if (!second(account, password, code)) {
      refused(person, "wrong code");
      return Optional.empty();
    }
    return Optional.of(begin(person));
  }

  /**
   * Counts the attempt before it is examined, so that many at the same time are not one; whether
   * the login is open.
   */
  private boolean counted(Person person) {
    var now = clock.instant();
    var failures =
        jdbc.sql(
                "update person set failures = failures + 1, locked_until = case when failures + 1 < :free"
                    + " then null else :now::timestamptz + least(power(2, least(failures + 1 - :free, 30)),"
                    + " :longest) * interval '1 minute' end where id = :id and (locked_until is null or"
                    + " locked_until <= :now) returning failures")
            .param("free", FREE_FAILURES)
            .param("longest", LONGEST_LOCK_MINUTES)
            .param("now", People.at(now))
            .param("id", person.id())
            .query(Integer.class)
            .optional();
    return failures.isPresent();
  }

  private boolean second(Account account, String password, String code) {
    if (account.totp == null) {
      return false;
    }
    if (code.matches("[0-9]{6}")) {
      var secret = Secrets.open(account.totp, password);
      var step = secret.map(s -> Totp.match(s, code, clock.instant(), account.step)).orElseThrow();
      return step.isPresent()
          && jdbc.sql("update person set totp_step = :step where id = :id and totp_step < :step")
                  .param("step", step.getAsLong())
                  .param("id", account.person.id())
                  .update()
              == 1;
    }
    return jdbc.sql("delete from person_recovery where person = :id and hash = :hash")
            .param("id", account.person.id())
            .param("hash", Secrets.hash(code.toLowerCase(Locale.ROOT)))
            .update()
        == 1;
  }

  /**
   * Begins a session, for somebody who has just proved to be this person.
   *
   * @return its secret, for the cookie
   */
  public String begin(Person person) {
    var secret = PrivateFiles.secret();
    var now = People.at(clock.instant());
    transaction.executeWithoutResult(
        status -> {
          // a revocation meanwhile finds the session, or is found here
          var active =
              jdbc.sql(
                      "update person set failures = 0, locked_until = null, entered_at = :now"
                          + " where id = :id and state = 'active'")
                  .param("now", now)
                  .param("id", person.id())
                  .update();
          if (active == 1) {
            jdbc.sql(
                    "insert into person_session (hash, person, began_at, seen_at)"
                        + " values (:hash, :person, :now, :now)")
                .param("hash", Secrets.hash(secret))
                .param("person", person.id())
                .param("now", now)
                .update();
          }
          audit.record(
              new Audit.Event(
                  "person-logged-in",
                  active == 1 ? Outcome.DONE : Outcome.REFUSED,
                  person.email(),
                  person.partner(),
                  person.email(),
                  null));
        });
    return secret;
  }

  private void refused(@Nullable Person person, String reason) {
    audit.record(
        new Audit.Event(
            "login-refused",
            Outcome.REFUSED,
            person == null ? "somebody" : person.email(),
            person == null ? null : person.partner(),
            person == null ? null : person.email(),
            reason));
    if (person != null && lockedUntil(person).isPresent() && !reason.startsWith("closed")) {
      audit.record(
          new Audit.Event(
              "login-closed",
              Outcome.DONE,
              person.email(),
              person.partner(),
              person.email(),
              "too many failures"));
    }
  }

  private Optional<Instant> lockedUntil(Person person) {
    return jdbc.sql("select locked_until from person where id = :id and locked_until > :now")
        .param("id", person.id())
        .param("now", People.at(clock.instant()))
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  private Optional<Account> account(String email) {
    return jdbc.sql("select * from person where email = :email")
        .param("email", People.folded(email))
        .query(
            (row, n) ->
                new Account(
                    People.person(row, n),
                    row.getString("password"),
                    row.getBytes("totp"),
                    row.getLong("totp_step")))
        .optional();
  }

  /** Whose session this secret is, if it is not over; notes that it was used. */
  public Optional<Person> session(String secret) {
    var now = clock.instant();
    return jdbc.sql(
            "with mine as (update person_session set seen_at = :now where hash = :hash"
                + " and seen_at > :idle and began_at > :oldest returning person)"
                + " select p.* from person p join mine on mine.person = p.id where p.state = 'active'")
        .param("hash", Secrets.hash(secret))
        .param("now", People.at(now))
        .param("idle", People.at(now.minus(IDLE)))
        .param("oldest", People.at(now.minus(LONGEST)))
        .query(People::person)
        .optional();
  }

  /** Ends a session, and forgets those that are over. */
  public void logout(Person person, String secret) {
    jdbc.sql("delete from person_session where hash = :hash or began_at < :oldest")
        .param("hash", Secrets.hash(secret))
        .param("oldest", People.at(clock.instant().minus(LONGEST)))
        .update();
    audit.record(
        new Audit.Event(
            "person-logged-out",
            Outcome.DONE,
            person.email(),
            person.partner(),
            person.email(),
            null));
  }
}
