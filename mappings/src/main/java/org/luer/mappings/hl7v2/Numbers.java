package org.luer.mappings.hl7v2;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Facility;
import org.luer.mappings.core.Identifier;

/**
 * {@link Identifier} to and from CX and EI, and NM numbers.
 *
 * <p>Mapped: CX.1, .4 (namespace, OID), .5, .6 (namespace), .7 and .8 (period); EI.1 to .4. Ignored
 * when read: check digits, CX.9 and .10. EI cannot carry the type of a number, neither of them its
 * use or the words for its type.
 */
public final class Numbers {
  /** NM has at most 16 characters; nobody measures with more digits than these. */
  private static final int LONGEST = 100;

  private static final Pattern NM = Pattern.compile("[+-]?\\d+(\\.\\d+)?|[+-]?\\.\\d+");

  private Numbers() {}

  /** CX of a number. */
  public static String cx(@Nullable Identifier identifier) {
    return identifier == null
        ? ""
        : Wire.components(
            Wire.text(identifier.value()),
            "",
            "",
            authority(identifier.authority(), identifier.oid()),
            Wire.text(identifier.type()),
            Wire.text(identifier.facility()));
  }

  /** CX of a number, with its period where the version has a place for it. */
  public static String cx(Identifier identifier, Version version) {
    var period = version == Version.V231 ? null : identifier.period();
    return Wire.components(
        Wire.text(identifier.value()),
        "",
        "",
        authority(identifier.authority(), identifier.oid()),
        Wire.text(identifier.type()),
        Wire.text(identifier.facility()),
        period == null ? "" : Validity.day(period.start()),
        period == null ? "" : Validity.day(period.end()));
  }

  /** CX of a number in parts. */
  public static String cx(
      String value, @Nullable String authority, @Nullable String oid, @Nullable String type) {
    return Wire.components(Wire.text(value), "", "", authority(authority, oid), Wire.text(type));
  }

  /** HD as component: namespace and OID. */
  public static String authority(@Nullable String namespace, @Nullable String oid) {
    return Wire.subcomponents(Wire.text(namespace), Wire.text(oid), oid == null ? "" : "ISO");
  }

  /** HD as field: namespace and OID. */
  public static String hd(@Nullable String namespace, @Nullable String oid) {
    return Wire.components(Wire.text(namespace), Wire.text(oid), oid == null ? "" : "ISO");
  }

  /** The facility of an HD; empty without namespace and OID. */
  public static Optional<Facility> readHd(Part part) {
    var name = part.component(1).isEmpty() ? part.component(2) : part.component(1);
    return name.isEmpty() ? Optional.empty() : Optional.of(new Facility(name, part.optional(2)));
  }

  /** EI of a number, without OID so that strict peers do not cut it. */
  public static String ei(@Nullable Identifier identifier) {
    return identifier == null ? "" : ei(identifier.value(), identifier.authority());
  }

  /** EI of a value in a namespace. */
  public static String ei(String value, @Nullable String namespace) {
    return Wire.components(Wire.text(value), Wire.text(namespace));
  }

  /**
   * The number of a CX; a missing authority is the sender's own, else the facility where it was
   * given.
   */
  public static Optional<Identifier> readCx(Part part, Dialect dialect) {
    var value = part.component(1);
    var authority = part.component(4).isEmpty() ? part.sub(4, 2) : part.component(4);
    if (authority.isEmpty()) {
      authority = Optional.ofNullable(dialect.peer().authority()).orElse(part.component(6));
    }
    return value.isEmpty() || authority.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Identifier(
                value,
                authority,
                Identifier.oid(part.optionalSub(4, 2)),
                part.optional(5),
                part.optional(6),
                null,
                null,
                Validity.read(part, 7, 0)));
  }

  /** The same, but a number of nobody is one of the facility that sent the message. */
  public static Optional<Identifier> readCx(Part part, Reading reading) {
    var read = readCx(part, reading.dialect());
    return read.isPresent() || part.component(1).isEmpty()
        ? read
        : reading.sender().map(s -> new Identifier(part.component(1), s, null, part.optional(5)));
  }

  /** The number of an EI with a given type. */
  public static Optional<Identifier> readEi(Part part, @Nullable String type) {
    var value = part.component(1);
    var authority = part.component(2).isEmpty() ? part.component(3) : part.component(2);
    return value.isEmpty() || authority.isEmpty()
        ? Optional.empty()
        : Optional.of(new Identifier(value, authority, Identifier.oid(part.optional(3)), type));
  }

  /** NM of a number. */
  public static String nm(@Nullable BigDecimal value) {
    return value == null ? "" : value.toPlainString();
  }

  /** The number of an NM: sign, digits, decimal point; its scale is kept. */
  public static Optional<BigDecimal> readNm(String written) {
    var digits = written.strip();
    return digits.length() <= LONGEST && NM.matcher(digits).matches()
        ? Optional.of(new BigDecimal(digits))
        : Optional.empty();
  }

  /** A whole number of some digits at most, nine of them; null for anything else. */
  public static @Nullable Integer whole(String text, int digits) {
    if (text.isEmpty() || text.length() > digits) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    return Integer.valueOf(text);
  }

  /** The same without a zero in front. */
  public static @Nullable Integer positive(String text, int digits) {
    return text.startsWith("0") ? null : whole(text, digits);
  }
}
