package org.luer.gateway.intake.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.intake.http.RecordReader.Fault;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** A request that is answered with a problem. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ProblemDetail problem;

  Refusal(HttpStatus status, String detail) {
    this(status, detail, List.of(), null);
  }

  /**
   * @param message the journal's id of the refused message
   */
  Refusal(HttpStatus status, String detail, List<Fault> faults, @Nullable String message) {
    super(detail, null, false, false);
    problem = ProblemDetail.forStatusAndDetail(status, detail);
    if (!faults.isEmpty()) {
      problem.setProperty("errors", faults);
    }
    if (message != null) {
      problem.setProperty("message", message);
    }
  }

  ProblemDetail problem() {
    return problem;
  }
}
