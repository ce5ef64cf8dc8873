package org.luer.mappings.concept.clinician;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Facility;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Clinician} to and from XCN, and to and from a group of observations that also has what XCN
 * has no place for.
 *
 * <p>Mapped: XCN.1 number, .2 to .7 and .21 name and degree, .9 authority, .10 name type, .13 kind
 * of number; observations {@code X}, {@code X-NPI}, {@code X-SPEC}, {@code X-TEL}.
 */
public final class ClinicianHl7v2 {
  private static final String NPI = "NPI&2.16.840.1.113883.4.6&ISO";
  private static final String NPI_OID = "2.16.840.1.113883.4.6";

  private ClinicianHl7v2() {}

  /** XCN with the staff number. */
  public static String staff(Clinician clinician, Dialect dialect) {
    var own = dialect.clinic();
    return xcn(
        clinician,
        clinician.id(),
        Numbers.authority(own.application(), own.applicationOid()),
        "EI");
  }

  /** XCN with the number that an authority gave, or with the staff number when none did. */
  public static String recorder(
      Clinician clinician, @Nullable Facility authority, Dialect dialect) {
    return authority == null
        ? staff(clinician, dialect)
        : xcn(
            clinician, clinician.id(), Numbers.authority(authority.name(), authority.oid()), "EI");
  }

  /** The authority of an XCN; null when it names none or the clinic. */
  public static @Nullable Facility authority(Part xcn, Dialect dialect) {
    var name = xcn.component(9);
    return name.isEmpty() || name.equals(dialect.clinic().application())
        ? null
        : new Facility(name, xcn.optionalSub(9, 2));
  }

  /** XCN with the National Provider Identifier, or the staff number of those who have none. */
  public static String provider(Clinician clinician, Dialect dialect) {
    return clinician.npi() == null
        ? staff(clinician, dialect)
        : xcn(clinician, clinician.npi(), NPI, "NPI");
  }

  /** XCN with another number that an authority gave to the clinician. */
  public static String numbered(Clinician clinician, String number, String authority, String type) {
    return xcn(clinician, number, authority, type);
  }

  private static String xcn(Clinician clinician, String number, String authority, String type) {
    var name = clinician.name();
    var use = name.use();
    return Wire.components(
        Wire.text(number),
        Wire.text(name.family()),
        People.given(name),
        People.further(name),
        Wire.text(name.suffix()),
        Wire.text(name.prefix()),
        Wire.text(clinician.credentials()),
        "",
        authority,
        use == null ? "" : People.type(use),
        "",
        "",
        type);
  }

  /** Writes everything about a clinician as a group of observations. */
  public static void write(Rows rows, String code, @Nullable Clinician clinician) {
    if (clinician == null) {
      return;
    }
    rows.raw(code, staff(clinician, rows.dialect()));
    rows.text(code + "-NPI", clinician.npi());
    rows.coded(code + "-SPEC", clinician.specialty());
    var version = Version.of(rows.dialect().version());
    rows.raws(
        code + "-TEL", clinician.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList());
  }

  /** Reads what {@link #write} wrote. */
  public static Optional<Clinician> read(Found found, String code) {
    var obx = found.first(code);
    if (obx == null) {
      return Optional.empty();
    }
    var specialty = found.first(code + "-SPEC");
    return read(obx.value())
        .map(
            c ->
                new Clinician(
                    c.id(),
                    found.text(code + "-NPI"),
                    c.name(),
                    c.credentials(),
                    specialty == null
                        ? null
                        : Cwe.read(specialty.segment().repetitions(5), found.reading().dialect()),
                    found.all(code + "-TEL").stream()
                        .flatMap(o -> Contacts.readXtn(o.value()).stream())
                        .toList()));
  }

  /** The clinician of an XCN; empty without number or name. */
  public static Optional<Clinician> read(Part xcn) {
    var number = xcn.component(1).strip();
    var id = number.replaceAll("[^A-Za-z0-9._~-]", "-");
    var npi = isNpi(xcn) && Npi.valid(number) ? number : null;
    var name = People.name(xcn, 2, xcn.component(10));
    var degree = xcn.optional(7) == null ? xcn.optional(21) : xcn.optional(7);
    return id.isEmpty() || id.length() > 64
        ? Optional.empty()
        : name.map(n -> new Clinician(id, npi, n, degree, null, List.of()));
  }

  private static boolean isNpi(Part xcn) {
    return xcn.component(13).equals("NPI")
        || xcn.component(9).equals("NPI")
        || xcn.sub(9, 2).equals(NPI_OID);
  }
}
