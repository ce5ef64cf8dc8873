package org.luer.mappings.exchange.sessionsummary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.DocumentFhir;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.concept.summary.SummaryDocumentFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.FhirJson;

/**
 * {@link SessionDocument} to and from R4: a transaction with DocumentReference and Binaries (US
 * Core 7.0.0), and the document Bundle of a summary.
 *
 * <p>A summary has three forms in its DocumentReference: PDF, HTML and the document Bundle, which
 * carries its sections as data. A version that replaces another one comes with the other one set to
 * superseded; one that changes itself is updated; everything else is created conditionally.
 */
public final class SessionSummaryFhir {
  /** Media type of the document Bundle. */
  static final String FHIR_JSON = "application/fhir+json";

  /** Our identifier system of documents from elsewhere. */
  static final String DOCUMENT = "document";

  /** Our identifier system of summaries. */
  static final String SUMMARY = "session-summary";

  private SessionSummaryFhir() {}

  /**
   * The transaction that tells a partner of a document.
   *
   * @param before the version that the partner has
   */
  public static Bundle toFhir(
      SessionDocument set, @Nullable SessionDocument before, Dialect dialect) {
    var out = new BundleWriter(dialect.base());
    var clinic =
        set.clinic() == null ? new Reference() : OrganizationFhir.toFhir(set.clinic(), out);
    var people =
        new ClinicianFhir(out, clinic, set.clinic() == null ? List.of() : set.clinic().telecoms());
    var patient = PatientFhir.toFhir(set.patient(), out, people, dialect);
    var documents = new DocumentFhir(out, people, patient, clinic);
    var again = before != null && before.header().number().sameAs(set.header().number());
    documents.toFhir(entry(set, set.header(), dialect), again);
    if (before != null && !again && replaces(set, before)) {
      documents.toFhir(entry(before, superseded(before.header()), dialect), true);
    }
    return out.bundle();
  }

  private static boolean replaces(SessionDocument set, SessionDocument before) {
    return set.header()
        .relation(DocumentRelation.Kind.REPLACES)
        .filter(r -> r.number().sameAs(before.header().number()))
        .isPresent();
  }

  private static DocumentFhir.Entry entry(
      SessionDocument set, DocumentHeader header, Dialect dialect) {
    var attachments = new ArrayList<>(set.attachments());
    if (set.document() instanceof SessionSummary && !set.sections().isEmpty()) {
      var json = FhirJson.encode(document(set, dialect));
      attachments.add(Attachment.of(FHIR_JSON, json.getBytes(StandardCharsets.UTF_8)));
    }
    return new DocumentFhir.Entry(
        set.isSummary() ? SUMMARY : DOCUMENT,
        set.document().id(),
        set.sessionId(),
        header,
        attachments);
  }

  private static DocumentHeader superseded(DocumentHeader h) {
    return h.withSuperseded(true);
  }

  /** The document Bundle of a summary. */
  public static Bundle document(SessionDocument set, Dialect dialect) {
    return SummaryDocumentFhir.toFhir(
        (SessionSummary) set.document(), set.patient(), set.clinic(), dialect);
  }

  /** The set as a document: a summary that has sections, or what came as a document. */
  static Optional<Bundle> asDocument(SessionDocument set, Dialect dialect) {
    if (set.isSummary()) {
      return set.sections().isEmpty() ? Optional.empty() : Optional.of(document(set, dialect));
    }
    return set.attachments().stream()
        .filter(a -> a.contentType().equals(FHIR_JSON) && a.data() != null)
        .flatMap(
            a ->
                FhirJson.parseBundle(new String(a.bytes(), StandardCharsets.UTF_8))
                    .value()
                    .stream())
        .filter(b -> b.getType() == Bundle.BundleType.DOCUMENT)
        .findFirst();
  }

  /** The documents of a Bundle: of its Composition, else one per DocumentReference. */
  public static Translation<List<SessionDocument>> fromFhir(Bundle bundle, Dialect dialect) {
    return new SessionSummaryFhirReader(bundle, dialect).read();
  }
}
