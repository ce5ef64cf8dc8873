package org.luer.gateway.intake.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Caller;
import org.luer.gateway.intake.http.IdempotencyKeys.Answer;
import org.luer.gateway.intake.http.RecordReader.Fault;
import org.luer.gateway.intake.http.RecordReader.Reading;
import org.luer.gateway.journal.CanonicalJson;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.mappings.concept.ClinicRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Takes one record of the clinic into the journal, or refuses it with every reason. */
@Component
final class RecordIntake {
  private static final Logger LOG = LoggerFactory.getLogger(RecordIntake.class);

  private final RecordReader reader;
  private final Journal journal;
  private final Records records;
  private final IdempotencyKeys keys;

  RecordIntake(RecordReader reader, Journal journal, Records records, IdempotencyKeys keys) {
    this.reader = reader;
    this.journal = journal;
    this.records = records;
    this.keys = keys;
  }

  /**
   * One record as it was sent.
   *
   * @param ifMatch version that it is meant to replace; null = whichever
   * @param key Idempotency-Key; null = none
   */
  record Sent(
      Collection collection,
      String id,
      Body body,
      @Nullable Integer ifMatch,
      @Nullable String key,
      Caller caller) {}

  /**
   * Accepts a record; committed when this returns.
   *
   * @throws Refusal with every reason
   */
  Answer accept(Sent sent) {
    var asked =
        String.join(
            "\n",
            sent.collection().path(),
            sent.id(),
            String.valueOf(sent.ifMatch()),
            CanonicalJson.hash(sent.body().json()));
    var fingerprint = CanonicalJson.hash(asked.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return keys.once(
        sent.caller().actor(), sent.key(), fingerprint, () -> accepted(sent, understand(sent)));
  }

  private Answer accepted(Sent sent, RecordFacts facts) {
    var acceptance = journal.accept(reception(sent, List.of(facts)), sent.ifMatch());
    var version = acceptance.versions().get(0).version();
    LOG.info(
        "Message {}: {} accepted as version {}",
        acceptance.messageId(),
        sent.collection().kind(),
        version);
    return new Answer(acceptance.messageId(), version);
  }

  /**
   * The facts of a record that is valid and fits what is known; else a refusal with every reason.
   */
  private RecordFacts understand(Sent sent) {
    var body = sent.body();
    var kind = sent.collection().kind();
    var faults = new ArrayList<Fault>();
    if (body.json().hasNonNull("id") && !body.text("id").equals(sent.id())) {
      faults.add(new Fault("/id", "conflict", "The id differs from the one in the path."));
    }
    known("/patientId", "Patient", body.text("patientId"), faults);
    if (kind.equals("InfusionSession")) {
      known("/orderId", "InfusionOrder", body.text("orderId"), faults); // its hold parameters judge
    }
    moved(kind, sent.id(), body, faults);
    var reading = reader.read(kind, body.bytes());
    if (reading instanceof Reading.Refused refused) {
      faults.addAll(refused.faults());
    }
    if (reading instanceof Reading.Accepted accepted && faults.isEmpty()) {
      return accepted.facts();
    }
    throw refuse(sent, faults);
  }

  private void known(String pointer, String kind, String id, List<Fault> faults) {
    if (!id.isEmpty() && records.latest(kind, id).filter(r -> ours(r)).isEmpty()) {
      faults.add(
          new Fault(pointer, "not-found", "There is no " + kind + " with this id; send it first."));
    }
  }

  /** In the wrong chart a record has to be withdrawn, which an update would not do. */
  private void moved(String kind, String id, Body body, List<Fault> faults) {
    var patient = body.text("patientId");
    if (!patient.isEmpty()
        && records.latest(kind, id).filter(r -> !r.patientId().equals(patient)).isPresent()) {
      faults.add(
          new Fault(
              "/patientId",
              "conflict",
              "The record is another patient's. Void it (status entered-in-error) and send it anew under a new id."));
    }
  }

  private static boolean ours(RecordVersion record) {
    return record.owner().equals(Reception.CLINIC);
  }

  private Refusal refuse(Sent sent, List<Fault> faults) {
    var detail = faults.size() == 1 ? "One error." : faults.size() + " errors.";
    var message =
        journal.refuse(
            reception(sent, List.of()), new Reason("invalid", "The record has " + detail));
    LOG.info("Message {}: {} refused, {}", message, sent.collection().kind(), detail);
    return new Refusal(HttpStatus.UNPROCESSABLE_ENTITY, detail, faults, message);
  }

  private static Reception reception(Sent sent, List<RecordFacts> facts) {
    return new Reception(
        sent.collection().path(),
        sent.collection().kind(),
        Reception.CLINIC,
        sent.caller().actor(),
        null,
        MediaType.APPLICATION_JSON_VALUE,
        sent.body().bytes(),
        facts,
        null);
  }

  /** The collection of this path, of a kind that there is. */
  static Collection collection(String path) {
    return Collection.of(path)
        .filter(c -> ClinicRecords.KINDS.containsKey(c.kind()))
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "There is no such collection."));
  }
}
