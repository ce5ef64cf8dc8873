package org.luer.gateway.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.database.PrivateFiles;
import org.luer.gateway.people.Person.State;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Who has a login: invited, listed, taken out of use. Everything is in the audit trail. */
public final class People {
  /** How long an invitation can be used. */
  static final Duration INVITED_FOR = Duration.ofDays(3);

  private static final int SECRET_BYTES = 20;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Audit audit;
  private final Clock clock;

  People(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * An invitation.
   *
   * @param code the only copy of its secret
   */
  public record Invitation(Person person, String code, Instant expiresAt) {}

  /**
   * Invites somebody, or once more somebody who is not active.
   *
   * @return empty when somebody with this address is active, or belongs to another partner
   */
  public Optional<Invitation> invite(
      String partner, String name, String email, @Nullable String npi, String by) {
    var address = folded(email);
    return Optional.ofNullable(
        transaction.execute(
            status -> {
              var known = byEmail(address);
              if (known.isPresent()
                  && (known.get().state() == State.ACTIVE
                      || !known.get().partner().equals(partner))) {
                return null;
              }
              var id =
                  known
                      .map(Person::id)
                      .orElseGet(
                          () -> {
                            var fresh = Totp.base32(Secrets.random(10)).toLowerCase(Locale.ROOT);
                            insert(fresh, partner, name, address, by);
                            return fresh;
                          });
              jdbc.sql("update person set npi = coalesce(:npi, npi) where id = :id")
                  .param("npi", npi)
                  .param("id", id)
                  .update();
              return invited(id, by);
            }));
  }

  /**
   * Invites somebody anew who has lost password and second factor: the old ones, and sessions, end.
   */
  public Optional<Invitation> reset(String id, String by) {
    return Optional.ofNullable(
        transaction.execute(status -> find(id).map(p -> invited(id, by)).orElse(null)));
  }

  private Invitation invited(String id, String by) {
    end(id, State.INVITED);
    var code = PrivateFiles.secret();
    var expires = clock.instant().plus(INVITED_FOR);
    jdbc.sql(
            "insert into person_invitation (hash, person, totp, expires_at)"
                + " values (:hash, :person, :totp, :expires)")
        .param("hash", Secrets.hash(code))
        .param("person", id)
        .param("totp", Secrets.seal(Secrets.random(SECRET_BYTES), code, 1))
        .param("expires", at(expires))
        .update();
    var person = find(id).orElseThrow();
    audit.record(
        new Audit.Event(
            "person-invited", Outcome.DONE, by, person.partner(), person.email(), null));
    return new Invitation(person, code, expires);
  }

  /** Takes a login out of use, its sessions and apps at once; whether there was one. */
  public boolean revoke(String id, String by) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              var person = find(id);
              person.ifPresent(
                  p -> {
                    end(id, State.REVOKED);
                    audit.record(
                        new Audit.Event(
                            "person-revoked", Outcome.DONE, by, p.partner(), p.email(), null));
                  });
              return person.isPresent();
            }));
  }

  private void end(String id, State state) {
    jdbc.sql(
            "update person set state = :state, password = null, totp = null, failures = 0,"
                + " locked_until = null where id = :id")
        .param("state", state.code())
        .param("id", id)
        .update();
    for (var table :
        List.of(
            "person_session",
            "person_invitation",
            "person_recovery",
            "person_identity",
            "app_grant")) {
      jdbc.sql("delete from " + table + " where person = :id").param("id", id).update();
    }
  }

  private void insert(String id, String partner, String name, String email, String by) {
    jdbc.sql(
            "insert into person (id, partner, name, email, state, created_at, created_by)"
                + " values (:id, :partner, :name, :email, 'invited', :now, :by)")
        .param("id", id)
        .param("partner", partner)
        .param("name", name)
        .param("email", email)
        .param("now", at(clock.instant()))
        .param("by", by)
        .update();
  }

  /** Everybody, by partner and address. */
  public List<Person> list() {
    return jdbc.sql("select * from person order by partner, email").query(People::person).list();
  }

  Optional<Person> find(String id) {
    return jdbc.sql("select * from person where id = :id")
        .param("id", id)
        .query(People::person)
        .optional();
  }

  Optional<Person> byEmail(String email) {
    return jdbc.sql("select * from person where email = :email")
        .param("email", folded(email))
        .query(People::person)
        .optional();
  }

  /** Turns the e-mail about news on or off. */
  public void mail(Person person, boolean wanted) {
    jdbc.sql("update person set mail = :wanted where id = :id")
        .param("wanted", wanted)
        .param("id", person.id())
        .update();
  }

  /**
   * Somebody who may be told now that there is something new.
   *
   * @param since when the person was last told or last logged in
   */
  public record Expecting(Person person, Instant since) {}

  /** Those who want to be told and were not within this time. */
  public List<Expecting> expecting(Duration period) {
    return jdbc.sql(
            "select p.*, greatest(told_at, entered_at, created_at) as since from person p where state = 'active'"
                + " and mail and (told_at is null or told_at <= :before) order by id")
        .param("before", at(clock.instant().minus(period)))
        .query(
            (row, n) ->
                new Expecting(
                    person(row, n), row.getObject("since", OffsetDateTime.class).toInstant()))
        .list();
  }

  /** Notes that somebody is told now. */
  public void told(Person person) {
    jdbc.sql("update person set told_at = :now where id = :id")
        .param("now", at(clock.instant()))
        .param("id", person.id())
        .update();
  }

  static String folded(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }

  static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Person person(ResultSet row, int number) throws SQLException {
    return new Person(
        row.getString("id"),
        row.getString("partner"),
        row.getString("name"),
        row.getString("email"),
        row.getString("npi"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getBoolean("mail"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getString("created_by"),
        instant(row.getObject("entered_at", OffsetDateTime.class)));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
