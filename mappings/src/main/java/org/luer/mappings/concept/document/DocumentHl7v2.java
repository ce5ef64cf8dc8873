package org.luer.mappings.concept.document;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * A {@link DocumentHeader} to and from TXA (HL7 v2.5.1 ch. 9.6.1).
 *
 * <p>Mapped: TXA-2 type, 4 start, 6 written, 7 typed, 8 edited (the last one), 9 authors, 10 who
 * has to sign, 11 typist, 12 number, 13 number of the document that it replaces or adds to, 14 and
 * 15 order numbers, 16 file name, 17 with 19 status, 18 confidentiality, 21 why it changed, 22 who
 * signed and when, 23 copies, 25 title (2.8). TXA-3, 5 and 20 follow from the rest. Ignored when
 * read: TXA-24. Cannot carry: further numbers, categories, more than one relation, the kinds
 * transforms and signs.
 */
public final class DocumentHl7v2 {
  private static final int SIGNED_AT = 15;

  private DocumentHl7v2() {}

  /**
   * TXA.
   *
   * @param presentation what the first observation holds (table 0191): TX or AP
   */
  public static OutSegment write(DocumentHeader header, String presentation, Dialect dialect) {
    var txa =
        new OutSegment("TXA")
            .set(1, "1")
            .set(2, DocumentCodes.hl7v2(header.type()))
            .set(3, presentation)
            .set(4, Hl7Timestamp.write(header.startedAt()))
            .set(5, provider(header, dialect))
            .set(6, Hl7Timestamp.write(header.createdAt()))
            .set(7, Hl7Timestamp.write(header.typedAt()))
            .set(8, Hl7Timestamp.write(header.editedAt()))
            .set(9, people(header.authors(), dialect))
            .set(10, person(header.authenticator(), dialect))
            .set(11, person(header.typist(), dialect))
            .set(12, Numbers.ei(header.number()))
            .set(13, Numbers.ei(parent(header)))
            .set(14, Numbers.ei(header.placerNumber()))
            .set(15, Numbers.ei(header.fillerNumber()))
            .set(16, Wire.text(header.fileName()))
            .set(17, DocumentTables.completion(header.status()))
            .set(
                18,
                header.confidentiality() == null
                    ? ""
                    : DocumentTables.confidentiality(header.confidentiality()))
            .set(19, DocumentTables.availability(header))
            .set(20, header.voided() || superseded(header) ? "" : "AC")
            .set(21, Wire.text(header.changeReason()))
            .set(22, signature(header.signature(), dialect))
            .set(23, people(header.copiesTo(), dialect));
    return Version.of(dialect.version()) == Version.V28
        ? txa.set(25, Wire.text(header.title()))
        : txa;
  }

  /** The number of the document that this one replaces or adds to. */
  private static @Nullable Identifier parent(DocumentHeader header) {
    return header
        .relation(DocumentRelation.Kind.REPLACES)
        .or(() -> header.relation(DocumentRelation.Kind.APPENDS))
        .map(DocumentRelation::number)
        .orElse(null);
  }

  private static boolean superseded(DocumentHeader header) {
    return Boolean.TRUE.equals(header.superseded());
  }

  private static String provider(DocumentHeader header, Dialect dialect) {
    return header.staff().stream()
        .filter(s -> s.role() == StaffMember.Role.ATTENDING)
        .findFirst()
        .map(s -> ClinicianHl7v2.provider(s.clinician(), dialect))
        .orElseGet(
            () ->
                header.authors().isEmpty()
                    ? ""
                    : ClinicianHl7v2.provider(header.authors().get(0), dialect));
  }

  private static String people(List<Clinician> people, Dialect dialect) {
    return people.stream()
        .map(p -> ClinicianHl7v2.provider(p, dialect))
        .collect(Collectors.joining("~"));
  }

  /** A clinician as XCN; empty for none. */
  public static String person(@Nullable Clinician clinician, Dialect dialect) {
    return clinician == null ? "" : ClinicianHl7v2.provider(clinician, dialect);
  }

  /** PPN: the person as XCN with the time as component 15. */
  private static String signature(@Nullable Signature signature, Dialect dialect) {
    if (signature == null) {
      return "";
    }
    var person = ClinicianHl7v2.provider(signature.by(), dialect);
    var parts = (int) person.chars().filter(c -> c == '^').count() + 1;
    return person + "^".repeat(SIGNED_AT - parts) + Hl7Timestamp.write(signature.at());
  }

  /** Who signed and when; null when either is missing. */
  public static @Nullable Signature readSignature(Segment txa, Reading reading) {
    var part = txa.field(22);
    var by = ClinicianHl7v2.read(part, reading.dialect());
    var written = "";
    // a time is a time, in whichever component a sender puts it
    for (int i = SIGNED_AT; i <= part.components() && written.isEmpty(); i++) {
      written = part.component(i);
    }
    if (by.isEmpty() || written.isEmpty()) {
      return null;
    }
    var at = reading.times().instant(time(part, written));
    return at == null ? null : new Signature(by.get(), at);
  }

  private static Part time(Part part, String written) {
    return new Part(written, part.delimiters(), part.segment(), part.field(), part.repetition());
  }

  /** The people of a field. */
  public static List<Clinician> readPeople(Segment txa, int field, Dialect dialect) {
    return txa.repetitions(field).stream()
        .flatMap(p -> ClinicianHl7v2.read(p, dialect).stream())
        .toList();
  }

  /** The number in a field. */
  public static Optional<Identifier> number(@Nullable Segment segment, int field, Dialect dialect) {
    if (segment == null || !segment.has(field)) {
      return Optional.empty();
    }
    var part = segment.field(field);
    var value = part.component(1);
    var authority = part.component(2).isEmpty() ? part.component(3) : part.component(2);
    if (authority.isEmpty()) {
      authority = dialect.peer().application();
    }
    return value.isEmpty() || authority.isEmpty()
        ? Optional.empty()
        : Optional.of(new Identifier(value, authority, part.optional(3), null));
  }

  /** The confidentiality of TXA-18; null for none or another one. */
  public static DocumentHeader.@Nullable Confidentiality readConfidentiality(Segment txa) {
    return DocumentTables.readConfidentiality(txa.text(18));
  }

  /** The kind of a document in table 0270; null for one that has no LOINC code. */
  public static org.luer.mappings.core.@Nullable Coded readType(Segment txa) {
    return DocumentCodes.read(txa.text(2));
  }

  /** The table 0270 code that would be written for a type. */
  public static String type(org.luer.mappings.core.Coded type) {
    return DocumentCodes.hl7v2(type);
  }

  /** Whether a LOINC code is that of a document. */
  public static boolean isDocument(String loinc) {
    return DocumentCodes.known(loinc);
  }
}
