package org.luer.mappings.concept.document;

import java.time.OffsetDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Times;

/**
 * Our own extensions of DocumentReference, for what TXA says of the way of a document through an
 * office and R4 has no element for.
 *
 * <p>Mapped: when it was typed and by whom (TXA-7, 11), the name of the file (TXA-16), who gets it
 * too (TXA-23).
 */
final class DocumentDeskFhir {
  private static final String TYPED = "document-typed-at";
  private static final String TYPIST = "document-typist";
  private static final String FILE = "document-file-name";
  private static final String COPY = "document-copy-to";

  private DocumentDeskFhir() {}

  /** Adds the extensions. */
  static void toFhir(
      DocumentFhir.Entry entry, DocumentReference written, ClinicianFhir people, String base) {
    var header = entry.header();
    time(header.typedAt(), TYPED, written, base);
    if (header.typist() != null) {
      add(TYPIST, people.toFhir(header.typist(), written), written, base);
    }
    if (header.fileName() != null) {
      add(FILE, new StringType(header.fileName()), written, base);
    }
    header.copiesTo().forEach(c -> add(COPY, people.toFhir(c, written), written, base));
  }

  private static void time(
      @Nullable OffsetDateTime time, String name, DocumentReference written, String base) {
    if (time != null) {
      add(name, Times.dateTime(time), written, base);
    }
  }

  private static void add(String name, Type value, DocumentReference written, String base) {
    written.addExtension(new Extension(Extensions.own(base, name), value));
  }

  /** When it was typed. */
  static @Nullable OffsetDateTime typedAt(DocumentReference written, BundleReader in) {
    return time(written, TYPED, in);
  }

  private static @Nullable OffsetDateTime time(
      DocumentReference written, String name, BundleReader in) {
    return Extensions.first(written.getExtension(), Extensions.own(in.base(), name))
        .flatMap(e -> Times.read(e.getValue(), in.path(written) + ".extension", in.issues()))
        .orElse(null);
  }

  /** The name of the file. */
  static @Nullable String fileName(DocumentReference written, BundleReader in) {
    return Extensions.text(written.getExtension(), Extensions.own(in.base(), FILE)).orElse(null);
  }

  /** Who typed it. */
  static @Nullable Clinician typist(
      DocumentReference written, PartiesFhir parties, BundleReader in) {
    return people(written, TYPIST, parties, in).stream().findFirst().orElse(null);
  }

  /** Who gets it too. */
  static List<Clinician> copiesTo(DocumentReference written, PartiesFhir parties, BundleReader in) {
    return people(written, COPY, parties, in);
  }

  private static List<Clinician> people(
      DocumentReference written, String name, PartiesFhir parties, BundleReader in) {
    return Extensions.references(written.getExtension(), Extensions.own(in.base(), name))
        .flatMap(reference -> parties.clinician(reference, written).stream())
        .toList();
  }
}
