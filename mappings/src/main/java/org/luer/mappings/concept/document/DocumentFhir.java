package org.luer.mappings.concept.document;

import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.visit.OutsideVisitFhir;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * A document and its forms as DocumentReference (US Core), Binary, Encounter and Provenance; {@link
 * DocumentFhirReader} is the way back.
 *
 * <p>Mapped: masterIdentifier (number of this version), identifier (key of the document, further
 * numbers), status, docStatus, type, category, subject, date, author, authenticator (who has to
 * sign), custodian, relatesTo, description (title), securityLabel, content, context.period,
 * context.encounter (visit, session, who attended and referred), context.related (a contained
 * ServiceRequest with the numbers and the orderer). Provenance: who signed and when, when and why
 * it was edited. Cannot carry: typedAt, fileName.
 */
public final class DocumentFhir {
  private static final String CATEGORY =
      "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
  private static final String ORDER = "order";

  private final BundleWriter out;
  private final ClinicianFhir people;
  private final Reference patient;
  private final Reference clinic;

  /**
   * Documents of one Bundle.
   *
   * @param clinic who keeps them; an empty reference when that is not known
   */
  public DocumentFhir(BundleWriter out, ClinicianFhir people, Reference patient, Reference clinic) {
    this.out = out;
    this.people = people;
    this.patient = patient;
    this.clinic = clinic;
  }

  /**
   * One version of a document.
   *
   * @param keySystem name of our identifier system of its key: document or session-summary
   * @param key key of the document
   * @param sessionId the session that it is about
   * @param header its index entry
   * @param attachments its forms
   */
  public record Entry(
      String keySystem,
      String key,
      @Nullable String sessionId,
      DocumentHeader header,
      List<Attachment> attachments) {}

  /**
   * Writes the document.
   *
   * @param again whether the receiver has this very version, which is changed then
   */
  public Reference toFhir(Entry entry, boolean again) {
    var header = entry.header();
    var number = Identifiers.of(header.number(), out.base());
    var system = number.getSystem();
    var self = BundleWriter.reference("DocumentReference", system, number.getValue());
    var written = new DocumentReference();
    written.setMeta(out.clinical("us-core-documentreference"));
    written.setMasterIdentifier(number);
    written.addIdentifier(Identifiers.of(out.sid(entry.keySystem()), entry.key()));
    header.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    status(header, written);
    written.setType(DocumentCodes.concept(header.type()));
    written.addCategory(clinicalNote());
    header.categories().forEach(c -> written.addCategory(Codings.of(c)));
    written.setSubject(patient);
    if (header.createdAt() != null) {
      written.setDateElement(Times.instant(header.createdAt()));
    }
    people(header, written);
    relations(header, written);
    written.setDescription(header.title());
    if (header.confidentiality() != null) {
      written.addSecurityLabel(confidentiality(header.confidentiality()));
    }
    context(entry, written);
    DocumentDeskFhir.toFhir(entry, written, people, out.base());
    var key = system + "|" + number.getValue();
    for (var attachment : entry.attachments()) {
      AttachmentFhir.toFhir(attachment, header, written, self, key, out);
    }
    if (entry.attachments().isEmpty()) {
      Times.absent(written.addContent().getAttachment());
    }
    if (again) {
      out.update(written, system, number.getValue());
    } else {
      out.create(written, system, number.getValue());
    }
    DocumentProvenanceFhir.toFhir(header, self, key, out, people, clinic);
    return self;
  }

  /** The class that every document is filed under (US Core). */
  public static org.hl7.fhir.r4.model.CodeableConcept clinicalNote() {
    return Codings.concept(CATEGORY, "clinical-note", "Clinical Note");
  }

  /** Whether a class is that one. */
  public static boolean isClinicalNote(org.hl7.fhir.r4.model.CodeableConcept category) {
    return category.hasCoding(CATEGORY, "clinical-note");
  }

