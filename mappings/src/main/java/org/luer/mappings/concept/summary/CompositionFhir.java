package org.luer.mappings.concept.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.document.DocumentFhir;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.concept.document.DocumentSourceFhir;
import org.luer.mappings.concept.document.DocumentTables;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * A {@link SessionSummary} as the Composition of a document Bundle; {@link CompositionReader} is
 * the way back.
 *
 * <p>Mapped: identifier (key of the summary), version number (extension), status, type, category,
 * subject, encounter, date, author, title, confidentiality, attester (legal: the signer;
 * professional: who has to sign), custodian, relatesTo, event (code, period, detail), section
 * (title, code, text, entry). Cannot carry: superseded, typedAt, editedAt, changeReason, fileName,
 * order numbers, orderer.
 */
final class CompositionFhir {
  static final String VERSION =
      "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber";
  static final String KEY = "session-summary";

  private CompositionFhir() {}

  static Composition toFhir(
      SessionSummary summary,
      @Nullable Reference encounter,
      Reference patient,
      Reference clinic,
      ClinicianFhir people,
      BundleWriter out) {
    var header = summary.header();
    var written = new Composition();
    written.setMeta(out.clinical(null));
    if (summary.version() != null) {
      written.addExtension(VERSION, new StringType(String.valueOf(summary.version())));
    }
    written.setIdentifier(Identifiers.of(out.sid(KEY), summary.id()));
    written.setStatus(
        Composition.CompositionStatus.fromCode(
            (header.status() == null ? DocumentHeader.Status.PRELIMINARY : header.status())
                .code()));
    written.setType(Codings.of(header.type()));
    written.addCategory(DocumentFhir.clinicalNote());
    header.categories().forEach(c -> written.addCategory(Codings.of(c)));
    written.setSubject(patient);
    if (encounter != null) {
      written.setEncounter(encounter);
    }
    written.setDateElement(
        header.createdAt() == null
            ? Times.absent(new org.hl7.fhir.r4.model.DateTimeType())
            : Times.dateTime(header.createdAt()));
    header.authors().forEach(a -> written.addAuthor(people.toFhir(a, written)));
    if (header.authors().isEmpty()) {
      written.addAuthor(clinic);
    }
    written.setTitle(title(header));
    confidentiality(header, written);
    attesters(header, written, people);
    written.setCustodian(clinic);
    relations(header, written, out);
    event(header, written, out);
    written.setText(narrative(SectionXhtml.write(title(header), summary.sections())));
    summary.sections().forEach(s -> section(s, written, out));
    return written;
  }

  private static String title(DocumentHeader header) {
    return header.title() == null ? "Session summary" : header.title();
  }

  private static void confidentiality(DocumentHeader header, Composition written) {
    if (header.confidentiality() != null) {
      written.setConfidentiality(
          Composition.DocumentConfidentiality.valueOf(
              DocumentTables.label(header.confidentiality())));
    }
  }

  private static void attesters(DocumentHeader header, Composition written, ClinicianFhir people) {
    var signature = header.signature();
    if (signature != null) {
      written
          .addAttester()
          .setMode(Composition.CompositionAttestationMode.LEGAL)
          .setTimeElement(Times.dateTime(signature.at()))
          .setParty(people.toFhir(signature.by(), written));
    }
    if (header.authenticator() != null) {
      written
          .addAttester()
          .setMode(Composition.CompositionAttestationMode.PROFESSIONAL)
          .setParty(people.toFhir(header.authenticator(), written));
    }
  }

  private static void relations(DocumentHeader header, Composition written, BundleWriter out) {
    for (var relation : header.relatesTo()) {
      written
          .addRelatesTo()
          .setCode(
              Composition.DocumentRelationshipType.valueOf(
                  relation.kind().code().toUpperCase(Locale.ROOT)))
          .setTarget(Identifiers.of(relation.number(), out.base()));
    }
  }

