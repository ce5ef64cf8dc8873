package org.luer.gateway.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Disclosure;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The versions of records. Reads are open to all; writing is the journal's. */
public final class Records {
  private final JdbcClient jdbc;

  public Records(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The newest version. */
  public Optional<RecordVersion> latest(String kind, String id) {
    return jdbc.sql(
            "select * from record where kind = :kind and id = :id order by version desc limit 1")
        .param("kind", kind)
        .param("id", id)
        .query(Records::map)
        .optional();
  }

  /** One version. */
  public Optional<RecordVersion> find(String kind, String id, int version) {
    return jdbc.sql("select * from record where kind = :kind and id = :id and version = :version")
        .param("kind", kind)
        .param("id", id)
        .param("version", version)
        .query(Records::map)
        .optional();
  }

  /** Whether any version exists. */
  public boolean exists(String kind, String id) {
    return latest(kind, id).isPresent();
  }

  /** What disclosure must know of a record: where it came from and whose patient it is about. */
  public Disclosure.Subject subject(RecordVersion record) {
    var authorities = new HashSet<String>();
    jdbc.sql("select namespace, oid from patient_identifier where patient_id = :patient")
        .param("patient", record.patientId())
        .query(
            row -> {
              add(authorities, row.getString("namespace"));
              add(authorities, row.getString("oid"));
            });
    var sources =
        jdbc.sql(
                "select distinct owner from record where patient_id = :patient and owner <> 'clinic'"
                    + " and kind in ('InfusionOrder', 'Referral', 'Registration')")
            .param("patient", record.patientId())
            .query(String.class)
            .set();
    var lineage =
        jdbc.sql(
                "select distinct m.partner from record r join message m on m.id = r.message_id"
                    + " where r.kind = :kind and r.id = :id and m.partner <> 'clinic'")
            .param("kind", record.kind())
            .param("id", record.id())
            .query(String.class)
            .set();
    var referrers =
        jdbc.sql(
                "select distinct unnest(npis) from (select distinct on (id) npis, status from record"
                    + " where patient_id = :patient and kind = 'Referral' order by id, version desc) newest"
                    + " where status in ('requested', 'accepted', 'scheduled', 'in-progress', 'on-hold')")
            .param("patient", record.patientId())
            .query(String.class)
            .set();
    return new Disclosure.Subject(lineage, authorities, sources, referrers);
  }

  private static void add(Set<String> set, @Nullable String value) {
    if (value != null) {
      set.add(value);
    }
  }

  /** Held until the transaction ends, so that two senders of one record take turns. */
  void lock(String what) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
        .param("what", what)
        .query(row -> {});
  }

  RecordVersion insert(
      RecordFacts facts, int version, String owner, String hash, String messageId, Instant now) {
    jdbc.sql(
            "insert into record (kind, id, version, owner, patient_id, order_id, visit_id, status, npis, content,"
                + " content_hash, message_id, recorded_at) values (:kind, :id, :version, :owner, :patient, :order,"
                + " :visit, :status, string_to_array(:npis, ','), :content, :hash, :message, :now)")
        .param("kind", facts.kind())
        .param("id", facts.id())
        .param("version", version)
        .param("owner", owner)
        .param("patient", facts.patientId())
        .param("order", facts.orderId())
        .param("visit", facts.visitId())
        .param("status", facts.status())
        .param("npis", String.join(",", facts.npis()))
        .param("content", facts.content())
        .param("hash", hash)
        .param("message", messageId)
        .param("now", at(now))
        .update();
    if (facts.kind().equals("Patient")) {
      replaceIdentifiers(facts);
    }
    return new RecordVersion(
        facts.kind(),
        facts.id(),
        version,
        owner,
        facts.patientId(),
        facts.orderId(),
        facts.visitId(),
        facts.status(),
        facts.content(),
        hash,
        messageId,
        now);
  }

  /** The newest versions of an owner's records about a patient, of these kinds. */
  public List<RecordVersion> about(String patientId, String owner, Set<String> kinds) {
    return jdbc
        .sql(
            "select distinct on (kind, id) * from record where patient_id = :patient and owner = :owner"
                + " order by kind, id, version desc")
        .param("patient", patientId)
        .param("owner", owner)
        .query(Records::map)
        .list()
        .stream()
        .filter(r -> kinds.contains(r.kind()))
        .toList();
  }

  /**
   * Files a record under another patient: a new version with other content; part of the journal's
   * transaction.
   */
  public void refile(
      RecordVersion newest, String patientId, String content, String messageId, Instant now) {
    jdbc.sql(
            "insert into record (kind, id, version, owner, patient_id, order_id, visit_id, status, npis, content,"
                + " content_hash, message_id, recorded_at) select kind, id, version + 1, owner, :patient, order_id,"
                + " visit_id, status, npis, :content, :hash, :message, :now from record"
                + " where kind = :kind and id = :id and version = :version")
        .param("patient", patientId)
        .param("content", content)
        .param("hash", CanonicalJson.hash(content))
        .param("message", messageId)
        .param("now", at(now))
        .param("kind", newest.kind())
        .param("id", newest.id())
        .param("version", newest.version())
        .update();
  }

  private void replaceIdentifiers(RecordFacts patient) {
    jdbc.sql("delete from patient_identifier where patient_id = :patient")
        .param("patient", patient.id())
        .update();
    for (var identifier : patient.identifiers()) {
      jdbc.sql(
              "insert into patient_identifier (patient_id, namespace, oid, type, value)"
                  + " values (:patient, :namespace, :oid, :type, :value)")
          .param("patient", patient.id())
          .param("namespace", identifier.namespace())
          .param("oid", identifier.oid())
          .param("type", identifier.type())
          .param("value", identifier.value())
          .update();
    }
  }

  static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static RecordVersion map(ResultSet row, int number) throws SQLException {
    return new RecordVersion(
        row.getString("kind"),
        row.getString("id"),
        row.getInt("version"),
        row.getString("owner"),
        row.getString("patient_id"),
        row.getString("order_id"),
        row.getString("visit_id"),
        row.getString("status"),
        row.getString("content"),
        row.getString("content_hash"),
        row.getString("message_id"),
        instant(row, "recorded_at"));
  }
}
