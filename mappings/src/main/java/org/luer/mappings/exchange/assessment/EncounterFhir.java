package org.luer.mappings.exchange.assessment;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.Occasion;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;

/**
 * The session or visit of an assessment as an R4 Encounter, created only where the receiver has
 * none: the session itself travels with its own report. Its status is not known here.
 */
final class EncounterFhir {
  /** Identifier system of sessions. */
  static final String SESSION = "session";

  private static final String VISIT = "assessment-visit";

  private static final String VISIT_WORD = "Visit";
  private static final String SESSION_WORD = "Ketamine infusion session";

  private EncounterFhir() {}

  /** Writes the Encounter; null when nothing is known of one. */
  static @Nullable Reference toFhir(
      Assessment assessment,
      BundleWriter out,
      Reference patient,
      ClinicianFhir people,
      @Nullable Reference clinic) {
    var session = assessment.sessionId();
    var known = assessment.visit() != null || assessment.occasion() != null;
    if (session == null && !known && assessment.staff().isEmpty()) {
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
      encounter.getType().set(0, new CodeableConcept().setText(VISIT_WORD));
    }
    if (assessment.occasion() != null) {
      occasion(assessment.occasion(), session == null, encounter);
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

  /** What the sender says of the visit; its own kinds stand in place of our word for one. */
  private static void occasion(Occasion occasion, boolean visit, Encounter encounter) {
    if (occasion.status() != null) {
      encounter.setStatus(Encounter.EncounterStatus.fromCode(occasion.status().code()));
    }
    if (visit && !occasion.types().isEmpty()) {
      encounter.getType().remove(0);
    }
    for (int i = 0; i < occasion.types().size(); i++) {
      encounter.getType().add(visit ? i : i + 1, Codings.of(occasion.types().get(i)));
    }
    occasion.reasons().forEach(r -> encounter.addReasonCode(Codings.of(r)));
  }

  /** Reads what the sender says of the visit. */
  static @Nullable Occasion occasion(Encounter encounter) {
    var types =
        encounter.getType().stream()
            .filter(t -> !VISIT_WORD.equals(t.getText()) && !SESSION_WORD.equals(t.getText()))
            .filter(t -> Codings.codeIn(t, VisitFhir.V2_CLASS).isEmpty())
            .flatMap(t -> Codings.read(t).stream())
            .toList();
    var reasons =
        encounter.getReasonCode().stream().flatMap(r -> Codings.read(r).stream()).toList();
    var status =
        Enums.read(
            Occasion.Status.values(),
            Occasion.Status::code,
            encounter.hasStatus() ? encounter.getStatus().toCode() : null);
    return new Occasion(status.orElse(null), types, reasons).orNull();
  }
}