  private static void event(DocumentHeader header, Composition written, BundleWriter out) {
    var event = new Composition.CompositionEventComponent();
    header.acts().forEach(a -> event.addCode(Codings.of(a)));
    if (header.startedAt() != null || header.endedAt() != null) {
      event.setPeriod(Times.period(header.startedAt(), header.endedAt()));
    }
    header.sources().forEach(s -> event.addDetail(DocumentSourceFhir.toFhir(s, out.base())));
    if (!event.isEmpty()) {
      written.addEvent(event);
    }
  }

  private static void section(SummarySection section, Composition written, BundleWriter out) {
    var target = written.addSection().setTitle(section.title());
    if (section.code() != null) {
      target.setCode(Codings.of(section.code()));
    }
    target.setText(narrative(SectionXhtml.write(section)));
    section.sources().forEach(s -> target.addEntry(DocumentSourceFhir.toFhir(s, out.base())));
  }

  private static Narrative narrative(XhtmlNode div) {
    return new Narrative().setStatus(Narrative.NarrativeStatus.GENERATED).setDiv(div);
  }

  /** Version number; absent when none is written. */
  static @Nullable Integer version(Composition written) {
    var extension = Extensions.first(written.getExtension(), VERSION).orElse(null);
    var text = extension == null ? "" : extension.getValue().primitiveValue();
    return text != null && text.matches("[1-9]\\d{0,8}") ? Integer.valueOf(text) : null;
  }

  /** The sections; those of the same title are told apart by a number behind it. */
  static List<SummarySection> sections(Composition written, BundleReader in) {
    var sections = new ArrayList<SummarySection>();
    sections(written.getSection(), in.path(written), written, in, sections);
    return sections;
  }

  private static void sections(
      List<Composition.SectionComponent> all,
      String above,
      Composition written,
      BundleReader in,
      List<SummarySection> sections) {
    for (int i = 0; i < all.size(); i++) {
      var section = all.get(i);
      var path = above + ".section[" + i + "]";
      var content = SectionXhtml.read(section.getText().getDiv());
      var code = Codings.read(section.getCode());
      var title = section.hasTitle() ? section.getTitle() : null;
      var sources = sources(section, path, written, in);
      if (!content.lines().isEmpty() || !content.columns().isEmpty()) {
        sections.add(
            new SummarySection(
                title == null ? null : distinct(title, sections),
                code.orElse(null),
                content.lines(),
                content.columns(),
                content.rows(),
                sources));
      }
      sections(section.getSection(), path, written, in, sections);
    }
  }

  private static List<DocumentSource> sources(
      Composition.SectionComponent section, String path, Composition written, BundleReader in) {
    var sources = new ArrayList<DocumentSource>();
    for (int i = 0; i < section.getEntry().size(); i++) {
      var source = DocumentSourceFhir.fromFhir(section.getEntry().get(i), written, in);
      source.ifPresent(sources::add);
      if (source.isEmpty()) {
        in.issues()
            .warning(
                IssueCode.NOT_FOUND,
                path + ".entry[" + i + "]",
                "names nothing with a number: not read");
      }
    }
    return sources;
  }

  /** A title that no section has yet. */
  static String distinct(String title, List<SummarySection> sections) {
    var candidate = title;
    for (int n = 2; taken(candidate, sections); n++) {
      candidate = title + " (" + n + ")";
    }
    return candidate;
  }

  private static boolean taken(String title, List<SummarySection> sections) {
    return sections.stream().anyMatch(s -> title.equals(s.title()));
  }

  /** The confidentiality code. */
  static DocumentHeader.@Nullable Confidentiality confidentiality(Composition written) {
    return written.hasConfidentiality()
        ? DocumentTables.ofLabel(written.getConfidentiality().toCode()).orElse(null)
        : null;
  }

  /** The key of the summary when it is one of ours. */
  static Optional<String> key(Composition written, BundleReader in) {
    return Identifiers.value(List.of(written.getIdentifier()), Systems.sid(in.base(), KEY));
  }
}
