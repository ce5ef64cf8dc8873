package org.luer.mappings.concept.clinician;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Clinician} to and from XCN and CNN.
 *
 * <p>Mapped: XCN.1 number, .2 to .7 and .21 name and degree, .9 authority, .10 name type, .13 kind
 * of number, .14 facility; of CNN .1 to .7 and .9 to .11. Cannot carry: numbers beyond the one,
 * specialty, telephones: {@link ClinicianRowsHl7v2} has those.
 */
public final class ClinicianHl7v2 {
  private static final String NPI = "NPI";
  private static final String NPI_OID = "2.16.840.1.113883.4.6";
  private static final Identifier REGISTRY = new Identifier("", NPI, NPI_OID, NPI);
  private static final int LONGEST = 64;

  private ClinicianHl7v2() {}

  /** XCN with the staff number. */
  public static String staff(Clinician clinician, Dialect dialect) {
    return xcn(clinician, staffNumber(clinician, dialect));
  }

  /** XCN with the National Provider Identifier, or the staff number of those who have none. */
  public static String provider(Clinician clinician, Dialect dialect) {
    return xcn(clinician, providerNumber(clinician, dialect));
  }

  /** The staff number, given by the clinic unless somebody else is known to have given it. */
  static Identifier staffNumber(Clinician clinician, Dialect dialect) {
    var own = dialect.clinic();
    return clinician
        .givenAs(clinician.id())
        .orElseGet(
            () -> new Identifier(clinician.id(), own.application(), own.applicationOid(), "EI"));
  }

  private static Identifier providerNumber(Clinician clinician, Dialect dialect) {
    var npi = clinician.npi();
    return npi == null
        ? staffNumber(clinician, dialect)
        : clinician
            .givenAs(npi)
            .orElseGet(() -> new Identifier(npi, REGISTRY.authority(), REGISTRY.oid(), NPI));
  }

  /** XCN with this number of the clinician. */
  public static String xcn(Clinician clinician, Identifier number) {
    var name = clinician.name();
    var use = name.use();
    return Wire.components(
        Wire.text(number.value()),
        Wire.text(name.family()),
        People.given(name),
        People.further(name),
        Wire.text(name.suffix()),
        Wire.text(name.prefix()),
        Wire.text(clinician.credentials()),
        "",
        Numbers.authority(number.authority(), number.oid()),
        use == null ? "" : People.type(use),
        "",
        "",
        Wire.text(number.type()),
        Wire.text(number.facility()));
  }

  /** NDL whose first component is the clinician as CNN; empty for nobody. */
  public static String ndl(@Nullable Clinician clinician, Dialect dialect) {
    if (clinician == null) {
      return "";
    }
    var name = clinician.name();
    var number = providerNumber(clinician, dialect);
    var old = Version.of(dialect.version()).before(Version.V24);
    return Wire.subcomponents(
        Wire.text(number.value()),
        Wire.text(name.family()),
        People.given(name),
        People.further(name),
        Wire.text(name.suffix()),
        Wire.text(name.prefix()),
        Wire.text(clinician.credentials()),
        "",
        Wire.text(number.authority()),
        old || number.oid() == null ? "" : Wire.text(number.oid()),
        old || number.oid() == null ? "" : "ISO");
  }

  /** The clinician of an XCN; empty without number or name. */
  public static Optional<Clinician> read(Part xcn, Dialect dialect) {
    return read(
        xcn,
        new Identifier(
            xcn.component(1),
            xcn.component(9).isEmpty() ? xcn.sub(9, 2) : xcn.component(9),
            Identifier.oid(xcn.optionalSub(9, 2)),
            xcn.optional(13),
            xcn.optional(14)),
        xcn.component(10),
        dialect);
  }

  /** The clinician of the first component of an NDL; empty without number or name. */
  public static Optional<Clinician> readNdl(Part ndl, Dialect dialect) {
    var d = ndl.delimiters();
    var cnn =
        new Part(
            ndl.raw(1).replace(d.subcomponent(), d.component()),
            d,
            ndl.segment(),
            ndl.field(),
            ndl.repetition());
    return read(
        cnn,
        new Identifier(
            cnn.component(1),
            cnn.component(9).isEmpty() ? cnn.component(10) : cnn.component(9),
            cnn.optional(10),
            null),
        "",
        dialect);
  }

  private static Optional<Clinician> read(
      Part part, Identifier number, String nameType, Dialect dialect) {
    var id = Ids.key(number.value());
    var name = People.name(part, 2, nameType);
    if (id.isEmpty() || id.length() > LONGEST || name.isEmpty()) {
      return Optional.empty();
    }
    var npi = isNpi(number) && Npi.valid(id) ? id : null;
    var degree = part.optional(7) == null ? part.optional(21) : part.optional(7);
    var usual = npi == null ? isOwn(number, dialect) : isRegistry(number);
    return Optional.of(
        Clinician.of(id, name.get())
            .npi(npi)
            .identifiers(usual ? List.of() : List.of(number))
            .credentials(degree)
            .build());
  }

  private static boolean isNpi(Identifier number) {
    return NPI.equals(number.type())
        || NPI.equals(number.authority())
        || NPI_OID.equals(number.oid());
  }

  /** Whether the number says no more than that the registry gave it. */
  private static boolean isRegistry(Identifier number) {
    return (number.authority().isEmpty() || number.authority().equals(NPI))
        && (number.oid() == null || number.oid().equals(NPI_OID))
        && (number.type() == null || number.type().equals(NPI))
        && number.facility() == null;
  }

  /** Whether the clinic gave the number, or nobody in particular. */
  private static boolean isOwn(Identifier number, Dialect dialect) {
    var own = dialect.clinic();
    var authority = number.authority();
    return (authority.isEmpty() || authority.equals(own.application()))
        && (number.oid() == null || number.oid().equals(own.applicationOid()))
        && (number.type() == null || number.type().equals("EI"))
        && number.facility() == null;
  }
}
