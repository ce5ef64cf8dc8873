package org.luer.gateway.exchange.patientfeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.inbox.Adoption;
import org.luer.gateway.inbox.Offer;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.Records;
import org.luer.mappings.core.Ids;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Patient data that a partner offers. Of a patient whom the clinic knows it takes over the elements
 * that it chooses; one whom it does not know it links to a patient of its own, or makes one of it.
 */
@Component
class PatientAcceptance implements Offer {
  private static final String KIND = "Patient";
  private static final Set<String> OFFERS =
      Set.of("patient-received", "patient-changed", "patient-unmatched");

  /** What belongs to the sender's copy alone. */
  private static final List<String> THEIRS =
      List.of("foreign", "cleared", "mergedInto", "recordedAt", "recordedIn");

  private final Adoption adoption;
  private final Records records;
  private final JdbcClient jdbc;
  private final Clock clock;

  PatientAcceptance(Adoption adoption, Records records, JdbcClient jdbc, Clock clock) {
    this.adoption = adoption;
    this.records = records;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public boolean is(Inbox.Item item) {
    return OFFERS.contains(item.kind());
  }

  @Override
  public Taken accept(Inbox.Item item, Wish wish) {
    if (!item.kind().equals("patient-unmatched")) {
      return takeOver(item, wish);
    }
    return wish.text("patient") == null ? made(item, wish) : linked(item, wish);
  }

  private Taken takeOver(Inbox.Item item, Wish wish) {
    var details = item.details() == null ? Json.read("{}") : item.details();
    var ours =
        records
            .latest(KIND, details.path("patient").asText())
            .orElseThrow(
                () -> new NotAcceptable("", "not-found", "The clinic's patient is not there."));
    var offered = new TreeSet<String>();
    details.path("differences").forEach(d -> offered.add(d.asText()));
    var deleted = new TreeSet<String>();
    details.path("toDelete").forEach(d -> deleted.add("/" + d.asText()));
    var fields = fields(wish.body().path("fields"), offered, deleted);
    var patient = (ObjectNode) Json.read(ours.content());
    for (var field : fields) {
      var name = field.substring(1);
      var theirs = item.content().path(name);
      if (theirs.isMissingNode() || deleted.contains(field)) {
        patient.remove(name);
      } else {
        patient.set(name, theirs);
      }
    }
    return adoption.adopt(item, wish, "patients", patient, facts -> {});
  }

  /** The elements asked for; all that differ when none is named. Nothing is deleted unasked. */
  private static Set<String> fields(JsonNode asked, Set<String> offered, Set<String> deleted) {
    if (asked.isMissingNode()) {
      return offered;
    }
    var fields = new TreeSet<String>();
    var faults = new ArrayList<Fault>();
    for (int i = 0; i < asked.size(); i++) {
      var field = asked.get(i).asText();
      if (offered.contains(field) || deleted.contains(field)) {
        fields.add(field);
      } else {
        faults.add(
            new Fault("/fields/" + i, "value", "Is not among the differences that were offered."));
      }
    }
    if (!asked.isArray() || asked.isEmpty()) {
      faults.add(
          new Fault("/fields", "value", "Must be a list of differences, such as /addresses."));
    }
    if (!faults.isEmpty()) {
      throw new NotAcceptable(faults);
    }
    return fields;
  }

  private Taken linked(Inbox.Item item, Wish wish) {
    var id = Objects.requireNonNull(wish.text("patient"));
    if (records.latest(KIND, id).filter(r -> r.owner().equals(Reception.CLINIC)).isEmpty()) {
      throw new NotAcceptable("/patient", "not-found", "The clinic has no patient with this id.");
    }
    return adoption.decide(item, wish, KIND + "/" + id, () -> link(item, id, wish.actor()));
  }

  private Taken made(Inbox.Item item, Wish wish) {
    var theirs = item.record().substring(KIND.length() + 1);
    var id =
        Objects.requireNonNullElseGet(
            wish.text("id"), () -> Ids.uuid("patient", theirs).toString());
    Fault.ofNewId(id, records.exists(KIND, id), "a patient")
        .ifPresent(
            fault -> {
              throw new NotAcceptable(List.of(fault));
            });
    var patient = ((ObjectNode) item.content()).deepCopy();
    THEIRS.forEach(patient::remove);
    patient.put("id", id);
    return adoption.adopt(item, wish, "patients", patient, facts -> link(item, id, wish.actor()));
  }

  private void link(Inbox.Item item, String patient, String actor) {
    jdbc.sql(
            "insert into patient_link (owner, patient, clinic_patient, linked_by, linked_at)"
                + " values (:owner, :patient, :clinic, :by, :at) on conflict (owner, patient)"
                + " do update set clinic_patient = excluded.clinic_patient,"
                + " linked_by = excluded.linked_by, linked_at = excluded.linked_at")
        .param("owner", item.from())
        .param("patient", item.record().substring(KIND.length() + 1))
        .param("clinic", patient)
        .param("by", actor)
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }
}
