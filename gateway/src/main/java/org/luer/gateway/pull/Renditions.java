package org.luer.gateway.pull;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Function;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Resource;
import org.luer.gateway.Version;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.exchange.RecordBundles;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Voice;
import org.luer.gateway.pull.Permit.Clearance;
import org.luer.gateway.pull.Resources.Served;
import org.luer.mappings.concept.disclosure.SecurityLabels;
import org.luer.mappings.fhir.FhirJson;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Resources as a reader gets them: translated when they are first asked for, then kept, so that a
 * version never changes and the next reader does not wait.
 *
 * <p>What is kept is out of date as soon as the record, one that it names, or the release changed.
 */
final class Renditions {
  private static final String INSERT =
      "insert into fhir_rendition (reader, type, id, kind, record, hash, version, stamp, content,"
          + " changed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final JdbcClient jdbc;
  private final JdbcTemplate batch;
  private final TransactionTemplate transaction;
  private final Records records;
  private final RecordBundles bundles;
  private final ClinicSettings clinic;
  private final PublicAddress address;
  private final Clock clock;

  Renditions(
      JdbcClient jdbc,
      JdbcTemplate batch,
      TransactionTemplate transaction,
      Records records,
      RecordBundles bundles,
      ClinicSettings clinic,
      PublicAddress address,
      Clock clock) {
    this.jdbc = jdbc;
    this.batch = batch;
    this.transaction = transaction;
    this.records = records;
    this.bundles = bundles;
    this.clinic = clinic;
    this.address = address;
    this.clock = clock;
  }

  /**
   * One version of a resource.
   *
   * @param hash its version id
   * @param content JSON without version and time
   */
  record Rendition(Row row, String hash, Instant changedAt, String content) {
    /** As HAPI's model, with version and time. */
    Resource resource() {
      var resource = (Resource) FhirJson.context().newJsonParser().parseResource(content);
      resource.getMeta().setVersionId(hash).setLastUpdatedElement(changed());
      resource.setId(new IdType(row.type(), row.id(), hash));
      return resource;
    }

    InstantType changed() {
      return new InstantType(
          Date.from(changedAt), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone(ZoneOffset.UTC));
    }
  }

