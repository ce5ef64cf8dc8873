package org.luer.gateway.claim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.intake.fhir.PostedAnswers;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.charges.InsurerAnswers;
import org.luer.mappings.fhir.FhirJson;

/**
 * Reads answers of insurers as records that are the insurer's own, filed with the clinic's claim.
 */
final class ClaimAnswers implements PostedAnswers {
  /** What an answer may bring along. */
  private static final Set<String> BESIDE =
      Set.of("Patient", "Organization", "Coverage", "Practitioner", "PractitionerRole", "Claim");

  static final String OUTCOME = "ClaimOutcome";
  static final String AUTHORIZATION = "Authorization";

  /** Kinds of the records that answers become. */
  static final Set<String> KINDS = Set.of(OUTCOME, AUTHORIZATION);

  private final Records records;
  private final ClaimStore store;
  private final ClaimCases cases;
  private final ClinicSettings clinic;

  ClaimAnswers(Records records, ClaimStore store, ClaimCases cases, ClinicSettings clinic) {
    this.records = records;
    this.store = store;
    this.cases = cases;
    this.clinic = clinic;
  }

  @Override
  public String exchange() {
    return ClaimExchanges.CLAIM;
  }

  @Override
  public boolean are(Bundle bundle) {
    var types = bundle.getEntry().stream().map(e -> e.getResource().fhirType()).toList();
    return types.stream().anyMatch(ClaimWire.ANSWERS::contains)
        && types.stream().allMatch(t -> ClaimWire.ANSWERS.contains(t) || BESIDE.contains(t));
  }

  @Override
  public Translation<List<RecordFacts>> read(Bundle bundle, Partner insurer) {
    return PostedAnswers.each(
        bundle,
        ClaimWire.ANSWERS,
        resource ->
            read(insurer, ClaimWire.parse(FhirJson.encodeLoosely(resource).getBytes(UTF_8)), null));
  }

  /**
   * The record of one answer; refused with every reason.
   *
   * @param asked the claim that was asked about, when the answer came to a question; null = the one
   *     that it names
   */
  Translation<RecordFacts> read(Partner insurer, JsonNode answer, @Nullable ClaimRow asked) {
    var parsed =
        ClaimWire.type(answer).equals("ClaimResponse")
            ? FhirJson.parse(ClaimResponse.class, answer.toString()).map(r -> (Resource) r)
            : FhirJson.parse(ExplanationOfBenefit.class, answer.toString()).map(r -> (Resource) r);
    return parsed.fold(
        (resource, warnings) ->
            read(insurer, resource, asked == null ? claim(insurer, answer) : Optional.of(asked)),
        Translation.Refused::new);
  }

  private Translation<RecordFacts> read(
      Partner insurer, Resource resource, Optional<ClaimRow> row) {
    var patient =
        row.map(ClaimRow::patient).orElseGet(() -> RecordFactsReader.own(insurer.id(), "unknown"));
    var coverages =
        row.flatMap(this::content).map(c -> cases.coverages(c.coverageIds())).orElse(List.of());
    return InsurerAnswers.read(
            resource, patient, coverages, Voice.of(clinic, insurer, null).dialect())
        .map(all -> facts(insurer, all.get(0), row, patient));
  }

  /** The claim of this insurer that an answer names. */
  Optional<ClaimRow> claim(Partner insurer, JsonNode answer) {
    var named = ClaimWire.named(answer);
    var value = named.path("value").asText("");
    var ours =
        !named.hasNonNull("system") || named.path("system").asText().startsWith(clinic.base());
    return value.isEmpty() || !ours
        ? Optional.empty()
        : store.find(value).filter(row -> row.insurer().equals(insurer.id()));
  }

  Optional<Claim> content(ClaimRow row) {
    return records.latest("Claim", row.id()).flatMap(v -> ClaimCases.read(v, Claim.class));
  }

  /** Every answer to a claim, oldest first. */
  List<ClaimOutcome> all(ClaimRow row) {
    return records.about(row.patient(), row.insurer(), Set.of(OUTCOME)).stream()
        .sorted(
            java.util.Comparator.comparing(org.luer.gateway.journal.RecordVersion::recordedAt)
                .thenComparing(org.luer.gateway.journal.RecordVersion::messageId))
        .flatMap(v -> outcome(v.content()).stream())
        .filter(o -> row.id().equals(o.claimId()))
        .toList();
  }

  /** An adjudication as it is kept. */
  static Optional<ClaimOutcome> outcome(String content) {
    return kept(content, ClaimOutcome.class);
  }

  /** An answer as it is kept. */
  static <T> Optional<T> kept(String content, Class<T> as) {
    return ClinicRecords.read(Json.read(content), "").value().filter(as::isInstance).map(as::cast);
  }

  private static RecordFacts facts(
      Partner insurer, ClinicRecord outcome, Optional<ClaimRow> row, String patient) {
    var tree = ClinicRecords.tree(outcome);
    var id = RecordFactsReader.own(insurer.id(), outcome.id());
    tree.put("id", id);
    row.ifPresent(r -> tree.put("claimId", r.id()));
    return new RecordFacts(
        tree.path("kind").asText(),
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
