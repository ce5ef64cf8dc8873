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
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;

/**
 * What comes in of Bundles as another hospital's server would send them. Issue 3 asks for 95 of 100
 * leaves and at most ten rows that are not carried; these are the shares that arrive now and the
 * rows that do not, which must not get worse.
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
    "appointment-arrived, 99, 1",
    "appointment-booked, 100, 0",
    "appointment-cancelled, 100, 0",
    "appointment-cerner-series, 97, 5",
    "appointment-with-parts-of-everybody, 100, 0",
    "assessment-amended, 100, 0",
    "assessment-c-ssrs-screen-of-an-emergency-room, 100, 0",
    "assessment-cerner-gad-7-integers, 96, 4",
    "assessment-export-in-the-words-of-the-hospital, 97, 6",
    "assessment-form-tool-with-extracted-observations, 100, 0",
    "assessment-gad-7-by-a-proxy, 100, 0",
    "assessment-intake-form-nested, 100, 0",
    "assessment-lhc-phq-9-with-scores, 96, 7",
    "assessment-phq-9-at-a-visit, 100, 0",
    "charges-claim-professional, 100, 0",
    "charges-of-an-outside-billing-system, 99, 1",
    "orderintake-athena-practice-prescriptions, 98, 3",
    "orderintake-cerner-hospital-medication, 96, 8",
    "orderintake-electrocardiogram-before-ketamine, 100, 0",
    "orderintake-infusion-contained-medication, 100, 0",
    "orderintake-laboratory-and-tablets, 100, 0",
    "orderintake-laboratory-contained-2, 98, 1",
    "orderintake-of-a-practice-that-names-no-house, 100, 0",
    "orderintake-plan-of-six, 100, 0",
    "orderintake-reflex-and-taper, 99, 1",
    "orderintake-uscore-imaging-and-laboratory, 95, 10",
    "orderintake-vendor-b-contained-orderer, 99, 1",
    "orderintake-vendor-c-words-and-screen, 100, 0",
    "orderintake-series-in-a-message, 95, 5",
    "patientfeed-epic-patient-with-insurance, 100, 0",
    "patientfeed-two-coverages-in-a-collection, 100, 0",
    "referral-epic-with-attachments, 94, 14",
    "referral-to-words, 100, 0",
    "referral-vendor-b-words-only, 100, 0",
    "referral-vendor-c-scores-and-coverage, 96, 4",
    "referral-with-a-clinic-known-by-name, 100, 0",
    "referral-with-insurance, 100, 0",
    "referral-with-task, 100, 0",
    "referral-with-relative-references, 96, 5",
    "results-chemistry-panel-of-a-laboratory, 97, 8",
    "results-drug-screen-by-urn-uuid, 96, 7",
    "results-imaging-report-with-pictures, 100, 0",
    "sessionreport-administration-alone, 98, 4",
    "sessionreport-infusion-suite, 98, 4",
    "sessionreport-of-another-ketamine-clinic, 91, 30",
    "sessionreport-with-nausea, 98, 4",
    "sessionsummary-document-of-another-clinic, 100, 0",
    "sessionsummary-note-of-a-ward, 99, 1",
    "patientfeed-cerner-problems-and-coverage, 93, 13",
    "patientfeed-synthea-check-up, 90, 28",
    "results-epic-head-ct-as-html-and-pdf, 93, 11",
    "sessionsummary-epic-progress-note, 90, 15",
    "appointment-athena-infusion-suite, 98, 1",
    "assessment-tablet-intake-nested-groups, 100, 0",
    "charges-cerner-infusion-and-drug, 90, 12",
    "orderintake-cerner-contained-tablet-twice-daily, 94, 9",
    "referral-lakepsy-with-trials-and-coverage, 91, 15",
    "results-epic-vital-signs-panel, 93, 19",
    "sessionreport-epic-ondansetron-given, 89, 22",
    "patientfeed-medplum-chippewa, 90, 20",
    "orderintake-canvas-tablets-and-panel, 98, 2",
    "referral-360x-xiong-family-medicine, 93, 16",
    "results-regional-reference-laboratory, 98, 5",
    "assessment-greenspace-weekly-check, 97, 4",
    "sessionreport-ward-ketamine-and-vitals, 84, 39",
  })
  void noLessArrivesThanBefore(String name, int percent, int rows) throws IOException {
    var json = Files.readString(BUNDLES.resolve(name + ".json"));
    var source = receipts.renderings().fhir(FhirJson.parseBundle(json).value().orElseThrow());
    var measured = receipts.inward(source, receipts.renderings().clinic(source.facts()));
    var counts = measured.counts();
    var content = counts.populated() - counts.envelope();
    assertThat(content).isGreaterThan(40);
    assertThat(100 * (counts.carried() + counts.changed()))
        .isGreaterThanOrEqualTo(content * percent);
    assertThat(
            measured.results().stream()
                .filter(r -> r.status() != LeafStatus.ENVELOPE && !r.status().arrived())
                .map(r -> r.leaf().path()))
        .hasSizeLessThanOrEqualTo(rows);
    var told = FhirJson.encode(ParcelRenderings.bundle(source.facts(), Dialect.DEFAULT));
    assertThat(FhirConformance.errors(told)).isEmpty();
  }

  @Test
  void everyBundleIsMeasured() throws IOException {
    try (Stream<Path> files = Files.list(BUNDLES)) {
      assertThat(files).hasSize(65);
    }
  }
}
