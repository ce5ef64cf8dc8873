package org.luer.mappings.concept.patient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Contact} to and from NK1: emergency contacts, and the companion of the session, told apart
 * by NK1-7, whose second coding is the role of the companion.
 *
 * <p>Mapped: NK1-2 to 8, 14 to 16, 33 (from 2.5.1 on). Role C (emergency contact) is written for
 * none and read as none. Ignored when read: the rest. Cannot carry: the order between work and
 * other telecoms.
 */
public final class ContactHl7v2 {
  private static final String COMPANION = "COMPANION";

  private ContactHl7v2() {}

  /** NK1 of all contacts and of the companion. */
  public static List<OutSegment> write(
      List<Contact> contacts, @Nullable Contact companion, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    for (var contact : contacts) {
      segments.add(nk1(contact, segments.size() + 1, role(contact, dialect), dialect));
    }
    if (companion != null) {
      segments.add(
          nk1(companion, segments.size() + 1, companionRole(companion.role(), dialect), dialect));
    }
    return segments;
  }

  /** Our own code first; the second coding is what else the companion is. */
  private static String companionRole(@Nullable Coded role, Dialect dialect) {
    var own = COMPANION + "^Takes the patient home^99KIC^";
    return own
        + (role == null
            ? "CP^Contact person^HL70131"
            : Cwe.write(new Coded(role.system(), role.code(), role.text(), List.of()), dialect));
  }

  private static String role(Contact contact, Dialect dialect) {
    return contact.role() == null
        ? "C^Emergency Contact^HL70131"
        : Cwe.write(contact.role(), dialect);
  }

  private static OutSegment nk1(Contact contact, int number, String role, Dialect dialect) {
    var version = Version.of(dialect.version());
    return new OutSegment("NK1")
        .set(1, String.valueOf(number))
        .set(2, People.xpn(contact.name(), version))
        .set(3, PatientCodes.relationship(contact.relationship(), dialect))
        .set(4, contact.address() == null ? "" : Contacts.xad(contact.address(), version))
        .set(5, PatientHl7v2.telecoms(contact.telecoms(), false, version))
        .set(6, PatientHl7v2.telecoms(contact.telecoms(), true, version))
        .set(7, role)
        .set(8, Hl7Timestamp.write(contact.since()))
        .set(14, PatientCodes.marital(contact.maritalStatus(), dialect))
        .set(15, contact.sex() == null ? "" : PatientHl7v2.sex(contact.sex()))
        .set(16, Hl7Timestamp.write(contact.birthDate()))
        .set(
            33,
            version.before(Version.V251)
                ? ""
                : Wire.repetitions(
                    contact.identifiers().stream().map(i -> Numbers.cx(i, version)).toList()));
  }

  /** Whether the NK1 is the companion of the session. */
  public static boolean isCompanion(Segment nk1) {
    return nk1.text(7).equals(COMPANION);
  }

  /** The contact of an NK1; empty without a name. */
  public static Optional<Contact> read(Segment nk1, Dialect dialect) {
    return People.readXpn(nk1.field(2))
        .map(
            name ->
                new Contact(
                    name,
                    PatientCodes.readRelationship(nk1.field(3), dialect),
                    readRole(nk1.field(7), dialect),
                    nk1.repetitions(33).stream()
                        .flatMap(p -> Numbers.readCx(p, dialect).stream())
                        .toList(),
                    PatientHl7v2.readTelecoms(nk1.repetitions(5), nk1.repetitions(6)),
                    nk1.has(4) ? Contacts.readXad(nk1.field(4)) : null,
                    date(nk1, 8),
                    PatientCodes.readMarital(nk1.field(14), dialect),
                    PatientHl7v2.sexOf(nk1.text(15)),
                    date(nk1, 16)));
  }

  /** A day, or none: what is wrong with it is no reason to refuse a contact. */
  private static @Nullable PartialDate date(Segment nk1, int field) {
    return Hl7Timestamp.parse(nk1.text(field)).map(Hl7Timestamp::date).orElse(null);
  }

  private static @Nullable Coded readRole(Part part, Dialect dialect) {
    if (part.component(1).equals(COMPANION)) {
      return secondRole(part, dialect);
    }
    var plain = part.component(1).equals("C") && part.component(4).isEmpty();
    return plain ? null : Cwe.read(part, dialect);
  }

  private static @Nullable Coded secondRole(Part part, Dialect dialect) {
    var plain = part.component(4).equals("CP") && part.component(6).equals("HL70131");
    var both = plain ? null : Cwe.read(part, dialect);
    if (both == null) {
      return null;
    }
    return both.also().stream()
        .findFirst()
        .map(c -> new Coded(c.system(), c.code(), c.display(), List.of()))
        .orElseGet(() -> part.component(5).isEmpty() ? null : Coded.text(part.component(5)));
  }
}
