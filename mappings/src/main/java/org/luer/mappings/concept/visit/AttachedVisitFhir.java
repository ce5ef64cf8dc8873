package org.luer.mappings.concept.visit;

import java.util.ArrayList;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;

/**
 * The {@link Visit} of something that is no infusion session, as an Encounter contained in what it
 * belongs to: it says where the patient was, and asks nobody to keep an Encounter for it.
 */
public final class AttachedVisitFhir {
  private static final String ID = "visit";

  private AttachedVisitFhir() {}

  /**
   * The visit of an Encounter with those who took part in it.
   *
   * @param owner what names it: where the Encounter is contained in it, so are they
   */
  public static @Nullable Visit fromFhir(
      Encounter encounter, DomainResource owner, BundleReader in) {
    var around = owner.getContained().contains(encounter) ? owner : encounter;
    var people = new ClinicianReader(in);
    var staff = new ArrayList<StaffMember>();
    for (var participant : encounter.getParticipant()) {
      var role = StaffMemberFhir.role(participant, in.base());
      var who = people.read(participant.getIndividual(), around);
      if (role.isPresent() && who.isPresent()) {
        staff.add(
            StaffMemberFhir.read(
                role.get(), who.get(), participant, in.path(encounter), in.issues()));
      }
    }
    return Visit.with(VisitFhir.fromFhir(encounter, in).orElse(null), staff);
  }

  /** Writes the visit into its owner and gives the reference to it. */
  public static Reference toFhir(
      Visit visit,
      DomainResource owner,
      BundleWriter out,
      ClinicianFhir people,
      Reference subject,
      @Nullable Reference reporter) {
    var encounter = new Encounter();
    encounter.setId(ID);
    VisitFhir.toFhir(visit, encounter, out, reporter == null ? new Reference() : reporter);
    encounter.getType().removeIf(t -> Systems.SNOMED_CT.equals(t.getCodingFirstRep().getSystem()));
    encounter
        .setStatus(
            visit.leftAt() == null
                ? Encounter.EncounterStatus.UNKNOWN
                : Encounter.EncounterStatus.FINISHED)
        .setSubject(subject);
    for (var member : visit.staff()) {
      var person = people.toFhir(member.clinician(), owner);
      StaffMemberFhir.toFhir(member, person, encounter, out);
    }
    owner.addContained(encounter);
    return new Reference("#" + ID);
  }
}
