package org.luer.mappings.concept.visit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.fhir.Addresses;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Telecoms;

/**
 * {@link Place} to and from a chain of R4 Locations (US Core): the chair is part of the room, the
 * room of the unit, the unit of the floor, of the building, of the facility.
 *
 * <p>Mapped: identifier, status, name, alias, description, mode, type, telecom, address,
 * physicalType (si facility, bu building, lvl floor, wa unit, ro room, bd chair; another one of its
 * own), partOf. managingOrganization is the clinic's. Ignored when read: operationalStatus,
 * position, hoursOfOperation, availabilityExceptions, endpoint.
 */
public final class PlaceFhir {
  private static final String PHYSICAL =
      "http://terminology.hl7.org/CodeSystem/location-physical-type";
  private static final String SID = "location";
  private static final int DEPTH = 8;

  private PlaceFhir() {}

  /** Writes the places and gives the innermost; empty when the place names nothing. */
  public static Optional<Reference> toFhir(
      Place place, BundleWriter out, @Nullable Reference clinic) {
    Reference inner = null;
    for (var level : Place.Level.values()) {
      var name = place.name(level);
      if (name == null) {
        continue;
      }
      var location = new Location().setName(name);
      location.setMeta(out.meta("us-core-location"));
      var detail = place.detail(level).orElse(null);
      var key = key(detail, way(place, level), out);
      location.setStatus(Location.LocationStatus.ACTIVE);
      location.setPhysicalType(Codings.concept(PHYSICAL, form(level), word(level)));
      if (detail != null) {
        write(detail, location, out);
      }
      // behind those of others, by which they know it
      location.addIdentifier(Identifiers.of(out.sid(SID), key));
      location.setManagingOrganization(clinic);
      if (inner != null) {
        location.setPartOf(inner);
      }
      inner = out.create(location, out.sid(SID), key);
    }
    return Optional.ofNullable(inner);
  }

  /** The names from the outside to this level; a place without floor or building has no gap. */
  private static String way(Place place, Place.Level innermost) {
    var way = new StringBuilder();
    for (var level : Place.Level.values()) {
      if (level.compareTo(innermost) > 0) {
        break;
      }
      var name = place.name(level);
      var optional = level == Place.Level.BUILDING || level == Place.Level.FLOOR;
      if (level != Place.Level.FACILITY && !(optional && name == null)) {
        way.append('/');
      }
      way.append(name == null ? "" : name);
    }
    return way.toString();
  }

  private static String form(Place.Level level) {
    return switch (level) {
      case FACILITY -> "si";
      case BUILDING -> "bu";
      case FLOOR -> "lvl";
      case UNIT -> "wa";
      case ROOM -> "ro";
      case CHAIR -> "bd";
    };
  }

  private static String word(Place.Level level) {
    return switch (level) {
      case FACILITY -> "Site";
      case BUILDING -> "Building";
      case FLOOR -> "Level";
      case UNIT -> "Ward";
      case ROOM -> "Room";
      case CHAIR -> "Bed";
    };
  }

  /** Our own number of the place, else its way from the outside. */
  private static String key(Place.@Nullable Detail detail, String path, BundleWriter out) {
    return detail == null
        ? path
        : detail.identifiers().stream()
            .filter(i -> i.authority().equals(out.sid(SID)))
            .map(Identifier::value)
            .findFirst()
            .orElse(path);
  }

  private static void write(Place.Detail detail, Location location, BundleWriter out) {
    detail.identifiers().stream()
        .filter(i -> !i.authority().equals(out.sid(SID)))
        .forEach(i -> location.addIdentifier(Identifiers.of(i, out.base())));
    if (detail.status() != null) {
      location.setStatus(Location.LocationStatus.fromCode(detail.status().code()));
    }
    detail.aliases().forEach(location::addAlias);
    location.setDescription(detail.description());
    if (detail.instance() != null) {
      location.setMode(
          detail.instance() ? Location.LocationMode.INSTANCE : Location.LocationMode.KIND);
    }
    detail.types().forEach(t -> location.addType(Codings.of(t)));
    Telecoms.of(detail.telecoms()).forEach(location::addTelecom);
    if (detail.address() != null) {
      location.setAddress(Addresses.of(detail.address()));
    }
    if (detail.form() != null) {
      location.setPhysicalType(Codings.of(detail.form()));
    }
  }

