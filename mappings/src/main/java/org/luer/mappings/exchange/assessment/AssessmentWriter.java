package org.luer.mappings.exchange.assessment;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.fhir.FhirSetting;
import org.luer.mappings.concept.assessment.fhir.ResponseFhir;
import org.luer.mappings.concept.assessment.fhir.ScoreFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.concept.session.ProvenanceFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Identifiers;

/** Writes one report as a complete transaction. */
final class AssessmentWriter {
  private static final String FILLER = "FILL";

  private final AssessmentReport report;
  private final Assessment assessment;
  private final boolean replaces;
  private final Dialect dialect;
  private final BundleWriter out;
  private final @Nullable Reference clinic;
  private final ClinicianFhir people;

  AssessmentWriter(AssessmentReport report, boolean corrects, Dialect dialect) {
    this.report = report;
    this.assessment = report.assessment();
    this.replaces = corrects || assessment.status() != Assessment.Status.COMPLETED;
    this.dialect = dialect;
    this.out = new BundleWriter(dialect.base());
    var organization = report.clinic();
    this.clinic = organization == null ? null : OrganizationFhir.toFhir(organization, out);
    this.people =
        new ClinicianFhir(out, clinic, organization == null ? List.of() : organization.telecoms());
  }

  Bundle write() {
    var patient = PatientFhir.toFhir(report.patient(), out, people, dialect);
    var encounter = EncounterFhir.toFhir(assessment, out, patient, people, clinic);
    var setting =
        new FhirSetting(out, patient, encounter, people, replaces, dialect.partner(), sent());
    var response = ResponseFhir.toFhir(assessment, setting);
    var targets = new ArrayList<Reference>();
    targets.add(response);
    targets.addAll(ScoreFhir.toFhir(assessment, setting, response));
    if (clinic != null || assessment.signature() != null) {
      provenance(targets);
    }
    report.people().forEach(people::known);
    return out.bundle();
  }

  private void provenance(List<Reference> targets) {
    var account =
        new ProvenanceFhir.Account(
            assessment.recordedAt(),
            assessment.signature(),
            assessment.amendment(),
            assessment.isVoid());
    var provenance = ProvenanceFhir.toFhir(account, targets, version(), out, people, clinic);
    if (assessment.fillerNumber() != null) {
      var other =
          sent() == null
              ? Identifiers.of(assessment.fillerNumber(), FILLER, out.base())
              : Identifiers.of(out.sid(ResponseFhir.SID), assessment.id());
      provenance
          .addEntity()
          .setRole(Provenance.ProvenanceEntityRole.SOURCE)
          .setWhat(new Reference().setIdentifier(other));
    }
  }

  /**
   * The number of a response from outside, where ours stands in the Provenance or follows from it.
   */
  private @Nullable Identifier sent() {
    var number = assessment.fillerNumber();
    if (number == null || number.authority().isEmpty()) {
      return null;
    }
    var written = Identifiers.of(number, out.base());
    var told = clinic != null || assessment.signature() != null;
    return told || AssessmentReader.id(written, dialect.partner()).equals(assessment.id())
        ? written
        : null;
  }

  private String version() {
    return assessment.id()
        + "-"
        + Ids.uuid(
                "assessment",
                assessment.status().code(),
                String.valueOf(assessment.recordedAt()),
                String.valueOf(assessment.amendment()),
                assessment.signature() == null ? "" : assessment.signature().at().toString())
            .toString()
            .substring(0, 8);
  }
}
