package org.luer.mappings.concept.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.document.DocumentFhir;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.concept.document.DocumentSourceFhir;
import org.luer.mappings.concept.document.DocumentVisitFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/** Reads the index entry of a document out of its Composition; see {@link CompositionFhir}. */
final class CompositionReader {
  private final Composition written;
  private final BundleReader in;
  private final PartiesFhir parties;
  private final String path;

  CompositionReader(Composition written, BundleReader in, PartiesFhir parties) {
    this.written = written;
    this.in = in;
    this.parties = parties;
    this.path = in.path(written);
  }

  /** The session and visit that it speaks of. */
  DocumentVisitFhir.Known visit() {
    return DocumentVisitFhir.fromFhir(written.getEncounter(), written, parties, in);
  }

  /** The index entry; empty and issues when number, type or status is missing. */
  Optional<DocumentHeader> header(Bundle bundle, DocumentVisitFhir.Known visit) {
    var number =
        Identifiers.read(bundle.getIdentifier(), in.dialect())
            .or(() -> Identifiers.read(written.getIdentifier(), in.dialect()));
    var type = Codings.read(written.getType());
    var status =
        Enums.read(
            DocumentHeader.Status.values(),
            DocumentHeader.Status::code,
            written.hasStatus() ? written.getStatus().toCode() : null);
    missing(number.isEmpty(), "Bundle.identifier");
    missing(type.isEmpty(), path + ".type");
    missing(status.isEmpty(), path + ".status");
    if (number.isEmpty() || type.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    var event = written.getEventFirstRep().getPeriod();
    return Optional.of(
        new DocumentHeader(
            number.get(),
            List.of(),
            status.get(),
            null,
            type.get(),
            written.getCategory().stream()
                .filter(c -> !DocumentFhir.isClinicalNote(c))
                .flatMap(c -> Codings.read(c).stream())
                .toList(),
            written.getTitle(),
            Times.read(
                    event.hasStart() ? event.getStartElement() : null,
                    path + ".event[0].period.start",
                    in.issues())
                .orElse(null),
            Times.read(
                    event.hasEnd() ? event.getEndElement() : null,
                    path + ".event[0].period.end",
                    in.issues())
                .orElse(null),
            Times.read(
                    Times.isAbsent(written.getDateElement()) ? null : written.getDateElement(),
                    path + ".date",
                    in.issues())
                .orElse(null),
            null,
            null,
            null,
            authors(),
            attester(Composition.CompositionAttestationMode.PROFESSIONAL).orElse(null),
            signature(),
            CompositionFhir.confidentiality(written),
            null,
            null,
            null,
            null,
            visit.visit(),
            visit.staff(),
            relations(),
            acts(),
            sources()));
  }

  private void missing(boolean missing, String at) {
    if (missing) {
      in.issues().error(IssueCode.REQUIRED, at, "is missing or not usable");
    }
  }

  private List<Clinician> authors() {
    return written.getAuthor().stream()
        .flatMap(a -> parties.clinician(a, written).stream())
        .toList();
  }

  private Optional<Clinician> attester(Composition.CompositionAttestationMode mode) {
    return written.getAttester().stream()
        .filter(a -> a.getMode() == mode)
        .findFirst()
        .flatMap(a -> parties.clinician(a.getParty(), written));
  }

  private @Nullable Signature signature() {
    for (int i = 0; i < written.getAttester().size(); i++) {
      var attester = written.getAttester().get(i);
      if (attester.getMode() == Composition.CompositionAttestationMode.LEGAL
          && attester.hasTime()) {
        var at =
            Times.read(attester.getTimeElement(), path + ".attester[" + i + "].time", in.issues());
        var by = parties.clinician(attester.getParty(), written);
        if (at.isPresent() && by.isPresent()) {
          return new Signature(by.get(), at.get());
        }
      }
    }
    return null;
  }

  private List<Coded> acts() {
    return written.getEvent().stream()
        .flatMap(e -> e.getCode().stream())
        .flatMap(c -> Codings.read(c).stream())
        .toList();
  }

  private List<DocumentSource> sources() {
    var sources = new ArrayList<DocumentSource>();
    for (int i = 0; i < written.getEvent().size(); i++) {
      for (int j = 0; j < written.getEvent().get(i).getDetail().size(); j++) {
        var detail = written.getEvent().get(i).getDetail().get(j);
        var source = DocumentSourceFhir.fromFhir(detail, written, in);
        source.ifPresent(sources::add);
        if (source.isEmpty()) {
          in.issues()
              .warning(
                  IssueCode.NOT_FOUND,
                  path + ".event[" + i + "].detail[" + j + "]",
                  "names nothing with a number: not read");
        }
      }
    }
    return sources;
  }

  private List<DocumentRelation> relations() {
    var relations = new ArrayList<DocumentRelation>();
    for (var relation : written.getRelatesTo()) {
      var kind =
          Enums.read(
              DocumentRelation.Kind.values(),
              DocumentRelation.Kind::code,
              relation.hasCode() ? relation.getCode().toCode() : null);
      Optional<Identifier> number =
          relation.hasTargetIdentifier()
              ? Identifiers.read(relation.getTargetIdentifier(), in.dialect())
              : relation.hasTargetReference()
                  ? Identifiers.read(relation.getTargetReference().getIdentifier(), in.dialect())
                  : Optional.empty();
      if (kind.isPresent() && number.isPresent()) {
        relations.add(new DocumentRelation(kind.get(), number.get()));
      }
    }
    return relations;
  }
}