  /** Reads the chain outwards from the innermost place. */
  public static Optional<Place> fromFhir(
      Reference innermost, DomainResource owner, BundleReader in) {
    Map<Place.Level, String> names = new EnumMap<>(Place.Level.class);
    var details = new ArrayList<Place.Detail>();
    var found = in.resolve(innermost, owner, Location.class);
    if (found.isEmpty() && innermost.hasDisplay()) {
      return Optional.of(new Place(innermost.getDisplay(), null, null, null));
    }
    for (int i = 0; i < DEPTH && found.isPresent(); i++) {
      var location = found.get();
      var level = level(location);
      if (location.hasName() && names.putIfAbsent(level, location.getName()) == null) {
        details.add(0, read(location, level, in));
      }
      found = in.resolve(location.getPartOf(), location, Location.class);
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(place(names, details, in));
  }

  private static Place place(
      Map<Place.Level, String> names, List<Place.Detail> details, BundleReader in) {
    var plain =
        new Place(
            names.get(Place.Level.UNIT),
            names.get(Place.Level.ROOM),
            names.get(Place.Level.CHAIR),
            names.get(Place.Level.FACILITY),
            names.get(Place.Level.BUILDING),
            names.get(Place.Level.FLOOR),
            List.of());
    var all = new ArrayList<Place.Detail>();
    for (var detail : details) {
      var way = new Identifier(way(plain, detail.level()), in.sid(SID), null, null);
      var more = detail.without(way);
      if (!more.saysNothing()) {
        all.add(more);
      }
    }
    return all.isEmpty() ? plain : plain.with(all);
  }

  private static Place.Level level(Location location) {
    return switch (Codings.codeIn(location.getPhysicalType(), PHYSICAL).orElse("wa")) {
      case "si" -> Place.Level.FACILITY;
      case "bu" -> Place.Level.BUILDING;
      case "lvl" -> Place.Level.FLOOR;
      case "ro" -> Place.Level.ROOM;
      case "bd" -> Place.Level.CHAIR;
      default -> Place.Level.UNIT;
    };
  }

  private static Place.Detail read(Location location, Place.Level level, BundleReader in) {
    var status =
        Enums.read(
                Place.Status.values(),
                Place.Status::code,
                location.hasStatus() ? location.getStatus().toCode() : null)
            .filter(s -> s != Place.Status.ACTIVE)
            .orElse(null);
    var usual = Codings.codeIn(location.getPhysicalType(), PHYSICAL).filter(form(level)::equals);
    return new Place.Detail(
        level,
        numbers(location, in),
        status,
        location.getAlias().stream().map(PrimitiveType::getValue).filter(Objects::nonNull).toList(),
        location.getDescription(),
        location.hasMode() ? location.getMode() == Location.LocationMode.INSTANCE : null,
        location.getType().stream().flatMap(t -> Codings.read(t).stream()).toList(),
        Telecoms.read(location.getTelecom(), in.path(location), in.issues()),
        location.hasAddress() ? Addresses.read(List.of(location.getAddress())).get(0) : null,
        usual.isPresent() ? null : Codings.read(location.getPhysicalType()).orElse(null));
  }

  private static List<Identifier> numbers(Location location, BundleReader in) {
    return location.getIdentifier().stream()
        .flatMap(i -> Identifiers.read(i, in.dialect()).or(() -> Identifiers.bare(i)).stream())
        .toList();
  }
}
