package org.luer.mappings.concept.summary;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.document.DocumentFhir;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentVisitFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * A {@link SessionSummary} to and from a FHIR document: a Bundle that begins with its Composition
 * and holds what the Composition names, and nothing else (FHIR R4 3.3.1).
 *
 * <p>Mapped: Bundle.identifier (number of the version), timestamp; see {@link CompositionFhir}.
 */
public final class SummaryDocumentFhir {
  private SummaryDocumentFhir() {}

  /** Writes the document Bundle. */
  public static Bundle toFhir(
      SessionSummary summary, Patient patient, @Nullable Organization clinic, Dialect dialect) {
    var out = new BundleWriter(dialect.base());
    var keeper = clinic == null ? new Reference() : OrganizationFhir.toFhir(clinic, out);
    var people = new ClinicianFhir(out, keeper, clinic == null ? List.of() : clinic.telecoms());
    var subject = PatientFhir.toFhir(patient, out, people, dialect);
    var entry =
        new DocumentFhir.Entry(
            CompositionFhir.KEY,
            summary.id(),
            summary.sessionId(),
            summary.header(),
            summary.attachments());
    var encounter = DocumentVisitFhir.toFhir(entry, subject, out, people, keeper).orElse(null);
    var composition = CompositionFhir.toFhir(summary, encounter, subject, keeper, people, out);
    out.create(composition, out.sid(CompositionFhir.KEY), summary.id());
    return document(out.bundle(), summary.header(), out.base());
  }

  private static Bundle document(Bundle bundle, DocumentHeader header, String base) {
    bundle.setType(Bundle.BundleType.DOCUMENT);
    bundle.setIdentifier(Identifiers.of(header.number(), base));
    var said = header.createdAt() == null ? header.saidAt() : header.createdAt();
    if (said != null) {
      bundle.setTimestampElement(Times.instant(said));
    }
    var entries = new ArrayList<>(bundle.getEntry());
    var composition = entries.remove(entries.size() - 1);
    var ordered = new ArrayList<Bundle.BundleEntryComponent>();
    ordered.add(composition);
    var reached = reached(composition, entries);
    entries.stream().filter(e -> reached.contains(e.getFullUrl())).forEach(ordered::add);
    for (var entry : ordered) {
      entry.setRequest(null);
      entry.getResource().setId(entry.getFullUrl().substring("urn:uuid:".length()));
    }
    return bundle.setEntry(ordered);
  }

  private static java.util.Set<String> reached(
      Bundle.BundleEntryComponent from, List<Bundle.BundleEntryComponent> entries) {
    var byUrl = new HashMap<String, Bundle.BundleEntryComponent>();
    entries.forEach(e -> byUrl.put(e.getFullUrl(), e));
    var reached = new HashSet<String>();
    var open = new ArrayDeque<Bundle.BundleEntryComponent>();
    open.add(from);
    var terser = FhirJson.context().newTerser();
    while (!open.isEmpty()) {
      var resource = open.remove().getResource();
      for (var reference : terser.getAllPopulatedChildElementsOfType(resource, Reference.class)) {
        var target = byUrl.get(reference.getReference());
        if (target != null && reached.add(target.getFullUrl())) {
          open.add(target);
        }
      }
    }
    return reached;
  }

  /** The Composition of a document Bundle. */
  public static Optional<Composition> composition(BundleReader in) {
    return in.all(Composition.class).stream().findFirst();
  }

  /** Whether the Composition is one of our summaries. */
  public static boolean isOurs(Composition written, BundleReader in) {
    return CompositionFhir.key(written, in).isPresent();
  }

  /** The sections of a Composition. */
  public static List<SummarySection> sections(Composition written, BundleReader in) {
    return CompositionFhir.sections(written, in);
  }

  /** The version number in a Composition. */
  public static @Nullable Integer version(Composition written) {
    return CompositionFhir.version(written);
  }

  /** The index entry that a Composition makes; empty and issues when it is no usable document. */
  public static Optional<Read> fromFhir(
      Composition written, Bundle bundle, BundleReader in, PartiesFhir parties) {
    var reader = new CompositionReader(written, in, parties);
    var visit = reader.visit();
    return reader
        .header(bundle, visit)
        .map(h -> new Read(CompositionFhir.key(written, in).orElse(null), visit.sessionId(), h));
  }

  /**
   * What was read.
   *
   * @param key the key of the summary, when it is one of ours
   * @param sessionId the session, when it is one of ours
   */
  public record Read(@Nullable String key, @Nullable String sessionId, DocumentHeader header) {}
}
