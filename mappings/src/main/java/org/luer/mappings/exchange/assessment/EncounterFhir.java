package org.luer.mappings.exchange.assessment;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Identifiers;

/**
 * The session or visit of an assessment as an R4 Encounter, created only where the receiver has
 * none: the session itself travels with its own report. Its status is not known here.
 */
final class EncounterFhir {
  /** Identifier system of sessions. */
  static final String SESSION = "session";

  private static final String VISIT = "assessment-visit";

  private EncounterFhir() {}

  /** Writes the Encounter; null when nothing is known of one. */
  static @Nullable Reference toFhir(
      Assessment assessment,
      BundleWriter out,
      Reference patient,
      ClinicianFhir people,
      @Nullable Reference clinic) {
    var session = assessment.sessionId();
    if (session == null && assessment.visit() == null && assessment.staff().isEmpty()) {
      return null;
    }
    var encounter = new Encounter();
    encounter.setMeta(out.clinical("us-core-encounter"));
    var sid = out.sid(session == null ? VISIT : SESSION);
    var key = session == null ? assessment.id() : session;
    encounter.addIdentifier(Identifiers.of(sid, key));
    encounter.setStatus(Encounter.EncounterStatus.UNKNOWN);
    VisitFhir.toFhir(assessment.visit(), encounter, out, clinic);
    if (session == null) {
      encounter.getType().set(0, new CodeableConcept().setText("Visit"));
    }
    encounter.setSubject(patient);
    for (var member : assessment.staff()) {
      StaffMemberFhir.toFhir(member, people.toFhir(member.clinician(), encounter), encounter, out);
    }
    if (clinic != null) {
      encounter.setServiceProvider(clinic);
    }
    return out.create(encounter, sid, key);
  }
}
