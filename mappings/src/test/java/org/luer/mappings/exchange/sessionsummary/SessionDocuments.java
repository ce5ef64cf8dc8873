package org.luer.mappings.exchange.sessionsummary;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Systems;
import org.luer.mappings.rendering.Fonts;
import org.luer.mappings.rendering.Inputs;
import org.luer.mappings.rendering.SessionSummaries;

/** Documents for tests: a rendered summary, its corrections, a letter from elsewhere. */
final class SessionDocuments {
  /** The hospital of the hand-written references. */
  static final Dialect RGH =
      new Dialect(
          "rgh",
          Systems.DEFAULT_BASE,
          "2.5.1",
          Dialect.VitalsLayout.TIME_POINTS,
          ZoneId.of("America/Chicago"),
          false,
          new Dialect.Party(
              "LUER",
              null,
              "NLKC",
              "2.16.840.1.113883.19.4",
              "NLKPID",
              "2.16.840.1.113883.19.4.2.1"),
          new Dialect.Party(
              "EPIC",
              "2.16.840.1.113883.19.3.1",
              "RGH",
              "2.16.840.1.113883.19.3",
              "RGHMRN",
              "2.16.840.1.113883.19.3.2.1"),
          "P");

  private static final SessionSummary SUMMARY =
      SessionSummaries.of(Inputs.example(), Fonts.shipped(), Systems.DEFAULT_BASE);

  private SessionDocuments() {}

  private static SessionDocument set(org.luer.mappings.core.ClinicRecord document) {
    return new SessionDocument(
        Inputs.record("organization", Organization.class),
        DocumentPatient.of(Inputs.record("patient", Patient.class)),
        document);
  }

  /** The first version of a summary. */
  static SessionDocument summary() {
    return set(SUMMARY);
  }

  /** A second version that replaces the first. */
  static SessionDocument replacement() {
    var h = SUMMARY.header();
    var header =
        header(
            h,
            new Identifier("NLK-DOC-5131", "NLKDOC", null, null),
            DocumentHeader.Status.AMENDED,
            "Companion corrected",
            List.of(new DocumentRelation(DocumentRelation.Kind.REPLACES, h.number())));
    return set(summary(header, 2));
  }

  /** An addition to the first version. */
  static SessionDocument addendum() {
    var h = SUMMARY.header();
    var header =
        header(
            h,
            new Identifier("NLK-DOC-5140", "NLKDOC", null, null),
            DocumentHeader.Status.FINAL,
            null,
            List.of(new DocumentRelation(DocumentRelation.Kind.APPENDS, h.number())));
    return set(summary(header, 1));
  }

  /** The first version, withdrawn. */
  static SessionDocument withdrawn() {
    var h = SUMMARY.header();
    return set(
        summary(
            header(
                h, h.number(), DocumentHeader.Status.ENTERED_IN_ERROR, "Wrong patient", List.of()),
            1));
  }

  private static SessionSummary summary(DocumentHeader header, int version) {
    return new SessionSummary(
        SUMMARY.id(),
        SUMMARY.patientId(),
        SUMMARY.sessionId(),
        version,
        header,
        SUMMARY.sections(),
        SUMMARY.attachments(),
        SUMMARY.recordedAt());
  }

  private static DocumentHeader header(
      DocumentHeader h,
      Identifier number,
      DocumentHeader.Status status,
      @org.jspecify.annotations.Nullable String reason,
      List<DocumentRelation> relations) {
    return new DocumentHeader(
        number,
        h.identifiers(),
        status,
        null,
        h.type(),
        h.categories(),
        h.title(),
        h.startedAt(),
        h.endedAt(),
        h.createdAt(),
        h.typedAt(),
        reason == null ? null : OffsetDateTime.parse("2025-03-12T08:25:00-05:00"),
        reason,
        h.authors(),
        h.authenticator(),
        h.signature(),
        h.confidentiality(),
        h.fileName(),
        h.placerNumber(),
        h.fillerNumber(),
        h.orderer(),
        h.visit(),
        h.staff(),
        relations,
        List.of(),
        List.of());
  }

  /** A consult note that a hospital sent, as text and as PDF. */
  static SessionDocument letter() {
    var author =
        Clinician.of("1234567893", new PersonName(null, "RAMAN", List.of("PRIYA", "N"), null, null))
            .npi("1234567893")
            .credentials("MD")
            .build();
    var header =
        new DocumentHeader(
            new Identifier("RGH-NOTE-77", "RGHDOC", null, null),
            List.of(),
            DocumentHeader.Status.FINAL,
            null,
            Coded.of(Systems.LOINC, "11488-4", "Consult note"),
            List.of(),
            "Psychiatric evaluation before ketamine",
            OffsetDateTime.parse("2025-02-20T09:00:00-06:00"),
            null,
            OffsetDateTime.parse("2025-02-20T16:30:00-06:00"),
            null,
            null,
            null,
            List.of(author),
            null,
            null,
            DocumentHeader.Confidentiality.RESTRICTED,
            null,
            new Identifier("7784000", "RGHORD", null, "PLAC"),
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return set(
        new Document(
            "D-77",
            "NLK100482",
            header,
            List.of(
                Attachment.of(
                    "text/plain",
                    "Seen today.\nTwo antidepressants failed | no psychosis."
                        .getBytes(StandardCharsets.UTF_8)),
                Attachment.of(
                    "application/pdf", "%PDF-1.4 synthetic".getBytes(StandardCharsets.UTF_8))),
            null));
  }

  /** Every kind of document. */
  static List<SessionDocument> all() {
    return List.of(summary(), replacement(), addendum(), withdrawn(), letter());
  }

  /** The set without what HL7 v2.5.1 has no place for. */
  static SessionDocument withoutHl7v2Losses(SessionDocument set) {
    var s = (SessionSummary) set.document();
    return new SessionDocument(
        set.clinic(),
        set.patient(),
        new SessionSummary(
            s.id(),
            s.patientId(),
            s.sessionId(),
            null,
            s.header(),
            s.sections(),
            s.attachments().stream()
                .filter(a -> a.contentType().equals("application/pdf"))
                .toList(),
            s.recordedAt()));
  }

  /** The set without what the transaction has no place for. */
  static SessionDocument withoutFhirLosses(SessionDocument set) {
    return new SessionDocument(
        set.clinic(),
        set.patient(),
        set.document() instanceof SessionSummary s
            ? new SessionSummary(
                s.id(),
                s.patientId(),
                s.sessionId(),
                s.version(),
                s.header(),
                s.sections(),
                s.attachments(),
                null)
            : set.document());
  }
}
