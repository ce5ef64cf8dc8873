package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Caller;
import org.luer.gateway.intake.http.RecordIntake.Sent;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Settings;
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
  private final RecordIntake intake;
  private final Records records;
  private final AuditTrail audit;
  private final int limit;

  /**
   * The answer to a record that was accepted.
   *
   * @param message the journal's id of the message that brought this content
   * @param version of the record
   */
  record Accepted(String message, int version) {}

  RecordsApi(RecordIntake intake, Records records, AuditTrail audit, Settings settings) {
    this.intake = intake;
    this.records = records;
    this.audit = audit;
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
              + "If-Match guards against overwriting a version that the sender has not seen. A request that is repeated with its "
              + "Idempotency-Key within a week gets its first answer, whatever was sent since; the same key for another request is 422.",
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
      description = "The database is away, or too much is under way; send again after Retry-After",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<Accepted> put(
      @Parameter(description = "Such as patients, orders, sessions") @PathVariable
          String collection,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request,
      Caller caller)
      throws IOException, HttpMediaTypeNotSupportedException {
    var into = RecordIntake.collection(collection);
    var expected = expectedVersion(ifMatch);
    var body = Body.read(request, limit);
    var answer = intake.accept(new Sent(into, id, body, expected, key, caller));
    return ResponseEntity.accepted()
        .eTag(Integer.toString(answer.version()))
        .body(new Accepted(answer.message(), answer.version()));
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
      @PathVariable String id,
      Caller caller,
      HttpServletRequest request) {
    var record =
        records
            .latest(RecordIntake.collection(collection).kind(), id)
            .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "There is no such record."));
    audit.read(
        AuditTrail.Agent.of(caller, request.getRemoteAddr()),
        record.patientId(),
        record.reference() + "/_history/" + record.version());
    return ResponseEntity.ok()
        .eTag(Integer.toString(record.version()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(record.content());
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
