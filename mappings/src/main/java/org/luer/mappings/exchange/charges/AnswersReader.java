package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CoverageEligibilityRequest;
import org.hl7.fhir.r4.model.CoverageEligibilityResponse;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.authorization.AuthorizationFhir;
import org.luer.mappings.concept.claimoutcome.fhir.ClaimOutcomeReader;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.concept.eligibility.EligibilityFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;

/** Reads questions to insurers and what they answer, out of one Bundle. */
final class AnswersReader {
  private final BundleReader in;
  private final PartiesFhir parties;

  AnswersReader(BundleReader in, PartiesFhir parties) {
    this.in = in;
    this.parties = parties;
  }

  /** The sets; what is wrong stands in the issues. */
  List<Charges> read() {
    var sets = new ArrayList<Charges>();
    for (var response : in.all(ClaimResponse.class)) {
      var coverages = response.getInsurance().stream().map(i -> i.getCoverage()).toList();
      set(
              response,
              response.getPatient(),
              response.hasRequestor() ? response.getRequestor() : claimant(response),
              coverages,
              (patientId, named) -> answer(response, patientId, named.ids(), named.payer()))
          .ifPresent(sets::add);
    }
    for (var benefit : in.all(ExplanationOfBenefit.class)) {
      var coverages =
          benefit.getInsurance().stream()
              .sorted(java.util.Comparator.comparing(i -> !i.getFocal()))
              .map(i -> i.getCoverage())
              .toList();
      set(
              benefit,
              benefit.getPatient(),
              benefit.getProvider(),
              coverages,
              (patientId, named) ->
                  ClaimOutcomeReader.fromFhir(benefit, patientId, named.ids(), named.payer(), in)
                      .map(ClinicRecord.class::cast))
          .ifPresent(sets::add);
    }
    for (var request : in.all(CoverageEligibilityRequest.class)) {
      var coverages =
          request.getInsurance().stream()
              .sorted(java.util.Comparator.comparing(i -> !i.getFocal()))
              .map(i -> i.getCoverage())
              .toList();
      set(
              request,
              request.getPatient(),
              request.getProvider(),
              coverages,
              (patientId, named) ->
                  EligibilityFhir.fromFhir(request, patientId, named.ids(), named.payer(), in)
                      .map(ClinicRecord.class::cast))
          .ifPresent(sets::add);
    }
    for (var response : in.all(CoverageEligibilityResponse.class)) {
      var coverages = response.getInsurance().stream().map(i -> i.getCoverage()).toList();
      set(
              response,
              response.getPatient(),
              response.hasRequestor() ? response.getRequestor() : asker(response),
              coverages,
              (patientId, named) ->
                  EligibilityFhir.fromFhir(
                          response, patientId, c -> coverageId(c, response), named.payer(), in)
                      .map(ClinicRecord.class::cast))
          .ifPresent(sets::add);
    }
    return sets;
  }

  /** The answer of one resource for a patient who is known already. */
  Optional<ClinicRecord> answer(
      ClaimResponse response, String patientId, List<String> coverageIds, @Nullable Payer payer) {
    return response.getUse() == ClaimResponse.Use.PREAUTHORIZATION
        ? AuthorizationFhir.fromFhir(response, patientId, in).map(ClinicRecord.class::cast)
        : ClaimOutcomeReader.fromFhir(response, patientId, coverageIds, payer, in)
            .map(ClinicRecord.class::cast);
  }

  /** The coverages that a resource names: their numbers, and the records that are at hand. */
  record Named(List<String> ids, List<Coverage> records) {
    @Nullable Payer payer() {
      return records.isEmpty() ? null : records.get(0).payer();
    }
  }

  private Optional<Charges> set(
      DomainResource about,
      Reference subject,
      Reference asker,
      List<Reference> coverages,
      BiFunction<String, Named, Optional<ClinicRecord>> read) {
    var patient = parties.subject(subject, about).flatMap(parties::patient);
    var clinic = clinic(asker, about);
    if (clinic.isEmpty() && !in.issues().refuse()) {
      in.issues()
          .error(
              IssueCode.NOT_FOUND, in.path(about) + ".requestor", "is no Organization of this Bundle");
    }
    if (clinic.isEmpty() || patient.isEmpty()) {
      return Optional.empty();
    }
    var carried = ChargesRecords.carried(patient.get()).withGuarantors(List.of());
    var named = named(coverages, about, carried.id());
    return read.apply(carried.id(), named)
        .map(answer -> new Charges(clinic.get(), carried, named.records(), answer));
  }

  private Optional<Organization> clinic(Reference asker, DomainResource about) {
    return parties
        .organization(asker, about)
        .or(
            () ->
                in.resolve(asker, about, org.hl7.fhir.r4.model.PractitionerRole.class)
                    .flatMap(post -> parties.organization(post.getOrganization(), post)));
  }

  private Reference claimant(ClaimResponse response) {
    return in.resolve(response.getRequest(), response, Claim.class)
        .map(Claim::getProvider)
        .orElseGet(Reference::new);
  }

  private Reference asker(CoverageEligibilityResponse response) {
    return in.resolve(response.getRequest(), response, CoverageEligibilityRequest.class)
        .map(CoverageEligibilityRequest::getProvider)
        .orElseGet(Reference::new);
  }

  Named named(List<Reference> references, DomainResource about, String patientId) {
    var ids = new ArrayList<String>();
    var records = new ArrayList<Coverage>();
    for (var reference : references) {
      coverageId(reference, about)
          .filter(id -> !ids.contains(id))
          .ifPresent(
              id -> {
                ids.add(id);
                in.resolve(reference, about, org.hl7.fhir.r4.model.Coverage.class)
                    .flatMap(c -> CoverageFhir.fromFhir(c, patientId, in))
                    .ifPresent(records::add);
              });
    }
    return new Named(List.copyOf(ids), List.copyOf(records));
  }

  Optional<String> coverageId(Reference reference, DomainResource owner) {
    var written = in.resolve(reference, owner, org.hl7.fhir.r4.model.Coverage.class);
    if (written.isPresent()) {
      return CoverageFhir.fromFhir(written.get(), "-", in).map(Coverage::id);
    }
    return in.sid("coverage").equals(reference.getIdentifier().getSystem())
        ? Optional.ofNullable(reference.getIdentifier().getValue())
        : Optional.empty();
  }
}
