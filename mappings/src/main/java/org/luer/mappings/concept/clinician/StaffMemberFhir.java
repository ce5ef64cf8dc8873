package org.luer.mappings.concept.clinician;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Times;

/**
 * The part of a {@link StaffMember} to and from Encounter.participant.
 *
 * <p>Mapped: type (v3 ParticipationType with kic-staff-role beside it), individual, period.
 */
public final class StaffMemberFhir {
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  private static final String ROLE = "kic-staff-role";
  private static final CodeTable<StaffMember.Role, Row> TABLE =
      CodeTable.load(
          StaffMemberFhir.class,
          "staff-roles.csv",
          line ->
              new Row(
                  Enums.read(
                          StaffMember.Role.values(), StaffMember.Role::code, line.getField("role"))
                      .orElseThrow(),
                  line.getField("participation"),
                  line.getField("display"),
                  line.getField("read").equals("yes")),
          Row::role);

  private StaffMemberFhir() {}

  private record Row(StaffMember.Role role, String participation, String display, boolean read) {}

  /** Adds the participant. */
  public static void toFhir(
      StaffMember member, Reference person, Encounter encounter, BundleWriter out) {
    var row = TABLE.row(member.role());
    var participant =
        encounter
            .addParticipant()
            .setIndividual(person)
            .addType(
                Codings.concept(PARTICIPATION, row.participation(), row.display())
                    .addCoding(Codings.coding(out.own(ROLE), member.role().code(), null)));
    if (member.from() != null || member.to() != null) {
      participant.setPeriod(Times.period(member.from(), member.to()));
    }
  }

  /** The companion who takes the patient home. */
  public static void companion(Reference person, Encounter encounter) {
    encounter
        .addParticipant()
        .setIndividual(person)
        .addType(Codings.concept(PARTICIPATION, "ESC", "escort"));
  }

  /** Somebody in a part, with the time of it as far as it is told to the minute. */
  public static StaffMember read(
      StaffMember.Role role,
      Clinician clinician,
      Encounter.EncounterParticipantComponent participant,
      String path,
      Issues issues) {
    var period = participant.getPeriod();
    var from = period.hasStart() ? LooseTimes.start(period, path + ".period", issues) : null;
    var to = period.hasEnd() ? LooseTimes.end(period, path + ".period", issues) : null;
    return new StaffMember(
        role, clinician, null, from, from != null && to != null && to.isBefore(from) ? null : to);
  }

  /** The role of a participant; empty for one that the clinic does not record. */
  public static Optional<StaffMember.Role> role(
      Encounter.EncounterParticipantComponent participant, String base) {
    if (!participant.hasType()) {
      return Optional.of(StaffMember.Role.PARTICIPANT);
    }
    for (CodeableConcept type : participant.getType()) {
      var own = Codings.codeIn(type, Systems.own(base, ROLE)).orElse(null);
      var role = Enums.read(StaffMember.Role.values(), StaffMember.Role::code, own);
      if (role.isPresent()) {
        return role;
      }
      var given = Codings.codeIn(type, PARTICIPATION).orElse("");
      var read =
          TABLE.rows().stream().filter(r -> r.read() && r.participation().equals(given)).findAny();
      if (read.isPresent()) {
        return read.map(Row::role);
      }
    }
    return Optional.empty();
  }
}
