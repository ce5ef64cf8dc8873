package org.luer.mappings.exchange.sessionreport;

import java.util.List;
import java.util.Optional;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.session.ReportNumber;
import org.luer.mappings.core.CodePairs;

/** How far a session and its reports are, in HL7 v2: order-status.csv, report-status.csv. */
final class SessionStatuses {
  private static final CodePairs<InfusionSession.Status> ORDER =
      CodePairs.load(
          SessionStatuses.class,
          "order-status.csv",
          List.of(InfusionSession.Status.values()),
          InfusionSession.Status::code);
  private static final CodePairs<ReportNumber.Status> REPORT =
      CodePairs.load(
          SessionStatuses.class,
          "report-status.csv",
          List.of(ReportNumber.Status.values()),
          ReportNumber.Status::code);

  private SessionStatuses() {}

  /** ORC-5. */
  static String order(InfusionSession.Status status) {
    return ORDER.write(status);
  }

  /** What ORC-5 says of a session. */
  static Optional<InfusionSession.Status> readOrder(String code) {
    return Optional.ofNullable(ORDER.read(code));
  }

  /** OBR-25. */
  static String report(ReportNumber.Status status) {
    return REPORT.write(status);
  }

  /** What OBR-25 says. */
  static Optional<ReportNumber.Status> readReport(String code) {
    return Optional.ofNullable(REPORT.read(code));
  }
}
