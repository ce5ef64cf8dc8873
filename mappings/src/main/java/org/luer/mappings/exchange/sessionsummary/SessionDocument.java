package org.luer.mappings.exchange.sessionsummary;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.concept.summary.SummarySection;
import org.luer.mappings.core.ClinicRecord;

/**
 * What crosses the wire when a document is sent: the document with its patient and its keeper.
 *
 * @param clinic who keeps the document; absent where the sender does not say
 * @param patient whose document
 * @param document a {@link SessionSummary} or a {@link Document}
 */
public record SessionDocument(
    @Nullable Organization clinic, Patient patient, ClinicRecord document) {

  /** The same document of a patient of whom less is said. */
  SessionDocument withPatient(Patient other) {
    return new SessionDocument(clinic, other, document);
  }

  /** Whether it is a summary of ours. */
  boolean isSummary() {
    return document instanceof SessionSummary;
  }

  /** The index entry. */
  DocumentHeader header() {
    return document instanceof SessionSummary summary
        ? summary.header()
        : ((Document) document).header();
  }

  /** Its forms. */
  List<Attachment> attachments() {
    return document instanceof SessionSummary summary
        ? summary.attachments()
        : ((Document) document).attachments();
  }

  /** Its sections; a document from elsewhere has none. */
  List<SummarySection> sections() {
    return document instanceof SessionSummary summary ? summary.sections() : List.of();
  }

  /** The session that it is about. */
  @Nullable String sessionId() {
    return document instanceof SessionSummary summary ? summary.sessionId() : null;
  }
}
