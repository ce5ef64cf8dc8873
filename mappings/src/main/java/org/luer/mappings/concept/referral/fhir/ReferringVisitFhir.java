package org.luer.mappings.concept.referral.fhir;

import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;

/**
 * The visit in which a referral was written, to and from a contained Encounter: it is the
 * referrer's, whose own Encounter is not touched.
 *
 * <p>Mapped: as {@link VisitFhir}, and participant ATND. status is finished when the patient left,
 * else unknown. Ignored when read: reasons and diagnoses of the visit.
 */
final class ReferringVisitFhir {
  private static final String ID = "visit";
  private static final String SESSION_TYPE = "390906007";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

  private ReferringVisitFhir() {}

  static void toFhir(
      Referral referral,
      ServiceRequest request,
      BundleWriter out,
      ClinicianFhir people,
      Reference patient,
      Reference clinic) {
    var visit = referral.visit();
    if (visit == null && referral.attending() == null) {
      return;
    }
    var encounter = new Encounter().setSubject(patient);
    encounter.setId(ID);
    encounter.setStatus(
        visit == null || visit.leftAt() == null
            ? Encounter.EncounterStatus.UNKNOWN
            : Encounter.EncounterStatus.FINISHED);
    VisitFhir.toFhir(visit, encounter, out, clinic);
    // that type says infusion session, which a visit to the referrer is not
    encounter.getType().removeIf(t -> t.hasCoding(Systems.SNOMED_CT, SESSION_TYPE));
    if (referral.attending() != null) {
      encounter
          .addParticipant()
          .setIndividual(people.toFhir(referral.attending(), request))
          .addType(Codings.concept(PARTICIPATION, "ATND", "attender"));
    }
    request.addContained(encounter);
    request.setEncounter(new Reference("#" + ID));
  }

  /** The Encounter of the request. */
  static Optional<Encounter> encounter(ServiceRequest request, BundleReader in) {
    return in.resolve(request.getEncounter(), request, Encounter.class);
  }

  /** Who attended the patient. */
  static Optional<Clinician> attending(
      Encounter encounter, ServiceRequest request, ClinicianReader people) {
    var contained = request.getContained().contains(encounter);
    return encounter.getParticipant().stream()
        .filter(p -> Codings.any(p.getType(), PARTICIPATION, "ATND"))
        .flatMap(p -> people.read(p.getIndividual(), contained ? request : encounter).stream())
        .findFirst();
  }
}
