package org.luer.mappings.concept.charge.hl7v2;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;

/**
 * The billing {@link Organization} of a charge: DFT has no field for it, so it is observations. A
 * sender without them is named by MSH-4.
 */
public final class ChargeClinicHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(ChargeClinicHl7v2.class, "charge-clinic-hl7v2.csv");

  private ChargeClinicHl7v2() {}

  static void write(Organization clinic, Panel panel, Dialect dialect) {
    var rows = panel.group(CODES, "", dialect);
    var version = Version.of(dialect.version());
    rows.text("CHG-ORG", clinic.id());
    rows.text("CHG-ORG-NAME", clinic.name());
    rows.text("CHG-ORG-NPI", clinic.npi());
    rows.text("CHG-ORG-TAX", clinic.taxId());
    rows.raws(
        "CHG-ORG-TEL", clinic.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList());
    rows.raws("CHG-ORG-ADR", clinic.addresses().stream().map(Contacts::xad).toList());
  }

  /** Who bills; empty and an issue when the message does not say. */
  public static Optional<Organization> read(Segment msh, Observations observations) {
    var found = observations.single(CODES);
    @Nullable String id = found.text("CHG-ORG");
    @Nullable String name = found.text("CHG-ORG-NAME");
    if (id == null || name == null) {
      return OrganizationHl7v2.read(null, msh, found, observations.reading());
    }
    return Optional.of(
        Organization.of(id, name)
            .npi(found.text("CHG-ORG-NPI"))
            .taxId(found.text("CHG-ORG-TAX"))
            .telecoms(
                found.all("CHG-ORG-TEL").stream()
                    .flatMap(o -> Contacts.readXtn(o.value()).stream())
                    .toList())
            .addresses(
                found.all("CHG-ORG-ADR").stream()
                    .map(o -> Contacts.readXad(o.value()))
                    .filter(Objects::nonNull)
                    .toList())
            .build());
  }
}
