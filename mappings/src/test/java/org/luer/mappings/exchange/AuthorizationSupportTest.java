package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.charges.ChargeExamples;
import org.luer.mappings.exchange.charges.Charges;
import org.luer.mappings.exchange.charges.InsurerRequests;
import org.luer.mappings.exchange.charges.InsurerRequests.Pas;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.fhir.PasConformance;

/** The records that support a request for prior authorization go in the request itself. */
class AuthorizationSupportTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-09-14T16:30:00-07:00");

  private static Charges request() {
    return ChargeExamples.of(
        ChargeExamples.cases().stream()
            .filter(c -> c.endsWith("a-preauthorization-of-six-infusions"))
            .findFirst()
            .orElseThrow());
  }

  /** The records of one kind in the published examples, as those of the patient of the request. */
  private static List<ClinicRecord> examples(String kind) {
    var root = ChargeExamples.cases().get(0).toAbsolutePath().resolve("../.."); // all exchanges
    var found = new ArrayList<ClinicRecord>();
    try (Stream<Path> all = Files.walk(root)) {
      for (var file :
          all.filter(f -> f.toString().matches(".*/clinic/[^/]*\\.json")).sorted().toList()) {
        var tree = (ObjectNode) ClinicJson.mapper().readTree(file.toFile());
        if (tree.path("kind").asText().equals(kind)) {
          tree.put("patientId", request().patient().id());
          tree.put("id", tree.path("id").asText() + "-" + found.size());
          ClinicRecords.read(tree, "").value().ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(found).as(kind).isNotEmpty();
    return found;
  }

  private static Bundle sent(List<ClinicRecord> support, Map<String, String> changes, Pas version) {
    var whole = made(AuthorizationSupport.toFhir(request(), support, changes, Dialect.DEFAULT));
    return made(InsurerRequests.authorize(whole, version, AT, Systems.DEFAULT_BASE));
  }

  private static Bundle made(Translation<Bundle> translation) {
    assertThat(translation.value()).as(translation.issues().toString()).isPresent();
    return translation.value().orElseThrow();
  }

  private static Claim claim(Bundle bundle) {
    return (Claim) bundle.getEntryFirstRep().getResource();
  }

  private static List<String> referredTo(Bundle bundle) {
    var urls =
        claim(bundle).getSupportingInfo().stream()
            .filter(i -> i.getValue() instanceof Reference)
            .map(i -> ((Reference) i.getValue()).getReference())
            .toList();
    assertThat(urls).doesNotHaveDuplicates();
    return urls.stream()
        .map(
            url ->
                bundle.getEntry().stream()
                    .filter(e -> e.getFullUrl().equals(url))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(url + " is not in the Bundle"))
                    .getResource()
                    .fhirType())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "Assessment, QuestionnaireResponse",
    "Assessment, Observation",
    "Referral, ServiceRequest",
    "InfusionOrder, MedicationRequest",
    "SessionSummary, DocumentReference",
    "InfusionSession, Procedure"
  })
  void everyExampleOfAKindConformsInBothReleases(String kind, String type) {
    for (var version : Pas.values()) {
      for (var example : examples(kind)) {
        var bundle = sent(List.of(example), Map.of(), version);
        if (!(example instanceof Assessment)) { // a form may have no answers, or no score
          assertThat(referredTo(bundle)).as(example.id()).contains(type);
        }
        assertThat(errors(bundle, version)).as(kind + " " + example.id() + " " + version).isEmpty();
      }
      assertThat(referredTo(sent(examples(kind), Map.of(), version))).contains(type);
    }
  }

  private static List<String> errors(Bundle bundle, Pas version) {
    return PasConformance.errors(
        FhirJson.encode(bundle), version == Pas.V2_2_1 ? "2.2.1" : "2.0.1");
  }

  @ParameterizedTest
  @EnumSource(Pas.class)
  void allOfThemTogetherConform(Pas version) {
    var support = new ArrayList<ClinicRecord>();
    AuthorizationSupport.kinds().stream().sorted().forEach(k -> support.add(examples(k).get(0)));
    var bundle = sent(support, Map.of(), version);
    assertThat(errors(bundle, version)).as(FhirJson.encode(bundle)).isEmpty();
    assertThat(claim(bundle).getSupportingInfo())
        .extracting(Claim.SupportingInformationComponent::getSequence)
        .doesNotHaveDuplicates();
  }

  @Test
  void eachIsAnnouncedWithWhatItIsAndWhetherItIsNew() {
    var example = examples("Referral").get(0);
    var changes = Map.of("Referral/" + example.id(), "added");
    for (var version : Pas.values()) {
      var bundle = sent(List.of(example), changes, version);
      assertThat(errors(bundle, version)).isEmpty();
      var told = FhirJson.encode(bundle);
      assertThat(told.contains("added: Referral with treatments tried before, 2025-03-06"))
          .isEqualTo(version == Pas.V2_2_1);
      assertThat(told.contains("PA-20260914-0003-1")).isEqualTo(version == Pas.V2_2_1);
    }
  }

  @Test
  void aSummaryThatTheRequestNamesIsReferredToOnce() {
    var summary = examples("SessionSummary").get(0);
    var tree = ClinicRecords.tree(request().claim().orElseThrow());
    tree.putArray("attachments")
        .addObject()
        .put("documentId", summary.id())
        .putObject("type")
        .put("system", "http://loinc.org")
        .put("code", "28570-0");
    var claim =
        (org.luer.mappings.concept.claim.Claim) ClinicRecords.read(tree, "").value().orElseThrow();
    var set = new Charges(request().clinic(), request().patient(), request().coverages(), claim);
    var whole = made(AuthorizationSupport.toFhir(set, List.of(summary), Map.of(), Dialect.DEFAULT));
    var bundle = made(InsurerRequests.authorize(whole, Pas.V2_2_1, AT, Systems.DEFAULT_BASE));
    assertThat(referredTo(bundle)).containsExactly("DocumentReference");
    assertThat(errors(bundle, Pas.V2_2_1)).isEmpty();
  }

  @Test
  void aRequestWithoutSupportIsAsItWas() {
    var bundle = sent(List.of(), Map.of(), Pas.V2_2_1);
    assertThat(claim(bundle).getSupportingInfo()).isEmpty();
  }
}