  private static void status(DocumentHeader header, DocumentReference written) {
    written.setStatus(
        header.voided()
            ? DocumentReferenceStatus.ENTEREDINERROR
            : Boolean.TRUE.equals(header.superseded())
                ? DocumentReferenceStatus.SUPERSEDED
                : DocumentReferenceStatus.CURRENT);
    if (header.status() != null) {
      written.setDocStatus(
          switch (header.status()) {
            case PRELIMINARY -> ReferredDocumentStatus.PRELIMINARY;
            case FINAL -> ReferredDocumentStatus.FINAL;
            case AMENDED -> ReferredDocumentStatus.AMENDED;
            case ENTERED_IN_ERROR -> ReferredDocumentStatus.ENTEREDINERROR;
          });
    }
  }

  private void people(DocumentHeader header, DocumentReference written) {
    header.authors().forEach(a -> written.addAuthor(people.toFhir(a, written)));
    if (header.authenticator() != null) {
      written.setAuthenticator(people.toFhir(header.authenticator(), written));
    }
    if (!clinic.isEmpty()) {
      written.setCustodian(clinic);
    }
  }

  private void relations(DocumentHeader header, DocumentReference written) {
    for (var relation : header.relatesTo()) {
      written
          .addRelatesTo()
          .setCode(
              DocumentReference.DocumentRelationshipType.valueOf(
                  relation.kind().code().toUpperCase(Locale.ROOT)))
          .setTarget(
              new Reference()
                  .setType("DocumentReference")
                  .setIdentifier(Identifiers.of(relation.number(), out.base())));
    }
  }

  /** The confidentiality as a security label. */
  static org.hl7.fhir.r4.model.CodeableConcept confidentiality(
      DocumentHeader.Confidentiality confidentiality) {
    var label =
        Codings.concept(
            CONFIDENTIALITY,
            DocumentTables.label(confidentiality),
            DocumentTables.words(confidentiality));
    return confidentiality == DocumentHeader.Confidentiality.RESTRICTED
        ? label.addCoding(
            Codings.coding(
                "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                "PSY",
                "psychiatry disorder information sensitivity"))
        : label;
  }

  private void context(Entry entry, DocumentReference written) {
    var header = entry.header();
    if (header.startedAt() != null || header.endedAt() != null) {
      written.getContext().setPeriod(Times.period(header.startedAt(), header.endedAt()));
    }
    if (header.outside() == null) {
      DocumentVisitFhir.toFhir(entry, patient, out, people, clinic)
          .ifPresent(e -> written.getContext().addEncounter(e));
    } else {
      written
          .getContext()
          .addEncounter(OutsideVisitFhir.toFhir(header.outside(), patient, out, people));
    }
    if (header.facility() != null) {
      written.getContext().setFacilityType(Codings.of(header.facility()));
    }
    if (header.setting() != null) {
      written.getContext().setPracticeSetting(Codings.of(header.setting()));
    }
    header.acts().forEach(a -> written.getContext().addEvent(Codings.of(a)));
    header
        .sources()
        .forEach(s -> written.getContext().addRelated(DocumentSourceFhir.toFhir(s, out.base())));
    if (header.placerNumber() == null
        && header.fillerNumber() == null
        && header.orderer() == null) {
      return;
    }
    var order = new ServiceRequest();
    order.setId(ORDER);
    order.setStatus(ServiceRequest.ServiceRequestStatus.UNKNOWN);
    order.setIntent(ServiceRequest.ServiceRequestIntent.ORDER);
    order.setSubject(patient);
    if (header.placerNumber() != null) {
      order.addIdentifier(Identifiers.of(header.placerNumber(), "PLAC", out.base()));
    }
    if (header.fillerNumber() != null) {
      order.addIdentifier(Identifiers.of(header.fillerNumber(), "FILL", out.base()));
    }
    if (header.orderer() != null) {
      order.setRequester(people.toFhir(header.orderer(), written));
    }
    written.addContained(order);
    written.getContext().addRelated(new Reference("#" + ORDER));
  }
}
