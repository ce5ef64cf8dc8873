package org.luer.mappings.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.selfpay.SelfPayCases;
import org.luer.mappings.core.Money;

/** What stands on the pages that a patient gets, and in what kind of file. */
class SelfPayPagesTest {
  private static final byte[] SUPERBILL =
      SelfPayPages.superbill(SelfPayCases.superbill(Money.usd("300.00")), Fonts.shipped());
  private static final byte[] ESTIMATE =
      SelfPayPages.estimate(SelfPayCases.estimate(), Fonts.shipped());

  @Test
  void aSuperbillHoldsEachValueOnOnePage() throws IOException {
    assertThat(pages(SUPERBILL)).isEqualTo(1);
    assertThat(text(SUPERBILL))
        .contains("SB-1", "10 Mar 2026", "ZZGRÜNWALD, Ayşe", "1985-02", "415 LARKSPUR LN")
        .contains("Northlake Ketamine Clinic", "2000000036", "12-3456789", "261QM0850X")
        .contains("77 Lakeview Ave", "Madison, WI 53703")
        .contains("DANIEL ZZOKONKWO, MD", "2000000010", "PRIYA ZZRAMAN, MD", "1234567893")
        .contains("A F33.2 Major depressive disorder")
        .contains("2026-03-10", "96365", "96366", "J3490")
        .contains("NDC 00409205115 ML 0.35", "ketamine HCl 35 mg IV")
        .contains("$310.00", "$95.00", "$24.00", "$429.00", "$300.00", "$129.00")
        .contains("11 Office", "not a claim")
        .doesNotContain("null");
    var coverage = SelfPayCases.coverage();
    assertThat(text(SUPERBILL))
        .contains("Member ID " + Objects.requireNonNull(coverage.memberId()).value())
        .contains(String.valueOf(Objects.requireNonNull(coverage.payer()).name()));
  }

  @Test
  void anEstimateHoldsWhatItHasToHold() throws IOException {
    assertThat(pages(ESTIMATE)).isLessThanOrEqualTo(2);
    assertThat(text(ESTIMATE))
        .contains("GFE-1", "issued 2 Mar 2026", "valid until 2026-06-30")
        .contains("ZZGRÜNWALD, Ayşe", "born 1985-02")
        .contains("Ketamine infusions, a series of six", "scheduled for 2026-03-10", "twice a week")
        .contains("F33.2 Major depressive disorder")
        .contains("Northlake Ketamine Clinic", "NPI 2000000036", "Tax ID 12-3456789", "Madison, WI")
        .contains("96365 Intravenous infusion for therapy, first hour 1 1 6 $310.00 $1,860.00")
        .contains("Total of Northlake Ketamine Clinic $2,034.00")
        .contains("Lakeside Anesthesia", "NPI 1234567893", "Tax ID 98-7654321", "$900.00")
        .contains("Total of all providers $2,934.00")
        .contains("Visit with your psychiatrist after the series")
        .contains("is an estimate", "not in this estimate", "at least $400", "cms.gov/nosurprises")
        .contains("any worse", "not a contract")
        .doesNotContain("null");
  }

  /** A ligature would be a glyph without text: "Visit a er the series". */
  @Test
  void everyLetterCanBeCopiedAndHeard() throws IOException {
    assertThat(text(ESTIMATE))
        .contains("Expected before or after", "Visit with your psychiatrist after");
  }

  @Test
  void theFilesAreTaggedAndEmbedTheirFontsAndAreTheSameAgain() throws IOException {
    assertThat(SelfPayPages.superbill(SelfPayCases.superbill(Money.usd("300.00")), Fonts.shipped()))
        .isEqualTo(SUPERBILL);
    tagged(SUPERBILL);
    assertThat(SelfPayPages.estimate(SelfPayCases.estimate(), Fonts.shipped())).isEqualTo(ESTIMATE);
    tagged(ESTIMATE);
  }

  static void tagged(byte[] pdf) throws IOException {
    try (var document = Loader.loadPDF(pdf)) {
      assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
      assertThat(document.getDocumentCatalog().getStructureTreeRoot()).isNotNull();
      for (var page : document.getPages()) {
        for (COSName name : page.getResources().getFontNames()) {
          assertThat(page.getResources().getFont(name).isEmbedded()).isTrue();
        }
      }
    }
  }

  static int pages(byte[] pdf) throws IOException {
    try (var document = Loader.loadPDF(pdf)) {
      return document.getNumberOfPages();
    }
  }

  static String text(byte[] pdf) throws IOException {
    try (var document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  /** For people: {@code -Dlook=FOLDER} writes the pages. */
  @Test
  void pagesToLookAt() throws IOException {
    var folder = System.getProperty("look");
    if (folder != null) {
      Files.createDirectories(Path.of(folder));
      Files.write(Path.of(folder, "superbill.pdf"), SUPERBILL);
      Files.write(Path.of(folder, "estimate.pdf"), ESTIMATE);
    }
    assertThat(SUPERBILL).isNotEmpty();
  }
}
