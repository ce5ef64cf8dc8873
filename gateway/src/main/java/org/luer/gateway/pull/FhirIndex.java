package org.luer.gateway.pull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.exchange.RecordBundles;
import org.luer.gateway.journal.Indexing;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Voice;
import org.luer.gateway.pull.Resources.Served;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps the index of what is served. Written with the record; what a record no longer says is gone
 * with it.
 *
 * <p>A record that cannot be told as a Bundle is not found and not served; its intake does not fail
 * for that.
 */
final class FhirIndex implements Indexing {
  private static final Logger LOG = LoggerFactory.getLogger(FhirIndex.class);
  private static final Set<String> BELONGINGS =
      Set.of("Registration", "Coverage", "Allergy", "Condition", "Procedure");

  /** Kinds whose changes show only in what is rendered of others, never in how it is found. */
  private static final Set<String> SHOWN_ONLY = Set.of("Patient");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcClient jdbc;
  private final JdbcTemplate batch;
  private final Records records;
  private final RecordBundles bundles;
  private final ClinicSettings clinic;
  private final ZoneId zone;

  FhirIndex(
      JdbcClient jdbc,
      JdbcTemplate batch,
      Records records,
      RecordBundles bundles,
      ClinicSettings clinic) {
    this.jdbc = jdbc;
    this.batch = batch;
    this.records = records;
    this.bundles = bundles;
    this.clinic = clinic;
    this.zone = Optional.ofNullable(clinic.zone()).orElse(ZoneOffset.UTC);
  }

  @Override
  public void written(List<RecordVersion> versions, Instant now) {
    Map<String, RecordVersion> units = new LinkedHashMap<>();
    var only = new ArrayList<String>();
    for (var version : versions) {
      unit(version).ifPresent(u -> units.put(u.reference(), u));
      if (SHOWN_ONLY.contains(version.kind())) {
        only.add(version.reference());
      } else {
        dependants(version).forEach(u -> units.putIfAbsent(u.reference(), u));
      }
    }
    if (!only.isEmpty()) {
      jdbc.sql("update fhir_unit set stamp = nextval('fhir_stamp') where needs && :needs::text[]")
          .param("needs", only.toArray(String[]::new))
          .update();
    }
    units.values().forEach(u -> index(u, now));
  }

  /** The record that a version is told with: itself, or the patient that it belongs to. */
  private Optional<RecordVersion> unit(RecordVersion version) {
    if (BELONGINGS.contains(version.kind())) {
      return records.latest("Patient", version.patientId()).filter(p -> p.owner().equals("clinic"));
    }
    return kinds().contains(version.kind()) ? Optional.of(version) : Optional.empty();
  }

  private List<RecordVersion> dependants(RecordVersion version) {
    return jdbc
        .sql("select kind, record from fhir_unit where needs && array[:need]::text[]")
        .param("need", version.reference())
        .query((row, n) -> List.of(row.getString("kind"), row.getString("record")))
        .list()
        .stream()
        .flatMap(u -> records.latest(u.get(0), u.get(1)).stream())
        .toList();
  }

  /** Kinds of the records that are told by themselves. */
  List<String> kinds() {
    return bundles.kinds().stream().filter(k -> !k.equals("PatientMerge")).toList();
  }

  /** Writes the rows of one record anew. */
  void index(RecordVersion version, Instant now) {
    try {
      var unit = bundles.unit(version, companion -> true, null);
      if (unit.isEmpty()) {
        forget(version);
        return;
      }
      var address = clinic.base(); // never shown: only the hash is kept
      var served =
          Resources.of(unit.get().bundle(Voice.reader(clinic, null).dialect()), address).stream()
              .filter(s -> indexed(s, version))
              .toList();
      write(version, unit.get(), served, now);
    } catch (DataAccessException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error(
          "{} of message {} is not served: {}",
          version.kind(),
          version.messageId(),
          e.getClass().getName());
      forget(version);
    }
  }

  /** The patient is told by its own record alone. */
  private boolean indexed(Served served, RecordVersion version) {
    return ServedType.of(served.type()).isPresent()
        && bundles.addressed(version.kind()).filter(a -> !a.tells(served.type())).isEmpty()
        && (!served.type().equals("Patient") || version.kind().equals("Patient"));
  }

