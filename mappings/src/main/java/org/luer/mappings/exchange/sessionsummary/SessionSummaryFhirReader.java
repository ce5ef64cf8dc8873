package org.luer.mappings.exchange.sessionsummary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.document.DocumentFhir;
import org.luer.mappings.concept.document.DocumentFhirReader;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.concept.summary.SummaryDocumentFhir;
import org.luer.mappings.concept.summary.SummarySection;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.fhir.Unsafe;

/** Reads the documents of one Bundle. */
final class SessionSummaryFhirReader {
  private final Bundle bundle;
  private final Dialect dialect;
  private final Issues issues = new Issues();
  private final BundleReader in;
  private final PartiesFhir parties;
  private final List<SessionDocument> sets = new ArrayList<>();

  SessionSummaryFhirReader(Bundle bundle, Dialect dialect) {
    this.bundle = bundle;
    this.dialect = dialect;
    this.in = new BundleReader(bundle, dialect, issues);
    this.parties = new PartiesFhir(in);
  }

  Translation<List<SessionDocument>> read() {
    new Unsafe(in).check();
    if (bundle.getType() == Bundle.BundleType.DOCUMENT) {
      SummaryDocumentFhir.composition(in).ifPresent(this::composition);
    } else {
      in.all(DocumentReference.class).forEach(this::reference);
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private void composition(Composition written) {
    var patient = patient(written.getSubject(), written);
    var read = SummaryDocumentFhir.fromFhir(written, bundle, in, parties);
    var sections = SummaryDocumentFhir.sections(written, in);
    if (patient.isEmpty() || read.isEmpty()) {
      return;
    }
    var clinic = parties.organization(written.getCustodian(), written).orElse(null);
    var header = read.get().header();
    var key = read.get().key();
    add(
        clinic,
        patient.get(),
        () ->
            key != null
                ? new SessionSummary(
                    key,
                    patient.get().id(),
                    read.get().sessionId(),
                    SummaryDocumentFhir.version(written),
                    header,
                    sections,
                    List.of(),
                    null)
                : new Document(
                    derived(header.number()), patient.get().id(), header, List.of(whole()), null));
  }

  /** A document of somebody else is kept as it came. */
  private Attachment whole() {
    var json = FhirJson.encode(bundle).getBytes(StandardCharsets.UTF_8);
    return Attachment.of(SessionSummaryFhir.FHIR_JSON, json);
  }

  private void reference(DocumentReference written) {
    var ours =
        DocumentFhirReader.key(written.getIdentifier(), SessionSummaryFhir.SUMMARY, in).isPresent();
    var system = ours ? SessionSummaryFhir.SUMMARY : SessionSummaryFhir.DOCUMENT;
    var patient = patient(written.getSubject(), written);
    var entry = new DocumentFhirReader(in, parties).read(written, system, this::derived);
    if (patient.isEmpty() || entry.isEmpty()) {
      return;
    }
    var clinic = parties.organization(written.getCustodian(), written).orElse(null);
    add(clinic, patient.get(), () -> record(entry.get(), patient.get(), ours));
  }

  private ClinicRecord record(DocumentFhir.Entry entry, Patient patient, boolean ours) {
    if (!ours) {
      return new Document(entry.key(), patient.id(), entry.header(), entry.attachments(), null);
    }
    var data = entry.attachments().stream().filter(SessionSummaryFhirReader::isData).findFirst();
    var inner = data.flatMap(this::inner);
    return new SessionSummary(
        entry.key(),
        patient.id(),
        entry.sessionId(),
        inner.map(Inner::version).orElse(null),
        entry.header(),
        inner.map(Inner::sections).orElse(List.of()),
        inner.isEmpty()
            ? entry.attachments()
            : entry.attachments().stream().filter(a -> !isData(a)).toList(),
        null);
  }

  private static boolean isData(Attachment attachment) {
    return attachment.contentType().equals(SessionSummaryFhir.FHIR_JSON)
        && attachment.data() != null;
  }

  private record Inner(@Nullable Integer version, List<SummarySection> sections) {}

  /** The sections in the form that holds them as data. */
  private Optional<Inner> inner(Attachment data) {
    return withoutNarrative(data)
        .flatMap(json -> FhirJson.parseBundle(json).value())
        .flatMap(
            b -> {
              var inside = new BundleReader(b, dialect, new Issues());
              return SummaryDocumentFhir.composition(inside)
                  .filter(c -> SummaryDocumentFhir.isOurs(c, inside))
                  .map(
                      c ->
                          new Inner(
                              SummaryDocumentFhir.version(c),
                              SummaryDocumentFhir.sections(c, inside)));
            });
  }

  /** The document without the texts of its resources, which say the sections once more. */
  private static Optional<String> withoutNarrative(Attachment data) {
    try {
      var tree = ClinicJson.mapper().readTree(data.bytes());
      for (var entry : tree.path("entry")) {
        if (entry.path("resource") instanceof ObjectNode resource) {
          resource.remove("text");
        }
      }
      return Optional.of(tree.toString());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<Patient> patient(Reference subject, org.hl7.fhir.r4.model.DomainResource owner) {
    return parties.subject(subject, owner).flatMap(parties::patient);
  }

  /** The key of a document that has none of ours: the same whenever it comes again. */
  private String derived(Identifier number) {
    return Ids.uuid("document", dialect.partner(), number.authority(), number.value()).toString();
  }

  private void add(
      org.luer.mappings.concept.organization.@Nullable Organization clinic,
      Patient patient,
      java.util.function.Supplier<ClinicRecord> document) {
    if (issues.refuse()) {
      return;
    }
    try {
      sets.add(new SessionDocument(clinic, patient, document.get()));
    } catch (InvalidRecordException invalid) {
      issues.addAll(invalid.issues());
    }
  }
}
