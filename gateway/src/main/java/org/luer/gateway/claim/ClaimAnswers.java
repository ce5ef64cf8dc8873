package org.luer.gateway.claim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Resource;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.intake.fhir.InsurerAnswers;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.fhir.ClaimOutcomeReader;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.FhirJson;

/** Reads answers of insurers as records that are the insurer's own, filed with the clinic's claim. */
final class ClaimAnswers implements InsurerAnswers {
  /** What an answer may bring along. */
  private static final Set<String> BESIDE =
      Set.of("Patient", "Organization", "Coverage", "Practitioner", "PractitionerRole", "Claim");

  static final String KIND = "ClaimOutcome";

  private final Records records;
  private final ClaimStore store;
  private final ClinicSettings clinic;

  ClaimAnswers(Records records, ClaimStore store, ClinicSettings clinic) {
    this.records = records;
    this.store = store;
    this.clinic = clinic;
  }

  @Override
  public boolean are(Bundle bundle) {
    var types = bundle.getEntry().stream().map(e -> e.getResource().fhirType()).toList();
    return types.stream().anyMatch(ClaimWire.ANSWERS::contains)
        && types.stream().allMatch(t -> ClaimWire.ANSWERS.contains(t) || BESIDE.contains(t));
  }

  @Override
  public Translation<List<RecordFacts>> read(Bundle bundle, Partner insurer) {
    var facts = new ArrayList<RecordFacts>();
    var reasons = new ArrayList<Issue>();
    var warnings = new ArrayList<Issue>();
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      var resource = bundle.getEntry().get(i).getResource();
      if (ClaimWire.ANSWERS.contains(resource.fhirType())) {
        var at = "Bundle.entry[" + i + "].resource";
        var answer = ClaimWire.parse(FhirJson.encodeLoosely(resource).getBytes(UTF_8));
        read(insurer, answer)
            .fold(
                (one, told) -> facts.add(one) && warnings.addAll(placed(told, at)),
                wrong -> reasons.addAll(placed(wrong, at)));
      }
    }
    return reasons.isEmpty()
        ? new Translation.Accepted<>(List.copyOf(facts), warnings)
        : new Translation.Refused<>(reasons);
  }

  /** An answer is read as the only entry of a Bundle; in the post it lies elsewhere. */
  private static List<Issue> placed(List<Issue> issues, String at) {
    return issues.stream()
        .map(
            i ->
                new Issue(
                    i.severity(),
                    i.code(),
                    i.path().replaceFirst("^Bundle\\.entry\\[0\\]\\.resource", at),
                    i.text()))
        .toList();
  }

  /** The record of one answer; refused with every reason. */
  Translation<RecordFacts> read(Partner insurer, JsonNode answer) {
    var parsed =
        ClaimWire.type(answer).equals("ClaimResponse")
            ? FhirJson.parse(ClaimResponse.class, answer.toString()).map(r -> (Resource) r)
            : FhirJson.parse(ExplanationOfBenefit.class, answer.toString()).map(r -> (Resource) r);
    return parsed.fold(
        (resource, warnings) -> read(insurer, answer, resource), Translation.Refused::new);
  }

  private Translation<RecordFacts> read(Partner insurer, JsonNode answer, Resource resource) {
    var row = claim(insurer, answer);
    var claim = row.flatMap(this::content);
    var patient =
        row.map(ClaimRow::patient).orElseGet(() -> RecordFactsReader.own(insurer.id(), "unknown"));
    var bundle = new Bundle().setType(Bundle.BundleType.COLLECTION);
    bundle.addEntry().setResource(resource);
    var issues = new Issues();
    var in = new BundleReader(bundle, Voice.of(clinic, insurer, null).dialect(), issues);
    var read = outcome(resource, patient, claim.map(Claim::coverageIds).orElse(List.of()), in);
    if (read.isEmpty()) {
      return new Translation.Refused<>(issues.list());
    }
    return new Translation.Accepted<>(facts(insurer, read.get(), row, patient), issues.list());
  }

  private static Optional<ClaimOutcome> outcome(
      Resource resource, String patient, List<String> coverages, BundleReader in) {
    return resource instanceof ClaimResponse response
        ? ClaimOutcomeReader.fromFhir(response, patient, coverages, null, in)
        : ClaimOutcomeReader.fromFhir((ExplanationOfBenefit) resource, patient, coverages, null, in);
  }

  /** The claim of this insurer that an answer names. */
  Optional<ClaimRow> claim(Partner insurer, JsonNode answer) {
    var named = ClaimWire.named(answer);
    var value = named.path("value").asText("");
    var ours =
        !named.hasNonNull("system")
            || named.path("system").asText().startsWith(clinic.base());
    return value.isEmpty() || !ours
        ? Optional.empty()
        : store.find(value).filter(row -> row.insurer().equals(insurer.id()));
  }

  Optional<Claim> content(ClaimRow row) {
    return records
        .latest("Claim", row.id())
        .flatMap(v -> ClaimCases.read(v, Claim.class));
  }

  /** Every answer to a claim, oldest first. */
  List<ClaimOutcome> all(ClaimRow row) {
    return records.about(row.patient(), row.insurer(), Set.of(KIND)).stream()
        .sorted(
            java.util.Comparator.comparing(org.luer.gateway.journal.RecordVersion::recordedAt)
                .thenComparing(org.luer.gateway.journal.RecordVersion::messageId))
        .flatMap(v -> outcome(v.content()).stream())
        .filter(o -> row.id().equals(o.claimId()))
        .toList();
  }

  /** An answer as it is kept. */
  static Optional<ClaimOutcome> outcome(String content) {
    return ClinicRecords.read(Json.read(content), "")
        .value()
        .filter(ClaimOutcome.class::isInstance)
        .map(ClaimOutcome.class::cast);
  }

  private static RecordFacts facts(
      Partner insurer, ClinicRecord outcome, Optional<ClaimRow> row, String patient) {
    var tree = ClinicRecords.tree(outcome);
    var id = RecordFactsReader.own(insurer.id(), outcome.id());
    tree.put("id", id);
    row.ifPresent(r -> tree.put("claimId", r.id()));
    return new RecordFacts(
        KIND,
        id,
        patient,
        null,
        null,
        tree.path("status").asText(null),
        List.of(),
        List.of(),
        tree.toString());
  }
}
