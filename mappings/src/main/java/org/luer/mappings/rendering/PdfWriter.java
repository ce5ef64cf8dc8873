package org.luer.mappings.rendering;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.svgsupport.BatikSVGDrawer;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.GregorianCalendar;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.multipdf.PDFMergerUtility;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Sets a page as PDF: tagged for screen readers (PDF/UA-1), every font embedded, and with the time
 * and the identity that it is given, so that the same page is the same file.
 */
final class PdfWriter {
  private static final int SEMIBOLD = 600;

  private PdfWriter() {}

  /**
   * The PDF of a page.
   *
   * @param html well-formed XHTML
   * @param createdAt what the file says of when it was made
   * @param identity what makes its file identifier
   */
  static byte[] write(String html, Fonts fonts, OffsetDateTime createdAt, String identity) {
    XRLog.setLoggingEnabled(false); // its messages quote the page
    var plain = fonts.withoutLigatures();
    var builder =
        new PdfRendererBuilder()
            .useFont(() -> in(plain.regular()), plain.family(), 400, FontStyle.NORMAL, true)
            .useFont(() -> in(plain.semibold()), plain.family(), SEMIBOLD, FontStyle.NORMAL, true)
            .useSVGDrawer(new BatikSVGDrawer())
            .usePdfUaAccessibility(true)
            .usePdfVersion(1.7f)
            .withProducer("Luer")
            .withHtmlContent(html, null);
    for (var when : List.of(ExternalResourceControlPriority.values())) {
      builder.useExternalResourceAccessControl((uri, type) -> uri.startsWith("data:"), when);
    }
    try (var renderer = builder.buildPdfRenderer();
        var document = renderer.createPDFKeepOpen()) {
      return saved(document, createdAt, identity);
    } catch (IOException broken) {
      throw new UncheckedIOException("a page could not be set as PDF", broken);
    }
  }

  /**
   * A PDF with others behind it, their pages and tags as they are.
   *
   * @throws UncheckedIOException when one of them is no PDF
   */
  static byte[] appended(
      byte[] first, List<byte[]> others, OffsetDateTime createdAt, String identity) {
    try (var whole = Loader.loadPDF(first)) {
      var merger = new PDFMergerUtility();
      for (var one : others) {
        try (var other = Loader.loadPDF(one)) {
          merger.appendDocument(whole, other);
        }
      }
      return saved(whole, createdAt, identity);
    } catch (IOException broken) {
      throw new UncheckedIOException("an attached PDF cannot be read", broken);
    }
  }

  private static byte[] saved(PDDocument document, OffsetDateTime createdAt, String identity)
      throws IOException {
    var time = GregorianCalendar.from(createdAt.toZonedDateTime());
    document.getDocumentInformation().setCreationDate(time);
    document.getDocumentInformation().setModificationDate(time);
    var metadata = document.getDocumentCatalog().getMetadata();
    if (metadata != null) {
      metadata.importXMPMetadata(dated(metadata.toByteArray(), createdAt));
    }
    document.setDocumentId(ByteBuffer.wrap(digest(identity)).getLong());
    var out = new ByteArrayOutputStream(64_000);
    document.save(out);
    return out.toByteArray();
  }

  /** XMP names the time of the machine; it gets ours. */
  private static byte[] dated(byte[] xmp, OffsetDateTime createdAt) {
    var time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(createdAt);
    return new String(xmp, java.nio.charset.StandardCharsets.UTF_8)
        .replaceAll(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)", time)
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static byte[] digest(String identity) {
    var uuid = org.luer.mappings.core.Ids.uuid("pdf", identity);
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  private static ByteArrayInputStream in(byte[] font) {
    return new ByteArrayInputStream(font);
  }
}
