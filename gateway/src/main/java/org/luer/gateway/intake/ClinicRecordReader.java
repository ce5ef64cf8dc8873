package org.luer.gateway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.intake.http.RecordReader;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordFacts.PatientIdentifier;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.springframework.stereotype.Component;

/**
 * Reads the clinic's records with the clinic model and tells the journal what it must know of them.
 */
@Component
final class ClinicRecordReader implements RecordReader {

  @Override
  public Reading read(String kind, byte[] body) {
    try {
      var tree = ClinicJson.mapper().readTree(body);
      if (!tree.path("kind").asText().equals(kind)) {
        return refused(List.of(Issue.error(IssueCode.STRUCTURE, "/kind", "must be " + kind)));
      }
      return ClinicSchemas.read(tree, "")
          .fold(
              (accepted, warnings) ->
                  new Reading.Accepted(facts(accepted, new String(body, StandardCharsets.UTF_8))),
              ClinicRecordReader::refused);
    } catch (JsonProcessingException duplicate) {
      return refused(
          List.of(Issue.error(IssueCode.STRUCTURE, "", "names an element twice or is not JSON")));
    } catch (IOException impossible) {
      throw new IllegalStateException("bytes in memory are always readable", impossible);
    }
  }

  /** What the journal must know of a record that was accepted with this content. */
  static RecordFacts facts(ClinicRecord accepted, String content) {
    if (accepted instanceof Patient patient) {
      var identifiers = patient.identifiers().stream().map(ClinicRecordReader::identifier).toList();
      var status = Optional.ofNullable(patient.status()).map(Patient.Status::code).orElse("active");
      return facts(patient, patient.id(), null, null, status, identifiers, content);
    }
    if (accepted instanceof InfusionOrder order) {
      return facts(
          order, order.patientId(), order.id(), null, order.status().code(), List.of(), content);
    }
    if (accepted instanceof InfusionSession session) {
      return facts(
          session,
          session.patientId(),
          session.orderId(),
          visit(session),
          session.status().code(),
          List.of(),
          content);
    }
    throw new IllegalStateException(accepted.getClass().getSimpleName() + " is not kept by itself");
  }

  private static RecordFacts facts(
      ClinicRecord accepted,
      String patientId,
      @Nullable String orderId,
      @Nullable String visitId,
      String status,
      List<PatientIdentifier> identifiers,
      String content) {
    return new RecordFacts(
        accepted.getClass().getSimpleName(),
        accepted.id(),
        patientId,
        orderId,
        visitId,
        status,
        List.of(),
        identifiers,
        content);
  }

  private static PatientIdentifier identifier(Identifier given) {
    return new PatientIdentifier(given.authority(), given.oid(), given.type(), given.value());
  }

  private static @Nullable String visit(InfusionSession session) {
    return Optional.ofNullable(session.visit())
        .map(Visit::number)
        .map(Identifier::value)
        .orElse(null);
  }

  private static Reading refused(List<Issue> issues) {
    return new Reading.Refused(
        issues.stream()
            .filter(Issue::refuses)
            .map(i -> new Fault(i.path(), i.code().code(), i.text()))
            .toList());
  }
}
