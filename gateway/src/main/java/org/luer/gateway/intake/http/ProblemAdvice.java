package org.luer.gateway.intake.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.database.Trouble;
import org.luer.gateway.journal.CanonicalJson;
import org.luer.gateway.journal.OwnedByAnother;
import org.luer.gateway.journal.VersionConflict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Renders every failure of a controller as problem+json. Messages of unknown exceptions go nowhere:
 * they may quote data.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
  static final String AWAY = "The database is away; send the request again.";
  static final String UNSPEAKABLE = "No text may hold the character U+0000.";
  static final int RETRY_SECONDS = 5;

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(Refusal refusal) {
    return answer(refusal.problem());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> conflict(VersionConflict conflict) {
    return answer(
        ProblemDetail.forStatusAndDetail(
            HttpStatus.PRECONDITION_FAILED,
            "If-Match names another version; the record is at version " + conflict.actual() + "."));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> foreign(OwnedByAnother foreign) {
    return answer(
        ProblemDetail.forStatusAndDetail(
            HttpStatus.CONFLICT, "A record with this id belongs to a partner."));
  }

  /** No yes and no no: what is not known to be committed is to be sent again. */
  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ResponseEntity<ProblemDetail> away(RuntimeException failure) {
    if (Trouble.unspeakable(failure)) {
      return answer(ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, UNSPEAKABLE));
    }
    LOG.error("The database did not answer as it should: {}", Trouble.of(failure));
    if (permanent(failure)) {
      return unexpected(failure);
    }
    var problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, AWAY);
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS))
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  /** Whether a failure of the database would come again: a fault of ours, not its absence. */
  static boolean permanent(RuntimeException failure) {
    return failure instanceof DataIntegrityViolationException
        || failure instanceof InvalidDataAccessResourceUsageException
        || failure instanceof InvalidDataAccessApiUsageException;
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unexpected(Exception failure) {
    var at = failure.getStackTrace();
    LOG.error(
        "A request failed: {} at {}",
        failure.getClass().getName(),
        at.length == 0 ? "unknown place" : at[0]);
    return answer(
        ProblemDetail.forStatusAndDetail(
            HttpStatus.INTERNAL_SERVER_ERROR, "The gateway failed; nothing was accepted."));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var wanted = failure.getSupportedMediaTypes().stream().map(String::valueOf).toList();
    var detail =
        wanted.isEmpty()
            ? "The Content-Type is missing or cannot be read."
            : "Content-Type must be " + String.join(" or ", wanted) + ".";
    return told(detail, failure, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return told(
        "There is nothing at this address; /api/v1/openapi.json names all.",
        failure,
        headers,
        status,
        request);
  }

  /** What of a body is not as its description says: the place, nothing of its content. */
  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var detail =
        failure.getCause() instanceof JsonProcessingException json
            ? unreadable(json)
            : "The body is missing or cannot be read.";
    return told(detail, failure, headers, status, request);
  }

  /** The answer that Spring would give, in our words. */
  private @Nullable ResponseEntity<Object> told(
      String detail,
      Exception failure,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    return handleExceptionInternal(failure, problem, headers, status, request);
  }

  private static String unreadable(JsonProcessingException failure) {
    if (failure instanceof UnrecognizedPropertyException unknown) {
      var known = unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      return "%s is not known; known here: %s.".formatted(place(unknown), String.join(", ", known));
    }
    return failure instanceof MismatchedInputException wrong
        ? "%s must be %s.".formatted(place(wrong), kind(wrong.getTargetType()))
        : CanonicalJson.wrong(failure);
  }

  private static String place(JsonMappingException failure) {
    var pointer = new StringBuilder();
    for (var step : failure.getPath()) {
      pointer
          .append('/')
          .append(step.getFieldName() == null ? step.getIndex() : step.getFieldName());
    }
    return pointer.isEmpty() ? "The body" : pointer.toString();
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null || type == String.class) {
      return "a text";
    }
    return Collection.class.isAssignableFrom(type)
        ? "a list"
        : type == Boolean.class
            ? "true or false"
            : Number.class.isAssignableFrom(type) ? "a number" : "an object";
  }

  private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
    return ResponseEntity.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
