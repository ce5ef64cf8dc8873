package org.luer.mappings.concept.visit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Reading;

/**
 * {@link OutsideVisit} to and from a group of observations beside the record that names it: PV1 is
 * the visit of the message.
 *
 * <p>Mapped: all but place, provider and presence. The group of the record has the visit, the
 * groups with {@code P1}, {@code P2} … behind it who took part, those with {@code D1} … the
 * diagnoses.
 */
public final class OutsideVisitHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(OutsideVisitHl7v2.class, "outside-visit-hl7v2.csv");
  private static final String LISTED = "99KIC";

  private OutsideVisitHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the visit into the group of the record that names it; nothing for none. */
  public static void write(
      @Nullable OutsideVisit visit, Panel panel, String group, Dialect dialect) {
    if (visit == null) {
      return;
    }
    var rows = panel.group(CODES, group, dialect);
    rows.raws("OV-NUMBER", visit.identifiers().stream().map(Numbers::cx).toList());
    rows.code("OV-STATUS", visit.status(), LISTED);
    rows.coded("OV-KIND", visit.kind());
    rows.codeds("OV-TYPE", visit.types());
    rows.partial("OV-FROM", visit.from());
    rows.partial("OV-TO", visit.to());
    rows.codeds("OV-REASON", visit.reasons());
    rows.coded("OV-SERVICE", visit.service());
    rows.coded("OV-DISCHARGE", visit.discharge());
    rows.codeds("OV-PROBLEM", visit.problems());
    rows.coded("OV-PRIORITY", visit.priority());
    rows.coded("OV-ADMITTED", visit.admittedFrom());
    rows.quantity("OV-LENGTH", visit.length());
    for (int i = 0; i < visit.participants().size(); i++) {
      var one = visit.participants().get(i);
      var its = panel.group(CODES, group + "P" + (i + 1), dialect);
      ClinicianRowsHl7v2.write(its, "OV-WHO", one.clinician());
      its.codeds("OV-PART", one.parts());
      its.partial("OV-PART-FROM", one.from());
      its.partial("OV-PART-TO", one.to());
    }
    for (int i = 0; i < visit.diagnoses().size(); i++) {
      var one = visit.diagnoses().get(i);
      var its = panel.group(CODES, group + "D" + (i + 1), dialect);
      its.coded("OV-DX", one.code());
      its.coded("OV-DX-USE", one.use());
      its.number("OV-DX-RANK", one.rank());
    }
  }

  /** The visit of a group; empty when the group has none. */
  public static Optional<OutsideVisit> read(Observations observations, String group) {
    var groups = observations.groups(CODES);
    var found = groups.stream().filter(g -> g.any().group().equals(group)).findFirst();
    var status = found.map(f -> f.code("OV-STATUS")).orElse(null);
    if (status == null) {
      return Optional.empty();
    }
    var reading = observations.reading();
    return found.flatMap(f -> visit(f, status, group, groups, reading));
  }

  private static Optional<OutsideVisit> visit(
      Found found, String status, String group, List<Found> groups, Reading reading) {
    var numbers = new ArrayList<Identifier>();
    found
        .all("OV-NUMBER")
        .forEach(n -> Numbers.readCx(n.value(), reading.dialect()).ifPresent(numbers::add));
    try {
      return Optional.of(
          new OutsideVisit(
              numbers,
              status,
              found.coded("OV-KIND"),
              found.codeds("OV-TYPE"),
              found.partial("OV-FROM"),
              found.partial("OV-TO"),
              parts(groups, group + "P").stream()
                  .map(OutsideVisitHl7v2::participant)
                  .flatMap(Optional::stream)
                  .toList(),
              found.codeds("OV-REASON"),
              null,
              null,
              found.coded("OV-SERVICE"),
              found.coded("OV-DISCHARGE"),
              found.codeds("OV-PROBLEM"),
              parts(groups, group + "D").stream()
                  .map(OutsideVisitHl7v2::diagnosis)
                  .filter(Objects::nonNull)
                  .toList(),
              found.coded("OV-PRIORITY"),
              found.coded("OV-ADMITTED"),
              found.has("OV-LENGTH") ? found.quantity("OV-LENGTH") : null,
              null));
    } catch (InvalidRecordException invalid) {
      reading.issues().error(IssueCode.VALUE, found.path("OV-STATUS"), "is no usable visit");
      return Optional.empty();
    }
  }

  private static List<Found> parts(List<Found> groups, String prefix) {
    return groups.stream()
        .filter(g -> g.any().group().matches(java.util.regex.Pattern.quote(prefix) + "\\d+"))
        .toList();
  }

  private static Optional<OutsideVisit.Participant> participant(Found found) {
    return ClinicianRowsHl7v2.read(found, "OV-WHO")
        .map(
            who ->
                new OutsideVisit.Participant(
                    found.codeds("OV-PART"),
                    who,
                    found.partial("OV-PART-FROM"),
                    found.partial("OV-PART-TO")));
  }

  private static OutsideVisit.@Nullable Diagnosis diagnosis(Found found) {
    var code = found.coded("OV-DX");
    return code == null
        ? null
        : new OutsideVisit.Diagnosis(code, found.coded("OV-DX-USE"), found.integer("OV-DX-RANK"));
  }
}
