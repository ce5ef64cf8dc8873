package org.luer.gateway.intake.http;

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
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Renders every failure of a controller as problem+json. Messages of unknown exceptions go nowhere:
 * they may quote data.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
  static final String AWAY = "The database is away; send the request again.";
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
    LOG.error("The database did not answer as it should: {}", failure.getClass().getSimpleName());
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

  private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
    return ResponseEntity.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
