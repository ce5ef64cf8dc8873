package org.luer.mappings.fhir;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.Systems;

/**
 * {@link Identifier} to and from FHIR Identifier.
 *
 * <p>Mapped: value; authority = assigner.display, or the system itself where the sender names no
 * assigner; oid = system {@code urn:oid:…}; type = HL7 table 0203 code; facility =
 * assigner.identifier.value; use; type.text. Without an object identifier the system is one of
 * ours, named after the authority; period.
 */
public final class Identifiers {
  private static final String TYPE = Systems.V2 + "0203";
  private static final String OID = "urn:oid:";
  private static final String AUTHORITY = "authority/";

  private static final CodeTable<String, String> KNOWN =
      CodeTable.load(
          Identifiers.class, "identifier-types.csv", line -> line.getField("code"), c -> c);

  private Identifiers() {}

  /** A plain identifier. */
  public static org.hl7.fhir.r4.model.Identifier of(String system, String value) {
    return new org.hl7.fhir.r4.model.Identifier().setSystem(system).setValue(value);
  }

  /** A number of some authority. */
  public static org.hl7.fhir.r4.model.Identifier of(Identifier identifier, String base) {
    var written = new org.hl7.fhir.r4.model.Identifier().setValue(identifier.value());
    if (!identifier.authority().isEmpty()) {
      written.setSystem(system(identifier, base));
      written.getAssigner().setDisplay(identifier.authority());
    }
    if (identifier.facility() != null) {
      written.getAssigner().getIdentifier().setValue(identifier.facility());
    }
    if (identifier.type() != null) {
      if (KNOWN.find(identifier.type()).isPresent()) {
        written.getType().addCoding(Codings.coding(TYPE, identifier.type(), null));
      } else {
        written.getType().setText(identifier.type());
      }
    }
    if (identifier.typeText() != null) {
      written.getType().setText(identifier.typeText());
    }
    if (identifier.use() != null) {
      written.setUse(
          org.hl7.fhir.r4.model.Identifier.IdentifierUse.fromCode(identifier.use().code()));
    }
    written.setPeriod(Periods.of(identifier.period()));
    return written;
  }

  /**
   * A number in a part where its type says what it is for (PLAC, FILL, VN). A type that the clinic
   * did not give itself is marked as not chosen by the user; it has no words, by which it differs
   * from what other systems mark so.
   */
  public static org.hl7.fhir.r4.model.Identifier of(
      Identifier identifier, String role, String base) {
    var written = of(identifier, base);
    if (!role.equals(identifier.type())) {
      written.getType().addCoding(Codings.coding(TYPE, role, null).setUserSelected(false));
    }
    return written;
  }

  private static String system(Identifier identifier, String base) {
    if (Identifier.oid(identifier.oid()) != null) {
      return OID + identifier.oid();
    }
    return identifier.authority().indexOf(':') > 0
        ? identifier.authority()
        : Systems.sid(base, AUTHORITY + encoded(identifier.authority()));
  }

