package org.luer.mappings.exchange.orderintake;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.medication.Medication;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.serviceorder.ServiceOrder;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;
import org.luer.mappings.translation.Translations;

/** Orders as other senders write them are read completely. */
class OrderIntakeReferenceTest {

  @Test
  void anEncodedOrderOfAHospitalPharmacy() {
    var set = Orders.one(Orders.file("rde_o11-infusion-order.hl7"));
    var order = (InfusionOrder) set.order();
    assertThat(set.control()).isEqualTo(OrderControl.NW);
    assertThat(Objects.requireNonNull(set.sender()).name()).isEqualTo("Riverside General Hospital");
    assertThat(order.placerNumber()).isEqualTo(new Identifier("7784123", "RGHORD", null, "PLAC"));
    assertThat(order.status()).isEqualTo(InfusionOrder.Status.ACTIVE);
    assertThat(order.dose()).isEqualTo(Quantity.of("35", "mg"));
    assertThat(order.volume()).isEqualTo(Quantity.of("100", "mL"));
    assertThat(order.dosePerKg()).isEqualTo(Quantity.of("0.5", "mg/kg"));
    assertThat(order.dosingWeight()).isEqualTo(Quantity.of("70", "kg"));
    assertThat(order.rates()).containsExactly(Quantity.of("60", "mL/h"));
    assertThat(order.duration()).isEqualTo(Quantity.of("100", "min"));
    assertThat(order.series()).isEqualTo(new Series(null, 6, null));
    assertThat(order.review()).isEmpty();
    assertThat(Objects.requireNonNull(order.drug()).ndc()).isEqualTo("00409205115");
    assertThat(Objects.requireNonNull(order.drug().concentration()).value())
        .isEqualTo(new BigDecimal("100"));
    assertThat(Objects.requireNonNull(order.supply()).product()).isNotNull();
    assertThat(Objects.requireNonNull(order.timing()).patterns()).hasSize(2);
    assertThat(order.instructions()).hasSize(2);
    assertThat(set.allergies()).hasSize(1);
  }

  @Test
  void anOrderToACompounder() {
    var order = (InfusionOrder) Orders.one(Orders.file("omp_o09-compounding-order.hl7")).order();
    assertThat(order.dose()).isEqualTo(Quantity.of("35", "mg"));
    assertThat(order.volume()).isEqualTo(Quantity.of("100", "mL"));
    assertThat(order.rates()).containsExactly(Quantity.of("60", "mL/h"));
    assertThat(order.series()).isEqualTo(new Series(null, 1, null));
    assertThat(order.review()).isEmpty();
  }

  @Test
  void aServiceOrder() {
    var text = Orders.file("orm_o01-service-order.hl7");
    var order = (ServiceOrder) Orders.one(text).order();
    assertThat(order.service().code()).isEqualTo("KETINF05");
    assertThat(order.details()).hasSize(1);
    assertThat(order.findings())
        .extracting(f -> f.code().code())
        .containsExactly("29463-7", "44261-6");
    assertThat(order.indications()).hasSize(1);
    assertThat(order.clinicalInformation()).startsWith("BP controlled");
  }

  @Test
  void aBundleOfAnotherWriter() {
    var bundle = bundle();
    var read = Orders.EXCHANGE.fromFhir(bundle, Dialect.DEFAULT);
    assertThat(read.value()).as("%s", read.issues()).isPresent();
    var sets = read.value().orElseThrow();
    assertThat(sets).hasSize(1);
    var order = (InfusionOrder) sets.get(0).order();
    assertThat(order.dosePerKg()).isEqualTo(Quantity.of("0.5", "mg/kg"));
    assertThat(order.dose()).isEqualTo(Quantity.of("41", "mg"));
    assertThat(order.ratePerKg()).isEqualTo(Quantity.of("0.75", "mg/kg/h"));
    assertThat(order.dosingWeight()).isEqualTo(Quantity.of("82", "kg"));
    assertThat(order.volume()).isEqualTo(Quantity.of("100", "mL"));
    assertThat(order.series()).isEqualTo(new Series(1, 6, null));
    assertThat(Objects.requireNonNull(order.plan()).infusions()).hasSize(6);
    assertThat(order.review()).isEmpty();
  }

  @Test
  void anAntibioticIsNoInfusion() {
    var order = (Medication) Orders.one(AMOXICILLIN).order();
    assertThat(order.drug().code()).isEqualTo("308191");
    assertThat(Objects.requireNonNull(order.dose()).value()).isEqualTo(new BigDecimal("500"));
    assertThat(Objects.requireNonNull(order.route()).text()).isEqualTo("Oral");
  }

