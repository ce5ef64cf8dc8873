package org.luer.mappings.concept.allergy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Allergy} to and from AL1 (HL7 v2.5.1 ch. 3.4.6).
 *
 * <p>Mapped: AL1-2 to 6. AL1 lists what stands: an allergy that is inactive, refuted or void is not
 * written. What AL1 has no place for is a group of observations with the number of the AL1 in
 * OBX-4, where the message has any ({@link #beside}). Cannot carry: id; AL1-6 in version 2.8.
 */
public final class AllergyHl7v2 {
  private static final LocalCodes CODES = LocalCodes.load(AllergyHl7v2.class, "allergy-hl7v2.csv");
  private static final String LISTED = "99KIC";

  private AllergyHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /**
   * Writes what AL1 has no place for.
   *
   * @param number AL1-1 of the allergy
   */
  public static void beside(Allergy allergy, Panel panel, String number, Dialect dialect) {
    var rows = panel.group(CODES, number, dialect);
    rows.code(
        "ALG-SURE", allergy.verification() == null ? null : allergy.verification().code(), LISTED);
    rows.code(
        "ALG-RISK", allergy.criticality() == null ? null : allergy.criticality().code(), LISTED);
    rows.code("ALG-TYPE", allergy.mechanism() == null ? null : allergy.mechanism().code(), LISTED);
    if (allergy.reactions().stream().anyMatch(r -> r.code() != null)) {
      rows.codeds("ALG-REACTION", allergy.reactions());
    }
    rows.partial("ALG-RECORDED", allergy.recordedAt());
    ClinicianRowsHl7v2.write(rows, "ALG-BY", allergy.recordedBy());
    rows.raws("ALG-NO", allergy.identifiers().stream().map(Numbers::cx).toList());
    var details = allergy.details();
    if (details != null) {
      rows.coded("ALG-CAUSE", details.cause());
      rows.text("ALG-COURSE", details.course());
      rows.partial("ALG-START", details.startedAt());
      rows.coded("ALG-ROUTE", details.route());
      rows.texts("ALG-NOTE", details.notes());
    }
  }

  /** AL1 of every allergy that stands. */
  public static List<OutSegment> write(List<Allergy> allergies, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    for (var allergy : allergies) {
      if (allergy.stands()) {
        segments.add(al1(allergy, segments.size() + 1, dialect));
      }
    }
    return segments;
  }

  private static OutSegment al1(Allergy allergy, int number, Dialect dialect) {
    return new OutSegment("AL1")
        .set(1, String.valueOf(number))
        .set(2, AllergyCodes.kind(allergy.category()))
        .set(3, Cwe.write(allergy.substance(), dialect))
        .set(4, AllergyCodes.severity(allergy.severity()))
        .set(5, Wire.repetitions(allergy.reactions().stream().map(AllergyHl7v2::words).toList()))
        .set(6, Hl7Timestamp.write(allergy.identifiedAt()));
  }

  private static String words(Coded reaction) {
    if (reaction.text() != null) {
      return Wire.text(reaction.text());
    }
    var display = reaction.also().stream().map(Coding::display).findFirst().orElse(null);
    return Wire.text(display == null ? reaction.code() : display);
  }

  /** The allergy of an AL1; empty and an issue without a substance. */
  public static Optional<Allergy> read(Segment al1, String patientId, Reading reading) {
    return read(al1, patientId, Observations.of(List.of(), reading));
  }

  /** The allergy of an AL1 with what stands beside it; empty and an issue without a substance. */
  public static Optional<Allergy> read(Segment al1, String patientId, Observations observations) {
    var reading = observations.reading();
    var number = al1.text(1);
    var beside =
        observations.groups(CODES).stream()
            .filter(g -> g.any().group().equals(number))
            .findFirst()
            .orElse(null);
    var substance = Cwe.read(al1.repetitions(3), reading.dialect());
    if (substance == null) {
      reading
          .issues()
          .warning(IssueCode.REQUIRED, al1.path(3), "names no allergen: the segment is not read");
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Allergy(
              id(substance, patientId, reading.dialect()),
              patientId,
              substance,
              category(al1, reading),
              severity(al1, reading),
              beside != null && beside.has("ALG-REACTION")
                  ? beside.codeds("ALG-REACTION")
                  : al1.repetitions(5).stream().map(p -> Coded.text(p.whole())).toList(),
              reading.times().date(al1, 6),
              Allergy.Status.ACTIVE,
              member(beside, "ALG-SURE", Allergy.Verification.values(), Allergy.Verification::code),
              beside == null ? null : beside.partial("ALG-RECORDED"),
              member(beside, "ALG-RISK", Allergy.Criticality.values(), Allergy.Criticality::code),
              member(beside, "ALG-TYPE", Allergy.Mechanism.values(), Allergy.Mechanism::code),
              beside == null
                  ? List.of()
                  : beside.all("ALG-NO").stream()
                      .flatMap(n -> Numbers.readCx(n.value(), reading.dialect()).stream())
                      .toList(),
              beside == null ? null : ClinicianRowsHl7v2.read(beside, "ALG-BY").orElse(null),
              List.of(),
              beside == null ? null : details(beside)));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> reading.issues().error(i.code(), al1.path(), i.text()));
      return Optional.empty();
    }
  }

  private static @Nullable AllergyDetails details(Found beside) {
    return new AllergyDetails(
            beside.texts("ALG-NOTE"),
            beside.coded("ALG-CAUSE"),
            beside.text("ALG-COURSE"),
            beside.partial("ALG-START"),
            beside.coded("ALG-ROUTE"))
        .orNull();
  }

  private static <T> @Nullable T member(
      @Nullable Found found, String code, T[] members, Function<T, String> name) {
    var written = found == null ? null : found.code(code);
    return found == null || written == null
        ? null
        : found.reading().member(members, name, written, found.path(code));
  }

  /** The same allergy of the same patient from the same sender is the same record. */
  private static String id(Coded substance, String patientId, Dialect dialect) {
    var what =
        substance.code() == null
            ? String.valueOf(substance.text()).toLowerCase(Locale.ROOT)
            : substance.system() + "|" + substance.code();
    return Ids.uuid("allergy", dialect.partner(), patientId, what).toString();
  }

  private static Allergy.@Nullable Category category(Segment al1, Reading reading) {
    var category = AllergyCodes.readKind(al1.text(2));
    if (category == null) {
      unknown(al1, 2, reading);
    }
    return category;
  }

  private static Allergy.@Nullable Severity severity(Segment al1, Reading reading) {
    var severity = AllergyCodes.readSeverity(al1.text(4));
    if (severity == null) {
      unknown(al1, 4, reading);
    }
    return severity;
  }

  private static void unknown(Segment al1, int field, Reading reading) {
    if (al1.has(field)) {
      reading
          .issues()
          .warning(
              IssueCode.CODE_UNKNOWN,
              al1.path(field),
              "is no code of its HL7 table; it is kept as foreign content");
    }
  }
}
