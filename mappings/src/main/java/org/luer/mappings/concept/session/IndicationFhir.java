package org.luer.mappings.concept.session;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.order.fhir.ProblemFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;

/**
 * The indications of a session to and from Conditions (US Core): each one as problem of the patient
 * and as diagnosis of the Encounter, in order of rank.
 *
 * <p>Mapped: code; clinicalStatus is active, since an indication is treated. verificationStatus is
 * left out: the clinic does not record it. Ignored when read: onset, abatement, severity.
 */
final class IndicationFhir {
  private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
  private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";
  private static final String SID = "condition";

  private IndicationFhir() {}

  /** Writes the Conditions, ranks them in the Encounter and gives the problems. */
  static List<Reference> toFhir(
      InfusionSession session, Encounter encounter, FactWriter facts, BundleWriter out) {
    var problems = new ArrayList<Reference>();
    for (int i = 0; i < session.indications().size(); i++) {
      var indication = session.indications().get(i);
      problems.add(problem(session, indication, facts, out));
      var diagnosis =
          condition(
              indication,
              "us-core-condition-encounter-diagnosis",
              "encounter-diagnosis",
              "Encounter Diagnosis",
              facts,
              out);
      diagnosis.setEncounter(facts.encounter());
      if (facts.isVoid()) {
        diagnosis.setClinicalStatus(null);
        diagnosis.setVerificationStatus(
            Codings.concept(VERIFICATION, "entered-in-error", "Entered in Error"));
      }
      var reference = facts.fact(diagnosis, SID, "D" + (i + 1), diagnosis.addIdentifier());
      encounter.addDiagnosis().setCondition(reference).setRank(i + 1);
    }
    return problems;
  }

  private static Reference problem(
      InfusionSession session, Coded indication, FactWriter facts, BundleWriter out) {
    return ProblemFhir.toFhir(session.patientId(), indication, facts.subject(), out);
  }

  private static Condition condition(
      Coded indication,
      String profile,
      String category,
      String display,
      FactWriter facts,
      BundleWriter out) {
    var condition = new Condition();
    condition.setMeta(out.clinical(profile));
    condition.setClinicalStatus(Codings.concept(CLINICAL, "active", "Active"));
    condition.addCategory(Codings.concept(CATEGORY, category, display));
    condition.setCode(Codings.of(indication));
    condition.setSubject(facts.subject());
    return condition;
  }

  /** Reads the ranked diagnoses, else the reasons of the Encounter. */
  static List<Coded> fromFhir(Encounter encounter, BundleReader in) {
    var references = new ArrayList<Reference>();
    encounter.getDiagnosis().stream()
        .sorted(java.util.Comparator.comparingInt(d -> d.hasRank() ? d.getRank() : 0))
        .forEach(d -> references.add(d.getCondition()));
    if (references.isEmpty()) {
      references.addAll(encounter.getReasonReference());
    }
    var indications = new ArrayList<Coded>();
    for (var reference : references) {
      in.resolve(reference, encounter, Condition.class)
          .ifPresent(c -> read(c, encounter, indications, in));
    }
    if (indications.isEmpty()) {
      encounter.getReasonCode().forEach(r -> Codings.read(r).ifPresent(indications::add));
    }
    return indications;
  }

  private static void read(
      Condition condition, Encounter encounter, List<Coded> indications, BundleReader in) {
    var status = Codings.codeIn(condition.getVerificationStatus(), VERIFICATION).orElse("");
    var voided = encounter.getStatus() == Encounter.EncounterStatus.ENTEREDINERROR;
    if (status.equals("refuted") || (status.equals("entered-in-error") && !voided)) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE,
              in.path(condition) + ".verificationStatus",
              "a refuted or void diagnosis is not an indication");
      return;
    }
    Codings.read(condition.getCode()).ifPresent(indications::add);
  }
}
