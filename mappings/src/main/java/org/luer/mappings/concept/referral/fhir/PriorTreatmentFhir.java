package org.luer.mappings.concept.referral.fhir;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.referral.PriorTreatment;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Notes;

/**
 * {@link PriorTreatment} to and from a contained MedicationStatement (a drug) or Procedure (all
 * else).
 *
 * <p>Mapped: medicationCodeableConcept or code; effectivePeriod or performedPeriod in the precision
 * of the dates; dosage.text; statusReason or outcome; note, several joined by line breaks when
 * read. status is completed when the end is known, else unknown. Ignored when read: dosage in
 * numbers, a medication by reference, performer, times of day.
 */
final class PriorTreatmentFhir {
  private PriorTreatmentFhir() {}

  /** Adds the treatment to the request and gives the reference to it. */
  static Reference toFhir(
      PriorTreatment treatment, int number, DomainResource owner, Reference patient) {
    var id = "treatment-" + number;
    var written =
        treatment.kind() == PriorTreatment.Kind.DRUG
            ? drug(treatment, patient)
            : procedure(treatment, patient);
    written.setId(id);
    owner.addContained(written);
    return new Reference("#" + id);
  }

  private static Resource drug(PriorTreatment treatment, Reference patient) {
    var written = new MedicationStatement().setSubject(patient);
    written.setStatus(
        treatment.to() == null
            ? MedicationStatementStatus.UNKNOWN
            : MedicationStatementStatus.COMPLETED);
    written.setMedication(Codings.of(treatment.treatment()));
    if (treatment.from() != null || treatment.to() != null) {
      written.setEffective(period(treatment));
    }
    if (treatment.dose() != null) {
      written.addDosage().setText(treatment.dose());
    }
    if (treatment.outcome() != null) {
      written.addStatusReason(Codings.of(treatment.outcome()));
    }
    if (treatment.note() != null) {
      written.addNote().setText(treatment.note());
    }
    return written;
  }

  private static Resource procedure(PriorTreatment treatment, Reference patient) {
    var written = new Procedure().setSubject(patient);
    written.setStatus(
        treatment.to() == null
            ? Procedure.ProcedureStatus.UNKNOWN
            : Procedure.ProcedureStatus.COMPLETED);
    written.setCode(Codings.of(treatment.treatment()));
    if (treatment.from() != null || treatment.to() != null) {
      written.setPerformed(period(treatment));
    }
    if (treatment.outcome() != null) {
      written.setOutcome(Codings.of(treatment.outcome()));
    }
    if (treatment.note() != null) {
      written.addNote().setText(treatment.note());
    }
    return written;
  }

  private static Period period(PriorTreatment treatment) {
    var period = new Period();
    if (treatment.from() != null) {
      period.setStartElement(new DateTimeType(treatment.from().value()));
    }
    if (treatment.to() != null) {
      period.setEndElement(new DateTimeType(treatment.to().value()));
    }
    return period;
  }

  /** The treatment of a MedicationStatement; empty for one that names no drug by code or words. */
  static Optional<PriorTreatment> fromFhir(MedicationStatement written, BundleReader in) {
    if (written.getStatus() == MedicationStatementStatus.ENTEREDINERROR
        || written.getStatus() == MedicationStatementStatus.NOTTAKEN) {
      return unusable(written, in);
    }
    var notes = Notes.joined(written.getNote());
    return (written.hasMedicationCodeableConcept()
            ? Codings.read(written.getMedicationCodeableConcept())
            : Optional.<org.luer.mappings.core.Coded>empty())
        .map(
            t ->
                new PriorTreatment(
                    PriorTreatment.Kind.DRUG,
                    t,
                    date(written.getEffective(), true),
                    date(written.getEffective(), false),
                    written.getDosageFirstRep().getText(),
                    Codings.read(written.getStatusReasonFirstRep()).orElse(null),
                    notes));
  }

  /** The treatment of a Procedure. */
  static Optional<PriorTreatment> fromFhir(Procedure written, BundleReader in) {
    if (written.getStatus() == Procedure.ProcedureStatus.ENTEREDINERROR
        || written.getStatus() == Procedure.ProcedureStatus.NOTDONE) {
      return unusable(written, in);
    }
    var notes = Notes.joined(written.getNote());
    return Codings.read(written.hasCode() ? written.getCode() : new CodeableConcept())
        .map(
            t ->
                new PriorTreatment(
                    PriorTreatment.Kind.PROCEDURE,
                    t,
                    date(written.getPerformed(), true),
                    date(written.getPerformed(), false),
                    null,
                    Codings.read(written.getOutcome()).orElse(null),
                    notes));
  }

  private static Optional<PriorTreatment> unusable(DomainResource written, BundleReader in) {
    in.issues()
        .warning(IssueCode.NOT_USABLE, in.path(written) + ".status", "was not given: not read");
    return Optional.empty();
  }

  private static @Nullable PartialDate date(@Nullable Type time, boolean start) {
    if (time instanceof Period period) {
      return LooseTimes.day(start ? period.getStartElement() : period.getEndElement());
    }
    return time instanceof DateTimeType moment ? LooseTimes.day(moment) : null;
  }
}
