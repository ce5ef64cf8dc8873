package org.luer.gateway.intake.fhir;

import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.luer.gateway.database.Trouble;
import org.luer.mappings.fhir.FhirJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Renders every failure of the FHIR interface as an OperationOutcome, without its message. */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice(annotations = FhirAnswers.class)
class FhirAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(FhirAdvice.class);

  @ExceptionHandler
  ResponseEntity<byte[]> refused(FhirRefusal refusal) {
    var answer = ResponseEntity.status(refusal.status());
    if (refusal.status() == HttpStatus.FORBIDDEN) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
    }
    return with(answer, Outcomes.of(refusal.issues()));
  }

  /** No yes and no no: what is not known to be committed is to be sent again. */
  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ResponseEntity<byte[]> away(RuntimeException failure) {
    LOG.error("The database did not answer as it should: {}", Trouble.of(failure));
    return with(
        ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, "5"),
        Outcomes.other(IssueType.TRANSIENT, "The database is away; send the request again."));
  }

  @ExceptionHandler
  ResponseEntity<byte[]> unexpected(Exception failure) {
    var at = failure.getStackTrace();
    LOG.error(
        "A request failed: {} at {}",
        failure.getClass().getName(),
        at.length == 0 ? "unknown place" : at[0]);
    return with(
        ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR),
        Outcomes.other(IssueType.EXCEPTION, "The gateway failed; nothing was accepted."));
  }

  private static ResponseEntity<byte[]> with(
      ResponseEntity.BodyBuilder answer, OperationOutcome outcome) {
    return answer
        .header(HttpHeaders.CONTENT_TYPE, "application/fhir+json;charset=UTF-8")
        .body(FhirJson.encode(outcome).getBytes(StandardCharsets.UTF_8));
  }
}
