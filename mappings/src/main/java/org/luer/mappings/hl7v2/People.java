package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.core.Period;
import org.luer.mappings.core.PersonName;

/**
 * {@link PersonName} to and from XPN, and into the name components of XCN.
 *
 * <p>Mapped: family, given, further given names, suffix, prefix, name type, period ({@link
 * Validity}). XPN.3 parts the further names by blanks; a blank inside one of them is written as
 * {@code \\X20\\}.
 */
public final class People {
  private static final CodePairs<PersonName.Use> NAME =
      CodePairs.load(
          People.class, "name-use.csv", List.of(PersonName.Use.values()), PersonName.Use::code);

  private static final String BLANK = "\\X20\\";

  private People() {}

  /** Whether a word, or another code, stands in the place of a code of HL7 table 0200. */
  public static boolean inPlaceOf(String word, String code) {
    return NAME.inPlaceOf(word, code);
  }

  /** XPN of a name of which no period is told. */
  public static String xpn(PersonName name) {
    return xpn(name, Version.V231);
  }

  /** XPN of a provider, whose credentials stand where a degree does. */
  public static String provider(PersonName name, @Nullable String credentials) {
    return Wire.components(
        Wire.text(name.family()),
        given(name),
        further(name),
        Wire.text(name.suffix()),
        Wire.text(name.prefix()),
        Wire.text(credentials),
        name.use() == null ? "" : type(name.use()));
  }

  /** XPN of a name, with its period where the version has a place for it. */
  public static String xpn(PersonName name, Version version) {
    var use = name.use();
    var dated = !version.before(Version.V251);
    return Wire.components(
        Wire.text(name.family()),
        given(name),
        further(name),
        Wire.text(name.suffix()),
        Wire.text(name.prefix()),
        "",
        use == null ? "" : type(use),
        "",
        "",
        version == Version.V24 ? Validity.range(name.period()) : "",
        "",
        dated ? Validity.start(name.period()) : "",
        dated ? Validity.end(name.period()) : "");
  }

  /** The first given name. */
  public static String given(PersonName name) {
    return name.given().isEmpty() ? "" : Wire.text(name.given().get(0));
  }

  /** The further given names. */
  public static String further(PersonName name) {
    return name.given().size() < 2
        ? ""
        : name.given().stream()
            .skip(1)
            .map(n -> Wire.text(n).replace(" ", BLANK))
            .collect(Collectors.joining(" "));
  }

  /** The name of an XPN; empty without family and given name. */
  public static Optional<PersonName> readXpn(Part part) {
    return name(part, 1, part.component(7)).map(n -> dated(n, Validity.read(part, 12, 10)));
  }

  private static PersonName dated(PersonName name, @Nullable Period period) {
    return period == null
        ? name
        : new PersonName(
            name.use(), name.family(), name.given(), name.prefix(), name.suffix(), period);
  }

  /** The name that starts at a component with the family name. */
  public static Optional<PersonName> name(Part part, int at, String type) {
    var given = new ArrayList<String>();
    if (part.optional(at + 1) != null) {
      given.add(part.component(at + 1));
    }
    for (var further : part.raw(at + 2).split(" ", -1)) {
      if (!further.isEmpty() && !further.equals("\"\"")) {
        given.add(Escapes.read(further, part.delimiters()));
      }
    }
    var family = part.component(at);
    return family.isEmpty() && given.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PersonName(
                use(type),
                family,
                List.copyOf(given),
                part.optional(at + 4),
                part.optional(at + 3)));
  }

  /** HL7 table 0200 code of a use. */
  public static String type(PersonName.Use use) {
    return NAME.write(use);
  }

  private static PersonName.@Nullable Use use(String type) {
    return NAME.read(type);
  }
}
