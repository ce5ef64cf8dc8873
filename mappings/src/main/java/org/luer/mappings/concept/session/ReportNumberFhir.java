package org.luer.mappings.concept.session;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.StringType;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link ReportNumber} to and from an R4 DiagnosticReport. The codes of its observations stand in
 * an extension of our own, because much of a session is no Observation in FHIR.
 *
 * <p>Mapped: identifier (FILL), status, category (HL7 table 0074), code, effectivePeriod, issued,
 * conclusion.
 */
public final class ReportNumberFhir {
  private static final String SID = "session-report";
  private static final String SECTION = Systems.V2 + "0074";
  private static final String CONTENT = "/StructureDefinition/session-report-content";

  private ReportNumberFhir() {}

  /** Writes the reports. */
  public static void toFhir(List<ReportNumber> reports, FactWriter facts) {
    var out = facts.out();
    for (int i = 0; i < reports.size(); i++) {
      var report = reports.get(i);
      var written = new DiagnosticReport();
      written.setMeta(out.clinical(null));
      if (report.number() != null) {
        written.addIdentifier(Identifiers.of(report.number(), "FILL", out.base()));
      }
      var key = facts.session() + "-" + (i + 1);
      written.addIdentifier(Identifiers.of(out.sid(SID), key));
      written.setStatus(
          facts.isVoid()
              ? DiagnosticReport.DiagnosticReportStatus.ENTEREDINERROR
              : report.status() == null
                  ? DiagnosticReport.DiagnosticReportStatus.UNKNOWN
                  : DiagnosticReport.DiagnosticReportStatus.fromCode(report.status().code()));
      if (report.section() != null) {
        written.addCategory(Codings.concept(SECTION, report.section(), null));
      }
      written.setCode(Codings.of(report.code()));
      written.setSubject(facts.subject()).setEncounter(facts.encounter());
      if (report.from() != null || report.to() != null) {
        written.setEffective(Times.period(report.from(), report.to()));
      }
      if (report.issuedAt() != null) {
        written.setIssuedElement(Times.instant(report.issuedAt()));
      }
      written.setConclusion(report.note());
      for (var content : report.contents()) {
        written.addExtension(out.base() + CONTENT, new StringType(content));
      }
      out.update(written, out.sid(SID), key);
    }
  }

  /** Whether the report is one of those. */
  public static boolean isOne(DiagnosticReport written) {
    return written.getIdentifier().stream()
        .map(Identifier::getSystem)
        .anyMatch(s -> s != null && s.endsWith("/sid/" + SID));
  }

  /** Reads the reports of a session. */
  public static List<ReportNumber> fromFhir(String session, BundleReader in) {
    var reports = new ArrayList<ReportNumber>();
    var own = Systems.sid(in.base(), SID);
    for (var written : in.all(DiagnosticReport.class)) {
      var key = Identifiers.value(written.getIdentifier(), own).orElse("");
      var code = Codings.read(written.getCode());
      if (key.startsWith(session + "-") && code.isPresent()) {
        reports.add(read(written, code.get(), in));
      }
    }
    return reports;
  }

  private static ReportNumber read(
      DiagnosticReport written, org.luer.mappings.core.Coded code, BundleReader in) {
    var path = in.path(written);
    var period =
        written.getEffective() instanceof org.hl7.fhir.r4.model.Period p
            ? p
            : new org.hl7.fhir.r4.model.Period();
    return new ReportNumber(
        code,
        written.getIdentifier().stream()
            .filter(i -> Identifiers.is(i, "FILL"))
            .findFirst()
            .flatMap(i -> Identifiers.read(i, in.dialect()))
            .map(i -> i.type() == null ? typed(i) : i)
            .orElse(null),
        Times.read(
                period.hasStart() ? period.getStartElement() : null,
                path + ".effectivePeriod.start",
                in.issues())
            .orElse(null),
        Times.read(
                period.hasEnd() ? period.getEndElement() : null,
                path + ".effectivePeriod.end",
                in.issues())
            .orElse(null),
        Times.read(written.getIssuedElement(), path + ".issued", in.issues()).orElse(null),
        written.getCategory().stream()
            .flatMap(c -> Codings.codeIn(c, SECTION).stream())
            .findFirst()
            .orElse(null),
        Enums.read(
                ReportNumber.Status.values(),
                ReportNumber.Status::code,
                written.hasStatus() ? written.getStatus().toCode() : null)
            .orElse(null),
        written.getConclusion(),
        written.getExtensionsByUrl(in.base() + CONTENT).stream()
            .map(e -> e.getValue().primitiveValue())
            .toList());
  }

  private static org.luer.mappings.core.Identifier typed(org.luer.mappings.core.Identifier i) {
    return new org.luer.mappings.core.Identifier(
        i.value(), i.authority(), i.oid(), "FILL", i.facility());
  }
}
