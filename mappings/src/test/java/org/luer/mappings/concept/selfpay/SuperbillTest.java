package org.luer.mappings.concept.selfpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/** What a superbill adds up to, what it asks for, and its Bundle. */
class SuperbillTest {
  @Test
  void linesAddUpToTotalAndBalance() {
    var bill = SelfPayCases.superbill(Money.usd("300.00"));
    assertThat(bill.total()).isEqualTo(Money.usd("429.00"));
    assertThat(bill.balance()).isEqualTo(Money.usd("129.00"));
    assertThat(SelfPayCases.superbill(null).balance()).isEqualTo(Money.usd("429.00"));
    assertThat(bill.lines()).extracting(l -> l.code().code()).contains("96365", "96366", "J3490");
  }

  @Test
  void aLineThatWasTakenBackStandsNowhere() {
    var charge = SelfPayCases.charge();
    var lines = new java.util.ArrayList<>(charge.lines());
    lines.add(charge.lines().get(1).reversed());
    var bill = of(charge.withLines(lines), null);
    assertThat(bill.total()).isEqualTo(Money.usd("334.00"));
    assertThat(FhirJson.encode(SuperbillFhir.toFhir(bill, Systems.DEFAULT_BASE)))
        .doesNotContain("96366");
  }

  @Test
  void severalVisitsShareTheirDiagnoses() {
    var second =
        changed(
            c -> {
              c.put("id", "CHG-2");
              ((ObjectNode) c.at("/diagnoses/0/code")).put("code", "F41.1");
            });
    var bill =
        new Superbill(
            "SB-2",
            SelfPayCases.AT,
            SelfPayCases.clinic(),
            SelfPayCases.patient(),
            List.of(),
            List.of(SelfPayCases.charge(), second),
            null);
    assertThat(bill.diagnoses()).extracting(d -> d.code()).containsExactly("F33.2", "F41.1");
    assertThat(bill.lines().get(0).pointers()).containsExactly(1);
    assertThat(bill.lines().get(3).pointers()).containsExactly(2);
    assertThat(bill.total()).isEqualTo(Money.usd("858.00"));
    assertThat(FhirConformance.errors(json(bill))).isEmpty();
  }

  @Test
  void wordsOfACptCodeAreOursAndNotTheSenders() {
    var bill =
        of(
            changed(
                c -> {
                  ((ObjectNode) c.at("/lines/0/code")).put("text", "A long official descriptor");
                  ((ObjectNode) c.at("/lines/0")).remove("item");
                }),
            null);
    assertThat(bill.lines().get(0).text())
        .isEqualTo("intravenous infusion for therapy, first hour");
  }

  static Stream<Arguments> lacking() {
    return Stream.of(
        lacks("/charges/0/status", c -> c.put("status", "draft")),
        lacks("/charges/0/status", c -> c.put("status", "entered-in-error")),
        lacks("/charges/0/patientId", c -> c.put("patientId", "P-9")),
        lacks("/charges/0/placeOfService", c -> c.remove("placeOfService")),
        lacks("/charges/0/rendering/npi", c -> ((ObjectNode) c.get("rendering")).remove("npi")),
        lacks(
            "/charges/0/diagnoses",
            c -> {
              c.remove("diagnoses");
              c.get("lines").forEach(l -> ((ObjectNode) l).remove("diagnoses"));
            }),
        lacks("/charges/0/lines/1/amount", c -> ((ObjectNode) c.at("/lines/1")).remove("amount")),
        lacks(
            "/charges/0/lines/2/diagnoses",
            c -> ((ObjectNode) c.at("/lines/2")).remove("diagnoses")),
        lacks("/charges", c -> ((ObjectNode) c.at("/lines/2/amount")).put("currency", "EUR")));
  }

  private static Arguments lacks(String place, Consumer<ObjectNode> change) {
    return Arguments.of(place, change);
  }

  @ParameterizedTest
  @MethodSource("lacking")
  void whatAnInsurerWouldAskForIsNamedWithItsPlace(String place, Consumer<ObjectNode> change) {
    var charge = changed(change);
    var refused = catchThrowableOfType(InvalidRecordException.class, () -> of(charge, null));
    assertThat(refused.issues()).extracting(Issue::path).containsExactly(place);
  }

  @Test
  void moreThanWasChargedCannotHaveBeenPaid() {
    assertThat(SelfPayCases.superbill(Money.usd("429.00")).balance().value()).isZero();
    var refused =
        catchThrowableOfType(
            InvalidRecordException.class, () -> SelfPayCases.superbill(Money.usd("429.01")));
    assertThat(refused.issues()).extracting(Issue::path).containsExactly("/paid/value");
  }

  @Test
  void theBundleIsAnInvoiceOfChargeItemsAndNoClaim() {
    var bundle =
        SuperbillFhir.toFhir(SelfPayCases.superbill(Money.usd("429.00")), Systems.DEFAULT_BASE);
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
    assertThat(bundle.getEntry()).noneMatch(e -> e.hasRequest());
    var types = bundle.getEntry().stream().map(e -> e.getResource().fhirType()).toList();
    assertThat(types)
        .contains("Invoice", "ChargeItem", "Patient", "Coverage", "Organization", "Practitioner")
        .doesNotContain("Claim");
    var invoice =
        bundle.getEntry().stream()
            .map(e -> e.getResource())
            .filter(Invoice.class::isInstance)
            .map(Invoice.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(invoice.getStatus()).isEqualTo(Invoice.InvoiceStatus.BALANCED);
    assertThat(invoice.getTotalGross().getValue()).isEqualTo("429.00");
    assertThat(invoice.getTotalPriceComponent())
        .extracting(c -> c.getCode().getText())
        .containsExactly("Paid by the patient", "Balance");
    var urls = bundle.getEntry().stream().map(e -> e.getFullUrl()).toList();
    assertThat(invoice.getLineItem())
        .allMatch(l -> urls.contains(((Reference) l.getChargeItem()).getReference()));
    assertThat(
            bundle.getEntry().stream()
                .map(e -> e.getResource())
                .filter(ChargeItem.class::isInstance)
                .map(r -> ((ChargeItem) r).getReasonFirstRep().getCodingFirstRep().getCode()))
        .containsOnly("F33.2");
  }

  @Test
  void theRecordComesBackFromItsJson() throws Exception {
    var bill = SelfPayCases.superbill(Money.usd("429.00"));
    var mapper = ClinicJson.mapper();
    assertThat(mapper.readValue(mapper.writeValueAsString(bill), Superbill.class)).isEqualTo(bill);
  }

  private static String json(Superbill bill) {
    return FhirJson.encode(SuperbillFhir.toFhir(bill, Systems.DEFAULT_BASE));
  }

  private static Charge changed(Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(SelfPayCases.charge());
    change.accept(tree);
    return (Charge) ClinicRecords.read(tree, "").value().orElseThrow();
  }

  private static Superbill of(Charge charge, @org.jspecify.annotations.Nullable Money paid) {
    return new Superbill(
        "SB-1",
        SelfPayCases.AT,
        SelfPayCases.clinic(),
        SelfPayCases.patient(),
        List.of(SelfPayCases.coverage()),
        List.of(charge),
        paid);
  }
}
