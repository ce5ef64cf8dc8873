package org.luer.mappings.hl7v2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.core.Telecom;

/**
 * {@link Address} to and from XAD, {@link Telecom} to and from XTN.
 *
 * <p>Mapped: XAD.1 to .7, .9, and the period of both ({@link Validity}); XTN.18 rank (2.8); XTN.2
 * use, .3 equipment, .4 e-mail, .5 to .7 the parts of a North American number, .12 the number as
 * written (.9 before version 2.5). Read: XTN.12, else .5 to .8, else .9, else .1. Cannot carry: a
 * third street line.
 */
public final class Contacts {
  private static final CodePairs<Address.Use> ADDRESS =
      CodePairs.load(
          Contacts.class, "address-use.csv", List.of(Address.Use.values()), Address.Use::code);
  private static final CodePairs<Telecom.Use> TELECOM =
      CodePairs.load(
          Contacts.class, "telecom-use.csv", List.of(Telecom.Use.values()), Telecom.Use::code);

  /** What XTN.9 says of a number for messages: no code of HL7 table 0202 does. */
  private static final String SMS = "SMS";

  private static final Pattern NORTH_AMERICAN =
      Pattern.compile("\\+1[-. ]?\\(?(\\d{3})\\)?[-. ]?(\\d{3})[-. ]?(\\d{4})");

  /** What some write as equipment: where the telephone is. */
  private static final Map<String, Telecom.Use> WORDS =
      Map.of("H", Telecom.Use.HOME, "M", Telecom.Use.MOBILE, "W", Telecom.Use.WORK);

  private Contacts() {}

  /** Whether a word, or another code, stands in the place of a code of HL7 table 0201. */
  public static boolean useInPlaceOf(String word, String code) {
    return TELECOM.inPlaceOf(word, code);
  }

  /** Whether a word, or another code, stands in the place of a code of HL7 table 0190. */
  public static boolean kindInPlaceOf(String word, String code) {
    return ADDRESS.inPlaceOf(word, code);
  }

  /** XAD of an address of which no period is told. */
  public static String xad(Address address) {
    return xad(address, Version.V231);
  }

  /** XAD of an address, with its period where the version has a place for it. */
  public static String xad(Address address, Version version) {
    var use = address.use();
    var dated = !version.before(Version.V251);
    return Wire.components(
        Wire.text(line(address, 0)),
        Wire.text(line(address, 1)),
        Wire.text(address.city()),
        Wire.text(address.state()),
        Wire.text(address.postalCode()),
        Wire.text(address.country()),
        use == null ? "" : type(use),
        "",
        Wire.text(address.county()),
        "",
        "",
        version == Version.V24 ? Validity.range(address.period()) : "",
        dated ? Validity.start(address.period()) : "",
        dated ? Validity.end(address.period()) : "");
  }

  private static @Nullable String line(Address address, int number) {
    return address.lines().size() > number ? address.lines().get(number) : null;
  }

  private static String type(Address.Use use) {
    return ADDRESS.write(use);
  }

  /** The address of an XAD. */
  public static Address readXad(Part part) {
    var lines = new ArrayList<String>();
    Optional.ofNullable(part.optional(1)).ifPresent(lines::add);
    Optional.ofNullable(part.optional(2)).ifPresent(lines::add);
    return new Address(
        ADDRESS.read(part.component(7)),
        List.copyOf(lines),
        part.optional(3),
        part.optional(4),
        part.optional(5),
        part.optional(6),
        part.optional(9),
        null,
        Validity.read(part, 13, 12));
  }

