package org.luer.gateway.exchange.sessionreport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.luer.gateway.delivery.Delivery;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.sessionreport.Predecessor;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportFhir;
import org.luer.mappings.exchange.sessionreport.SessionReportHl7v2;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.PreParser;

/** The wire forms of a session report, by the mapping library. */
public final class LibraryFormats implements SessionReportFormats {

  @Override
  public Optional<Message> write(
      String type,
      SessionReport report,
      Purpose purpose,
      Predecessor before,
      Map<String, String> places,
      Dialect dialect,
      String salt) {
    return switch (type) {
      case "Bundle" ->
          Optional.of(
              json(
                  FhirJson.encode(
                      SessionReportFhir.split(SessionReportFhir.toFhir(report, before, dialect))
                          .first())));
      case Delivery.FOLLOW_UP -> followUp(report, before, places, dialect);
      default ->
          SessionReportHl7v2.toHl7v2(report, before, dialect, Set.of(type), salt).stream()
              .findFirst()
              .map(
                  message ->
                      new Message(
                          message.text().getBytes(StandardCharsets.UTF_8),
                          Optional.of(message.controlId()),
                          SessionReportHl7v2.timePoints(report, before)));
    };
  }

  private static Optional<Message> followUp(
      SessionReport report, Predecessor before, Map<String, String> places, Dialect dialect) {
    var parts = SessionReportFhir.split(SessionReportFhir.toFhir(report, before, dialect));
    return parts.rest().isEmpty()
        ? Optional.empty()
        : Optional.of(json(FhirJson.encode(parts.second(places))));
  }

  private static Message json(String text) {
    return new Message(text.getBytes(StandardCharsets.UTF_8), Optional.empty(), List.of());
  }

  @Override
  public Translation<List<SessionReport>> read(byte[] message, Dialect dialect) {
    var repairs = new Issues();
    var messages = PreParser.messages(message, repairs);
    return SessionReportHl7v2.fromHl7v2(messages, dialect)
        .fold(
            (reports, warnings) ->
                new Translation.Accepted<>(
                    reports, Stream.concat(repairs.list().stream(), warnings.stream()).toList()),
            Translation.Refused::new);
  }
}
