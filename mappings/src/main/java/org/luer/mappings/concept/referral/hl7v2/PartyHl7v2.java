package org.luer.mappings.concept.referral.hl7v2;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.XonHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * The organization of one end of a referral to and from ORC-21 to ORC-23, and as observations.
 *
 * <p>Mapped: ORC-21 name and key (XON.10), ORC-22 addresses, ORC-23 telephones. The observations
 * are written for the one that is asked, and for the referring one when the fields do not say
 * everything: with a National Provider Identifier or tax number, and before version 2.5, whose XON
 * has no key in letters.
 */
final class PartyHl7v2 {

  private PartyHl7v2() {}

  /** Sets ORC-21 to ORC-23. */
  static void fields(OutSegment orc, @Nullable Organization organization, Dialect dialect) {
    if (organization == null) {
      return;
    }
    var version = Version.of(dialect.version());
    var names = XonHl7v2.write(organization, dialect);
    orc.set(21, Wire.repetitions(version.before(Version.V251) ? names.subList(0, 1) : names))
        .set(22, Wire.repetitions(organization.addresses().stream().map(Contacts::xad).toList()))
        .set(
            23,
            Wire.repetitions(
                organization.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()));
  }

  /** Whether ORC-21 to ORC-23 say everything. */
  static boolean complete(Organization organization, Dialect dialect) {
    return organization.npi() == null
        && organization.taxId() == null
        && !Version.of(dialect.version()).before(Version.V251);
  }

  /** Writes everything as observations of a code. */
  static void rows(Rows rows, String code, Organization organization) {
    var version = Version.of(rows.dialect().version());
    rows.text(code, organization.name());
    rows.text(code + "-ID", organization.id());
    rows.text(code + "-NPI", organization.npi());
    rows.text(code + "-TAX", organization.taxId());
    rows.raws(
        code + "-TEL",
        organization.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList());
    rows.raws(code + "-ADR", organization.addresses().stream().map(Contacts::xad).toList());
  }

  /** The organization of the observations. */
  static Optional<Organization> read(Found found, String code) {
    var id = found.text(code + "-ID");
    var name = found.text(code);
    return id == null || name == null
        ? Optional.empty()
        : Optional.of(
            Organization.of(id, name)
                .npi(found.text(code + "-NPI"))
                .taxId(found.text(code + "-TAX"))
                .telecoms(found.telecoms(code + "-TEL"))
                .addresses(found.addresses(code + "-ADR"))
                .build());
  }

  /** The organization of the fields; empty without a name. */
  static Optional<Organization> read(Segment orc, Dialect dialect) {
    var xon = XonHl7v2.read(orc.repetitions(21), dialect);
    var name = xon.name();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    var number = xon.id() == null ? xon.npi() : xon.id();
    var key = Ids.key(number == null ? name : number);
    return Optional.of(xon.organization(key.length() > 64 ? key.substring(0, 64) : key, orc));
  }
}
