package org.luer.mappings.exchange.sessionsummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.AttachmentHl7v2;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.concept.document.DocumentTables;
import org.luer.mappings.concept.summary.SummaryRow;
import org.luer.mappings.concept.summary.SummarySection;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.CodingSystems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * The content of a document as observations.
 *
 * <p>Every OBX-3 begins with the kind of the document. A summary is its title, then for each
 * section its heading in capitals and its lines, one TX each, with the section as second triplet of
 * OBX-3; a table is a line per row, its cells parted by {@code |}. The PDF is one ED. A document
 * from elsewhere is its plain text line by line and everything else as ED or RP. OBX-4 counts,
 * OBX-11 says how far the document is. Cannot carry: the HTML of a summary, the words of a
 * section's code.
 */
final class ContentHl7v2 {
  private static final String PDF = "application/pdf";
  private static final String BAR = SummarySection.BAR;

  private final SessionDocument set;
  private final DocumentHeader header;
  private final Dialect dialect;
  private final List<OutSegment> rows = new ArrayList<>();

  private ContentHl7v2(SessionDocument set, Dialect dialect) {
    this.set = set;
    this.header = set.header();
    this.dialect = dialect;
  }

  /** The observations of a document in the forms that the receiver wants. */
  static List<OutSegment> write(SessionDocument set, Dialect dialect) {
    var content = new ContentHl7v2(set, dialect);
    if (set.isSummary()) {
      content.summary();
    } else {
      content.document();
    }
    return content.rows;
  }

  /** The forms that {@link #write} writes, in the order in which they are read again. */
  static List<Attachment> told(SessionDocument set, Dialect dialect) {
    if (set.isSummary()) {
      return dialect.documents() == Dialect.DocumentForm.TEXT && !set.sections().isEmpty()
          ? List.of()
          : set.attachments().stream().filter(a -> a.contentType().equals(PDF)).toList();
    }
    var all = new ArrayList<Attachment>();
    var text = false;
    for (var attachment : set.attachments()) {
      if (!text && AttachmentHl7v2.text(attachment).isPresent()) {
        all.add(0, attachment);
        text = true;
      } else if (AttachmentHl7v2.write(attachment).isPresent()) {
        all.add(attachment);
      }
    }
    return all;
  }

  private void summary() {
    var form = dialect.documents();
    var pdf = set.attachments().stream().filter(a -> a.contentType().equals(PDF)).toList();
    if (form != Dialect.DocumentForm.PDF || pdf.isEmpty()) {
      if (header.title() != null) {
        line(null, header.title());
      }
      set.sections().forEach(this::section);
    }
    if (form != Dialect.DocumentForm.TEXT || rows.isEmpty()) {
      pdf.forEach(this::form);
    }
  }

  private void section(SummarySection section) {
    var title = section.title();
    if (title != null) {
      line(section, title.toUpperCase(Locale.ROOT));
    }
    section.lines().forEach(l -> line(section, l));
    if (!section.columns().isEmpty()) {
      line(section, String.join(BAR, section.columns()));
      section.rows().forEach(r -> line(section, String.join(BAR, r.cells())));
    }
  }

  private void document() {
    var text = false;
    for (var attachment : set.attachments()) {
      var plain = text ? java.util.Optional.<String>empty() : AttachmentHl7v2.text(attachment);
      if (plain.isPresent()) {
        AttachmentHl7v2.lines(plain.get()).forEach(l -> line(null, l));
        text = true;
      } else {
        form(attachment);
      }
    }
  }

  private void line(@Nullable SummarySection section, String text) {
    row("TX", code(section), Wire.text(text));
  }

  private void form(Attachment attachment) {
    AttachmentHl7v2.write(attachment).ifPresent(v -> row(v.type(), code(null), v.encoded()));
  }

  private String code(@Nullable SummarySection section) {
    if (section == null || section.title() == null) {
      return Cwe.write(header.type(), dialect);
    }
    var main = header.type();
    var first = Cwe.write(new Coded(main.system(), main.code(), main.text(), List.of()), dialect);
    var code = section.code();
    var system = code == null ? null : code.system();
    var parts = (int) first.chars().filter(c -> c == '^').count();
    return first
        + "^".repeat(3 - parts)
        + Wire.components(
            code == null ? "" : Wire.text(code.code()),
            Wire.text(section.title()),
            system == null ? "" : Wire.text(CodingSystems.name(system, dialect)));
  }

  private void row(String type, String code, String value) {
    var number = String.valueOf(rows.size() + 1);
    rows.add(
        new OutSegment("OBX")
            .set(1, number)
            .set(2, type)
            .set(3, code)
            .set(4, number)
            .set(5, value)
            .set(11, status(header))
            .set(14, Hl7Timestamp.write(header.saidAt())));
  }

  /** OBX-11 and OBR-25: preliminary, corrected, final. */
  static String status(DocumentHeader header) {
    return DocumentTables.result(header.status());
  }

  /**
   * What observations hold.
   *
   * @param summary whether they are the sections of a summary
   * @param title the first line of a summary
   * @param sections sections of a summary
   * @param attachments forms; with the plain text of a document from elsewhere in front
   */
  record Read(
      boolean summary,
      @Nullable String title,
      List<SummarySection> sections,
      List<Attachment> attachments) {}

  /**
   * Reads the observations of a document.
   *
   * @param named whether its kind is that of our summary; one of another kind is known by its
   *     sections
   */
  static Read read(List<Segment> observations, boolean named, Coded type, Reading reading) {
    var reader = new ContentHl7v2Reader(type, reading);
    for (var obx : observations) {
      switch (obx.text(2).toUpperCase(Locale.ROOT)) {
        case "ED" -> AttachmentHl7v2.readData(obx.field(5), reading).ifPresent(reader::form);
        case "RP" -> AttachmentHl7v2.readPointer(obx.field(5)).ifPresent(reader::form);
        default -> text(obx, reader);
      }
    }
    return reader.result(named);
  }

  private static void text(Segment obx, ContentHl7v2Reader reader) {
    var lines = obx.repetitions(5).stream().map(Part::whole).toList();
    reader.line(obx.field(3), String.join("\n", lines));
  }

  /** Parts a table out of lines; see {@link SummarySection}. */
  static SummarySection section(@Nullable String title, @Nullable Coded code, List<String> all) {
    var lines = new ArrayList<String>();
    var columns = new ArrayList<String>();
    var rows = new ArrayList<SummaryRow>();
    for (var line : all) {
      var cells = line.contains(" |") ? List.of(line.split(" \\| ?", -1)) : List.<String>of();
      if (columns.isEmpty() && cells.size() > 1 && cells.stream().noneMatch(String::isBlank)) {
        columns.addAll(cells.stream().map(String::strip).toList());
      } else if (!columns.isEmpty() && cells.size() == columns.size()) {
        rows.add(new SummaryRow(cells.stream().map(String::strip).toList()));
      } else {
        lines.add(line.replace('|', '/').strip());
      }
    }
    return new SummarySection(title, code, lines, columns, rows);
  }
}
