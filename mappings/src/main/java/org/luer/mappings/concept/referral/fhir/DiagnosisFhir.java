package org.luer.mappings.concept.referral.fhir;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.referral.Diagnosis;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.LooseTimes;

/**
 * {@link Diagnosis} to and from a Condition that is contained in the request: the receiver's
 * problem list is not touched by the grounds of a referral.
 *
 * <p>Mapped: code, verificationStatus (provisional, confirmed), onsetDateTime as a date, asserter.
 * Read as working: differential, unconfirmed, none. Refused: refuted and void ones. Ignored when
 * read: clinicalStatus, severity, abatement, an onset that is no date.
 */
public final class DiagnosisFhir {
  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";

  private DiagnosisFhir() {}

  /** Adds the Conditions to the resource and gives the references to them. */
  public static List<Reference> toFhir(
      List<Diagnosis> diagnoses, DomainResource owner, ClinicianFhir people, Reference patient) {
    var references = new ArrayList<Reference>();
    for (int i = 0; i < diagnoses.size(); i++) {
      var diagnosis = diagnoses.get(i);
      var condition = new Condition();
      condition.setId("diagnosis-" + (i + 1));
      condition.setVerificationStatus(
          diagnosis.certainty() == Diagnosis.Certainty.FINAL
              ? Codings.concept(VERIFICATION, "confirmed", "Confirmed")
              : Codings.concept(VERIFICATION, "provisional", "Provisional"));
      if (diagnosis.category() != null) {
        condition.addCategory(Codings.of(diagnosis.category()));
      }
      if (diagnosis.state() != null) {
        condition.setClinicalStatus(Codings.of(diagnosis.state()));
      }
      condition.setCode(Codings.of(diagnosis.code()));
      condition.setSubject(patient);
      if (diagnosis.date() != null) {
        condition.setOnset(new DateTimeType(diagnosis.date().value()));
      }
      if (diagnosis.by() != null) {
        condition.setAsserter(people.toFhir(diagnosis.by(), owner));
      }
      owner.addContained(condition);
      references.add(new Reference("#" + condition.getId()));
    }
    return references;
  }

  /** Reads the Conditions that the references name. */
  public static List<Diagnosis> fromFhir(
      List<Reference> references, DomainResource owner, BundleReader in, ClinicianReader people) {
    var diagnoses = new ArrayList<Diagnosis>();
    for (var reference : references) {
      in.resolve(reference, owner, Condition.class)
          .ifPresent(c -> read(c, owner, diagnoses, in, people));
    }
    return diagnoses;
  }

  private static void read(
      Condition condition,
      DomainResource owner,
      List<Diagnosis> diagnoses,
      BundleReader in,
      ClinicianReader people) {
    var path = in.path(condition);
    var status = Codings.codeIn(condition.getVerificationStatus(), VERIFICATION).orElse("");
    if (status.equals("refuted") || status.equals("entered-in-error")) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE,
              path + ".verificationStatus",
              "a refuted or void diagnosis is no ground of a request");
      return;
    }
    var code = Codings.read(condition.getCode());
    if (code.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".code", "is missing");
      return;
    }
    diagnoses.add(
        new Diagnosis(
            code.get(),
            status.equals("confirmed") ? Diagnosis.Certainty.FINAL : Diagnosis.Certainty.WORKING,
            LooseTimes.day(
                condition.hasOnsetDateTimeType() ? condition.getOnsetDateTimeType() : null),
            condition.hasAsserter()
                ? people.read(condition.getAsserter(), owner).orElse(null)
                : null,
            Codings.read(condition.getCategoryFirstRep()).orElse(null),
            Codings.read(condition.getClinicalStatus()).orElse(null)));
  }
}
