package org.luer.mappings.concept.infusion;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link AdjunctGiven} to and from an R4 MedicationAdministration that is part of the Procedure,
 * not of the infusion.
 *
 * <p>Mapped: medicationCodeableConcept, effectiveDateTime, dosage.dose, dosage.route, reasonCode,
 * performer. Ignored when read: note, device.
 */
public final class AdjunctGivenFhir {
  private AdjunctGivenFhir() {}

  /** Writes every adjunct. */
  public static void toFhir(List<AdjunctGiven> all, Reference procedure, FactWriter facts) {
    for (var adjunct : all) {
      var written = new MedicationAdministration();
      written.setMeta(facts.out().clinical(null));
      written.setStatus(
          facts.isVoid()
              ? MedicationAdministrationStatus.ENTEREDINERROR
              : MedicationAdministrationStatus.COMPLETED);
      written.setCategory(AdministrationFhir.outpatient());
      written.addPartOf(procedure);
      written.setMedication(Codings.of(adjunct.drug()));
      written.setSubject(facts.subject()).setContext(facts.encounter());
      written.setEffective(Times.dateTime(adjunct.at()));
      if (adjunct.by() != null) {
        written.addPerformer(AdministrationFhir.performer(facts.person(adjunct.by())));
      }
      if (adjunct.reason() != null) {
        written.addReasonCode(Codings.of(adjunct.reason()));
      }
      written.getDosage().setDose(Quantities.of(adjunct.dose()));
      if (adjunct.route() != null) {
        written.getDosage().setRoute(Codings.of(adjunct.route()));
      }
      facts.fact(written, AdministrationFhir.SID, key(adjunct), written.addIdentifier());
    }
  }

  private static String key(AdjunctGiven adjunct) {
    var drug = Ids.uuid(adjunct.drug().codings().toString(), String.valueOf(adjunct.drug().text()));
    return "A" + Times.key(adjunct.at()) + "-" + drug.toString().substring(0, 8);
  }

  /** Reads the adjuncts. */
  static List<AdjunctGiven> fromFhir(List<MedicationAdministration> all, FactReader facts) {
    var adjuncts = new ArrayList<AdjunctGiven>();
    for (var written : all) {
      var path = facts.path(written);
      var drug = drug(written, facts);
      if (drug == null) {
        facts.issues().error(IssueCode.REQUIRED, path + ".medication", "is missing");
      }
      var at = facts.needed(written.getEffective(), path + ".effectiveDateTime");
      var dosage = written.getDosage();
      if (!dosage.hasDose()) {
        facts.issues().error(IssueCode.REQUIRED, path + ".dosage.dose", "is missing");
        continue;
      }
      var dose = Quantities.read(dosage.getDose(), path + ".dosage.dose", facts.issues());
      if (drug == null || at.isEmpty() || dose.isEmpty()) {
        continue;
      }
      adjuncts.add(
          new AdjunctGiven(
              drug,
              dose.get(),
              Codings.read(dosage.getRoute()).orElse(null),
              at.get(),
              written.hasReasonCode()
                  ? Codings.read(written.getReasonCodeFirstRep()).orElse(null)
                  : null,
              facts.by(written.getPerformer().stream().map(p -> p.getActor()).toList(), written)));
    }
    return adjuncts;
  }

  private static @Nullable Coded drug(MedicationAdministration written, FactReader facts) {
    if (written.getMedication() instanceof CodeableConcept concept) {
      return Codings.read(concept).orElse(null);
    }
    return written.getMedication() instanceof Reference reference
        ? facts
            .in()
            .resolve(reference, written, Medication.class)
            .flatMap(m -> Codings.read(m.getCode()))
            .orElse(null)
        : null;
  }
}
