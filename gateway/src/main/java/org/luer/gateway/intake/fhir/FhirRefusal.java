package org.luer.gateway.intake.fhir;

import java.util.List;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.springframework.http.HttpStatus;

/** A request that is answered with an OperationOutcome. */
public final class FhirRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final HttpStatus status;
  private final transient List<Issue> issues;

  FhirRefusal(HttpStatus status, List<Issue> issues) {
    super("refused", null, false, false);
    this.status = status;
    this.issues = List.copyOf(issues);
  }

  /** With one reason. */
  public FhirRefusal(HttpStatus status, IssueCode code, String path, String text) {
    this(status, List.of(Issue.error(code, path, text)));
  }

  /** With which it is answered. */
  public HttpStatus status() {
    return status;
  }

  List<Issue> issues() {
    return issues;
  }
}
