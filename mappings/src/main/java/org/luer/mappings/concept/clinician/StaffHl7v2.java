package org.luer.mappings.concept.clinician;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * The staff of a session to and from a panel of observations, one group per {@link StaffMember}.
 *
 * <p>Mapped: STAFF, STAFF-ROLE, STAFF-NPI, STAFF-SPEC, STAFF-TEL, STAFF-FUNC, STAFF-FROM, STAFF-TO;
 * NAMED with the same details for those of whom nobody says which part they have. PV1-7, PV1-8,
 * RXA-10 and OBX-16 name the same people for receivers that read only those.
 */
public final class StaffHl7v2 {
  private static final LocalCodes CODES = LocalCodes.load(StaffHl7v2.class, "staff-hl7v2.csv");

  private static final String NAMED = "N";

  private StaffHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the staff. */
  public static Panel write(List<StaffMember> staff, Dialect dialect) {
    var panel = new Panel(8, "STAFF^Staff of the session^99KIC", "OTH");
    for (int i = 0; i < staff.size(); i++) {
      var rows = panel.group(CODES, String.valueOf(i + 1), dialect);
      ClinicianRowsHl7v2.write(rows, "STAFF", staff.get(i).clinician());
      rows.code("STAFF-ROLE", staff.get(i).role().code(), "99KICROLE");
      rows.coded("STAFF-FUNC", staff.get(i).function());
      rows.time("STAFF-FROM", staff.get(i).from());
      rows.time("STAFF-TO", staff.get(i).to());
    }
    return panel;
  }

  /** Adds those of whom nobody says which part they have. */
  public static void writeNamed(List<Clinician> people, Panel panel, Dialect dialect) {
    for (int i = 0; i < people.size(); i++) {
      ClinicianRowsHl7v2.write(
          panel.group(CODES, NAMED + (i + 1), dialect), "NAMED", people.get(i));
    }
  }

  /** Those of whom nobody says which part they have. */
  public static List<Clinician> readNamed(Observations observations) {
    return observations.groups(CODES).stream()
        .flatMap(found -> ClinicianRowsHl7v2.read(found, "NAMED").stream())
        .toList();
  }

  /** The staff by number, each encoded as XCN. */
  public static Map<String, String> encoded(List<StaffMember> staff, Dialect dialect) {
    var encoded = new HashMap<String, String>();
    for (var member : staff) {
      encoded.put(member.clinician().id(), ClinicianHl7v2.staff(member.clinician(), dialect));
    }
    return encoded;
  }

  /** Reads the staff of the panel into a roster. */
  public static Roster read(Observations observations) {
    var roster = new Roster(observations.reading());
    for (var found : observations.groups(CODES)) {
      if (found.has("NAMED")) {
        continue;
      }
      var code = found.code("STAFF-ROLE");
      var role =
          found
              .reading()
              .member(
                  StaffMember.Role.values(),
                  StaffMember.Role::code,
                  code == null ? "" : code,
                  found.path("STAFF-ROLE"));
      var clinician = ClinicianRowsHl7v2.read(found, "STAFF");
      if (role != null && clinician.isPresent()) {
        roster.add(
            new StaffMember(
                role,
                clinician.get(),
                found.coded("STAFF-FUNC"),
                found.time("STAFF-FROM"),
                found.time("STAFF-TO")));
      }
    }
    return roster;
  }
}
