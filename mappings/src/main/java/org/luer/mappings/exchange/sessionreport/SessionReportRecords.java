package org.luer.mappings.exchange.sessionreport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;

/** Puts {@link SessionReport}s together from the clinic's records, and takes them apart again. */
public final class SessionReportRecords {
  private SessionReportRecords() {}

  /**
   * One report per session among the records, in their order.
   *
   * @param records sessions with their patients and orders; paths of issues are {@code /<index>/…}
   * @param clinic who reports, when the records hold no Organization
   */
  public static Translation<List<SessionReport>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var organization = first(records, Organization.class).orElse(clinic);
    var reports = new ArrayList<SessionReport>();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i) instanceof InfusionSession session) {
        report(records, session, organization, "/" + i, issues).ifPresent(reports::add);
      }
    }
    if (reports.isEmpty() && !issues.refuse()) {
      issues.error(IssueCode.REQUIRED, "", "holds no InfusionSession");
    }
    return issues.resultOf(() -> List.copyOf(reports));
  }

  /** The records of a report: clinic, patient, order, session. */
  public static List<ClinicRecord> records(SessionReport report) {
    var records = new ArrayList<ClinicRecord>();
    records.add(report.clinic());
    records.add(report.patient());
    Optional.ofNullable(report.order()).ifPresent(records::add);
    records.add(report.session());
    return List.copyOf(records);
  }

  /** The report with only what it carries of the order. */
  static SessionReport carried(SessionReport report) {
    var order = report.order();
    return order == null
        ? report
        : new SessionReport(report.clinic(), report.patient(), order.identity(), report.session());
  }

  private static Optional<SessionReport> report(
      List<? extends ClinicRecord> records,
      InfusionSession session,
      @Nullable Organization clinic,
      String at,
      Issues issues) {
    var patient = byId(records, Patient.class, session.patientId());
    if (patient.isEmpty()) {
      issues.error(IssueCode.NOT_FOUND, at + "/patientId", "names no Patient among the records");
    }
    if (clinic == null) {
      issues.error(IssueCode.REQUIRED, at, "needs an Organization record: the clinic that reports");
    }
    var orderId = session.orderId();
    var order = orderId == null ? null : byId(records, InfusionOrder.class, orderId).orElse(null);
    return patient.isEmpty() || clinic == null
        ? Optional.empty()
        : Optional.of(new SessionReport(clinic, patient.get(), order, session));
  }

  private static <T extends ClinicRecord> Optional<T> first(
      List<? extends ClinicRecord> records, Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static <T extends ClinicRecord> Optional<T> byId(
      List<? extends ClinicRecord> records, Class<T> type, String id) {
    return records.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(r -> r.id().equals(id))
        .findFirst();
  }
}