  /** A namespace may have a blank in it, a URI may not. */
  private static String encoded(String namespace) {
    return URLEncoder.encode(namespace, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The number; empty without value, or without system and assigner. */
  public static Optional<Identifier> read(
      org.hl7.fhir.r4.model.Identifier written, Dialect dialect) {
    var system = written.getSystem();
    var oid = system != null && system.startsWith(OID) ? system.substring(OID.length()) : null;
    var authority = authority(written, system, oid, dialect);
    if (written.getValue() == null || authority == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Identifier(
            written.getValue(),
            authority,
            oid,
            type(written),
            written.getAssigner().getIdentifier().getValue(),
            use(written),
            typeText(written),
            Periods.read(written.getPeriod())));
  }

  /**
   * What others call a resource.
   *
   * @param own the system of the number that follows from our own id and is no fact of its own
   */
  public static Stream<Identifier> others(
      List<org.hl7.fhir.r4.model.Identifier> written, String own, Dialect dialect) {
    return written.stream()
        .filter(i -> !own.equals(i.getSystem()))
        .flatMap(i -> read(i, dialect).stream());
  }

  /** A number of which nobody says who gave it; its authority is empty. */
  public static Optional<Identifier> bare(org.hl7.fhir.r4.model.Identifier written) {
    return written.getValue() != null
        ? Optional.of(
            new Identifier(
                written.getValue(),
                "",
                null,
                type(written),
                null,
                use(written),
                typeText(written),
                Periods.read(written.getPeriod())))
        : Optional.empty();
  }

  private static @Nullable String authority(
      org.hl7.fhir.r4.model.Identifier written,
      @Nullable String system,
      @Nullable String oid,
      Dialect dialect) {
    var assigner = written.getAssigner().getDisplay();
    if (assigner != null) {
      return assigner;
    }
    for (var party : List.of(dialect.peer(), dialect.clinic())) {
      if (oid != null && oid.equals(party.authorityOid()) && party.authority() != null) {
        return party.authority();
      }
    }
    var ours = Systems.sid(dialect.base(), AUTHORITY);
    return system != null && system.startsWith(ours) ? system.substring(ours.length()) : system;
  }

  private static @Nullable String type(org.hl7.fhir.r4.model.Identifier written) {
    var coded = coded(written);
    var text = written.getType().getText();
    return coded != null || text == null || text.indexOf(' ') >= 0 ? coded : text;
  }

  /** The code of the table, unless it is the mark of a role. */
  private static @Nullable String coded(org.hl7.fhir.r4.model.Identifier written) {
    for (var coding : written.getType().getCoding()) {
      if (TYPE.equals(coding.getSystem()) && !(coding.hasUserSelected() && !coding.hasDisplay())) {
        return coding.getCode();
      }
    }
    return null;
  }

  /** What the number is for; null when nobody says so, or says something unknown. */
  public static Identifier.@Nullable Use use(org.hl7.fhir.r4.model.Identifier written) {
    return written.hasUse()
        ? Enums.read(Identifier.Use.values(), Identifier.Use::code, written.getUse().toCode())
            .orElse(null)
        : null;
  }

  /**
   * The text of the type; null where it stands for the type and comes back as that text. A text
   * that is a code of the table is both.
   */
  private static @Nullable String typeText(org.hl7.fhir.r4.model.Identifier written) {
    var text = written.getType().getText();
    return text == null
            || coded(written) != null
            || KNOWN.find(text).isPresent()
            || text.indexOf(' ') >= 0
        ? text
        : null;
  }

  /** Whether the type of the identifier has this table 0203 code. */
  public static boolean is(org.hl7.fhir.r4.model.Identifier written, String role) {
    return written.getType().hasCoding(TYPE, role);
  }

  /**
   * The key of a record: our own number below the base when it can be one, else derived from it or
   * from the sender's first number, else from the place in the Bundle's content.
   *
   * @param sid name of our identifier system
   * @param kind kind of record, which parts the derived keys of different kinds
   */
  public static String key(
      List<org.hl7.fhir.r4.model.Identifier> identifiers,
      String sid,
      String kind,
      BundleReader in,
      String path) {
    var own = value(identifiers, Systems.sid(in.base(), sid));
    if (own.filter(Ids::valid).isPresent()) {
      return own.get();
    }
    for (var identifier : identifiers) {
      if (identifier.getValue() != null) {
        return Ids.uuid(
                kind,
                in.dialect().partner(),
                String.valueOf(identifier.getSystem()),
                identifier.getValue())
            .toString();
      }
    }
    return Ids.uuid(kind, in.dialect().partner(), in.fullUrl(path)).toString();
  }

  /** The value in this system. */
  public static Optional<String> value(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, String system) {
    for (var identifier : identifiers) {
      if (system.equals(identifier.getSystem()) && identifier.getValue() != null) {
        return Optional.of(identifier.getValue());
      }
    }
    return Optional.empty();
  }
}
