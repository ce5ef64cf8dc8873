package org.luer.mappings.concept.clinician;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;

/**
 * The people found while one HL7 v2 message is read. People of the staff panel come first; somebody
 * who is only named in PV1, OBX-16 or RXA-10 is added with the part that the field stands for.
 */
public final class Roster {
  private final List<StaffMember> members = new ArrayList<>();
  private final Reading reading;
  private boolean complete;

  /** An empty roster. */
  public Roster(Reading reading) {
    this.reading = reading;
  }

  /** Adds somebody of the staff panel; the panel is complete, so fields add nobody any more. */
  void add(StaffMember member) {
    members.add(member);
    complete = true;
  }

  /** Everybody found so far. */
  public List<StaffMember> members() {
    return List.copyOf(members);
  }

  /** The staff number of the one named in an XCN field; null when nobody is named usably. */
  public @Nullable String id(Part xcn, StaffMember.Role role) {
    if (!xcn.present()) {
      return null;
    }
    var number = Ids.key(xcn.component(1));
    if (members.stream().anyMatch(m -> is(m, number))) {
      return members.stream().filter(m -> is(m, number)).findFirst().get().clinician().id();
    }
    var clinician = ClinicianHl7v2.read(xcn, reading.dialect());
    if (clinician.isEmpty() || complete) {
      reading
          .issues()
          .warning(IssueCode.NOT_FOUND, xcn.path(), "names nobody with both number and name");
      return null;
    }
    members.add(new StaffMember(role, clinician.get()));
    return clinician.get().id();
  }

  /** Adds the one named in an XCN field with this part, unless the staff panel was there. */
  public void named(Part xcn, StaffMember.Role role) {
    if (!complete) {
      ClinicianHl7v2.read(xcn, reading.dialect())
          .filter(c -> members.stream().noneMatch(m -> m.role() == role && is(m, c.id())))
          .ifPresent(c -> members.add(new StaffMember(role, c)));
    }
  }

  /** The staff number if it is one of the roster; null and a warning else. */
  public @Nullable String known(@Nullable String number, String path) {
    if (number == null || members.stream().anyMatch(m -> is(m, number))) {
      return number;
    }
    reading.issues().warning(IssueCode.NOT_FOUND, path, "names nobody of the staff");
    return null;
  }

  private static boolean is(StaffMember member, String number) {
    return member.clinician().id().equals(number) || number.equals(member.clinician().npi());
  }
}
