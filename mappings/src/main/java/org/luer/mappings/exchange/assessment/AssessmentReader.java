package org.luer.mappings.exchange.assessment;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.AssessmentDraft;
import org.luer.mappings.concept.assessment.Scoring;
import org.luer.mappings.concept.assessment.fhir.ResponseReader;
import org.luer.mappings.concept.assessment.fhir.ScoreReader;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.ProvenanceFhir;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/** Reads every assessment of one Bundle; all of them belong to one patient. */
final class AssessmentReader {
  private final BundleReader in;
  private final PartiesFhir parties;

  AssessmentReader(BundleReader in) {
    this.in = in;
    this.parties = new PartiesFhir(in);
  }

  /** The reports; what is wrong stands in the issues. */
  List<AssessmentReport> read() {
    var responses = in.all(QuestionnaireResponse.class);
    if (responses.isEmpty()) {
      in.issues()
          .error(IssueCode.REQUIRED, "Bundle.entry", "has no QuestionnaireResponse to be read");
    }
    var reports = new ArrayList<AssessmentReport>();
    for (var response : responses) {
      var answers = new ResponseReader(response, in, parties);
      var draft = answers.read();
      var status = answers.status();
      var patient = parties.subject(response.getSubject(), response).flatMap(parties::patient);
      var authored = authored(response);
      if (draft.isPresent() && status.isPresent() && patient.isPresent() && authored.isPresent()) {
        report(
                response,
                answers,
                draft.get(),
                status.get(),
                authored.get(),
                patient.get(),
                responses.size() == 1)
            .ifPresent(reports::add);
      }
    }
    return withOthers(reports);
  }

  /** Those without a part stand with the first report: they are the message's. */
  private List<AssessmentReport> withOthers(List<AssessmentReport> reports) {
    if (!reports.isEmpty()) {
      var first = reports.get(0);
      reports.set(
          0,
          new AssessmentReport(
              first.clinic(), parties.unnamed(), first.patient(), first.assessment()));
    }
    return reports;
  }

  private Optional<OffsetDateTime> authored(QuestionnaireResponse response) {
    var path = in.path(response) + ".authored";
    if (!response.hasAuthored()) {
      in.issues().error(IssueCode.REQUIRED, path, "is missing");
    }
    return Times.needed(response.getAuthoredElement(), path, in.issues());
  }

  private Optional<AssessmentReport> report(
      QuestionnaireResponse response,
      ResponseReader answers,
      AssessmentDraft draft,
      Assessment.Status status,
      OffsetDateTime authored,
      Patient patient,
      boolean only) {
    var scores = new ScoreReader(in, answers, draft, parties);
    ScoreReader.of(response, only, in)
        .forEach(o -> scores.read(o, status == Assessment.Status.ENTERED_IN_ERROR));
    var encounter = in.resolve(response.getEncounter(), response, Encounter.class).orElse(null);
    if (encounter != null) {
      draft.sessionId =
          Identifiers.value(
                  encounter.getIdentifier(), Systems.sid(in.base(), EncounterFhir.SESSION))
              .orElse(null);
      draft.visit = VisitFhir.ofStranger(encounter, in).orElse(null);
      draft.occasion = EncounterFhir.occasion(encounter);
      draft.staff = parties.staff(encounter);
    }
    var provenance = ProvenanceFhir.of(response, in).orElse(null);
    if (provenance != null) {
      account(provenance, draft);
    }
    // what we wrote ourselves comes whole; reading must not mend what writing forgot
    draft.whole = answers.ours().isPresent() && provenance != null;
    var path = in.path(response);
    try {
      var built = draft.build(id(response, answers, patient), patient.id(), status, authored);
      var assessment = Scoring.received(built, draft.whole, path, in.issues());
      return Optional.of(
          new AssessmentReport(
              clinic(encounter, provenance).or(this::only).orElse(null), patient, assessment));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.path() + " " + i.text()));
      return Optional.empty();
    }
  }

  /** Our number, else the sender's, else what the response is about: form, patient, time. */
  private String id(QuestionnaireResponse response, ResponseReader answers, Patient patient) {
    var partner = in.dialect().partner();
    return answers
        .ours()
        .or(
            () ->
                response.getIdentifier().hasValue()
                    ? Optional.of(id(response.getIdentifier(), partner))
                    : Optional.empty())
        .orElseGet(
            () ->
                Ids.uuid(
                        "assessment",
                        partner,
                        patient.id(),
                        String.valueOf(response.getQuestionnaire()),
                        String.valueOf(response.getAuthoredElement().getValueAsString()))
                    .toString());
  }

  /** The key of a response that its sender numbers. */
  static String id(org.hl7.fhir.r4.model.Identifier number, String partner) {
    return Ids.uuid("assessment", partner, String.valueOf(number.getSystem()), number.getValue())
        .toString();
  }

  private void account(Provenance provenance, AssessmentDraft draft) {
    draft.recordedAt = ProvenanceFhir.recorded(provenance, in);
    draft.amendment = ProvenanceFhir.amendment(provenance, in);
    draft.signature =
        ProvenanceFhir.signer(provenance)
            .flatMap(who -> parties.clinician(who, provenance))
            .flatMap(signer -> ProvenanceFhir.signature(provenance, signer, in))
            .orElse(null);
    provenance.getEntity().stream()
        .map(e -> e.getWhat().getIdentifier())
        .filter(i -> Identifiers.is(i, "FILL"))
        .findFirst()
        .flatMap(i -> Identifiers.read(i, in.dialect()))
        .ifPresent(number -> draft.fillerNumber = number);
  }

  /** The only organization that the sender tells of is the one that reports. */
  private Optional<Organization> only() {
    var told = in.all(org.hl7.fhir.r4.model.Organization.class);
    if (told.size() != 1) {
      return Optional.empty();
    }
    var issues = new Issues();
    var read = OrganizationFhir.fromFhir(told.get(0), in.dialect(), in.path(told.get(0)), issues);
    return issues.refuse() ? Optional.empty() : read;
  }

  private Optional<Organization> clinic(
      @Nullable Encounter encounter, @Nullable Provenance provenance) {
    if (encounter != null && encounter.hasServiceProvider()) {
      return parties.organization(encounter.getServiceProvider(), encounter);
    }
    if (provenance != null) {
      for (var agent : provenance.getAgent()) {
        var organization = parties.organization(agent.getWho(), provenance);
        if (organization.isPresent()) {
          return organization;
        }
      }
    }
    return Optional.empty();
  }
}
