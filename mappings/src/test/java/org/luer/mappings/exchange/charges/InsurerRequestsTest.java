package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.ClaimCorrections;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.charges.InsurerRequests.Pas;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.fhir.PasConformance;
import org.luer.mappings.translation.Before;

/** Requests to insurers conform to the guides that insurers publish. */
class InsurerRequestsTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-09-14T16:30:00-07:00");

  @ParameterizedTest
  @EnumSource(Pas.class)
  void aRequestForAuthorizationConforms(Pas version) {
    var bundle =
        made(InsurerRequests.authorize(authorization(), version, AT, Systems.DEFAULT_BASE));
    assertThat(bundle.getEntryFirstRep().getResource()).isInstanceOf(Claim.class);
    conforms(bundle, version);
  }

  @ParameterizedTest
  @EnumSource(Pas.class)
  void aCancellationTakesEveryLineBack(Pas version) {
    var bundle = made(InsurerRequests.cancel(authorization(), version, AT, Systems.DEFAULT_BASE));
    var claim = (Claim) bundle.getEntryFirstRep().getResource();
    assertThat(claim.getRelated()).hasSize(1);
    assertThat(claim.getItem()).allMatch(Claim.ItemComponent::hasModifierExtension);
    conforms(bundle, version);
  }

  @ParameterizedTest
  @EnumSource(Pas.class)
  void anInquiryNamesTheRequestAndNothingElse(Pas version) {
    var bundle = made(InsurerRequests.inquire(authorization(), version, AT, Systems.DEFAULT_BASE));
    var claim = (Claim) bundle.getEntryFirstRep().getResource();
    assertThat(claim.getSupportingInfo()).isEmpty();
    assertThat(claim.getDiagnosis()).isEmpty();
    assertThat(claim.getIdentifier()).hasSize(1);
    conforms(bundle, version);
  }

  @Test
  void aClaimIsSubmittedWithAllThatItRefersTo() {
    var bundle =
        made(
            InsurerRequests.claim(
                example("a-professional-claim-of-six-lines"), AT, Systems.DEFAULT_BASE));
    assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.COLLECTION);
    assertThat(bundle.getEntry())
        .extracting(e -> e.getResource().fhirType())
        .startsWith("Claim")
        .contains("Patient", "Coverage", "Organization", "Practitioner");
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }

  @Test
  void aVoidNamesTheClaimByBothNumbersAndComesBack() {
    var path =
        ChargeExamples.cases().stream()
            .filter(c -> c.endsWith("a-professional-claim-of-six-lines"))
            .findFirst()
            .orElseThrow();
    var set = ChargeExamples.of(path);
    var system = Systems.own(Systems.DEFAULT_BASE, ClaimCorrections.FREQUENCY);
    var number =
        new Identifier(
            "PCN2026100900123", "https://payer.example.com/claim-control-number", null, null);
    var taken =
        ClaimCorrections.voiding(
            set.claim().orElseThrow(), "CLM-9", number, PartialTime.of("2026-11-02"), system);
    var bundle =
        made(
            InsurerRequests.claim(
                ChargesExchange.INSTANCE.toFhir(
                    new Charges(set.clinic(), set.patient(), set.coverages(), taken),
                    Before.nothing(),
                    Dialect.DEFAULT),
                AT,
                Systems.DEFAULT_BASE));
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
    var back =
        ChargesExchange.INSTANCE.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow().get(0);
    var read = back.claim().orElseThrow();
    assertThat(ClaimCorrections.frequency(read)).isEqualTo(ClaimCorrections.VOID);
    assertThat(read.replaces()).isEqualTo("CLM-20261005-0007");
    assertThat(read.related()).extracting(r -> r.number().value()).contains("PCN2026100900123");
    assertThat(ClaimCorrections.frequency(set.claim().orElseThrow())).isEqualTo("1");
  }

  @Test
  void whatOnlyTheClinicKnowsIsAskedFor() {
    var transaction = authorization();
    claim(transaction).getItemFirstRep().setCategory(null).setLocation(null);
    var refused = InsurerRequests.authorize(transaction, Pas.V2_2_1, AT, Systems.DEFAULT_BASE);
    assertThat(refused.value()).isEmpty();
    assertThat(refused.issues())
        .extracting(i -> i.path())
        .containsExactly("Claim.item[0].category", "Claim.item[0].location");
  }

  @ParameterizedTest
  @EnumSource(Pas.class)
  void theValidatorSeesWhatIsWrong(Pas version) {
    var bundle =
        made(InsurerRequests.authorize(authorization(), version, AT, Systems.DEFAULT_BASE));
    claim(bundle).getItemFirstRep().setCategory(null);
    claim(bundle).setUse(Claim.Use.CLAIM);
    assertThat(
            PasConformance.errors(
                FhirJson.encode(bundle), version == Pas.V2_2_1 ? "2.2.1" : "2.0.1"))
        .anyMatch(e -> e.contains("category"))
        .anyMatch(e -> e.contains("use"));
  }

  /** A biller types the number of the card, and knows of no authority. */
  @ParameterizedTest
  @EnumSource(Pas.class)
  void aMemberNumberWithoutAuthorityConforms(Pas version) {
    var tree = tree("a-preauthorization-of-six-infusions");
    for (var record : tree) {
      if (record.path("memberId") instanceof ObjectNode number) {
        number.remove(List.of("authority", "oid"));
      }
    }
    var bundle =
        made(InsurerRequests.authorize(written(tree), version, AT, Systems.DEFAULT_BASE));
    assertThat(FhirJson.encode(bundle)).contains("EX123456789");
    conforms(bundle, version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a-preauthorization-of-six-infusions", "a-professional-claim-of-six-lines"})
  void anyNumberMayLackItsAuthority(String name) {
    var numbers = numbers(tree(name)).size();
    assertThat(numbers).isPositive();
    for (int i = 0; i < numbers; i++) {
      var tree = tree(name);
      var number = numbers(tree).get(i);
      number.remove(List.of("authority", "oid"));
      var written = written(tree);
      var made =
          name.startsWith("a-pre")
              ? InsurerRequests.authorize(written, Pas.V2_2_1, AT, Systems.DEFAULT_BASE)
              : InsurerRequests.claim(written, AT, Systems.DEFAULT_BASE);
      assertThat(FhirJson.encode(made(made)))
          .as(number.toString())
          .contains(number.path("value").asText());
    }
  }

  /** Every number with an authority, in the order of the records. */
  private static List<ObjectNode> numbers(ArrayNode records) {
    return records.findParents("authority").stream().map(ObjectNode.class::cast).toList();
  }

  private static ArrayNode tree(String name) {
    var path =
        ChargeExamples.cases().stream().filter(c -> c.endsWith(name)).findFirst().orElseThrow();
    var tree = ClinicJson.mapper().createArrayNode();
    ChargeExamples.records(path).forEach(r -> tree.add(ClinicRecords.tree(r)));
    return tree;
  }

  private static Bundle written(ArrayNode records) {
    var read = ClinicRecords.read(records.toString()).value().orElseThrow();
    var sets = ChargesExchange.INSTANCE.assemble(read, null).value().orElseThrow();
    return ChargesExchange.INSTANCE.toFhir(sets.get(0), Before.nothing(), Dialect.DEFAULT);
  }

  @Test
  void theSameRequestIsTheSameBytes() {
    assertThat(
            FhirJson.encode(
                made(
                    InsurerRequests.authorize(
                        authorization(), Pas.V2_2_1, AT, Systems.DEFAULT_BASE))))
        .isEqualTo(
            FhirJson.encode(
                made(
                    InsurerRequests.authorize(
                        authorization(), Pas.V2_2_1, AT, Systems.DEFAULT_BASE))));
  }

  private static void conforms(Bundle bundle, Pas version) {
    assertThat(
            PasConformance.errors(
                FhirJson.encode(bundle), version == Pas.V2_2_1 ? "2.2.1" : "2.0.1"))
        .isEmpty();
  }

  private static Bundle authorization() {
    return example("a-preauthorization-of-six-infusions");
  }

  private static Claim claim(Bundle bundle) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(Claim.class::isInstance)
        .map(Claim.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Bundle example(String name) {
    var path = ChargeExamples.cases().stream().filter(c -> c.endsWith(name)).findFirst();
    return ChargesExchange.INSTANCE.toFhir(
        ChargeExamples.of(path.map(Path::toAbsolutePath).orElseThrow()),
        Before.nothing(),
        Dialect.DEFAULT);
  }

  private static Bundle made(Translation<Bundle> translation) {
    assertThat(translation.issues()).isEqualTo(List.of());
    return translation.value().orElseThrow();
  }
}
