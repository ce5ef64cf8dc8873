package org.luer.mappings.concept.organization;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * The reporting {@link Organization} to and from ORC-21 to ORC-23.
 *
 * <p>Mapped: ORC-21 name, XON.10 the clinic's key, National Provider Identifier and tax number as
 * further repetitions; ORC-22 addresses; ORC-23 telephones. Versions before 2.5 have no XON.10: the
 * numbers are the observations SES-CLINIC, SES-CLINIC-NPI and SES-CLINIC-TAX there. A sender
 * without ORC-21 is named by MSH-4.
 */
public final class OrganizationHl7v2 {
  private OrganizationHl7v2() {}

  /** Sets ORC-21 to ORC-23. */
  public static void write(OutSegment orc, Organization clinic, Dialect dialect) {
    var version = Version.of(dialect.version());
    var names = XonHl7v2.write(clinic, dialect);
    orc.set(21, Wire.repetitions(version.before(Version.V251) ? names.subList(0, 1) : names))
        .set(22, Wire.repetitions(clinic.addresses().stream().map(Contacts::xad).toList()))
        .set(
            23,
            Wire.repetitions(
                clinic.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()));
  }

  /** The numbers as observations, for versions in which XON cannot have them. */
  public static void writeNumbers(Rows rows, Organization clinic) {
    if (Version.of(rows.dialect().version()).before(Version.V251)) {
      rows.text("SES-CLINIC", clinic.id());
      rows.text("SES-CLINIC-NPI", clinic.npi());
      rows.text("SES-CLINIC-TAX", clinic.taxId());
    }
  }

  /** The reporting organization. */
  public static Optional<Organization> read(
      @Nullable Segment orc, Segment msh, Found numbers, Reading reading) {
    if (orc == null || !orc.has(21)) {
      return sender(msh, reading);
    }
    var xon = XonHl7v2.read(orc.repetitions(21), reading.dialect());
    var id = first(numbers.text("SES-CLINIC"), xon.id());
    var npi = first(xon.npi(), numbers.text("SES-CLINIC-NPI"));
    var named = Ids.key(xon.name());
    var key = first(first(id, npi), named.length() > 64 ? null : named);
    return key == null || key.isEmpty() || xon.name().isEmpty()
        ? sender(msh, reading)
        : Optional.of(
            Organization.of(key, xon.name())
                .npi(npi)
                .taxId(first(xon.taxId(), numbers.text("SES-CLINIC-TAX")))
                .identifiers(xon.identifiers())
                .telecoms(
                    orc.repetitions(23).stream()
                        .flatMap(p -> Contacts.readXtn(p).stream())
                        .toList())
                .addresses(orc.repetitions(22).stream().map(Contacts::readXad).toList())
                .build());
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }

  /** The sender that MSH-4 names, else MSH-3. */
  public static Optional<Organization> sender(Segment msh, Reading reading) {
    var facility = msh.field(4).component(1);
    var name = facility.isEmpty() ? msh.field(3).component(1) : facility;
    var id = Ids.spelled(name);
    if (id.isEmpty() || id.length() > 64) {
      reading.issues().error(IssueCode.REQUIRED, msh.path(4), "names no sending facility");
      return Optional.empty();
    }
    return Optional.of(Organization.of(id, name).build());
  }
}
