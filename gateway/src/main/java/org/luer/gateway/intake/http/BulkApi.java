package org.luer.gateway.intake.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Caller;
import org.luer.gateway.database.Trouble;
import org.luer.gateway.intake.http.RecordIntake.Sent;
import org.luer.gateway.journal.OwnedByAnother;
import org.luer.gateway.partner.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Many records in one request: a record on each line, a result on each line. Each line is accepted
 * by itself, in order; its result is written when it is committed. When the database is away, that
 * line and all that follow are told to come again.
 */
@RestController
class BulkApi {
  /** Newline-delimited JSON. */
  static final String NDJSON = "application/x-ndjson";

  private static final Logger LOG = LoggerFactory.getLogger(BulkApi.class);

  private final RecordIntake intake;
  private final ObjectMapper json;
  private final int limit;

  BulkApi(RecordIntake intake, ObjectMapper json, Settings settings) {
    this.intake = intake;
    this.json = json;
    this.limit = settings.http().maxBody();
  }

  @PostMapping(path = "/api/v1/bulk", consumes = NDJSON, produces = NDJSON)
  @Operation(
      operationId = "putRecords",
      summary = "Accepts many records, one on each line",
      description =
          "Each line is a record with kind and id and is treated as a PUT of it. Each line of the answer is the result of the"
              + " line of that number: status 202 with message and version, else the status and the problem of a PUT. After a"
              + " line with status 503 nothing more is tried; send the lines with that status again."
              + " An Idempotency-Key counts for each line, together with its number.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(mediaType = NDJSON, schema = @Schema(type = "string"))))
  @ApiResponse(
      responseCode = "200",
      description = "One result on each line",
      content = @Content(mediaType = NDJSON, schema = @Schema(type = "string")))
  void put(
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request,
      HttpServletResponse response,
      Caller caller)
      throws IOException, HttpMediaTypeNotSupportedException {
    Body.requireUtf8(request.getContentType());
    response.setContentType(NDJSON);
    var in = new BufferedInputStream(request.getInputStream());
    var out = response.getOutputStream();
    var away = false;
    int number = 0;
    for (var line = line(in); line.isPresent(); line = line(in)) {
      number++;
      if (line.get().blank()) {
        continue;
      }
      var result = json.createObjectNode().put("line", number);
      if (away) {
        away(result);
      } else {
        away = accept(line.get(), key == null ? null : key + "/" + number, caller, result);
      }
      write(result, out);
    }
  }

  private void write(ObjectNode result, OutputStream out) throws IOException {
    out.write(json.writeValueAsBytes(result));
    out.write('\n');
    out.flush();
  }

  /** Fills in what became of a line; true when the database is away. */
  private boolean accept(Line line, @Nullable String key, Caller caller, ObjectNode result) {
    try {
      var body = Body.of(line.bytes(limit));
      var kind = body.text("kind");
      var id = body.text("id");
      result.put("kind", kind).put("id", id);
      var collection =
          Collection.ofKind(kind)
              .orElseThrow(
                  () ->
                      new Refusal(
                          HttpStatus.UNPROCESSABLE_ENTITY,
                          "The member kind names none that can be sent."));
      if (id.isEmpty()) {
        throw new Refusal(HttpStatus.UNPROCESSABLE_ENTITY, "The member id is missing.");
      }
      var answer = intake.accept(new Sent(collection, id, body, null, key, caller));
      result
          .put("status", HttpStatus.ACCEPTED.value())
          .put("message", answer.message())
          .put("version", answer.version());
      return false;
    } catch (Refusal refusal) {
      var problem = refusal.problem();
      result.put("status", problem.getStatus()).put("detail", inLine(problem.getDetail()));
      if (problem.getProperties() != null) { // a place in the JSON has a line of its own
        problem
            .getProperties()
            .forEach((name, value) -> result.putIfAbsent(name, json.valueToTree(value)));
      }
      return false;
    } catch (OwnedByAnother e) {
      result
          .put("status", HttpStatus.CONFLICT.value())
          .put("detail", "A record with this id belongs to a partner.");
      return false;
    } catch (DataAccessException | TransactionException e) {
      if (ProblemAdvice.permanent(e)) {
        return failed(e, result);
      }
      LOG.error("The database did not answer as it should: {}", Trouble.of(e));
      away(result);
      return true;
    } catch (RuntimeException e) {
      return failed(e, result);
    }
  }

  /** A record is a line here, so that a place in it is its column. */
  private static @Nullable String inLine(@Nullable String detail) {
    return detail == null ? null : detail.replace(": line 1, column ", ": column ");
  }

  private static boolean failed(RuntimeException failure, ObjectNode result) {
    LOG.error("A line failed: {}", failure.getClass().getName());
    result
        .put("status", HttpStatus.INTERNAL_SERVER_ERROR.value())
        .put("detail", "The gateway failed; nothing was accepted.");
    return false;
  }

  private static void away(ObjectNode result) {
    result
        .put("status", HttpStatus.SERVICE_UNAVAILABLE.value())
        .put("detail", ProblemAdvice.AWAY)
        .put("retryAfter", ProblemAdvice.RETRY_SECONDS);
  }

  /**
   * A line, or the beginning of one that is too long.
   *
   * @param length of the whole line
   */
  private record Line(ByteArrayOutputStream kept, long length) {
    boolean blank() {
      return length == kept.size()
          && kept.toString(java.nio.charset.StandardCharsets.UTF_8).isBlank();
    }

    byte[] bytes(int limit) {
      if (length > limit) {
        throw Body.tooLarge(limit);
      }
      return kept.toByteArray();
    }
  }

  /** The next line without its end; what is longer than a body may be is passed over. */
  private Optional<Line> line(InputStream in) throws IOException {
    var kept = new ByteArrayOutputStream();
    long length = 0;
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      length++;
      if (length <= limit) {
        kept.write(b);
      }
    }
    return Optional.of(new Line(kept, length));
  }
}
