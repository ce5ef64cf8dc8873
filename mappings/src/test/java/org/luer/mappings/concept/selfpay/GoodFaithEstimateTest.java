package org.luer.mappings.concept.selfpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Invoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.selfpay.EstimateComparison.Rule;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/** What an estimate asks for, its Bundle, and whether later charges kept it. */
class GoodFaithEstimateTest {
  @Test
  void totalsAreOfEachProviderAndOfAll() {
    var estimate = SelfPayCases.estimate();
    assertThat(estimate.convening().total()).isEqualTo(Money.usd("2034.00"));
    assertThat(estimate.total()).isEqualTo(Money.usd("2934.00"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-10, 2027-03-09, true",
    "2026-03-10, 2027-03-10, false",
    "2024-02-29, 2025-02-27, true",
    "2024-02-29, 2025-02-28, false",
    "2026-03-10, 2026-03-10, true",
    "2026-03-10, 2026-03-09, false"
  })
  void onePeriodIsTwelveMonthsAtMost(String from, String until, boolean accepted) {
    var places =
        places(
            () ->
                SelfPayCases.estimate(from, until, SelfPayCases.clinic(), SelfPayCases.services()));
    assertThat(places).isEqualTo(accepted ? List.of() : scheduledToo(from, until));
  }

  private static List<String> scheduledToo(String from, String until) {
    return until.compareTo(from) < 0 ? List.of("/until", "/scheduledOn") : List.of("/until");
  }

  @Test
  void aProviderNeedsItsNumbersAndItsPlace() {
    var bare = Organization.of("northlake", "Northlake").build();
    assertThat(places(() -> with(bare, SelfPayCases.services())))
        .containsExactly(
            "/providers/0/provider/npi",
            "/providers/0/provider/taxId",
            "/providers/0/provider/address");
    var whole = SelfPayCases.clinic();
    var wrong =
        Organization.of("northlake", "Northlake")
            .npi("2000000037")
            .taxId(whole.taxId())
            .addresses(whole.addresses())
            .build();
    assertThat(places(() -> with(wrong, SelfPayCases.services())))
        .containsExactly("/providers/0/provider/npi");
  }

  @Test
  void anEstimateWithoutProviderIsNone() {
    var estimate = SelfPayCases.estimate();
    assertThat(
            places(
                () ->
                    new GoodFaithEstimate(
                        "GFE-1",
                        estimate.issuedAt(),
                        estimate.patient(),
                        estimate.service(),
                        null,
                        estimate.from(),
                        estimate.until(),
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of())))
        .containsExactly("/providers");
  }

  @Test
  void aPriceThatIsMissingIsNamedAndOneOfNothingIsNot() {
    assertThat(places(() -> of(SelfPayCases.service("96365", null))))
        .containsExactly("/providers/0/services/0/price");
    assertThat(places(() -> of(SelfPayCases.service("96365", "0.00")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"96365, true", "9636, false", "98765, false", "J3490, true", "J34900, false"})
  void aCodeIsOneOfOurListOrHasWords(String code, boolean accepted) {
    assertThat(places(() -> of(SelfPayCases.service(code, "1.00"))))
        .isEqualTo(accepted ? List.of() : List.of("/providers/0/services/0/code"));
  }

  @Test
  void aCodeOfTheClinicsOwnPriceListNeedsWords() {
    var own =
        new EstimatedService(
            Coded.of(Systems.CPT, "98765", null),
            "a visit by telephone",
            List.of(),
            BigDecimal.ONE,
            1,
            Money.usd("40.00"),
            List.of());
    assertThat(places(() -> of(own))).isEmpty();
  }

  @Test
  void theBundleIsADraftInvoiceOfPlannedItemsForEachProvider() {
    var bundle = EstimateFhir.toFhir(SelfPayCases.estimate(), Systems.DEFAULT_BASE);
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
    var invoices =
        bundle.getEntry().stream()
            .map(e -> e.getResource())
            .filter(Invoice.class::isInstance)
            .map(Invoice.class::cast)
            .toList();
    assertThat(invoices)
        .hasSize(2)
        .allMatch(i -> i.getStatus() == Invoice.InvoiceStatus.DRAFT)
        .allMatch(i -> i.getType().getCodingFirstRep().getCode().equals("good-faith-estimate"));
    assertThat(invoices.get(0).getTotalGross().getValue()).isEqualTo("2034.00");
    assertThat(invoices.get(0).getNote()).hasSize(6);
    var item =
        bundle.getEntry().stream()
            .map(e -> e.getResource())
            .filter(ChargeItem.class::isInstance)
            .map(ChargeItem.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(item.getStatus()).isEqualTo(ChargeItem.ChargeItemStatus.PLANNED);
    assertThat(item.getOccurrenceTiming().getRepeat().getCount()).isEqualTo(6);
    assertThat(item.getPriceOverride().getValue()).isEqualTo("1860.00");
    assertThat(item.getReasonFirstRep().getCodingFirstRep().getCode()).isEqualTo("F33.2");
  }

  @Test
  void theRecordComesBackFromItsJson() throws Exception {
    var estimate = SelfPayCases.estimate();
    var mapper = ClinicJson.mapper();
    assertThat(mapper.readValue(mapper.writeValueAsString(estimate), GoodFaithEstimate.class))
        .isEqualTo(estimate);
  }

  /** 2,034.00 are expected of the clinic. */
  @ParameterizedTest
  @CsvSource({
    "2034.00, ''",
    "2034.01, ABOVE",
    "2433.99, ABOVE",
    "2434.00, SUBSTANTIALLY_ABOVE",
    "3000.00, SUBSTANTIALLY_ABOVE"
  })
  void fourHundredDollarsAboveCanBeDisputed(String charged, String rule) {
    var found = EstimateComparison.of(SelfPayCases.estimate(), List.of(charge(charged)));
    assertThat(found)
        .extracting(EstimateComparison.Finding::rule)
        .isEqualTo(rule.isEmpty() ? List.of() : List.of(Rule.valueOf(rule)));
  }

  @Test
  void onlyTheClinicsOwnPartCounts() {
    assertThat(SelfPayCases.estimate().total()).isEqualTo(Money.usd("2934.00"));
    assertThat(EstimateComparison.of(SelfPayCases.estimate(), List.of(charge("2900.00"))))
        .extracting(EstimateComparison.Finding::rule)
        .containsExactly(Rule.SUBSTANTIALLY_ABOVE);
  }

  @Test
  void chargesOfOtherDaysAndVoidsDoNotCount() {
    var late = changed(c -> withoutTimes(c).put("serviceDate", "2026-07-01"));
    var void1 = changed(c -> c.put("status", "entered-in-error"));
    assertThat(EstimateComparison.of(SelfPayCases.estimate(), List.of(late, void1))).isEmpty();
  }

  @Test
  void whatWasNotEstimatedAndWhatIsDearerIsNamed() {
    var found =
        EstimateComparison.of(
            SelfPayCases.estimate(
                "2026-03-10",
                "2026-06-30",
                SelfPayCases.clinic(),
                List.of(SelfPayCases.service("96365", "300.00"))),
            List.of(SelfPayCases.charge()));
    assertThat(found)
        .extracting(f -> f.rule() + " " + f.code())
        .containsExactly(
            "DEARER_THAN_ESTIMATED 96365", "NOT_ESTIMATED 96366", "NOT_ESTIMATED J3490");
  }

  @Test
  void moreSessionsThanEstimatedAreNamed() {
    var seven = new ArrayList<Charge>();
    for (int i = 0; i < 7; i++) {
      var id = "C-" + i;
      seven.add(changed(c -> c.put("id", id)));
    }
    assertThat(EstimateComparison.of(SelfPayCases.estimate(), seven.subList(0, 6)))
        .extracting(f -> f.rule())
        .doesNotContain(Rule.MORE_THAN_ESTIMATED);
    assertThat(EstimateComparison.of(SelfPayCases.estimate(), seven))
        .extracting(f -> f.rule() + " " + f.code())
        .contains("MORE_THAN_ESTIMATED 96365", "MORE_THAN_ESTIMATED J3490");
  }

  private static List<String> places(java.util.function.Supplier<GoodFaithEstimate> made) {
    var refused = catchThrowableOfType(InvalidRecordException.class, made::get);
    return refused == null ? List.of() : refused.issues().stream().map(Issue::path).toList();
  }

  private static GoodFaithEstimate of(EstimatedService service) {
    return with(SelfPayCases.clinic(), List.of(service));
  }

  private static GoodFaithEstimate with(Organization clinic, List<EstimatedService> services) {
    return SelfPayCases.estimate("2026-03-10", "2026-06-30", clinic, services);
  }

  private static ObjectNode withoutTimes(ObjectNode charge) {
    charge.get("lines").forEach(l -> ((ObjectNode) l).remove(List.of("from", "to", "procedure")));
    return charge;
  }

  /** One infusion of this price, and nothing else. */
  private static Charge charge(String amount) {
    return changed(
        c -> {
          var lines = (com.fasterxml.jackson.databind.node.ArrayNode) c.get("lines");
          lines.remove(2);
          lines.remove(1);
          ((ObjectNode) lines.get(0)).remove("unitPrice");
          ((ObjectNode) lines.get(0).get("amount")).put("value", new BigDecimal(amount));
        });
  }

  private static Charge changed(Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(SelfPayCases.charge());
    change.accept(tree);
    return (Charge) ClinicRecords.read(tree, "").value().orElseThrow();
  }
}