  /** XTN of a telephone number, fax number or e-mail address. */
  public static String xtn(Telecom telecom, Version version) {
    var line = line(telecom, version);
    var rank = telecom.rank();
    if (version != Version.V28 || (rank == null && telecom.period() == null)) {
      return line;
    }
    var parts = Arrays.copyOf(line.split("\\^", -1), 18);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i] == null ? "" : parts[i];
    }
    parts[12] = Validity.start(telecom.period());
    parts[13] = Validity.end(telecom.period());
    parts[17] = rank == null ? "" : String.valueOf(rank);
    return Wire.components(parts);
  }

  private static String line(Telecom telecom, Version version) {
    if (telecom.system() == Telecom.Kind.EMAIL || telecom.system() == Telecom.Kind.URL) {
      var code = telecom.use() == null ? "NET" : use(telecom.use());
      return Wire.components("", code, "Internet", Wire.text(telecom.value()));
    }
    var number = NORTH_AMERICAN.matcher(telecom.value());
    var parts = number.matches();
    var written = Wire.text(telecom.value());
    var old = version.before(Version.V251);
    return Wire.components(
        "",
        telecom.use() == null ? "" : use(telecom.use()),
        equipment(telecom),
        "",
        parts ? "1" : "",
        parts ? number.group(1) : "",
        parts ? number.group(2) + number.group(3) : "",
        "",
        old ? written : telecom.system() == Telecom.Kind.SMS ? SMS : "",
        "",
        "",
        old ? "" : written);
  }

  private static String equipment(Telecom telecom) {
    return switch (telecom.system()) {
      case FAX -> "FX";
      case PAGER -> "BP";
      default -> mobile(telecom) ? "CP" : "PH";
    };
  }

  private static boolean mobile(Telecom telecom) {
    return telecom.use() == Telecom.Use.MOBILE;
  }

  private static String use(Telecom.Use use) {
    return TELECOM.write(use);
  }

  /** The telephone number, fax number or e-mail address of an XTN; empty without one. */
  public static Optional<Telecom> readXtn(Part part) {
    var equipment = part.component(3);
    var mail = equipment.equals("Internet") || equipment.equals("X.400");
    var value = mail || number(part).isEmpty() ? part.component(4) : number(part);
    if (mail && value.isEmpty()) {
      value = part.component(1);
    }
    if (value.isEmpty()) {
      return Optional.empty();
    }
    var kind = kind(part, mail, value);
    var rank = Numbers.positive(part.component(18), 4);
    return Optional.of(
        new Telecom(
            kind, use(part.component(2), equipment), value, rank, Validity.read(part, 13, 0)));
  }

  private static Telecom.Kind kind(Part part, boolean mail, String value) {
    if (mail && value.matches("https?://.*")) {
      return Telecom.Kind.URL;
    }
    if (mail || value.contains("@")) {
      return Telecom.Kind.EMAIL;
    }
    if (part.component(9).equals(SMS)) {
      return Telecom.Kind.SMS;
    }
    return switch (part.component(3)) {
      case "FX", "F" -> Telecom.Kind.FAX;
      case "BP" -> Telecom.Kind.PAGER;
      default -> Telecom.Kind.PHONE;
    };
  }

  private static String number(Part part) {
    if (!part.component(12).isEmpty()) {
      return part.component(12);
    }
    if (!part.component(9).isEmpty() && !part.component(9).equals(SMS)) {
      return part.component(9);
    }
    if (part.component(7).isEmpty()) {
      return part.component(1);
    }
    var country = part.component(5).isEmpty() ? "" : "+" + part.component(5) + "-";
    var area = part.component(6).isEmpty() ? "" : part.component(6) + "-";
    var local = part.component(7);
    var spaced = local.length() == 7 ? local.substring(0, 3) + "-" + local.substring(3) : local;
    var extension = part.component(8).isEmpty() ? "" : " X" + part.component(8);
    return country + area + spaced + extension;
  }

  private static Telecom.@Nullable Use use(String code, String equipment) {
    var known = TELECOM.read(code);
    if (known == null && WORDS.containsKey(equipment)) {
      return WORDS.get(equipment);
    }
    return equipment.equals("CP") || equipment.equals("CELL") ? Telecom.Use.MOBILE : known;
  }
}