  @Test
  void ketamineByAnotherRouteIsNoInfusion() {
    var text =
        Orders.file("rde_o11-infusion-order.hl7")
            .replaceAll("RXR\\|[^\r]*", "RXR|IM^Intramuscular^HL70162");
    assertThat(Orders.one(text).order()).isInstanceOf(Medication.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'|35|mg^milligram^UCUM|F33.2', '|45|mg^milligram^UCUM|F33.2', DOSE_STATEMENTS",
    "'M100|60|mL/h', 'M50|60|mL/h', RATE_STATEMENTS",
    "'||M100|60|mL/h', '||M100|60-80|mL/h', RATE_STATEMENTS",
    "'|60|mL/h^milliliter per hour^UCUM', '|6|drops^drops^99RGHUOM', UNIT",
    "'|70|kg^kilogram^UCUM|', '|80|kg^kilogram^UCUM|', DOSE_BY_WEIGHT"
  })
  void whatDoesNotAgreeIsHeldForReview(String old, String other, Review reason) {
    var text = Orders.file("rde_o11-infusion-order.hl7");
    assertThat(text).contains(old);
    var read = Orders.read(text.replace(old, other));
    var order = (InfusionOrder) read.value().orElseThrow().get(0).order();
    assertThat(order.review()).contains(reason);
    assertThat(read.issues()).anyMatch(i -> i.text().endsWith("held for review"));
  }

  @Test
  void aDoseIsNeverComputed() {
    var text =
        Orders.file("rde_o11-infusion-order.hl7")
            .replace("|35|mg^milligram^UCUM|F33.2", "|||F33.2")
            .replace("|100|mL^milliliter^UCUM|III", "|||III")
            .replace("|100||mL^milliliter^UCUM|385219001", "|0.5||mg/kg^^UCUM|385219001")
            .replaceAll("RXC\\|A[^\r]*\r", "")
            .replaceAll("OBX\\|1[^\r]*\r", "");
    var order = (InfusionOrder) Orders.one(text).order();
    assertThat(order.dose()).isNull();
    assertThat(order.dosePerKg()).isEqualTo(Quantity.of("0.5", "mg/kg"));
    assertThat(order.review()).contains(Review.WEIGHT_MISSING);
  }

  @ParameterizedTest
  @CsvSource({"rde_o11-infusion-order.hl7, 0.95, 10", "omp_o09-compounding-order.hl7, 0.95, 10"})
  void theReceiptAccountsForEveryLeaf(String file, double share, int others) {
    var source = renderings().hl7v2(List.of(Orders.file(file)));
    judge(source, share, others);
  }

  @Test
  void theReceiptOfABundle() {
    judge(renderings().fhir(bundle()), 0.65, 110);
  }

  private static void judge(Rendering<Parcel<?>> source, double share, int others) {
    var measured = RECEIPTS.inward(source, renderings().clinic(source.facts()));
    var counts = measured.counts();
    var arrived = counts.carried() + counts.changed();
    var missing = notArrived(measured);
    assertThat((double) arrived / (arrived + missing.size()))
        .as("%s", missing)
        .isGreaterThan(share);
    assertThat(missing).hasSizeLessThanOrEqualTo(others);
  }

  private static List<String> notArrived(Measurement<?> measured) {
    return measured.results().stream()
        .filter(r -> !r.status().arrived() && r.status() != LeafStatus.ENVELOPE)
        .map(Comparison.Result::leaf)
        .map(l -> l.path() + "=" + l.pattern())
        .toList();
  }

  private static ParcelRenderings renderings() {
    return RECEIPTS.renderings();
  }

  private static Bundle bundle() {
    return FhirJson.context()
        .newJsonParser()
        .parseResource(Bundle.class, Orders.file("fhir-infusion-order.json"));
  }

  private static final ParcelReceipts RECEIPTS =
      new ParcelReceipts(
          new Translations(List.of(Orders.EXCHANGE)),
          name -> new ExchangeTables(new PathTable(List.of()), new MustCarry(Map.of())),
          "test",
          Orders.RGH);

  /** An order that has nothing to do with ketamine. */
  static final String AMOXICILLIN =
      String.join(
              "\r",
              "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250304153012-0600||RDE^O11^RDE_O11|M1|P|2.5.1",
              "PID|1||00874512^^^RGHMRN^MR||ZZTEST^MARISOL||19840719|F",
              "ORC|NW|88123^RGHORD||||||||||1234567893^RAMAN^PRIYA^^^^MD^^NPI^^^^NPI",
              "RXE||308191^amoxicillin 500 MG Oral Capsule^RXNORM|500||mg^^UCUM||^One capsule three times a day|||30|CAP^Capsule^99RGH|0",
              "TQ1|1||TID&three times a day&HL70335|||10^d&day&UCUM|20250304160000-0600||R",
              "RXR|PO^Oral^HL70162")
          + "\r";
}
