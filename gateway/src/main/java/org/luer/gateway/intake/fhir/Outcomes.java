package org.luer.gateway.intake.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;

/** Issues as an OperationOutcome: expression is the place, diagnostics the plain words. */
public final class Outcomes {
  private Outcomes() {}

  public static OperationOutcome of(List<Issue> issues) {
    var outcome = new OperationOutcome();
    for (var issue : issues) {
      var one =
          outcome
              .addIssue()
              .setSeverity(OperationOutcome.IssueSeverity.fromCode(issue.severity().code()))
              .setCode(OperationOutcome.IssueType.fromCode(issue.code().fhirCode()))
              .setDiagnostics(issue.text());
      one.getDetails().setText(issue.code().code());
      if (!issue.path().isEmpty()) {
        one.addExpression(issue.path());
      }
    }
    return outcome;
  }

  /** What is answered to something taken: its warnings, or that all is well. */
  static OperationOutcome taken(List<Issue> warnings) {
    if (!warnings.isEmpty()) {
      return of(warnings);
    }
    var outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(OperationOutcome.IssueSeverity.INFORMATION)
        .setCode(OperationOutcome.IssueType.INFORMATIONAL)
        .setDiagnostics("Taken; the clinic will look at it.");
    return outcome;
  }

  /** An outcome that no issue of a translation stands for. */
  static OperationOutcome other(OperationOutcome.IssueType type, String text) {
    var outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(OperationOutcome.IssueSeverity.ERROR)
        .setCode(type)
        .setDiagnostics(text);
    return outcome;
  }

  /** The reason that the list of messages shows. */
  static String summary(List<Issue> issues) {
    var first = issues.stream().filter(Issue::refuses).findFirst();
    var text = first.map(Issue::text).orElse("refused");
    var more = issues.stream().filter(Issue::refuses).count() - 1;
    var code = first.map(Issue::code).orElse(IssueCode.NOT_USABLE).code();
    return code + ": " + text + (more > 0 ? " (and " + more + " more)" : "");
  }
}
