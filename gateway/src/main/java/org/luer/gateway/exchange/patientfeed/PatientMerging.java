package org.luer.gateway.exchange.patientfeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Incoming;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordFacts.PatientIdentifier;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.mappings.core.Ids;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Follows a partner's merge among the partner's own records: the retired numbers become aliases,
 * and what the partner sent about the retired patient is filed under the surviving one, now and
 * later. The clinic's records stay as they are.
 *
 * <p>A merge with conflicts, one that would go in a circle, and one that joins two of the clinic's
 * own patients are not followed but put before the clinic.
 */
@Component
public final class PatientMerging implements Incoming {
  private static final Set<String> QUIET =
      Set.of("account", "account-number", "visit", "move-visit", "link", "unlink");
  private static final int LONGEST_CHAIN = 16;

  private final JdbcClient jdbc;
  private final Records records;
  private final Inbox inbox;

  /** A merging over the journal's database. */
  public PatientMerging(JdbcClient jdbc, Records records, Inbox inbox) {
    this.jdbc = jdbc;
    this.records = records;
    this.inbox = inbox;
  }

  /** The patients first: the others are filed under whom they turn out to be. */
  @Override
  public List<RecordFacts> resolved(List<RecordFacts> all, String sender) {
    var kept = kept(all, sender);
    var resolved = new ArrayList<>(all);
    resolved.replaceAll(
        facts -> facts.kind().equals("Patient") ? known(facts, sender, kept) : facts);
    var surviving = new HashMap<String, String>();
    resolved.replaceAll(
        facts ->
            isAboutPatient(facts)
                ? filed(
                    facts,
                    surviving.computeIfAbsent(facts.patientId(), id -> surviving(sender, id, kept)))
                : facts);
    return resolved;
  }

  private static boolean isAboutPatient(RecordFacts facts) {
    return !facts.kind().equals("Patient")
        && !facts.kind().equals("PatientMerge")
        && !facts.patientId().equals(facts.id());
  }

  /**
   * What is kept of the patients that a message names.
   *
   * @param copies of the sender that have one of a patient's numbers, by the patient's id
   * @param asked ids whose alias was looked for
   * @param aliases of those that have one
   */
  private record Kept(
      Map<String, Set<String>> copies, Set<String> asked, Map<String, String> aliases) {}

  /** Asked at once for the whole message. */
  private Kept kept(List<RecordFacts> all, String sender) {
    var numbers = new ArrayList<PatientIdentifier>();
    var patients = new ArrayList<String>();
    for (var facts : all) {
      facts
          .identifiers()
          .forEach(
              number -> {
                numbers.add(number);
                patients.add(facts.id());
              });
    }
    var asked =
        all.stream()
            .filter(PatientMerging::isAboutPatient)
            .map(RecordFacts::patientId)
            .collect(Collectors.toSet());
    var kept = new Kept(new HashMap<>(), asked, new HashMap<>());
    if (numbers.isEmpty() && asked.isEmpty()) {
      return kept;
    }
    jdbc.sql(
            "select * from patients_kept(:owner, :patients::text[], :values::text[],"
                + " :namespaces::text[], :oids::text[], :asked::text[])")
        .param("patients", patients.toArray(String[]::new))
        .param("values", PatientIdentifier.column(numbers, PatientIdentifier::value))
        .param("namespaces", PatientIdentifier.column(numbers, PatientIdentifier::namespace))
        .param("oids", PatientIdentifier.column(numbers, PatientIdentifier::oid))
        .param("owner", sender)
        .param("asked", asked.toArray(String[]::new))
        .query(
            row -> {
              var patient = row.getString("patient");
              var found = row.getString("known");
              if (row.getBoolean("alias")) {
                kept.aliases().put(patient, found);
              } else {
                kept.copies().computeIfAbsent(patient, p -> new LinkedHashSet<>()).add(found);
              }
            });
    return kept;
  }

  private static RecordFacts filed(RecordFacts facts, String surviving) {
    if (surviving.equals(facts.patientId())) {
      return facts;
    }
    var content = ((ObjectNode) Json.read(facts.content())).put("patientId", surviving);
    return new RecordFacts(
        facts.kind(),
        facts.id(),
        surviving,
        facts.orderId(),
        facts.visitId(),
        facts.status(),
        facts.npis(),
        facts.identifiers(),
        content.toString());
  }

  /**
   * The sender's patient under the id that its copy already has: a message that names the clinic's
   * number and one that does not are about the same copy.
   */
  private RecordFacts known(RecordFacts facts, String sender, Kept kept) {
    var copies = kept.copies().getOrDefault(facts.id(), Set.of());
    if (copies.size() != 1 || copies.contains(facts.patientId())) {
      return facts;
    }
    var copy = copies.iterator().next();
    alias(sender, facts.patientId(), copy, JsonNodeFactory.instance.objectNode(), "");
    kept.aliases().put(facts.patientId(), copy);
    var content = ((ObjectNode) Json.read(facts.content())).put("id", copy);
    return new RecordFacts(
        facts.kind(),
        copy,
        copy,
        facts.orderId(),
        facts.visitId(),
        facts.status(),
        facts.npis(),
        facts.identifiers(),
        content.toString());
  }

  /** The patient that a partner's patient is by now. */
  private String surviving(String owner, String patient) {
    return surviving(owner, patient, new Kept(Map.of(), Set.of(), Map.of()));
  }

