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
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Times;

/**
 * The indications of a session to and from Conditions (US Core): each one as problem of the patient
 * and as diagnosis of the Encounter, in order of rank.
 *
 * <p>Mapped: code; clinicalStatus is active, since an indication is treated. of others also
 * verificationStatus, onset, recordedDate and the asserted date, which the clinic does not record.
 * Ignored when read: abatement, severity.
 */
final class IndicationFhir {
  private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
  private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";
  private static final String ASSERTED =
      "http://hl7.org/fhir/StructureDefinition/condition-assertedDate";
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
      about(session, indication, diagnosis);
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
    return ProblemFhir.toFhir(
        session.patientId(),
        indication,
        facts.subject(),
        out,
        c -> {
          facts.called(c);
          about(session, indication, c);
        });
  }

  /** What the sender says of the indication beside its code. */
  private static void about(InfusionSession session, Coded indication, Condition condition) {
    for (var told : session.beside().diagnoses()) {
      if (told.code().equals(Diagnosis.key(indication))) {
        if (told.verification() != null) {
          condition.setVerificationStatus(Codings.of(told.verification()));
        }
        if (told.onset() != null) {
          condition.setOnset(Times.dateTime(told.onset()));
        }
        if (told.recordedOn() != null) {
          condition.setRecordedDateElement(Times.dateTime(told.recordedOn()));
        }
        if (told.assertedOn() != null) {
          condition.addExtension(ASSERTED, Times.dateTime(told.assertedOn()));
        }
      }
    }
  }

  /** What the Conditions of the indications say beside their codes. */
  static List<Diagnosis> told(List<Coded> indications, BundleReader in) {
    var told = new ArrayList<Diagnosis>();
    for (var condition : in.all(Condition.class)) {
      var indication =
          Codings.read(condition.getCode())
              .filter(
                  c -> indications.stream().map(Diagnosis::key).anyMatch(Diagnosis.key(c)::equals));
      indication
          .map(c -> diagnosis(condition, Diagnosis.key(c), in).orNull())
          .filter(d -> told.stream().noneMatch(t -> t.code().equals(d.code())))
          .ifPresent(told::add);
    }
    return told;
  }

  private static Diagnosis diagnosis(Condition condition, String code, BundleReader in) {
    var path = in.path(condition);
    var asserted = Extensions.first(condition.getExtension(), ASSERTED).orElse(null);
    var voided =
        Codings.codeIn(condition.getVerificationStatus(), VERIFICATION)
            .filter("entered-in-error"::equals)
            .isPresent();
    return new Diagnosis(
        code,
        voided ? null : Codings.read(condition.getVerificationStatus()).orElse(null),
        Times.partial(condition.getOnset(), path + ".onset", in.issues()).orElse(null),
        Times.partial(
                condition.hasRecordedDate() ? condition.getRecordedDateElement() : null,
                path + ".recordedDate",
                in.issues())
            .orElse(null),
        asserted == null
            ? null
            : Times.partial(asserted.getValue(), path + ".extension", in.issues()).orElse(null));
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