  /** What the reader gets of these; one that the record does not say any more is left out. */
  List<Rendition> of(List<Permit> permits, Reader reader) {
    var found = kept(permits, reader);
    var missing = new LinkedHashMap<String, Permit>();
    permits.stream()
        .filter(p -> !found.containsKey(p.row()))
        .forEach(p -> missing.putIfAbsent(p.row().unit(), p));
    if (!missing.isEmpty()) {
      for (var one : missing.values()) {
        records
            .latest(one.row().kind(), one.row().record())
            .ifPresent(v -> render(v, one.clearance(), reader));
      }
      found.putAll(
          kept(permits.stream().filter(p -> !found.containsKey(p.row())).toList(), reader));
    }
    return permits.stream()
        .map(p -> found.get(p.row()))
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  private Map<Row, Rendition> kept(List<Permit> permits, Reader reader) {
    Map<Row, Rendition> kept = new HashMap<>();
    if (permits.isEmpty()) {
      return kept;
    }
    var release = release();
    var stamps = permits.stream().map(p -> p.clearance().text() + release).toArray(String[]::new);
    jdbc.sql(
            "select a.*, r.hash, r.content, r.changed_at from"
                + " unnest(:types::text[], :ids::text[], :patients::text[], :kinds::text[],"
                + " :records::text[], :stamps::text[]) as a (type, id, patient, kind, record, wanted)"
                + " join fhir_rendition r on r.reader = :reader and r.type = a.type and r.id = a.id"
                + " and r.kind = a.kind and r.record = a.record and r.stamp = a.wanted")
        .param("types", column(permits, Row::type))
        .param("ids", column(permits, Row::id))
        .param("patients", column(permits, Row::patient))
        .param("kinds", column(permits, Row::kind))
        .param("records", column(permits, Row::record))
        .param("stamps", stamps)
        .param("reader", reader.partner().id())
        .query((row, n) -> rendition(Row.of(row, n), row))
        .list()
        .forEach(r -> kept.put(r.row(), r));
    return kept;
  }

  private static Rendition rendition(Row of, ResultSet row) throws SQLException {
    return new Rendition(
        of,
        row.getString("hash"),
        row.getObject("changed_at", OffsetDateTime.class).toInstant(),
        row.getString("content"));
  }

  private static String[] column(List<Permit> permits, Function<Row, String> of) {
    return permits.stream().map(Permit::row).map(of).toArray(String[]::new);
  }

  /** What is rendered depends on it beside the records. */
  private String release() {
    return "/" + Resources.hash(Version.number() + " " + clinic.base() + " " + address.fhir());
  }

  /** With the labels that say how sensitive it is, and without what is withheld. */
  private List<Served> written(RecordVersion version, Clearance clearance, Reader reader) {
    var unit =
        bundles.unit(version, c -> !clearance.withheld().contains(c.reference()), reader.partner());
    if (unit.isEmpty()) {
      return List.of();
    }
    var bundle = unit.get().bundle(Voice.reader(clinic, reader.partner()).dialect());
    SecurityLabels.label(bundle, clearance.classes(), clearance.redisclosure());
    return Resources.of(bundle, address.fhir());
  }

  private record Last(String hash, Instant at) {}

  private void render(RecordVersion version, Clearance clearance, Reader reader) {
    transaction.executeWithoutResult(
        status -> {
          var last = last(version, reader);
          var known = indexed(version);
          var now = clock.instant();
          var stamp = clearance.text() + release();
          var rows = new ArrayList<Object[]>();
          for (var one : written(version, clearance, reader)) {
            var before = last.get(one.type() + "/" + one.id());
            var indexed = known.get(one.type() + "/" + one.id());
            if (indexed != null) {
              var at = at(one, before, indexed, now);
              if (at.isAfter(indexed)) {
                touch(version, one, at);
              }
              rows.add(row(version, one, stamp, at, reader));
            }
          }
          insert(rows);
        });
  }

  /** A change that the index does not know of is one of the moment when it is seen. */
  private static Instant at(
      Served one, @org.jspecify.annotations.Nullable Last before, Instant indexed, Instant now) {
    if (before == null || indexed.isAfter(before.at())) {
      return indexed;
    }
    return before.hash().equals(one.hash()) ? before.at() : now;
  }

  private void insert(List<Object[]> rows) {
    batch.batchUpdate(
        INSERT
            + " on conflict (reader, type, id, kind, record, hash)"
            + " do update set version = excluded.version, stamp = excluded.stamp, changed_at = excluded.changed_at",
        rows);
  }

  private static Object[] row(
      RecordVersion version, Served one, String stamp, Instant at, Reader reader) {
    return new Object[] {
      reader.partner().id(),
      one.type(),
      one.id(),
      version.kind(),
      version.id(),
      one.hash(),
      version.version(),
      stamp,
      one.content(),
      at.atOffset(ZoneOffset.UTC)
    };
  }

  private Map<String, Last> last(RecordVersion version, Reader reader) {
    Map<String, Last> last = new HashMap<>();
    jdbc.sql(
            "select distinct on (type, id) type, id, hash, changed_at from fhir_rendition"
                + " where reader = :reader and kind = :kind and record = :record"
                + " order by type, id, changed_at desc")
        .param("reader", reader.partner().id())
        .param("kind", version.kind())
        .param("record", version.id())
        .query(
            row -> {
              last.put(
                  row.getString("type") + "/" + row.getString("id"),
                  new Last(
                      row.getString("hash"),
                      row.getObject("changed_at", OffsetDateTime.class).toInstant()));
            });
    return last;
  }

  private Map<String, Instant> indexed(RecordVersion version) {
    Map<String, Instant> indexed = new HashMap<>();
    jdbc.sql(
            "select type, id, last_updated from fhir_index where kind = :kind and record = :record")
        .param("kind", version.kind())
        .param("record", version.id())
        .query(
            row -> {
              indexed.put(
                  row.getString("type") + "/" + row.getString("id"),
                  row.getObject("last_updated", OffsetDateTime.class).toInstant());
            });
    return indexed;
  }

  private void touch(RecordVersion version, Served one, Instant at) {
    jdbc.sql(
            "update fhir_index set last_updated = :at where type = :type and id = :id"
                + " and kind = :kind and record = :record")
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("type", one.type())
        .param("id", one.id())
        .param("kind", version.kind())
        .param("record", version.id())
        .update();
  }

  /** Every version of a resource that a reader can have had, the newest first. */
  List<Rendition> history(Permit permit, Reader reader) {
    var row = permit.row();
    if (of(List.of(permit), reader).isEmpty()) {
      return List.of();
    }
    earlier(permit, reader);
    return jdbc.sql(
            "select * from fhir_rendition where reader = :reader and type = :type and id = :id"
                + " and kind = :kind and record = :record order by changed_at desc, version desc, hash")
        .param("reader", reader.partner().id())
        .param("type", row.type())
        .param("id", row.id())
        .param("kind", row.kind())
        .param("record", row.record())
        .query((r, n) -> rendition(row, r))
        .list();
  }

  /** Versions of the record that were corrected before anybody read them. */
  private void earlier(Permit permit, Reader reader) {
    var row = permit.row();
    var versions = records.versions(row.kind(), row.record());
    for (var version : versions.subList(0, Math.max(0, versions.size() - 1))) {
      if (rendered(version, row, reader) || !told(version, reader)) {
        continue;
      }
      written(version, permit.clearance(), reader).stream()
          .filter(s -> s.type().equals(row.type()) && s.id().equals(row.id()))
          .map(s -> row(version, s, "earlier", version.recordedAt(), reader))
          .forEach(r -> batch.update(INSERT + " on conflict do nothing", r));
    }
  }

  private boolean told(RecordVersion version, Reader reader) {
    var addressed = bundles.addressed(version.kind());
    return addressed.isPresent()
        ? !Collections.disjoint(addressed.get().receivers(version), reader.listens())
        : bundles.told(
            version.kind(),
            Json.read(version.content()),
            Listener.of(reader.partner().dialect()).dialect());
  }

  private boolean rendered(RecordVersion version, Row row, Reader reader) {
    return jdbc.sql(
            "select exists (select 1 from fhir_rendition where reader = :reader and type = :type"
                + " and id = :id and kind = :kind and record = :record and version = :version)")
        .param("reader", reader.partner().id())
        .param("type", row.type())
        .param("id", row.id())
        .param("kind", row.kind())
        .param("record", row.record())
        .param("version", version.version())
        .query(Boolean.class)
        .single();
  }
}
