package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number that somebody gave to something, with the authority that gave it.
 *
 * @param value the number as written; leading zeros count
 * @param authority namespace of the assigning authority, for example {@code RGHMRN}; empty =
 *     nobody says who gave it
 * @param oid object identifier of the authority, when it has one
 * @param type HL7 table 0203 code, for example MR, PI, VN, AN, PLAC, FILL
 * @param facility facility where the number was given, when the sender names it beside the
 *     authority
 * @param use what the number is for, when the sender says so; HL7 v2 has no place for it
 * @param typeText the type in the sender's own words, where they stand beside or instead of the
 *     code; HL7 v2 has no place for them
 * @param period from when to when it holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identifier(
    String value,
    String authority,
    @Nullable String oid,
    @Nullable String type,
    @Nullable String facility,
    @Nullable Use use,
    @Nullable String typeText,
    @Nullable Period period) {
  private static final Pattern OBJECT_IDENTIFIER = Pattern.compile("[0-2](\\.(0|[1-9][0-9]*))+");

  /** What a number is for (FHIR identifier-use). */
  public enum Use {
    USUAL,
    OFFICIAL,
    TEMP,
    SECONDARY,
    OLD;

    /** The FHIR identifier-use code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A number whose authority is left out has none. */
  public Identifier {
    authority = authority == null ? "" : authority;
  }

  /** A number that holds always. */
  public Identifier(
      String value,
      String authority,
      @Nullable String oid,
      @Nullable String type,
      @Nullable String facility,
      @Nullable Use use,
      @Nullable String typeText) {
    this(value, authority, oid, type, facility, use, typeText, null);
  }

  /** A number without use. */
  public Identifier(
      String value,
      String authority,
      @Nullable String oid,
      @Nullable String type,
      @Nullable String facility) {
    this(value, authority, oid, type, facility, null, null);
  }

  /** A number without facility. */
  public Identifier(String value, String authority, @Nullable String oid, @Nullable String type) {
    this(value, authority, oid, type, null);
  }

  /** These digits if they are an object identifier; null for another universal id (CLIA, DNS). */
  public static @Nullable String oid(@Nullable String universal) {
    return universal != null && OBJECT_IDENTIFIER.matcher(universal).matches() ? universal : null;
  }

  /** The same number with another type, or none. */
  public Identifier as(@Nullable String otherType) {
    return new Identifier(value, authority, oid, otherType, facility, use, typeText, period);
  }

  /** The same number with another use, or none. */
  public Identifier usedAs(@Nullable Use otherUse) {
    return new Identifier(value, authority, oid, type, facility, otherUse, typeText, period);
  }

  /** The number as HL7 v2 can say it. */
  public Identifier bare() {
    return new Identifier(value, authority, oid, type, facility);
  }

  /**
   * Whether both are the same number of the same authority (by namespace or by object identifier).
   */
  public boolean sameAs(Identifier other) {
    return value.equals(other.value)
        && (authority.equals(other.authority) || (oid != null && oid.equals(other.oid)));
  }
}