  private String surviving(String owner, String patient, Kept kept) {
    var at = patient;
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      var next = alias(owner, at, kept);
      if (next.isEmpty()) {
        return at;
      }
      at = next.get();
    }
    return at;
  }

  private Optional<String> alias(String owner, String retired, Kept kept) {
    var known = kept.aliases().get(retired);
    if (known != null || kept.asked().contains(retired)) {
      return Optional.ofNullable(known);
    }
    return jdbc.sql(
            "select surviving from patient_alias where owner = :owner and retired = :retired")
        .param("owner", owner)
        .param("retired", retired)
        .query(String.class)
        .optional();
  }

  @Override
  public boolean concerns(String kind) {
    return kind.equals("PatientMerge");
  }

  @Override
  public boolean received(RecordVersion version, @Nullable RecordVersion previous, Instant now) {
    var merge = Json.read(version.content());
    if (QUIET.contains(merge.path("event").asText())) {
      return false;
    }
    var retired = retired(version, merge);
    var conflicts = conflicts(version, merge, retired);
    if (conflicts.isEmpty()) {
      follow(version, merge, retired, now);
      return false;
    }
    var details = JsonNodeFactory.instance.objectNode();
    conflicts.forEach(details.putArray("conflicts")::add);
    inbox.add(
        version,
        "merge-review",
        new Reason("conflicts", "The sender has merged patients; the clinic decides first."),
        details,
        now);
    return true;
  }

  /**
   * Follows a merge that the clinic has decided to follow, in the transaction that is under way.
   */
  void follow(RecordVersion version, Instant now) {
    var merge = Json.read(version.content());
    follow(version, merge, retired(version, merge), now);
  }

  /** Whether following a merge would lead back to where it began. */
  boolean circular(RecordVersion version) {
    return retired(version, Json.read(version.content()))
        .contains(surviving(version.owner(), version.patientId()));
  }

  private List<String> conflicts(RecordVersion version, JsonNode merge, Set<String> retired) {
    var conflicts = new ArrayList<String>();
    merge.path("conflicts").forEach(c -> conflicts.add(c.asText()));
    if (retired.contains(surviving(version.owner(), version.patientId()))) {
      conflicts.add("circle");
    }
    var own = new LinkedHashSet<String>();
    own.addAll(ownPatients(merge.path("surviving")));
    own.addAll(ownPatients(merge.path("retired")));
    if (own.size() > 1) {
      conflicts.add("two-patients-of-the-clinic");
    }
    return conflicts;
  }

  /** Patients of the clinic that have one of these numbers. */
  private List<String> ownPatients(JsonNode numbers) {
    var found = new ArrayList<String>();
    for (var number : numbers) {
      found.addAll(patients(number, "clinic"));
    }
    return found;
  }

  private List<String> patients(JsonNode number, String owner) {
    return jdbc.sql(
            "select distinct known from patients_kept(:owner, array[''], array[:value::text],"
                + " array[:namespace::text], array[:oid::text], '{}')")
        .param("owner", owner)
        .param("value", number.path("value").asText())
        .param("namespace", number.path("authority").asText(null))
        .param("oid", number.path("oid").asText(null))
        .query(String.class)
        .list();
  }

  /** Ids of the partner's copies of the retired patient, also of one that never came. */
  private Set<String> retired(RecordVersion version, JsonNode merge) {
    var retired = new LinkedHashSet<String>();
    for (var number : merge.path("retired")) {
      retired.addAll(patients(number, version.owner()));
      retired.add(id(version.owner(), number));
    }
    return retired;
  }

  /** The id that the partner's copy of a patient with this number first has. */
  private static String id(String owner, JsonNode number) {
    var key =
        Ids.uuid(
            "patient", owner, number.path("authority").asText(), number.path("value").asText());
    return RecordFactsReader.own(owner, key.toString());
  }

  private void follow(RecordVersion version, JsonNode merge, Set<String> retired, Instant now) {
    var target = surviving(version.owner(), version.patientId());
    for (var old : retired) {
      alias(version.owner(), old, target, merge.path("retired").path(0), version.messageId());
      for (var one : records.about(old, version.owner(), kinds(old, version.owner()))) {
        refile(one, target, version.messageId(), now);
      }
    }
  }

  private void alias(
      String owner, String retired, String surviving, JsonNode number, String message) {
    jdbc.sql(
            "insert into patient_alias (owner, retired, surviving, namespace, oid, value, message_id, created_at)"
                + " values (:owner, :retired, :surviving, :namespace, :oid, :value, :message, now())"
                + " on conflict (owner, retired) do update set surviving = excluded.surviving")
        .param("owner", owner)
        .param("retired", retired)
        .param("surviving", surviving)
        .param("namespace", number.path("authority").asText(null))
        .param("oid", number.path("oid").asText(null))
        .param("value", number.path("value").asText())
        .param("message", message)
        .update();
  }

  private Set<String> kinds(String patient, String owner) {
    return Set.copyOf(
        jdbc.sql("select distinct kind from record where patient_id = :patient and owner = :owner")
            .param("patient", patient)
            .param("owner", owner)
            .query(String.class)
            .list());
  }

  private void refile(RecordVersion one, String target, String message, Instant now) {
    var content = (ObjectNode) Json.read(one.content());
    var patient = one.kind().equals("Patient");
    var field = patient ? "mergedInto" : "patientId";
    if (!target.equals(content.path(field).asText())) {
      content.put(field, target);
      records.refile(one, patient ? one.patientId() : target, content.toString(), message, now);
    }
  }
}
