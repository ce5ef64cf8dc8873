package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.claim.CareTeamMember;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;

/** Charges and claims as other senders write them are read completely. */
class ChargesReferenceTest {
  private static final int MOST = 10;

  @ParameterizedTest
  @ValueSource(strings = {"dft_p03-session.hl7", "dft_p03-credit.hl7"})
  void everyLeafOfAMessageIsAccountedFor(String file) throws IOException {
    var receipts = receipts(Billing.RGHPB);
    var source = receipts.renderings().hl7v2(List.of(text(file)));
    assertThat(source.facts()).hasSize(1);
    arrived(receipts.inward(source, receipts.renderings().clinic(source.facts())));
    var bundle = ParcelRenderings.bundle(source.facts(), Billing.RGHPB);
    arrived(receipts.inward(source, receipts.renderings().fhir(bundle)));
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }

  @Test
  void everyLeafOfAClaimIsAccountedFor() throws IOException {
    var receipts = receipts(Dialect.DEFAULT);
    var bundle = FhirJson.parseBundle(text("claim-collection.json")).value().orElseThrow();
    var source = receipts.renderings().fhir(bundle);
    var measured = receipts.inward(source, receipts.renderings().clinic(source.facts()));
    var claim =
        measured.results().stream()
            .filter(r -> r.leaf().path().startsWith("Bundle.entry[0]."))
            .filter(r -> r.status() != LeafStatus.ENVELOPE)
            .toList();
    assertThat(claim).hasSizeGreaterThan(200);
    assertThat(claim.stream().filter(r -> !r.status().arrived()).map(r -> r.leaf().path()))
        .hasSizeLessThanOrEqualTo(MOST);
    var back = ParcelRenderings.bundle(source.facts(), Dialect.DEFAULT);
    assertThat(FhirConformance.errors(FhirJson.encode(back))).isEmpty();
  }

  @Test
  void aMessageIsReadIntoOneChargeOfThreeLines() throws IOException {
    var set = message("dft_p03-session.hl7");
    var charge = set.charge().orElseThrow();
    assertThat(charge.status()).isEqualTo(Charge.Status.BILLABLE);
    assertThat(charge.serviceDate().value()).isEqualTo("2025-03-11");
    assertThat(charge.authorizationNumber()).isEqualTo("PA778812");
    assertThat(charge.lines())
        .extracting(ChargeLine::number)
        .containsExactly("250311070001", "250311070002", "250311070003");
    var first = charge.lines().get(0);
    assertThat(first.amount()).isEqualTo(Money.usd("310.00"));
    assertThat(Objects.requireNonNull(first.procedure()).minutes())
        .isEqualTo(Quantity.of("60", "min"));
    assertThat(first.fillerNumber())
        .isEqualTo(new Identifier("NLK-OBS-7002", "NLKFIL", null, "FILL"));
    var drug = Objects.requireNonNull(charge.lines().get(2).drug());
    assertThat(drug.product().code()).isEqualTo("00409205115");
    assertThat(drug.quantity()).isEqualTo(Quantity.of("0.35", "mL"));
    assertThat(charge.lines().get(2).note()).isEqualTo("J3490 ketamine HCl 35 mg IV.");
    assertThat(set.coverages()).hasSize(1);
    assertThat(set.patient().guarantors()).hasSize(1);
    assertThat(charge.coverageIds()).containsExactly(set.coverages().get(0).id());
  }

  @Test
  void aCreditIsARecordOfItsOwn() throws IOException {
    var credit = message("dft_p03-credit.hl7").charge().orElseThrow();
    assertThat(credit.lines()).hasSize(1);
    assertThat(credit.lines().get(0).type()).isEqualTo(ChargeLine.Type.CREDIT);
    assertThat(credit.lines().get(0).number()).isEqualTo("250311070002");
    assertThat(credit.id()).isNotEqualTo(message("dft_p03-session.hl7").charge().get().id());
  }

  @Test
  void aClaimIsReadWithEverythingThatItsLinesPointAt() throws IOException {
    var claim = (Claim) bundle("claim-collection.json").get(0).about();
    assertThat(claim.lines()).hasSize(6);
    assertThat(claim.total()).isEqualTo(new Money(new BigDecimal("565.9"), "USD"));
    assertThat(claim.careTeam())
        .extracting(CareTeamMember::role)
        .containsExactly(CareTeamMember.Role.RENDERING, CareTeamMember.Role.REFERRING);
    assertThat(claim.lines().get(2).diagnoses()).containsExactly(1, 2);
    assertThat(claim.lines().get(0).timed()).isTrue();
    assertThat(claim.authorizationNumbers()).containsExactly("AUTH-445566");
    assertThat(Objects.requireNonNull(claim.lines().get(3).drug()).quantity())
        .isEqualTo(Quantity.of("2", "mL"));
  }

  @Test
  void aChargeItemOfAnotherSenderKeepsItsEvidence() throws IOException {
    var charge = (Charge) bundle("chargeitem-collection.json").get(0).about();
    assertThat(charge.lines()).hasSize(1);
    var line = charge.lines().get(0);
    assertThat(Objects.requireNonNull(line.code()).code()).isEqualTo("96365");
    assertThat(line.units()).isEqualTo(BigDecimal.ONE);
    assertThat(line.diagnoses()).containsExactly(1);
    assertThat(line.evidence()).containsExactly(new Evidence("Procedure", "prc-1", null));
  }

  private static Charges message(String file) throws IOException {
    var read =
        ChargesExchange.INSTANCE.fromHl7v2(
            List.of(PreParser.read(text(file)).value().orElseThrow()), Billing.RGHPB);
    assertThat(read.issues()).isEmpty();
    return read.value().orElseThrow().get(0);
  }

  private static List<Parcel<?>> bundle(String file) throws IOException {
    return Exchanges.ALL
        .fromFhir(FhirJson.parseBundle(text(file)).value().orElseThrow(), Dialect.DEFAULT)
        .value()
        .orElseThrow()
        .stream()
        .filter(p -> p.exchange() == ChargesExchange.INSTANCE)
        .toList();
  }

  private static ParcelReceipts receipts(Dialect dialect) {
    return new ParcelReceipts(
        Exchanges.ALL,
        name -> {
          throw new IllegalStateException("no places are asked for");
        },
        "test",
        dialect);
  }

  /** 100 % accounted for, 95 % carried or changed, at most ten rows not carried. */
  private static void arrived(Measurement<Parcel<?>> measured) {
    var c = measured.counts();
    var content = c.populated() - c.envelope();
    assertThat(c.carried() + c.changed() + c.text() + c.foreign() + c.withheld() + c.lost())
        .isEqualTo(content);
    var astray =
        measured.results().stream()
            .filter(r -> r.status() != LeafStatus.ENVELOPE && !r.status().arrived())
            .map(r -> r.status() + " " + r.leaf().path())
            .toList();
    assertThat(astray).hasSizeLessThanOrEqualTo(MOST);
    assertThat((c.carried() + c.changed()) * 100.0 / content).isGreaterThanOrEqualTo(95);
  }

  static String text(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            ChargesReferenceTest.class.getResourceAsStream("/reference/charges/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
