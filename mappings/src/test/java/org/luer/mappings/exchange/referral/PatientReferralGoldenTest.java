package org.luer.mappings.exchange.referral;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.ExchangeCases;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.translation.Parcel;

/** The examples, the reference message and the refusals of the exchange, as files. */
class PatientReferralGoldenTest {
  private static final Path REFERENCE =
      Path.of("src/test/resources/reference/referral/orm_o01-referral-order.hl7");
  private static final Path REJECTED = Path.of("src/test/resources/rejected-referral");

  @Test
  void examplesAreWrittenByteForByteAndConform() throws IOException {
    for (var example : ExchangeCases.examples("referral")) {
      ExchangeCases.written("referral", example, PatientReferralGoldenTest::tolerated);
    }
  }

  private static List<String> tolerated(List<String> problems) {
    return problems.stream().filter(p -> !PatientReferralPropertiesTest.choice(p)).toList();
  }

  @Test
  void examplesAreReadBack() throws IOException {
    for (var example : ExchangeCases.examples("referral")) {
      var records = ExchangeCases.parcel("referral", example).records();
      var message = Files.readAllBytes(example.resolve("orm_o01.hl7"));
      var back = Exchanges.ALL.fromHl7v2(message, Dialect.DEFAULT);
      assertThat(back.issues()).isEmpty();
      assertThat(back.value().orElseThrow()).hasSize(1);
      assertThat(back.value().orElseThrow().get(0).records()).isEqualTo(records);
    }
  }

  @Test
  void nothingOfTheExamplesIsLost() throws IOException {
    for (var example : ExchangeCases.examples("referral")) {
      var parcel = ExchangeCases.parcel("referral", example);
      assertThat(ExchangeCases.outward(parcel, false, Dialect.DEFAULT)).isEmpty();
      assertThat(ExchangeCases.outward(parcel, true, Dialect.DEFAULT))
          .allMatch(l -> l.contains("Patient#/recordedAt"));
    }
  }

  @Test
  void theReferenceMessageBecomesTheExpectedRecords() throws IOException {
    var read = Exchanges.ALL.fromHl7v2(Files.readAllBytes(REFERENCE), Referrers.LBH);
    assertThat(read.value()).as("%s", read.issues()).isPresent();
    var parcel = parcel(read.value().orElseThrow());
    var referral = parcel.about();
    ExchangeCases.same(
        REFERENCE.resolveSibling("referral.json"),
        org.luer.mappings.concept.ClinicRecords.tree(referral).toPrettyString() + "\n");
    assertThat(((org.luer.mappings.concept.referral.Referral) referral).referrerNpis())
        .containsExactly("2000000028");
  }

  @Test
  void theReceiptOfTheReferenceMessageAccountsForEveryLeaf() throws IOException {
    var receipts = ExchangeCases.receipts(Referrers.LBH);
    var renderings = receipts.renderings();
    var source = renderings.hl7v2(List.of(Files.readString(REFERENCE)));
    var clinic = receipts.inward(source, renderings.clinic(source.facts()));
    var counts = clinic.counts();
    var notArrived = ExchangeCases.notArrived(clinic);
    assertThat(notArrived).as("%s", notArrived).hasSizeLessThanOrEqualTo(10);
    assertThat(counts.populated())
        .isEqualTo(
            counts.envelope()
                + counts.carried()
                + counts.changed()
                + counts.text()
                + counts.foreign()
                + counts.withheld()
                + counts.lost());
    var content = counts.populated() - counts.envelope();
    assertThat(100.0 * (counts.carried() + counts.changed()))
        .isGreaterThanOrEqualTo(95.0 * content);
    assertThat(clinic.results()).noneMatch(r -> r.status() == LeafStatus.TEXT);
    var bundle =
        org.luer.mappings.translation.ParcelRenderings.bundle(
            List.copyOf(source.facts()), Referrers.LBH);
    assertThat(org.luer.mappings.fhir.FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
    var fhir = receipts.inward(source, renderings.fhir(bundle));
    assertThat(ExchangeCases.notArrived(fhir)).hasSizeLessThanOrEqualTo(10);
  }

  private static Parcel<?> parcel(List<Parcel<?>> parcels) {
    return parcels.stream()
        .filter(p -> p.exchange().name().equals("referral"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRefSaysTheSameAsTheOrder() throws IOException {
    for (var version : List.of("2.3.1", "2.4", "2.5.1", "2.8")) {
      var dialect = Dialect.DEFAULT.withVersion(version);
      for (var example : ExchangeCases.examples("referral")) {
        var parcel = ExchangeCases.parcel("referral", example);
        var draft = parcel.toHl7v2(dialect, java.util.Set.of("REF_I12")).get(0);
        var message = org.luer.mappings.hl7v2.MessageWriter.write(draft, "", dialect);
        assertThat(tolerated(org.luer.mappings.exchange.StrictHl7v2.problems(message.text())))
            .as("%s", version)
            .isEmpty();
        var back =
            Exchanges.ALL.fromHl7v2(
                message.text().getBytes(java.nio.charset.StandardCharsets.UTF_8), dialect);
        assertThat(back.issues()).isEmpty();
        assertThat(
                org.luer.mappings.concept.ClinicRecords.tree(
                        parcel(back.value().orElseThrow()).about())
                    .toPrettyString())
            .as("%s", version)
            .isEqualTo(
                org.luer.mappings.concept.ClinicRecords.tree(parcel.about()).toPrettyString());
      }
    }
  }

  @Test
  void aRefOfAnotherHouseIsRead() throws IOException {
    var file = Path.of("src/test/resources/reference/referral/ref_i12-of-a-practice.hl7");
    var read =
        Exchanges.ALL.fromHl7v2(
            Files.readString(file)
                .replace("\n", "\r")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
            Referrers.LBH);
    assertThat(read.value()).as("%s", read.issues()).isPresent();
    ExchangeCases.same(
        file.resolveSibling("ref_i12-of-a-practice.json"),
        org.luer.mappings.concept.ClinicRecords.tree(parcel(read.value().orElseThrow()).about())
                .toPrettyString()
            + "\n");
  }

  @Test
  void refusalsNameEveryReason() throws IOException {
    List<Path> cases;
    try (var all = Files.list(REJECTED)) {
      cases = all.sorted().toList();
    }
    assertThat(cases).isNotEmpty();
    for (var one : cases) {
      var hl7 = one.resolve("orm.hl7");
      var read =
          Files.exists(hl7)
              ? Exchanges.ALL.fromHl7v2(
                  Files.readString(hl7)
                      .replace("\n", "\r")
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                  Referrers.LBH)
              : FhirJson.parseBundle(Files.readString(one.resolve("fhir.json")))
                  .fold(
                      (bundle, issues) -> Exchanges.ALL.fromFhir(bundle, Dialect.DEFAULT),
                      org.luer.mappings.core.Translation.Refused::new);
      assertThat(read.value()).as("%s", one).isEmpty();
      ExchangeCases.same(one.resolve("issues.txt"), ExchangeCases.text(read.issues()));
    }
  }
}
