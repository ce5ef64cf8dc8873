package org.luer.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.gateway.cli.Inputs.Input;
import org.luer.gateway.intake.ClinicSchemas;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.sessionreport.Predecessor;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportFhir;
import org.luer.mappings.exchange.sessionreport.SessionReportHl7v2;
import org.luer.mappings.exchange.sessionreport.SessionReportRecords;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.PreParser;

/** Reads one input into the clinic model and writes it in the target form. */
final class Translator {
  private static final Set<String> WRITTEN = Set.of("ORU_R01", "RAS_O17");

  private final PartnerFile.Agreed agreed;
  private final Format to;
  private final Set<String> types;
  private final boolean receipts;

  Translator(PartnerFile.Agreed agreed, Format to, List<String> types, boolean receipts) {
    this.agreed = agreed;
    this.to = to;
    this.types = types.isEmpty() ? WRITTEN : new TreeSet<>(types);
    this.receipts = receipts;
  }

  /**
   * What an input became.
   *
   * @param output what to print: one JSON text, or any number of messages
   * @param issues warnings, or the reasons of a refusal
   * @param refused whether something was refused
   * @param receipts what became of the leaves
   */
  record Result(
      List<String> output, List<Issue> issues, boolean refused, List<JsonNode> receipts) {}

  /** A message type of {@code --as} that cannot be written. */
  Optional<String> unknownType() {
    return types.stream().filter(t -> !WRITTEN.contains(t)).findFirst();
  }

  Result translate(Input input) {
    var reports = read(input);
    return reports.fold(
        (accepted, warnings) ->
            new Result(
                write(accepted), warnings, false, receipts ? receipts(input, accepted) : List.of()),
        reasons -> new Result(List.of(), reasons, true, List.of()));
  }

  /** What the input says, in the clinic model. */
  Translation<List<SessionReport>> read(Input input) {
    if (!input.problem().isEmpty()) {
      return new Translation.Refused<>(input.problem());
    }
    return switch (input.format()) {
      case HL7V2 -> messages(input.bytes());
      case FHIR ->
          FhirJson.parseBundle(new String(input.bytes(), StandardCharsets.UTF_8))
              .fold(
                  (bundle, warnings) -> SessionReportFhir.fromFhir(bundle, agreed.dialect()),
                  Translation.Refused::new);
      case CLINIC -> clinic(input.records());
    };
  }

  private Translation<List<SessionReport>> messages(byte[] bytes) {
    var repairs = new Issues();
    var messages = PreParser.messages(bytes, repairs);
    return SessionReportHl7v2.fromHl7v2(messages, agreed.dialect())
        .fold(
            (reports, warnings) ->
                new Translation.Accepted<>(reports, joined(repairs.list(), warnings)),
            reasons -> new Translation.Refused<>(joined(repairs.list(), reasons)));
  }

  private static List<Issue> joined(List<Issue> first, List<Issue> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private Translation<List<SessionReport>> clinic(List<JsonNode> trees) {
    var issues = new Issues();
    var records = new ArrayList<ClinicRecord>();
    for (int i = 0; i < trees.size(); i++) {
      issues
          .take(ClinicSchemas.read(trees.get(i), trees.size() == 1 ? "" : "/" + i))
          .ifPresent(records::add);
    }
    return issues.refuse()
        ? new Translation.Refused<>(issues.list())
        : SessionReportRecords.assemble(records, agreed.clinic());
  }

  private List<String> write(List<SessionReport> reports) {
    return switch (to) {
      case CLINIC -> List.of(clinicJson(reports));
      case FHIR -> List.of(FhirJson.pretty(bundle(reports)).stripTrailing());
      case HL7V2 -> written(reports);
    };
  }

  private List<String> written(List<SessionReport> reports) {
    return reports.stream()
        .flatMap(
            r -> SessionReportHl7v2.toHl7v2(r, Predecessor.NONE, agreed.dialect(), types).stream())
        .map(Hl7v2Message::text)
        .toList();
  }

  /** One Bundle for all reports of an input; what several of them share stands there once. */
  private Bundle bundle(List<SessionReport> reports) {
    var bundles =
        reports.stream()
            .map(r -> SessionReportFhir.toFhir(r, Predecessor.NONE, agreed.dialect()))
            .toList();
    var whole = bundles.get(0);
    var known = new HashSet<String>();
    whole.getEntry().forEach(e -> known.add(e.getFullUrl()));
    bundles.stream()
        .skip(1)
        .flatMap(b -> b.getEntry().stream())
        .filter(e -> known.add(e.getFullUrl()))
        .forEach(whole::addEntry);
    return whole;
  }

  private static String clinicJson(List<SessionReport> reports) {
    var array = ClinicJson.mapper().createArrayNode();
    reports.stream()
        .flatMap(r -> SessionReportRecords.records(r).stream())
        .distinct()
        .forEach(r -> array.add(ClinicRecords.tree(r)));
    try {
      return ClinicJson.mapper().writeValueAsString(array);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a clinic record is always JSON", impossible);
    }
  }

  private List<JsonNode> receipts(Input input, List<SessionReport> reports) {
    return new Receipts(agreed.dialect())
        .of(input, reports, to, to == Format.HL7V2 ? written(reports) : List.of());
  }
}
