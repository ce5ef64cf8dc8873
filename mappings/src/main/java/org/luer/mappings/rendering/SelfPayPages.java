package org.luer.mappings.rendering;

import org.luer.mappings.concept.selfpay.GoodFaithEstimate;
import org.luer.mappings.concept.selfpay.Superbill;

/**
 * Superbills and estimates as PDF: tagged, fonts embedded, the same bytes for the same input on
 * every machine.
 */
public final class SelfPayPages {
  private SelfPayPages() {}

  /** The superbill; one page for an ordinary visit. */
  public static byte[] superbill(Superbill superbill, Fonts fonts) {
    return PdfWriter.write(
        SuperbillPage.of(superbill),
        fonts,
        superbill.issuedAt(),
        "superbill|" + superbill.number());
  }

  /** The estimate. */
  public static byte[] estimate(GoodFaithEstimate estimate, Fonts fonts) {
    return PdfWriter.write(
        EstimatePage.of(estimate), fonts, estimate.issuedAt(), "estimate|" + estimate.number());
  }
}
