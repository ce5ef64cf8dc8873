package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luer.gateway.Version;
import org.luer.gateway.cli.Inputs.Input;
import org.luer.gateway.intake.ExchangeTables;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.exchange.sessionreport.Predecessor;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportFhir;
import org.luer.mappings.exchange.sessionreport.SessionReportReceipts;
import org.luer.mappings.exchange.sessionreport.SessionReportRenderings;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.Comparison.Withheld;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.Receipt;
import org.luer.mappings.receipt.Rendering;

/** Receipts of what the command line translated. */
final class Receipts {
  private final SessionReportReceipts receipts = ExchangeTables.sessionReport(Version.number());
  private final Dialect dialect;

  Receipts(Dialect dialect) {
    this.dialect = dialect;
  }

  /** One receipt for a received input; one for each session of clinic records. */
  List<JsonNode> of(Input input, List<SessionReport> reports, Format to, List<String> messages) {
    if (input.format() != Format.CLINIC) {
      return List.of(tree(receipts.full(inward(input, reports, to, messages)), Map.of()));
    }
    var places = places(input.records());
    return reports.stream()
        .map(report -> tree(receipts.full(outward(report, to, messages)), places))
        .toList();
  }

  private Measurement<SessionReport> inward(
      Input input, List<SessionReport> reports, Format to, List<String> messages) {
    return receipts.inward(source(input, reports), target(reports, to, messages), dialect);
  }

  private Rendering<SessionReport> source(Input input, List<SessionReport> read) {
    if (input.format() == Format.HL7V2) {
      return SessionReportRenderings.hl7v2(PreParser.messages(input.bytes(), new Issues()), read);
    }
    var json = new String(input.bytes(), StandardCharsets.UTF_8);
    return SessionReportRenderings.fhir(FhirJson.parseBundle(json).value().orElseThrow(), dialect);
  }

  private Rendering<SessionReport> target(
      List<SessionReport> reports, Format to, List<String> messages) {
    return switch (to) {
      case CLINIC -> SessionReportRenderings.clinic(reports);
      case FHIR ->
          SessionReportRenderings.fhir(
              SessionReportFhir.toFhir(reports.get(0), Predecessor.NONE, dialect), dialect);
      case HL7V2 -> SessionReportRenderings.hl7v2(messages, dialect);
    };
  }

  private Measurement<SessionReport> outward(
      SessionReport report, Format to, List<String> messages) {
    return switch (to) {
      case CLINIC ->
          receipts.inward(
              SessionReportRenderings.clinic(List.of(report)),
              SessionReportRenderings.clinic(List.of(report)),
              dialect);
      case FHIR ->
          receipts.toFhir(
              report,
              SessionReportFhir.toFhir(report, Predecessor.NONE, dialect),
              dialect,
              Withheld.NOTHING);
      case HL7V2 -> receipts.toHl7v2(report, messages, dialect, Withheld.NOTHING);
    };
  }

  /** Where each record stands in the input, by kind: the input is an array of records. */
  private static Map<String, String> places(List<JsonNode> records) {
    var places = new HashMap<String, String>();
    for (int i = 0; i < records.size(); i++) {
      places.putIfAbsent(records.get(i).path("kind").asText(), records.size() == 1 ? "" : "/" + i);
    }
    return places;
  }

  /** The receipt as JSON; paths of clinic leaves become JSON pointers into the input. */
  private static JsonNode tree(Receipt receipt, Map<String, String> places) {
    var lines = receipt.leaves().stream().map(line -> placed(line, places)).toList();
    return ClinicJson.mapper()
        .valueToTree(
            new Receipt(
                receipt.source(), receipt.target(), receipt.mapping(), receipt.counts(), lines));
  }

  private static Receipt.Line placed(Receipt.Line line, Map<String, String> places) {
    var path = line.path();
    var mark = path.indexOf('#');
    var kind = mark < 0 ? "InfusionSession" : path.substring(0, mark);
    var pointer = places.get(kind);
    return pointer == null
        ? line
        : new Receipt.Line(
            pointer + path.substring(mark + 1), line.status(), line.rule(), line.to());
  }
}
