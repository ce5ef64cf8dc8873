package org.luer.mappings.concept.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.visit.OutsideVisitFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * Reads what {@link DocumentFhir} writes, and what others write in its place.
 *
 * <p>Ignored when read: sourcePatientInfo; security labels other than a confidentiality. A document
 * without masterIdentifier is numbered by its first identifier.
 */
public final class DocumentFhirReader {
  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

  private final BundleReader in;
  private final PartiesFhir parties;

  /** Documents of one Bundle. */
  public DocumentFhirReader(BundleReader in, PartiesFhir parties) {
    this.in = in;
    this.parties = parties;
  }

  /** The key that a document has in one of our identifier systems. */
  public static Optional<String> key(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, String keySystem, BundleReader in) {
    return Identifiers.value(identifiers, Systems.sid(in.base(), keySystem));
  }

  /**
   * The document of a DocumentReference; empty and issues when it cannot be told which it is.
   *
   * @param keySystem name of our identifier system of its key
   * @param otherwise the key of a document that has none of ours
   */
  public Optional<DocumentFhir.Entry> read(
      DocumentReference written,
      String keySystem,
      java.util.function.Function<Identifier, String> otherwise) {
    var path = in.path(written);
    var number = number(written);
    if (number.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".masterIdentifier", "is missing");
    }
    var type = Codings.read(written.getType());
    if (type.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".type", "is missing");
    }
    var attachments = new ArrayList<Attachment>();
    for (int i = 0; i < written.getContent().size(); i++) {
      if (!Times.isAbsent(written.getContent().get(i).getAttachment())) {
        AttachmentFhir.fromFhir(written, i, written.getDescription(), in)
            .ifPresent(attachments::add);
      }
    }
    if (number.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    var visit =
        DocumentVisitFhir.fromFhir(
            written.getContext().getEncounterFirstRep(), written, parties, in);
    var key =
        key(written.getIdentifier(), keySystem, in).orElseGet(() -> otherwise.apply(number.get()));
    return Optional.of(
        new DocumentFhir.Entry(
            keySystem,
            key,
            visit.sessionId(),
            header(written, number.get(), type.get(), keySystem, visit),
            attachments));
  }

  private Optional<Identifier> number(DocumentReference written) {
    return written.hasMasterIdentifier()
        ? Identifiers.read(written.getMasterIdentifier(), in.dialect())
        : written.getIdentifier().stream()
            .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
            .findFirst();
  }

  private DocumentHeader header(
      DocumentReference written,
      Identifier number,
      Coded type,
      String keySystem,
      DocumentVisitFhir.Known visit) {
    var path = in.path(written);
    var period = written.getContext().getPeriod();
    var order = order(written);
    var outside =
        visit.sessionId() == null
            ? OutsideVisitFhir.fromFhir(
                    written.getContext().getEncounterFirstRep(), written, parties::clinician, in)
                .filter(v -> !OutsideVisitFhir.ours(v, in))
                .orElse(null)
            : null;
    var provenance = DocumentProvenanceFhir.fromFhir(written, parties, in);
    return new DocumentHeader(
        number,
        further(written, keySystem),
        status(written),
        superseded(written) ? Boolean.TRUE : null,
        type,
        categories(written),
        written.getDescription(),
        Times.read(
                period.hasStart() ? period.getStartElement() : null,
                path + ".context.period.start",
                in.issues())
            .orElse(null),
        Times.read(
                period.hasEnd() ? period.getEndElement() : null,
                path + ".context.period.end",
                in.issues())
            .orElse(null),
        Times.read(written.hasDate() ? written.getDateElement() : null, path + ".date", in.issues())
            .orElse(null),
        DocumentDeskFhir.typedAt(written, in),
        provenance.editedAt(),
        provenance.changeReason(),
        authors(written),
        parties.clinician(written.getAuthenticator(), written).orElse(null),
        provenance.signature(),
        confidentiality(written),
        DocumentDeskFhir.fileName(written, in),
        order == null ? null : number(order, "PLAC"),
        order == null ? null : number(order, "FILL"),
        order == null ? null : parties.clinician(order.getRequester(), written).orElse(null),
        outside == null ? visit.visit() : null,
        outside == null ? visit.staff() : List.of(),
        relations(written),
        acts(written),
        sources(written, order),
        outside,
        Codings.read(written.getContext().getFacilityType()).orElse(null),
        Codings.read(written.getContext().getPracticeSetting()).orElse(null),
        DocumentDeskFhir.typist(written, parties, in),
        DocumentDeskFhir.copiesTo(written, parties, in));
  }

  private static boolean superseded(DocumentReference written) {
    return written.hasStatus() && "superseded".equals(written.getStatus().toCode());
  }

  private List<Identifier> further(DocumentReference written, String keySystem) {
    var own = Systems.sid(in.base(), keySystem);
    return Identifiers.others(written.getIdentifier(), own, in.dialect()).toList();
  }

  private DocumentHeader.@Nullable Status status(DocumentReference written) {
    if (written.hasStatus() && "entered-in-error".equals(written.getStatus().toCode())) {
      return DocumentHeader.Status.ENTERED_IN_ERROR;
    }
    if (!written.hasStatus()) {
      in.issues().error(IssueCode.NOT_USABLE, in.path(written) + ".status", "is missing");
    }
    return Enums.read(
            DocumentHeader.Status.values(),
            DocumentHeader.Status::code,
            written.hasDocStatus() ? written.getDocStatus().toCode() : null)
        .orElse(null);
  }

  private static List<Coded> acts(DocumentReference written) {
    return written.getContext().getEvent().stream().flatMap(e -> Codings.read(e).stream()).toList();
  }

  /** What it names beside the order that it reports on. */
  private List<DocumentSource> sources(DocumentReference written, @Nullable ServiceRequest order) {
    var sources = new ArrayList<DocumentSource>();
    for (int i = 0; i < written.getContext().getRelated().size(); i++) {
      var related = written.getContext().getRelated().get(i);
      if (order != null
          && in.resolve(related, written, ServiceRequest.class).filter(order::equals).isPresent()) {
        continue;
      }
      var source = DocumentSourceFhir.fromFhir(related, written, in);
      source.ifPresent(sources::add);
      if (source.isEmpty()) {
        in.issues()
            .warning(
                IssueCode.NOT_FOUND,
                in.path(written) + ".context.related[" + i + "]",
                "names nothing with a number: not read");
      }
    }
    return sources;
  }

  private static List<Coded> categories(DocumentReference written) {
    return written.getCategory().stream()
        .filter(c -> !DocumentFhir.isClinicalNote(c))
        .flatMap(c -> Codings.read(c).stream())
        .toList();
  }

  private List<Clinician> authors(DocumentReference written) {
    var authors = new ArrayList<Clinician>();
    for (int i = 0; i < written.getAuthor().size(); i++) {
      Reference author = written.getAuthor().get(i);
      var clinician = parties.clinician(author, written);
      clinician.ifPresent(authors::add);
      if (clinician.isEmpty()) {
        in.issues()
            .warning(
                IssueCode.NOT_SUPPORTED,
                in.path(written) + ".author[" + i + "]",
                "is no clinician of this Bundle: not read");
      }
    }
    return authors;
  }

  private DocumentHeader.@Nullable Confidentiality confidentiality(DocumentReference written) {
    for (var label : written.getSecurityLabel()) {
      var read = Codings.codeIn(label, CONFIDENTIALITY).flatMap(DocumentTables::ofLabel);
      if (read.isPresent()) {
        return read.get();
      }
    }
    return null;
  }

  private @Nullable ServiceRequest order(DocumentReference written) {
    for (var related : written.getContext().getRelated()) {
      var order = in.resolve(related, written, ServiceRequest.class);
      if (order.isPresent()) {
        return order.get();
      }
    }
    return null;
  }

  private @Nullable Identifier number(ServiceRequest order, String role) {
    return order.getIdentifier().stream()
        .filter(i -> Identifiers.is(i, role))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .findFirst()
        .orElse(null);
  }

  private List<DocumentRelation> relations(DocumentReference written) {
    var relations = new ArrayList<DocumentRelation>();
    for (int i = 0; i < written.getRelatesTo().size(); i++) {
      var relation = written.getRelatesTo().get(i);
      var kind =
          Enums.read(
              DocumentRelation.Kind.values(),
              DocumentRelation.Kind::code,
              relation.hasCode() ? relation.getCode().toCode() : null);
      var number = target(relation.getTarget(), written);
      if (kind.isPresent() && number.isPresent()) {
        relations.add(new DocumentRelation(kind.get(), number.get()));
      } else {
        in.issues()
            .warning(
                IssueCode.NOT_FOUND,
                in.path(written) + ".relatesTo[" + i + "]",
                "names no document with a number: not read");
      }
    }
    return relations;
  }

  private Optional<Identifier> target(Reference target, DocumentReference written) {
    return in.resolve(target, written, DocumentReference.class)
        .flatMap(this::number)
        .or(() -> Identifiers.read(target.getIdentifier(), in.dialect()));
  }
}
