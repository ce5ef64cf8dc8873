package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A name of a person.
 *
 * @param use what the name is for; absent = official
 * @param family family name
 * @param given given names, first and middle, in order
 * @param prefix title before the name
 * @param suffix generation or the like after the name
 * @param period from when to when somebody was called so
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PersonName(
    @Nullable Use use,
    String family,
    List<String> given,
    @Nullable String prefix,
    @Nullable String suffix,
    @Nullable Period period) {

  public PersonName {
    given = given == null ? List.of() : List.copyOf(given);
  }

  /** A name of which nobody says since when. */
  public PersonName(
      @Nullable Use use,
      String family,
      List<String> given,
      @Nullable String prefix,
      @Nullable String suffix) {
    this(use, family, given, prefix, suffix, null);
  }

  /** What a name is for (FHIR name-use). */
  public enum Use {
    OFFICIAL,
    USUAL,
    NICKNAME,
    MAIDEN,
    OLD;

    /** The FHIR name-use code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
