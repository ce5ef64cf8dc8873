package org.luer.mappings.exchange.sessionsummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.AttachmentHl7v2;
import org.luer.mappings.concept.summary.SummarySection;
import org.luer.mappings.core.Coded;
import org.luer.mappings.hl7v2.CodingSystems;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;

/** Gathers the lines and forms of one document as its observations go by. Not thread-safe. */
final class ContentHl7v2Reader {
  private final Coded type;
  private final Reading reading;
  private final List<Line> lines = new ArrayList<>();
  private final List<Attachment> forms = new ArrayList<>();

  private record Line(@Nullable String section, @Nullable Coded code, String text) {}

  ContentHl7v2Reader(Coded type, Reading reading) {
    this.type = type;
    this.reading = reading;
  }

  void form(Attachment attachment) {
    forms.add(attachment);
  }

  void line(Part code, String text) {
    lines.add(section(code, text));
  }

  /** The second triplet names a section, unless it is the second code of the document itself. */
  private Line section(Part code, String text) {
    var title = code.optional(5);
    var local = code.component(4);
    var own = type.also().stream().anyMatch(a -> a.code().equals(local));
    if (title == null || own) {
      return new Line(null, null, text);
    }
    var system = code.component(6);
    var coded =
        local.isEmpty() || system.isEmpty()
            ? null
            : Coded.of(CodingSystems.uri(system, reading.dialect()), local, null);
    return new Line(title, coded, text);
  }

  /**
   * Whether the lines are those of a summary, whatever it calls itself: a title at most, then
   * nothing but sections, each under its heading in capitals.
   */
  private boolean sectioned() {
    var any = false;
    @Nullable String above = null;
    for (int i = 0; i < lines.size(); i++) {
      var title = lines.get(i).section();
      if (title == null && i > 0) {
        return false;
      }
      if (title != null && !title.equals(above)) {
        if (!lines.get(i).text().equals(title.toUpperCase(Locale.ROOT))) {
          return false;
        }
        any = true;
      }
      above = title;
    }
    return any;
  }

  ContentHl7v2.Read result(boolean named) {
    var summary = named || sectioned();
    if (!summary) {
      var attachments = new ArrayList<Attachment>();
      if (!lines.isEmpty()) {
        attachments.add(AttachmentHl7v2.ofLines(lines.stream().map(Line::text).toList()));
      }
      attachments.addAll(forms);
      return new ContentHl7v2.Read(false, null, List.of(), attachments);
    }
    var titled = !lines.isEmpty() && lines.get(0).section() == null;
    var title = titled ? lines.get(0).text() : null;
    return new ContentHl7v2.Read(true, title, sections(titled ? 1 : 0), List.copyOf(forms));
  }

  private List<SummarySection> sections(int from) {
    var sections = new ArrayList<SummarySection>();
    for (int i = from; i < lines.size(); ) {
      var first = lines.get(i);
      var texts = new ArrayList<String>();
      while (i < lines.size() && Objects.equals(lines.get(i).section(), first.section())) {
        texts.add(lines.get(i).text());
        i++;
      }
      var title = first.section();
      if (title != null && texts.get(0).equals(title.toUpperCase(Locale.ROOT))) {
        texts.remove(0);
      }
      texts.removeIf(String::isBlank);
      if (!texts.isEmpty()) {
        sections.add(ContentHl7v2.section(title, first.code(), texts));
      }
    }
    return sections;
  }
}