  private void forget(RecordVersion version) {
    for (var table : List.of("fhir_index", "fhir_unit")) {
      jdbc.sql("delete from " + table + " where kind = :kind and record = :record")
          .param("kind", version.kind())
          .param("record", version.id())
          .update();
    }
  }

  private void write(
      RecordVersion version, RecordBundles.Unit unit, List<Served> served, Instant now) {
    var known = known(version);
    var companions = unit.companions();
    var judged = new ArrayList<Judged>();
    var addressed = bundles.addressed(version.kind());
    var itself = Judged.of(version, records);
    judged.add(addressed.map(a -> itself.with(a.bearing(version))).orElse(itself));
    companions.forEach(c -> judged.add(Judged.of(c, records)));
    jdbc.sql(
            "insert into fhir_unit (kind, record, version, patient, stamp, needs, judged, exchange, indexed_at, turns_at)"
                + " values (:kind, :record, :version, :patient, nextval('fhir_stamp'), :needs::text[],"
                + " :judged::jsonb, :exchange, :now, :turns) on conflict (kind, record) do update set"
                + " version = excluded.version, patient = excluded.patient, stamp = excluded.stamp,"
                + " needs = excluded.needs, judged = excluded.judged, exchange = excluded.exchange,"
                + " indexed_at = excluded.indexed_at, turns_at = excluded.turns_at")
        .param("kind", version.kind())
        .param("record", version.id())
        .param("version", version.version())
        .param("patient", version.patientId())
        .param("needs", companions.stream().map(RecordVersion::reference).toArray(String[]::new))
        .param("judged", Judged.json(judged))
        .param("exchange", unit.exchange())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param(
            "turns",
            addressed
                .flatMap(a -> a.turns(version))
                .map(t -> t.atOffset(ZoneOffset.UTC))
                .orElse(null))
        .update();
    jdbc.sql("delete from fhir_index where kind = :kind and record = :record")
        .param("kind", version.kind())
        .param("record", version.id())
        .update();
    var told = told(version).toArray(String[]::new);
    batch.batchUpdate(
        "insert into fhir_index (type, id, patient, kind, record, tier, hash, last_updated, identifiers, keys,"
            + " words, dates, told) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)",
        served.stream().map(s -> row(version, s, known, told, now)).toList());
  }

  private Object[] row(
      RecordVersion version, Served served, Map<String, Known> known, String[] told, Instant now) {
    var type = ServedType.of(served.type()).orElseThrow();
    var entry = IndexEntry.of(served.parsed(), type, zone);
    var before = known.get(served.type() + "/" + served.id());
    var changed = before != null && before.hash().equals(served.hash()) ? before.at() : now;
    return new Object[] {
      served.type(),
      served.id(),
      version.patientId(),
      version.kind(),
      version.id(),
      type.tier(version.kind()),
      served.hash(),
      changed.atOffset(ZoneOffset.UTC),
      entry.identifiers().toArray(String[]::new),
      entry.keys().toArray(String[]::new),
      entry.words().toArray(String[]::new),
      json(entry.dates()),
      told
    };
  }

  private record Known(String hash, Instant at) {}

  private Map<String, Known> known(RecordVersion version) {
    Map<String, Known> known = new LinkedHashMap<>();
    jdbc.sql(
            "select type, id, hash, last_updated from fhir_index where kind = :kind and record = :record")
        .param("kind", version.kind())
        .param("record", version.id())
        .query(
            row -> {
              known.put(
                  row.getString("type") + "/" + row.getString("id"),
                  new Known(
                      row.getString("hash"),
                      row.getObject("last_updated", java.time.OffsetDateTime.class).toInstant()));
            });
    return known;
  }

  /** Which listeners are told of the record as it stands. */
  private List<String> told(RecordVersion version) {
    var addressed = bundles.addressed(version.kind());
    if (addressed.isPresent()) {
      return List.copyOf(addressed.get().receivers(version));
    }
    var content = Json.read(version.content());
    return Listener.all()
        .filter(l -> bundles.told(version.kind(), content, l.dialect()))
        .map(Listener::code)
        .toList();
  }

  private static String json(com.fasterxml.jackson.databind.JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
