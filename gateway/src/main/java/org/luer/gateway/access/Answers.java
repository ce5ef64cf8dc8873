package org.luer.gateway.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Writes refusals where no controller does, in filters: an OperationOutcome below {@code /fhir},
 * else problem+json (RFC 9457).
 */
public final class Answers {
  private final ObjectMapper json;

  /** Writes with this mapper. */
  public Answers(ObjectMapper json) {
    this.json = json;
  }

  /** Whether a request is one to the FHIR interface. */
  static boolean fhir(HttpServletRequest request) {
    var path = request.getRequestURI();
    return path.equals("/fhir") || path.startsWith("/fhir/");
  }

  /** Answers with this status, in plain words. */
  public void write(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String text)
      throws IOException {
    var fhir = fhir(request);
    response.setStatus(status.value());
    response.setContentType(
        fhir ? "application/fhir+json;charset=UTF-8" : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(
        response.getOutputStream(), fhir ? outcome(status, text) : problem(status, text));
  }

  private ObjectNode problem(HttpStatus status, String text) {
    return json.createObjectNode()
        .put("title", status.getReasonPhrase())
        .put("status", status.value())
        .put("detail", text);
  }

  private ObjectNode outcome(HttpStatus status, String text) {
    var outcome = json.createObjectNode().put("resourceType", "OperationOutcome");
    outcome
        .putArray("issue")
        .addObject()
        .put("severity", "error")
        .put("code", code(status))
        .put("diagnostics", text);
    return outcome;
  }

  private static String code(HttpStatus status) {
    return switch (status) {
      case UNAUTHORIZED -> "login";
      case FORBIDDEN -> "forbidden";
      case SERVICE_UNAVAILABLE -> "transient";
      case TOO_MANY_REQUESTS -> "throttled";
      default -> "processing";
    };
  }
}
