package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;

/**
 * What comes in of Bundles as another hospital's server would send them. Issue 3 asks for 95 of 100
 * leaves; these are the shares that arrive now, which must not fall.
 */
class ElsewhereReceiptsTest {
  private static final Path BUNDLES = Path.of("src/test/resources/elsewhere");

  private final ParcelReceipts receipts =
      new ParcelReceipts(
          Exchanges.ALL,
          name ->
              new ExchangeTables(
                  new PathTable(List.of()),
                  MustCarry.read(new StringReader("path,condition,why\n"))),
          "test",
          Dialect.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "appointment-arrived, 97",
    "appointment-with-parts-of-everybody, 98",
    "orderintake-of-a-practice-that-names-no-house, 98",
    "referral-to-words, 96",
    "referral-with-a-clinic-known-by-name, 96",
    "appointment-booked, 95",
    "appointment-cancelled, 95",
    "assessment-amended, 100",
    "assessment-export-in-the-words-of-the-hospital, 96",
    "assessment-form-tool-with-extracted-observations, 100",
    "assessment-gad-7-by-a-proxy, 98",
    "assessment-phq-9-at-a-visit, 99",
    "orderintake-infusion-contained-medication, 100",
    "orderintake-laboratory-and-tablets, 100",
    "orderintake-plan-of-six, 100",
    "orderintake-vendor-b-contained-orderer, 98",
    "orderintake-vendor-c-words-and-screen, 98",
    "referral-vendor-b-words-only, 98",
    "referral-vendor-c-scores-and-coverage, 96",
    "referral-with-insurance, 98",
    "referral-with-task, 97",
    "sessionreport-administration-alone, 98",
    "sessionreport-infusion-suite, 96",
    "sessionreport-with-nausea, 97",
    "appointment-cerner-series, 88",
    "assessment-c-ssrs-screen-of-an-emergency-room, 97",
    "assessment-cerner-gad-7-integers, 93",
    "assessment-lhc-phq-9-with-scores, 95",
    "charges-claim-professional, 93",
    "charges-of-an-outside-billing-system, 79",
    "orderintake-athena-practice-prescriptions, 83",
    "orderintake-cerner-hospital-medication, 88",
    "orderintake-uscore-imaging-and-laboratory, 75",
    "patientfeed-epic-patient-with-insurance, 85",
    "referral-epic-with-attachments, 89",
    "results-chemistry-panel-of-a-laboratory, 96",
    "sessionreport-of-another-ketamine-clinic, 86",
    "sessionsummary-document-of-another-clinic, 100",
    "sessionsummary-note-of-a-ward, 92",
  })
  void noLessArrivesThanBefore(String name, int percent) throws IOException {
    var json = Files.readString(BUNDLES.resolve(name + ".json"));
    var source = receipts.renderings().fhir(FhirJson.parseBundle(json).value().orElseThrow());
    var counts = receipts.inward(source, receipts.renderings().clinic(source.facts())).counts();
    var content = counts.populated() - counts.envelope();
    assertThat(content).isGreaterThan(60);
    assertThat(100 * (counts.carried() + counts.changed()))
        .isGreaterThanOrEqualTo(content * percent);
    var told = FhirJson.encode(ParcelRenderings.bundle(source.facts(), Dialect.DEFAULT));
    assertThat(FhirConformance.errors(told)).isEmpty();
  }

  @Test
  void everyBundleIsMeasured() throws IOException {
    try (Stream<Path> files = Files.list(BUNDLES)) {
      assertThat(files).hasSize(39);
    }
  }
}
