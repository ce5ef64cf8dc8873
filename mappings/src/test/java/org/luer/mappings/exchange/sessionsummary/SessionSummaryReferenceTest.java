package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;
import org.luer.mappings.translation.Translations;

/** The hand-written references: what is read out of them, measured there and back. */
class SessionSummaryReferenceTest {
  private static final Translations ALONE =
      new Translations(List.of(SessionSummaryExchange.INSTANCE));

  @ParameterizedTest
  @CsvSource({"mdm_t02-session-summary.hl7", "mdm_t10-summary-replaced.hl7"})
  void nearlyEverythingOfAMessageHasAHome(String file) throws IOException {
    var receipts = receipts();
    var source = receipts.renderings().hl7v2(List.of(text(file)));
    assertThat(source.facts()).hasSize(1);
    assertGood(receipts.inward(source, receipts.renderings().clinic(source.facts())));
    var bundle = ParcelRenderings.bundle(source.facts(), SessionDocuments.RGH);
    assertGood(receipts.inward(source, receipts.renderings().fhir(bundle)));
  }

  @Test
  void nearlyEverythingOfATransactionHasAHome() throws IOException {
    var receipts = receipts();
    var bundle =
        FhirJson.parseBundle(text("d2-documentreference-pdf-transaction.json"))
            .value()
            .orElseThrow();
    var source = receipts.renderings().fhir(bundle);
    assertThat(source.facts()).hasSize(1);
    var measured = receipts.inward(source, receipts.renderings().clinic(source.facts()));
    assertThat(missed(measured))
        .hasSizeLessThanOrEqualTo(10)
        .as("only of Patient and Practitioner, which are those of every exchange")
        .allMatch(r -> r.contains("entry[0]") || r.contains("entry[1]"));
  }

  @Test
  void aSummaryIsReadOutOfTheMessage() {
    var set = read("mdm_t02-session-summary.hl7");
    var summary = (SessionSummary) set.document();
    var header = summary.header();
    assertThat(header.number().value()).isEqualTo("NLK-DOC-5120");
    assertThat(header.title()).isEqualTo("KETAMINE INFUSION SESSION SUMMARY - session 1 of 6");
    assertThat(header.status()).isEqualTo(DocumentHeader.Status.FINAL);
    assertThat(header.confidentiality()).isEqualTo(DocumentHeader.Confidentiality.RESTRICTED);
    assertThat(header.signature()).isNotNull();
    assertThat(header.fileName()).isEqualTo("KETSUM_20250311_NV07.pdf");
    assertThat(summary.sections()).singleElement().satisfies(s -> assertThat(s.lines()).hasSize(4));
    assertThat(summary.sections().get(0).lines().get(3)).contains("adult.\nNext infusion");
    assertThat(summary.attachments())
        .extracting(a -> a.contentType())
        .containsExactly("application/pdf");
    assertThat(set.patient().id()).isEqualTo("NLK100482");
  }

  @Test
  void aReplacementIsReadAsOne() {
    var header = read("mdm_t10-summary-replaced.hl7").header();
    assertThat(header.number().value()).isEqualTo("NLK-DOC-5131");
    assertThat(header.relation(DocumentRelation.Kind.REPLACES).orElseThrow().number().value())
        .isEqualTo("NLK-DOC-5120");
  }

  @Test
  void aDocumentBundleIsReadInWords() throws IOException {
    var bundle =
        FhirJson.parseBundle(text("d-session-summary-document.json")).value().orElseThrow();
    var set =
        SessionSummaryFhir.fromFhir(bundle, SessionDocuments.RGH).value().orElseThrow().get(0);
    var summary = (SessionSummary) set.document();
    assertThat(summary.id()).isEqualTo("DOC-20261005-0007");
    assertThat(summary.sections())
        .extracting(s -> s.title())
        .containsExactly(
            "Procedure indications",
            "Procedure description",
            "Medications administered",
            "Vital signs",
            "Complications",
            "Assessment",
            "Plan");
    assertThat(summary.sections().get(3).columns()).containsExactly("Time", "HR", "BP", "SpO2");
    assertThat(summary.sections().get(3).rows()).hasSize(3);
    assertThat(summary.header().signature()).isNotNull();
    assertThat(Exchanges.ALL.find("sessionsummary")).isPresent();
  }

  private static SessionDocument read(String file) {
    try {
      return SessionSummaryHl7v2.fromHl7v2(
              List.of(SessionSummaryHl7v2Test.segments(text(file))), SessionDocuments.RGH)
          .value()
          .orElseThrow()
          .get(0);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  private static void assertGood(Measurement<Parcel<?>> measured) {
    var counts = measured.counts();
    var content = counts.populated() - counts.envelope();
    var arrived = counts.carried() + counts.changed();
    var rows = missed(measured);
    assertThat(rows).as("%s of %s", arrived, content).hasSizeLessThanOrEqualTo(10);
    assertThat(arrived * 100).as("%s", rows).isGreaterThanOrEqualTo(content * 95);
  }

  private static List<String> missed(Measurement<Parcel<?>> measured) {
    return measured.results().stream()
        .filter(r -> !r.status().arrived() && r.status() != LeafStatus.ENVELOPE)
        .map(r -> r.status() + " " + r.leaf().path())
        .toList();
  }

  private static ParcelReceipts receipts() {
    return new ParcelReceipts(
        ALONE,
        name -> new ExchangeTables(new PathTable(List.of()), new MustCarry(Map.of())),
        "test",
        SessionDocuments.RGH);
  }

  static String text(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            SessionSummaryReferenceTest.class.getResourceAsStream("/reference/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
