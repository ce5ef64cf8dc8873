package org.luer.mappings.concept.billing;

import java.util.Optional;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.fhir.Codings;

/**
 * A {@link BilledDiagnosis} to and from a Condition that is contained in the resource that bills
 * it, ranked by Encounter.diagnosis.
 *
 * <p>Mapped: code, onsetDateTime (the date), asserter, verificationStatus (confirmed = final,
 * provisional = working), Encounter.diagnosis.use (AD = admitting) and rank. Ignored when read:
 * severity, stage, evidence.
 */
public final class BilledDiagnosisFhir {
  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";
  private static final String ROLE = "http://terminology.hl7.org/CodeSystem/diagnosis-role";
  private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
  private static final String ID = "dx";

  private BilledDiagnosisFhir() {}

  /** Adds the diagnosis to the Encounter and its Condition to the owner. */
  public static void toFhir(
      BilledDiagnosis diagnosis,
      int rank,
      @Nullable Reference asserter,
      Reference patient,
      Encounter encounter,
      DomainResource owner) {
    var condition = new Condition().setSubject(patient);
    condition.setId(ID + rank);
    condition.addCategory(Codings.concept(CATEGORY, "encounter-diagnosis", "Encounter Diagnosis"));
    condition.setCode(Codings.of(diagnosis.code()));
    var working = diagnosis.type() == BilledDiagnosis.Type.WORKING;
    condition.setVerificationStatus(
        working
            ? Codings.concept(VERIFICATION, "provisional", "Provisional")
            : Codings.concept(VERIFICATION, "confirmed", "Confirmed"));
    if (diagnosis.date() != null) {
      condition.setOnset(new DateTimeType(diagnosis.date().value()));
    }
    if (asserter != null) {
      condition.setAsserter(asserter);
    }
    owner.addContained(condition);
    var ranked =
        encounter.addDiagnosis().setCondition(new Reference("#" + ID + rank)).setRank(rank);
    if (diagnosis.type() == BilledDiagnosis.Type.ADMITTING) {
      ranked.setUse(Codings.concept(ROLE, "AD", "Admission diagnosis"));
    }
  }

  /** The diagnosis; empty when it is refuted, void or has no code. */
  public static Optional<BilledDiagnosis> fromFhir(
      Condition condition, Encounter.DiagnosisComponent ranked, @Nullable Clinician by) {
    var status = Codings.codeIn(condition.getVerificationStatus(), VERIFICATION).orElse("");
    if (status.equals("refuted") || status.equals("entered-in-error")) {
      return Optional.empty();
    }
    var type =
        Codings.codeIn(ranked.getUse(), ROLE).orElse("").equals("AD")
            ? BilledDiagnosis.Type.ADMITTING
            : status.equals("provisional") ? BilledDiagnosis.Type.WORKING : null;
    return Codings.read(condition.getCode())
        .filter(code -> code.code() != null)
        .map(code -> new BilledDiagnosis(BillingCodes.dotted(code), type, date(condition), by));
  }

  private static @Nullable PartialDate date(Condition condition) {
    if (!(condition.getOnset() instanceof DateTimeType onset) || onset.getValueAsString() == null) {
      return null;
    }
    var written = onset.getValueAsString();
    return new PartialDate(written.substring(0, Math.min(10, written.length())));
  }
}
