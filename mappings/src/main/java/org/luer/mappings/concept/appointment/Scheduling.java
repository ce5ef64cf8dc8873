package org.luer.mappings.concept.appointment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * What the desks that booked an appointment say beside it.
 *
 * @param placerContact whom to ask at the one who asked for it (SCH-12 to 14)
 * @param placerPlace where that desk is (SCH-15)
 * @param fillerPlace where the desk is that keeps the calendar (SCH-19)
 * @param enteredAt where it was entered (SCH-22)
 * @param urgency how urgent, as a code (TQ1-9, HL7 table 0485)
 * @param group number of the group of resources (RGS-3)
 * @param parts what is said of single parts of it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Scheduling(
    @Nullable Clinician placerContact,
    @Nullable Place placerPlace,
    @Nullable Place fillerPlace,
    @Nullable Place enteredAt,
    @Nullable Coded urgency,
    @Nullable Coded group,
    List<Part> parts) {
  private static final Scheduling NONE =
      new Scheduling(null, null, null, null, null, null, List.of());

  /** What takes part. */
  public enum Kind {
    SERVICE,
    EQUIPMENT,
    PLACE,
    STAFF;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One part.
   *
   * @param kind what it is
   * @param number which one of its kind, from 1, services and equipment in their order
   * @param substitution whether another one may take its place (HL7 table 0279)
   * @param status how far the part is booked (HL7 table 0278); of staff the response says it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Part(Kind kind, int number, @Nullable Coded substitution, @Nullable Coded status) {
    /** Reports every broken rule below the pointer. */
    void check(Issues issues, String path) {
      Check.present(issues, path + "/kind", kind);
      Check.optional(issues, path + "/substitution", substitution, Coded::check);
      Check.optional(issues, path + "/status", status, Coded::check);
    }
  }

  public Scheduling {
    parts = parts == null ? List.of() : List.copyOf(parts);
  }

  /** This, or null when it says nothing. */
  @Nullable Scheduling orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path) {
    Check.optional(issues, path + "/placerContact", placerContact, Clinician::check);
    Check.optional(issues, path + "/urgency", urgency, Coded::check);
    Check.optional(issues, path + "/group", group, Coded::check);
    Check.each(issues, path + "/parts", parts, Part::check);
  }
}
