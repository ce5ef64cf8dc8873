package org.luer.mappings.concept.visit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Telecom;

/**
 * A place in a building (HL7 v2 PL: point of care, room, bed, facility, building, floor).
 *
 * @param unit point of care, for example {@code NLKC-INF}
 * @param room room
 * @param chair infusion chair or bay
 * @param facility facility namespace
 * @param building building
 * @param floor floor
 * @param details what is known of these beyond their names, each level at most once
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Place(
    @Nullable String unit,
    @Nullable String room,
    @Nullable String chair,
    @Nullable String facility,
    @Nullable String building,
    @Nullable String floor,
    List<Detail> details) {

  public Place {
    details = details == null ? List.of() : List.copyOf(details);
  }

  /** A place of which only names are known. */
  public Place(
      @Nullable String unit,
      @Nullable String room,
      @Nullable String chair,
      @Nullable String facility) {
    this(unit, room, chair, facility, null, null, List.of());
  }

  /** What a place is part of what, from the outermost inwards. */
  public enum Level {
    FACILITY,
    BUILDING,
    FLOOR,
    UNIT,
    ROOM,
    CHAIR;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a place is in use (FHIR location-status). */
  public enum Status {
    ACTIVE,
    SUSPENDED,
    INACTIVE;

    /** The FHIR location-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One level of a place.
   *
   * @param level which one
   * @param identifiers its numbers
   * @param status whether it is in use
   * @param aliases other names
   * @param description what else is to say
   * @param instance true for this very place, false for any of its kind; absent = not said
   * @param types what is done there
   * @param telecoms how to call there
   * @param address where it is
   * @param form its physical form, when it is not the usual one of the level
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Detail(
      Level level,
      List<Identifier> identifiers,
      @Nullable Status status,
      List<String> aliases,
      @Nullable String description,
      @Nullable Boolean instance,
      List<Coded> types,
      List<Telecom> telecoms,
      @Nullable Address address,
      @Nullable Coded form) {
    public Detail {
      identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
      aliases = aliases == null ? List.of() : List.copyOf(aliases);
      types = types == null ? List.of() : List.copyOf(types);
      telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
    }

    /** A level of which only a description is known. */
    static Detail described(Level level, String description) {
      return new Detail(
          level, List.of(), null, List.of(), description, null, List.of(), List.of(), null, null);
    }

    /** The same without a number. */
    Detail without(Identifier number) {
      return new Detail(
          level,
          identifiers.stream().filter(i -> !i.equals(number)).toList(),
          status,
          aliases,
          description,
          instance,
          types,
          telecoms,
          address,
          form);
    }

    /** Whether it says nothing. */
    boolean saysNothing() {
      return equals(
          new Detail(
              level, List.of(), null, List.of(), null, null, List.of(), List.of(), null, null));
    }
  }

  /** The same place with other details. */
  Place with(List<Detail> others) {
    return new Place(unit, room, chair, facility, building, floor, others);
  }

  /** The name of a level. */
  public @Nullable String name(Level level) {
    return switch (level) {
      case FACILITY -> facility;
      case BUILDING -> building;
      case FLOOR -> floor;
      case UNIT -> unit;
      case ROOM -> room;
      case CHAIR -> chair;
    };
  }

  /** What is known of a level beyond its name. */
  public Optional<Detail> detail(Level level) {
    return details.stream().filter(d -> d.level() == level).findFirst();
  }
}
