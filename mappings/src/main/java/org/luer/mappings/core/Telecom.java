package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A telephone number, fax number, e-mail address or the like.
 *
 * @param system phone, fax, email, pager, sms or url
 * @param use home, work or mobile
 * @param value as written; E.164 for numbers that the clinic writes
 * @param rank which one to try first, counted from 1
 * @param period from when to when it reaches the person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Telecom(
    Kind system, @Nullable Use use, String value, @Nullable Integer rank, @Nullable Period period) {

  /** A line of no rank. */
  public Telecom(Kind system, @Nullable Use use, String value) {
    this(system, use, value, null, null);
  }

  /** The kind of line (FHIR contact-point-system). */
  public enum Kind {
    PHONE,
    FAX,
    EMAIL,
    PAGER,
    SMS,
    URL;

    /** The FHIR contact-point-system code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where the line reaches (FHIR contact-point-use). */
  public enum Use {
    HOME,
    WORK,
    MOBILE;

    /** The FHIR contact-point-use code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
