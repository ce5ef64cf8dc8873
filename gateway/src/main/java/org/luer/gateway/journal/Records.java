package org.luer.gateway.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Disclosure;
import org.luer.gateway.journal.RecordFacts.PatientIdentifier;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.disclosure.DisclosureDirective;
import org.luer.mappings.concept.disclosure.Sensitivities;
import org.luer.mappings.concept.disclosure.Sensitivity;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The versions of records. Reads are open to all; writing is the journal's. */
public final class Records {
  /** What disclosure must know; with null for kind and id, of a patient alone. */
  private static final String SUBJECT =
      "select * from disclosure_subject(:kind::text, :id::text, :patient)";

  private final JdbcClient jdbc;

  public Records(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The newest version. */
  public Optional<RecordVersion> latest(String kind, String id) {
    var fresh = Fresh.newest(kind, id);
    if (fresh.isPresent()) {
      return fresh;
    }
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

  /**
   * A version with what is said about who reports it.
   *
   * @param reporter JSON of the organization that came in the same message; null when none did
   */
  public record Reported(RecordVersion version, @Nullable String reporter) {}

  /** One version and who reports it. */
  public Optional<Reported> reported(String kind, String id, int version) {
    var fresh = Fresh.written(kind, id, version);
    if (fresh.isPresent()) {
      return fresh;
    }
    return jdbc.sql(
            "select r.*, (select o.content from record o where o.kind = 'Organization'"
                + " and o.message_id = r.message_id limit 1) as reporter from record r"
                + " where r.kind = :kind and r.id = :id and r.version = :version")
        .param("kind", kind)
        .param("id", id)
        .param("version", version)
        .query((row, n) -> new Reported(map(row, n), row.getString("reporter")))
        .optional();
  }

  /** Whether any version exists. */
  public boolean exists(String kind, String id) {
    return latest(kind, id).isPresent();
  }

  /** What disclosure must know of a record: where it came from and whose patient it is about. */
  public Disclosure.Subject subject(RecordVersion record) {
    return Fresh.subject(record, this::asked);
  }

  private Disclosure.Subject asked(RecordVersion record) {
    var classes = classes(record);
    var question = question(record);
    return jdbc.sql(question.sql())
        .params(question.params())
        .query((row, n) -> subject(row, record, classes))
        .single();
  }

  /** Writes, and asks in the same go what disclosure must know of what was written. */
  Disclosure.Subject subject(Together writes, RecordVersion record) {
    var classes = classes(record);
    return writes
        .add(question(record))
        .run(
            rows -> {
              rows.next();
              return subject(rows, record, classes);
            });
  }

  /** A partner's record comes from that partner alone: asked is only about its patient. */
  private static Together.Statement question(RecordVersion record) {
    var own = record.owner().equals(Reception.CLINIC);
    var params = new HashMap<String, @Nullable Object>();
    params.put("kind", own ? record.kind() : null);
    params.put("id", own ? record.id() : null);
    params.put("patient", record.patientId());
    return new Together.Statement(SUBJECT, params);
  }

  private static Disclosure.Subject subject(
      ResultSet row, RecordVersion record, Set<Sensitivity> classes) throws SQLException {
    var lineage = set(row, "lineage");
    if (!record.owner().equals(Reception.CLINIC)) {
      lineage.add(record.owner());
    }
    var writers = set(row, "adopted");
    writers.add(record.owner());
    var patient = patient(row);
    return patient.about(lineage, writers, names(record, patient), classes);
  }

  /** A record of the same patient, when it does not matter where it came from. */
  Disclosure.Subject beside(Disclosure.Subject known, RecordVersion record) {
    return known.about(Set.of(), Set.of(record.owner()), names(record, known), classes(record));
  }

  /**
   * What disclosure must know of a patient: {@link Disclosure.Subject#about} makes of it what it
   * must know of one of the patient's records.
   */
  public Disclosure.Subject patient(String id) {
    return jdbc.sql(SUBJECT)
        .param("kind", null)
        .param("id", null)
        .param("patient", id)
        .query((row, n) -> patient(row))
        .single();
  }

  private static Disclosure.Subject patient(ResultSet row) throws SQLException {
    return new Disclosure.Subject(
        Set.of(),
        set(row, "authorities"),
        set(row, "sources"),
        set(row, "referrers"),
        Set.of(),
        Set.of(),
        Set.of(),
        Arrays.stream((String[]) row.getArray("directives").getArray())
            .flatMap(Records::directive)
            .toList());
  }

  private static Stream<DisclosureDirective> directive(String json) {
    return ClinicRecords.read(json).value().stream()
        .flatMap(List::stream)
        .filter(DisclosureDirective.class::isInstance)
        .map(DisclosureDirective.class::cast);
  }

  /** Looked for only where it matters. */
  private static Set<String> names(RecordVersion record, Disclosure.Subject patient) {
    return patient.directives().stream().allMatch(d -> d.records().isEmpty())
        ? Set.of(record.reference())
        : references(record);
  }

  /** Kind and id of a record and of those that it names. */
  public static Set<String> references(RecordVersion record) {
    var references = new HashSet<String>();
    references.add(record.reference());
    var tree = CanonicalJson.parse(record.content());
    References.KINDS.forEach(
        (field, kind) ->
            tree.findValuesAsText(field).forEach(id -> references.add(kind + "/" + id)));
    references.remove("Patient/" + record.patientId());
    return references;
  }

  /** How sensitive it is: a summary like what it sums up. */
  private Set<Sensitivity> classes(RecordVersion record) {
    var classes = new HashSet<>(Sensitivities.of(record.content()));
    if (record.kind().equals("SessionSummary")) {
      for (var one : references(record)) {
        var slash = one.indexOf('/');
        if (!one.equals(record.reference())) {
          latest(one.substring(0, slash), one.substring(slash + 1))
              .ifPresent(v -> classes.addAll(classes(v)));
        }
      }
    }
    return classes;
  }

  /** The same of several patients, by id. */
  public Map<String, Disclosure.Subject> patients(Collection<String> ids) {
    Map<String, Disclosure.Subject> patients = new HashMap<>();
    jdbc.sql(
            "select p.id, s.* from unnest(:patients::text[]) p (id)"
                + " cross join lateral disclosure_subject(null, null, p.id) s")
        .param("patients", ids.toArray(String[]::new))
        .query(
            row -> {
              patients.put(row.getString("id"), patient(row));
            });
    return patients;
  }

  /** Versions of a record, the oldest first. */
  public List<RecordVersion> versions(String kind, String id) {
    return jdbc.sql("select * from record where kind = :kind and id = :id order by version")
        .param("kind", kind)
        .param("id", id)
        .query(Records::map)
        .list();
  }

  private static Set<String> set(ResultSet row, String column) throws SQLException {
    return new HashSet<>(Arrays.asList((String[]) row.getArray(column).getArray()));
  }

  /** The newest version of each that exists, by {@link RecordFacts#reference()}. */
  Map<String, RecordVersion> latest(Collection<RecordFacts> all) {
    var newest = new HashMap<String, RecordVersion>();
    all.forEach(f -> latest(f.kind(), f.id()).ifPresent(v -> newest.put(f.reference(), v)));
    return newest;
  }

  /**
   * What was known before a message.
   *
   * @param newest version of each record that exists, by {@link RecordFacts#reference()}
   * @param repeated the last message that the sender gave the same control id; null = none
   */
  record Known(Map<String, RecordVersion> newest, @Nullable Repeated repeated) {}

  /** A message that was received before, by its control id. */
  @SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
  record Repeated(String id, String hash, byte @Nullable [] answer) {}

  /**
   * What is known when nobody else is about to write a message of this sender and control id, nor
   * to change one of the records that change here: what is locked is locked until the transaction
   * ends, so that two senders of one record take turns. A record that stays as it is makes nobody
   * wait.
   *
   * @param hashes of the new contents, in the order of the records
   */
  Known inTurn(
      String sender, @Nullable String controlId, Collection<RecordFacts> all, List<String> hashes) {
    var kinds = all.stream().map(RecordFacts::kind).toArray(String[]::new);
    var ids = all.stream().map(RecordFacts::id).toArray(String[]::new);
    var asked = new HashMap<String, String>();
    var place = hashes.iterator();
    all.forEach(facts -> asked.put(facts.reference(), place.next()));
    while (true) {
      var newest = new HashMap<String, RecordVersion>();
      var repeated = new ArrayList<Repeated>();
      var meanwhile = new ArrayList<String>();
      jdbc.sql(
              "select * from message_turn(:sender, :control, :kinds::text[], :ids::text[],"
                  + " :hashes::text[])")
          .param("sender", sender)
          .param("control", controlId)
          .param("kinds", kinds)
          .param("ids", ids)
          .param("hashes", hashes.toArray(String[]::new))
          .query(
              row -> {
                if (row.getString("kind") == null) {
                  repeated.add(
                      new Repeated(
                          row.getString("id"),
                          row.getString("content_hash"),
                          row.getBytes("answer")));
                  return;
                }
                var version = map(row, 0);
                newest.putIfAbsent(version.reference(), version);
                if (!row.getBoolean("locked")
                    && !version.contentHash().equals(asked.get(version.reference()))) {
                  meanwhile.add(version.reference());
                }
              });
      if (meanwhile.isEmpty()) {
        return new Known(newest, repeated.isEmpty() ? null : repeated.get(0));
      }
      // it was equal when the locks were taken, and is not after waiting for them: it is locked now
    }
  }

  /** Adds the statements that write a version. */
  static void insert(RecordFacts facts, RecordVersion version, Together together) {
    var params = new HashMap<String, @Nullable Object>();
    params.put("kind", version.kind());
    params.put("id", version.id());
    params.put("version", version.version());
    params.put("owner", version.owner());
    params.put("patient", version.patientId());
    params.put("order", version.orderId());
    params.put("visit", version.visitId());
    params.put("status", version.status());
    params.put("npis", String.join(",", facts.npis()));
    params.put("content", version.content());
    params.put("hash", version.contentHash());
    params.put("message", version.messageId());
    params.put("now", at(version.recordedAt()));
    together.add(
        new Together.Statement(
            "insert into record (kind, id, version, owner, patient_id, order_id, visit_id, status, npis, content,"
                + " content_hash, message_id, recorded_at) values (:kind, :id, :version, :owner, :patient, :order,"
                + " :visit, :status, string_to_array(:npis, ','), :content, :hash, :message, :now)",
            params));
    if (version.kind().equals("Patient")) {
      replaceIdentifiers(facts, version.version(), together);
    }
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

  private static void replaceIdentifiers(RecordFacts patient, int version, Together together) {
    if (version > 1) {
      together.add(
          new Together.Statement(
              "delete from patient_identifier where patient_id = :patient",
              Map.of("patient", patient.id())));
    }
    var numbers = patient.identifiers();
    if (numbers.isEmpty()) {
      return;
    }
    together.add(
        new Together.Statement(
            "insert into patient_identifier (patient_id, namespace, oid, type, value) select :patient, *"
                + " from unnest(:namespaces::text[], :oids::text[], :types::text[], :values::text[])",
            Map.of(
                "patient", patient.id(),
                "namespaces", PatientIdentifier.column(numbers, PatientIdentifier::namespace),
                "oids", PatientIdentifier.column(numbers, PatientIdentifier::oid),
                "types", PatientIdentifier.column(numbers, PatientIdentifier::type),
                "values", PatientIdentifier.column(numbers, PatientIdentifier::value))));
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
