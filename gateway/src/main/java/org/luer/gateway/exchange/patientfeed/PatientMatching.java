package org.luer.gateway.exchange.patientfeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Incoming;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.RecordVersion;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds whose patient a partner's patient is, by number and authority only.
 *
 * <p>One match: the partner's version is offered in the inbox with what differs; the clinic's own
 * record stays as it is. No match, or several: the partner's copy is a provisional patient and the
 * clinic gets candidates to choose from. Nothing is linked here.
 */
@Component
public final class PatientMatching implements Incoming {
  /** What is the sender's own business and no difference to decide about. */
  private static final Set<String> IGNORED =
      Set.of("kind", "id", "identifiers", "foreign", "recordedAt", "recordedIn", "cleared");

  private final JdbcClient jdbc;
  private final Inbox inbox;

  /** A matching over the journal's database. */
  public PatientMatching(JdbcClient jdbc, Inbox inbox) {
    this.jdbc = jdbc;
    this.inbox = inbox;
  }

  @Override
  public boolean concerns(String kind) {
    return kind.equals("Patient");
  }

  @Override
  public boolean received(RecordVersion version, @Nullable RecordVersion previous, Instant now) {
    var content = Json.read(version.content());
    if (content.hasNonNull("mergedInto")) {
      return false;
    }
    var matches = matches(version, content);
    if (matches.size() == 1) {
      offer(version, content, matches.get(0), previous == null, now);
    } else {
      unmatched(version, content, matches, now);
    }
    return true;
  }

  private void offer(RecordVersion version, JsonNode content, Own own, boolean first, Instant now) {
    var details = JsonNodeFactory.instance.objectNode();
    details.put("patient", own.id());
    var differences = details.putArray("differences");
    differences(content, Json.read(own.content())).forEach(differences::add);
    content.path("cleared").forEach(c -> details.withArray("toDelete").add(c.asText()));
    inbox.add(
        version,
        first ? "patient-received" : "patient-changed",
        new Reason(
            "offered", "The sender's version of a patient of the clinic; the clinic decides."),
        details,
        now);
  }

  /** Elements that the sender has and that are other than the clinic's. */
  private static List<String> differences(JsonNode theirs, JsonNode ours) {
    var differences = new TreeSet<String>();
    for (var element : theirs.properties()) {
      var name = element.getKey();
      if (!IGNORED.contains(name) && !element.getValue().equals(ours.path(name))) {
        differences.add("/" + name);
      }
    }
    return List.copyOf(differences);
  }

  private void unmatched(RecordVersion version, JsonNode content, List<Own> several, Instant now) {
    var details = JsonNodeFactory.instance.objectNode();
    var candidates = details.putArray("candidates");
    (several.isEmpty() ? candidates(content) : several)
        .forEach(c -> candidates.add(candidate(c, several.isEmpty())));
    var reason =
        several.isEmpty()
            ? new Reason("no-number", "No patient of the clinic has one of these numbers.")
            : new Reason("several", "Several patients of the clinic have these numbers.");
    inbox.add(version, "patient-unmatched", reason, details, now);
  }

  private static ObjectNode candidate(Own own, boolean byName) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("patient", own.id())
        .put("because", byName ? "same birth date and family name" : "same number");
  }

  /** A patient of the clinic. */
  private record Own(String id, String content) {}

  /**
   * The clinic's patients that a partner's patient is: the one that the clinic linked, else those
   * with one of its numbers.
   */
  public List<String> clinicPatients(RecordVersion patient) {
    return matches(patient, Json.read(patient.content())).stream().map(Own::id).toList();
  }

  private List<Own> linked(RecordVersion version) {
    return jdbc.sql(
            "select r.id, r.content from patient_link l join record r on r.kind = 'Patient'"
                + " and r.id = l.clinic_patient and r.owner = 'clinic'"
                + " where l.owner = :owner and l.patient = :patient order by r.version desc limit 1")
        .param("owner", version.owner())
        .param("patient", version.id())
        .query((row, n) -> new Own(row.getString("id"), row.getString("content")))
        .list();
  }

  private List<Own> matches(RecordVersion version, JsonNode content) {
    var linked = linked(version);
    if (!linked.isEmpty()) {
      return linked;
    }
    var own = version.id().substring(Math.min(version.id().length(), version.owner().length() + 1));
    var number = content.path("identifiers").findValuesAsText("value").contains(own) ? "" : own;
    // by the ids that come into question, not by what all patients are
    return jdbc.sql(
            "select r.id, r.content from (select :own::text as id union select c.patient_id"
                + " from patient_identifier p join patient_identifier c on c.value = p.value"
                + " and (c.namespace = p.namespace or c.oid = p.oid) where p.patient_id = :patient) k"
                + " cross join lateral (select * from record n where n.kind = 'Patient' and n.id = k.id"
                + " order by n.version desc limit 1) r where r.owner = 'clinic' order by r.id")
        .param("own", number)
        .param("patient", version.id())
        .query((row, n) -> new Own(row.getString("id"), row.getString("content")))
        .list();
  }

  /** Patients of the clinic with the same birth date and family name: a hint, never a match. */
  private List<Own> candidates(JsonNode content) {
    var birth = content.path("birthDate").asText();
    var family = content.at("/names/0/family").asText();
    if (birth.isEmpty() || family.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(
            "select same.id, same.content from (select r.id, r.version, r.content from record r"
                + " where r.kind = 'Patient' and r.owner = 'clinic'"
                + " and patient_key(r.content) = :birth || ' ' || lower(:family) offset 0) same"
                + " where same.version = (select max(n.version) from record n"
                + " where n.kind = 'Patient' and n.id = same.id) order by same.id limit 20")
        .param("birth", birth)
        .param("family", family)
        .query((row, n) -> new Own(row.getString("id"), row.getString("content")))
        .list();
  }
}
