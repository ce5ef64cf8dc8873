package org.luer.mappings.concept.visit;

import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;

/**
 * {@link Place} to and from a chain of R4 Locations (US Core): the chair is part of the room, the
 * room of the unit, the unit of the facility.
 *
 * <p>Mapped: name, physicalType (si facility, wa unit, ro room, bd chair), partOf. Ignored when
 * read: address, telecom, type, position.
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
    var path = new StringBuilder();
    var kinds = new String[] {"si", "wa", "ro", "bd"};
    var words = new String[] {"Site", "Ward", "Room", "Bed"};
    var names = new String[] {place.facility(), place.unit(), place.room(), place.chair()};
    for (int i = 0; i < kinds.length; i++) {
      path.append(i == 0 ? "" : "/");
      var name = names[i];
      if (name == null) {
        continue;
      }
      path.append(name);
      var location = new Location().setStatus(Location.LocationStatus.ACTIVE).setName(name);
      location.setMeta(out.meta("us-core-location"));
      location.addIdentifier(Identifiers.of(out.sid(SID), path.toString()));
      location.setPhysicalType(Codings.concept(PHYSICAL, kinds[i], words[i]));
      location.setManagingOrganization(clinic);
      if (inner != null) {
        location.setPartOf(inner);
      }
      inner = out.create(location, out.sid(SID), path.toString());
    }
    return Optional.ofNullable(inner);
  }

  /** Reads the chain outwards from the innermost place. */
  public static Optional<Place> fromFhir(
      Reference innermost, DomainResource owner, BundleReader in) {
    @Nullable String[] names = new String[4];
    var found = in.resolve(innermost, owner, Location.class);
    if (found.isEmpty() && innermost.hasDisplay()) {
      return Optional.of(new Place(innermost.getDisplay(), null, null, null));
    }
    for (int i = 0; i < DEPTH && found.isPresent(); i++) {
      var location = found.get();
      var kind = Codings.codeIn(location.getPhysicalType(), PHYSICAL).orElse("wa");
      switch (kind) {
        case "si", "bu" -> names[3] = location.getName();
        case "ro" -> names[1] = location.getName();
        case "bd" -> names[2] = location.getName();
        default -> names[0] = location.getName();
      }
      found = in.resolve(location.getPartOf(), location, Location.class);
    }
    return names[0] == null && names[1] == null && names[2] == null && names[3] == null
        ? Optional.empty()
        : Optional.of(new Place(names[0], names[1], names[2], names[3]));
  }
}
