package org.luer.mappings.exchange.sessionreport;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.ClinicLeaves;
import org.luer.mappings.receipt.FhirLeaves;
import org.luer.mappings.receipt.Hl7v2Leaves;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Rendering;

/**
 * {@link SessionReport}s in each format, as receipts compare them: their leaves, and the way back.
 */
public final class SessionReportRenderings {
  private SessionReportRenderings() {}

  /**
   * Clinic records. Paths are JSON pointers into the session; those of the records that travel with
   * it start with the kind, as in {@code Patient#/birthDate}. Of the order only what a report
   * carries counts.
   */
  public static Rendering<SessionReport> clinic(List<SessionReport> reports) {
    var carried = reports.stream().map(SessionReportRenderings::carried).toList();
    var id = carried.size() == 1 ? carried.get(0).session().id() : null;
    return new Rendering<>(
        "clinic", List.of("InfusionSession"), id, () -> clinicLeaves(carried), () -> carried);
  }

  /** A Bundle, its JSON made only when its leaves are asked for. */
  public static Rendering<SessionReport> fhir(Bundle bundle, Dialect dialect) {
    return new Rendering<>(
        "fhir",
        List.of("Bundle"),
        bundle.getIdentifier().getValue(),
        () -> fhirLeaves(bundle),
        () -> carried(SessionReportFhir.fromFhir(bundle, dialect).value().orElse(List.of())));
  }

  /** The HL7 v2 messages of one input or of one delivery. */
  public static Rendering<SessionReport> hl7v2(List<String> messages, Dialect dialect) {
    return hl7v2(
        messages, () -> SessionReportHl7v2.fromHl7v2(messages, dialect).value().orElse(List.of()));
  }

  /** The HL7 v2 messages of one input that was read already. */
  public static Rendering<SessionReport> hl7v2(List<String> messages, List<SessionReport> read) {
    return hl7v2(messages, () -> read);
  }

  private static Rendering<SessionReport> hl7v2(
      List<String> messages, Supplier<List<SessionReport>> read) {
    var headers =
        messages.stream().flatMap(m -> PreParser.read(header(m)).value().stream()).toList();
    return new Rendering<>(
        "hl7v2",
        headers.stream().map(PreParser::type).distinct().toList(),
        headers.isEmpty() ? null : headers.get(0).header().text(10),
        () -> Hl7v2Leaves.of(messages),
        () -> carried(read.get()));
  }

  /** The message up to the end of its first segment. */
  private static String header(String message) {
    var end = message.indexOf('\r', message.indexOf("MSH"));
    return end < 0 ? message : message.substring(0, end + 1);
  }

  /** The leaves that the reports have when they are rendered in the format of a rendering. */
  static List<Leaf> again(
      List<SessionReport> reports, Rendering<SessionReport> like, Dialect dialect) {
    return switch (like.format()) {
      case "clinic" -> clinicLeaves(reports);
      case "fhir" ->
          reports.stream()
              .flatMap(
                  r -> fhirLeaves(SessionReportFhir.toFhir(r, Predecessor.NONE, dialect)).stream())
              .toList();
      default ->
          reports.stream()
              .flatMap(r -> hl7v2Leaves(r, Set.copyOf(like.types()), dialect).stream())
              .toList();
    };
  }

  /** Straight from the composed segments: HAPI's strict check matters on the wire, not here. */
  private static List<Leaf> hl7v2Leaves(SessionReport report, Set<String> types, Dialect dialect) {
    var messages = new ArrayList<String>(2);
    if (types.contains(SessionReportHl7v2.ORU_R01)) {
      messages.add(text(OruR01.segments(report, Predecessor.NONE, dialect)));
    }
    if (types.contains(SessionReportHl7v2.RAS_O17)) {
      messages.add(text(RasO17.segments(report, Predecessor.NONE, dialect)));
    }
    return Hl7v2Leaves.of(messages);
  }

  private static String text(List<OutSegment> segments) {
    return segments.stream().map(s -> s + "\r").collect(Collectors.joining());
  }

  private static List<Leaf> fhirLeaves(Bundle bundle) {
    try {
      return FhirLeaves.of(ClinicJson.mapper().readTree(FhirJson.encode(bundle)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("HAPI writes JSON", impossible);
    }
  }

  private static List<Leaf> clinicLeaves(List<SessionReport> reports) {
    var leaves = new ArrayList<Leaf>(1024);
    var seen = new HashSet<ClinicRecord>();
    for (int i = 0; i < reports.size(); i++) {
      for (var clinicRecord : SessionReportRecords.records(reports.get(i))) {
        if (seen.add(clinicRecord)) {
          leaves.addAll(ClinicLeaves.of(clinicRecord, at(clinicRecord, i, reports.size())));
        }
      }
    }
    return leaves;
  }

  private static String at(ClinicRecord clinicRecord, int report, int reports) {
    var kind = clinicRecord.getClass().getSimpleName();
    var number = reports > 1 ? "(" + (report + 1) + ")" : "";
    return kind.equals("InfusionSession") && reports == 1 ? "" : kind + number + "#";
  }

  private static List<SessionReport> carried(List<SessionReport> reports) {
    return reports.stream().map(SessionReportRenderings::carried).toList();
  }

  /** The report with only what it carries of the order. */
  static SessionReport carried(SessionReport report) {
    var o = report.order();
    if (o == null) {
      return report;
    }
    return new SessionReport(report.clinic(), report.patient(), o.identity(), report.session());
  }
}
