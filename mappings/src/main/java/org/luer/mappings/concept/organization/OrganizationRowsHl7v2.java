package org.luer.mappings.concept.organization;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Version;

/**
 * An {@link Organization} to and from a group of observations, for one that has no field.
 *
 * <p>Mapped: observations {@code X} (XON, one per number), {@code X-ALIAS}, {@code X-TEL}, {@code
 * X-ADR}. Cannot carry: its kind, desks, whether it still exists.
 */
public final class OrganizationRowsHl7v2 {
  private OrganizationRowsHl7v2() {}

  /** Writes the organization; nothing for none. */
  public static void write(Rows rows, String code, @Nullable Organization organization) {
    if (organization == null) {
      return;
    }
    var version = Version.of(rows.dialect().version());
    rows.raws(code, XonHl7v2.write(organization, rows.dialect()));
    rows.texts(code + "-ALIAS", organization.aliases());
    rows.raws(
        code + "-TEL",
        organization.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList());
    rows.raws(
        code + "-ADR",
        organization.addresses().stream().map(a -> Contacts.xad(a, version)).toList());
  }

  /** Reads what {@link #write} wrote; empty without number. */
  public static Optional<Organization> read(Found found, String code) {
    if (!found.has(code)) {
      return Optional.empty();
    }
    List<Part> names = found.all(code).stream().map(Obx::value).toList();
    var read = XonHl7v2.read(names, found.reading().dialect());
    var id = read.id() == null ? read.npi() : read.id();
    return id == null
        ? Optional.empty()
        : Optional.of(
            Organization.of(id, read.name())
                .npi(read.npi())
                .taxId(read.taxId())
                .identifiers(read.identifiers())
                .aliases(found.texts(code + "-ALIAS"))
                .telecoms(found.telecoms(code + "-TEL"))
                .addresses(found.addresses(code + "-ADR"))
                .build());
  }
}
