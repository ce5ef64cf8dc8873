package org.luer.mappings.concept.visit;

import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Version;

/**
 * What a PL has no component for: observations about the {@link Place} of a field. OBX-4 names the
 * field and the level, for example {@code PV1-3-unit}.
 *
 * <p>Mapped: all of {@link Place.Detail} but the description of the innermost level, which is PL.9.
 */
public final class PlaceRowsHl7v2 {
  /** The place of the visit. */
  public static final String VISIT = "PV1-3";

  /** The place of a booking. */
  public static final String BOOKED = "AIL-3";

  private static final LocalCodes CODES = LocalCodes.load(PlaceRowsHl7v2.class, "place-hl7v2.csv");
  private static final String LISTED = "99KIC";

  private PlaceRowsHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes what is known of the place of the visit. */
  public static void write(@Nullable Visit visit, Panel panel, Dialect dialect) {
    write(visit == null ? null : visit.place(), VISIT, panel, dialect);
  }

  /** Writes what is known of the place in a field. */
  public static void write(@Nullable Place place, String field, Panel panel, Dialect dialect) {
    if (place == null) {
      return;
    }
    var version = Version.of(dialect.version());
    for (var detail : place.details()) {
      var rows = panel.group(CODES, group(field, detail.level()), dialect);
      rows.raws("PLACE-NUMBER", detail.identifiers().stream().map(Numbers::cx).toList());
      rows.code("PLACE-STATUS", detail.status() == null ? null : detail.status().code(), LISTED);
      rows.texts("PLACE-ALIAS", detail.aliases());
      rows.text("PLACE-WORDS", innermost(place, detail) ? null : detail.description());
      rows.bool("PLACE-ITSELF", detail.instance());
      rows.codeds("PLACE-TYPE", detail.types());
      rows.raws(
          "PLACE-TEL", detail.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList());
      if (detail.address() != null) {
        rows.raw("PLACE-ADR", Contacts.xad(detail.address(), version));
      }
      rows.coded("PLACE-FORM", detail.form());
    }
  }

  private static String group(String field, Place.Level level) {
    return field + "-" + level.code();
  }

  /** Whether PL.9 has the description of a level. */
  private static boolean innermost(Place place, Place.Detail detail) {
    for (var level : Place.Level.values()) {
      if (level.compareTo(detail.level()) > 0 && place.name(level) != null) {
        return false;
      }
    }
    return true;
  }

  /** The visit with what the observations say of its place. */
  public static @Nullable Visit read(@Nullable Visit visit, Observations observations) {
    return visit == null || visit.place() == null
        ? visit
        : visit.withPlace(read(visit.place(), VISIT, observations));
  }

  /** The place of a field with what the observations say of it. */
  public static @Nullable Place read(
      @Nullable Place place, String field, Observations observations) {
    if (place == null) {
      return null;
    }
    var groups = observations.groups(CODES);
    var details = new ArrayList<Place.Detail>();
    for (var level : Place.Level.values()) {
      var known = place.detail(level);
      var name = group(field, level);
      var found = groups.stream().filter(g -> g.any().group().equals(name)).findFirst();
      if (found.isPresent() && place.name(level) != null) {
        details.add(detail(level, known, found.get()));
      } else {
        known.ifPresent(details::add);
      }
    }
    return details.equals(place.details()) ? place : place.with(details);
  }

  private static Place.Detail detail(Place.Level level, Optional<Place.Detail> known, Found found) {
    var numbers = new ArrayList<Identifier>();
    found
        .all("PLACE-NUMBER")
        .forEach(n -> Numbers.readCx(n.value(), found.reading()).ifPresent(numbers::add));
    var status = found.code("PLACE-STATUS");
    var words = found.text("PLACE-WORDS");
    var address = found.first("PLACE-ADR");
    return new Place.Detail(
        level,
        numbers,
        status == null
            ? null
            : found
                .reading()
                .member(
                    Place.Status.values(), Place.Status::code, status, found.path("PLACE-STATUS")),
        found.texts("PLACE-ALIAS"),
        words == null ? known.map(Place.Detail::description).orElse(null) : words,
        found.bool("PLACE-ITSELF"),
        found.codeds("PLACE-TYPE"),
        found.telecoms("PLACE-TEL"),
        address == null ? null : Contacts.readXad(address.value()),
        found.coded("PLACE-FORM"));
  }
}
