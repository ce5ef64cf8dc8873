package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Caller;
import org.luer.gateway.intake.http.RecordReader.Fault;
import org.luer.gateway.intake.http.RecordReader.Reading;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Settings;
import org.luer.mappings.concept.ClinicRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The clinic's records: put a version, get the newest. */
@RestController
@RequestMapping("/api/v1/" + Collection.PATH + "/{id}")
class RecordsApi {
  private static final Logger LOG = LoggerFactory.getLogger(RecordsApi.class);

  private final RecordReader reader;
  private final Journal journal;
  private final Records records;
  private final int limit;

  /**
   * The answer to a record that was accepted.
   *
   * @param message the journal's id of the message that brought this content
   * @param version of the record
   */
  record Accepted(String message, int version) {}

  RecordsApi(RecordReader reader, Journal journal, Records records, Settings settings) {
    this.reader = reader;
    this.journal = journal;
    this.records = records;
    this.limit = settings.http().maxBody();
  }

  @PutMapping(
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "putRecord",
      summary = "Accepts a version of a record",
      description =
          "The same content again gives the same answer and sends nothing. New content is the next version. "
              + "If-Match guards against overwriting a version that the sender has not seen.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(mediaType = "application/json", schema = @Schema(type = "object"))))
  @ApiResponse(responseCode = "202", description = "Committed")
  @ApiResponse(
      responseCode = "400",
      description = "Not JSON",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "412",
      description = "Another version than If-Match names",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "422",
      description = "All that is wrong, in errors",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "503",
      description = "The database is away; send again",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<Accepted> put(
      @Parameter(description = "Such as patients, orders, sessions") @PathVariable
          String collection,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      HttpServletRequest request,
      Caller caller)
      throws IOException, HttpMediaTypeNotSupportedException {
    var kind = kind(collection);
    var expected = expectedVersion(ifMatch);
    var body = Body.read(request, limit);
    var facts = understand(collection, kind, id, body, caller);
    var acceptance =
        journal.accept(reception(collection, kind, caller, body, List.of(facts)), expected);
    var version = acceptance.versions().get(0).version();
    LOG.info("Message {}: {} accepted as version {}", acceptance.messageId(), kind, version);
    return ResponseEntity.accepted()
        .eTag(Integer.toString(version))
        .body(new Accepted(acceptance.messageId(), version));
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getRecord",
      summary = "The newest version of a record, exactly as it was accepted")
  @ApiResponse(
      responseCode = "200",
      description = "The record",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  ResponseEntity<String> get(
      @Parameter(description = "Such as patients, orders, sessions") @PathVariable
          String collection,
      @PathVariable String id) {
    var record =
        records
            .latest(kind(collection), id)
            .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "There is no such record."));
    return ResponseEntity.ok()
        .eTag(Integer.toString(record.version()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(record.content());
  }

  private static String kind(String collection) {
    return Collection.of(collection)
        .map(Collection::kind)
        .filter(ClinicRecords.KINDS::containsKey)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "There is no such collection."));
  }

  /**
   * The facts of a record that is valid and fits what is known; else a refusal with every reason.
   */
  private RecordFacts understand(
      String collection, String kind, String id, Body body, Caller caller) {
    var faults = new ArrayList<Fault>();
    if (body.json().hasNonNull("id") && !body.text("id").equals(id)) {
      faults.add(new Fault("/id", "conflict", "The id differs from the one in the path."));
    }
    known("/patientId", "Patient", body.text("patientId"), faults);
    if (kind.equals("InfusionSession")) {
      known("/orderId", "InfusionOrder", body.text("orderId"), faults); // its hold parameters judge
    }
    moved(kind, id, body, faults);
    var reading = reader.read(kind, body.bytes());
    if (reading instanceof Reading.Refused refused) {
      faults.addAll(refused.faults());
    }
    if (reading instanceof Reading.Accepted accepted && faults.isEmpty()) {
      return accepted.facts();
    }
    throw refuse(collection, kind, body, caller, faults);
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

  private Refusal refuse(
      String collection, String kind, Body body, Caller caller, List<Fault> faults) {
    var detail = faults.size() == 1 ? "One error." : faults.size() + " errors.";
    var message =
        journal.refuse(
            reception(collection, kind, caller, body, List.of()),
            new Reason("invalid", "The record has " + detail));
    LOG.info("Message {}: {} refused, {}", message, kind, detail);
    return new Refusal(HttpStatus.UNPROCESSABLE_ENTITY, detail, faults, message);
  }

  private static Reception reception(
      String collection, String kind, Caller caller, Body body, List<RecordFacts> facts) {
    return new Reception(
        collection,
        kind,
        Reception.CLINIC,
        caller.actor(),
        null,
        MediaType.APPLICATION_JSON_VALUE,
        body.bytes(),
        facts,
        null);
  }

  private static @Nullable Integer expectedVersion(@Nullable String ifMatch) {
    if (ifMatch == null) {
      return null;
    }
    var version = ifMatch.strip().replaceFirst("^W/", "").replace("\"", "");
    if (!version.matches("[0-9]{1,9}")) {
      throw new Refusal(
          HttpStatus.BAD_REQUEST, "If-Match must be the ETag of one version, such as \"3\".");
    }
    return Integer.valueOf(version);
  }
}
