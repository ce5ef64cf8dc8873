package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A postal address.
 *
 * @param use home, work, billing, temp or old
 * @param lines street lines, at most two travel in HL7 v2
 * @param state two-letter USPS code in the United States
 * @param country as the clinic writes it, for example {@code USA}
 * @param county county or its FIPS code, as the sender writes it
 * @param kind whether mail goes there, people live there, or both; a mailing address says it by its
 *     use
 * @param period from when to when somebody is there
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Address(
    @Nullable Use use,
    List<String> lines,
    @Nullable String city,
    @Nullable String state,
    @Nullable String postalCode,
    @Nullable String country,
    @Nullable String county,
    @Nullable Kind kind,
    @Nullable Period period) {

  public Address {
    lines = lines == null ? List.of() : List.copyOf(lines);
  }

  /** An address of no kind. */
  public Address(
      @Nullable Use use,
      List<String> lines,
      @Nullable String city,
      @Nullable String state,
      @Nullable String postalCode,
      @Nullable String country,
      @Nullable String county) {
    this(use, lines, city, state, postalCode, country, county, null, null);
  }

  /** An address without county. */
  public Address(
      @Nullable Use use,
      List<String> lines,
      @Nullable String city,
      @Nullable String state,
      @Nullable String postalCode,
      @Nullable String country) {
    this(use, lines, city, state, postalCode, country, null);
  }

  /** What is at an address (FHIR address-type). */
  public enum Kind {
    POSTAL,
    PHYSICAL,
    BOTH;

    /** The FHIR address-type code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What an address is for (FHIR address-use; mailing is the postal type). */
  public enum Use {
    HOME,
    WORK,
    TEMP,
    OLD,
    BILLING,
    MAILING;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
