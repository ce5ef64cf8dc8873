package org.luer.gateway.bulk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Exports in the database. */
final class ExportStore {
  private final JdbcClient jdbc;

  ExportStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static Export export(ResultSet row, int number) throws SQLException {
    return new Export(
        row.getString("id"),
        row.getString("client"),
        row.getString("partner"),
        row.getString("scopes"),
        row.getString("request"),
        Stream.of((String[]) row.getArray("types").getArray()).toList(),
        instant(row, "since"),
        row.getObject("as_of", OffsetDateTime.class).toInstant(),
        row.getString("state"),
        row.getLong("resources"),
        row.getString("type"),
        instant(row, "expires_at"));
  }

  /**
   * Keeps a new one, unless the client has too many that are not done.
   *
   * @return false when it has
   */
  boolean insert(Export export, int most, Instant now) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
        .param("lock", "bulk/" + export.client())
        .query(row -> {});
    return jdbc.sql(
                "insert into bulk_export (id, client, partner, scopes, request, types, since, as_of,"
                    + " state, created_at) select :id, :client, :partner, :scopes, :request,"
                    + " :types::text[], :since::timestamptz, :asOf::timestamptz, 'working', :now::timestamptz"
                    + " where (select count(*) from bulk_export where client = :client"
                    + " and state = 'working') < :most")
            .param("id", export.id())
            .param("client", export.client())
            .param("partner", export.partner())
            .param("scopes", export.scopes())
            .param("request", export.request())
            .param("types", export.types().toArray(String[]::new))
            .param("since", export.since() == null ? null : utc(export.since()))
            .param("asOf", utc(export.asOf()))
            .param("now", utc(now))
            .param("most", most)
            .update()
        > 0;
  }

  /**
   * A moment before which everything is committed: what is being written now may bear an earlier
   * time than its commit.
   */
  Instant settled(Instant now) {
    return jdbc.sql(
            "select least(:now::timestamptz, min(xact_start)) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()"
                + " and xact_start is not null")
        .param("now", utc(now))
        .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .single();
  }

  /** The client's export of this id. */
  Optional<Export> find(String id, String client) {
    return jdbc.sql("select * from bulk_export where id = :id and client = :client")
        .param("id", id)
        .param("client", client)
        .query(ExportStore::export)
        .optional();
  }

  boolean delete(String id, String client) {
    return jdbc.sql("delete from bulk_export where id = :id and client = :client")
            .param("id", id)
            .param("client", client)
            .update()
        > 0;
  }

  List<Export.File> files(String id) {
    return jdbc.sql("select * from bulk_file where export = :id order by type")
        .param("id", id)
        .query((row, n) -> new Export.File(row.getString("type"), row.getLong("resources")))
        .list();
  }

  /** Takes the oldest that nobody works on, for a bounded time. */
  Optional<Export> claim(String claim, Instant now, Duration hold) {
    return jdbc.sql(
            "update bulk_export set claim = :claim, claimed_until = :until where id = ("
                + "select id from bulk_export where state = 'working'"
                + " and (claimed_until is null or claimed_until < :now)"
                + " order by created_at limit 1 for update skip locked) returning *")
        .param("claim", claim)
        .param("until", utc(now.plus(hold)))
        .param("now", utc(now))
        .query(ExportStore::export)
        .optional();
  }

  /** What a process that is gone was doing is to be done at once. */
  void release() {
    jdbc.sql("update bulk_export set claim = null, claimed_until = null where claim is not null")
        .update();
  }

  /** Notes how far it is; false when the export is not this worker's any more. */
  boolean goesOn(String id, String claim, String type, long written, Instant until) {
    return jdbc.sql(
                "update bulk_export set type = :type, resources = :written, claimed_until = :until"
                    + " where id = :id and claim = :claim")
            .param("id", id)
            .param("claim", claim)
            .param("type", type)
            .param("written", written)
            .param("until", utc(until))
            .update()
        > 0;
  }

  /** A file is complete. */
  void wrote(String id, String type, long resources) {
    jdbc.sql(
            "insert into bulk_file (export, type, resources) values (:id, :type, :resources)"
                + " on conflict do nothing")
        .param("id", id)
        .param("type", type)
        .param("resources", resources)
        .update();
  }

  /** Of these patients, those of whom it did not tell before. */
  Set<String> told(String id, Collection<String> patients) {
    return jdbc.sql(
            "insert into bulk_patient (export, patient) select :id, p from unnest(:patients::text[]) p"
                + " on conflict do nothing returning patient")
        .param("id", id)
        .param("patients", patients.toArray(String[]::new))
        .query(String.class)
        .set();
  }

  void end(String id, String claim, String state, Instant expires) {
    jdbc.sql(
            "update bulk_export set state = :state, type = null, claim = null, claimed_until = null,"
                + " expires_at = :expires where id = :id and claim = :claim")
        .param("id", id)
        .param("claim", claim)
        .param("state", state)
        .param("expires", utc(expires))
        .update();
  }

  /** Forgets those whose time is over. */
  void expire(Instant now) {
    jdbc.sql("delete from bulk_export where expires_at <= :now").param("now", utc(now)).update();
  }

  /** Of these ids, those that there are. */
  Set<String> known(Collection<String> ids) {
    return jdbc.sql("select id from bulk_export where id = any(:ids::text[])")
        .param("ids", ids.toArray(String[]::new))
        .query(String.class)
        .set();
  }
}
