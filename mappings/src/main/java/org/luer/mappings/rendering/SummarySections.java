package org.luer.mappings.rendering;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.summary.SummaryRow;
import org.luer.mappings.concept.summary.SummarySection;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;
import org.luer.mappings.rendering.SummaryFacts.Detail;
import org.luer.mappings.rendering.SummaryFacts.Figure;

/**
 * The sections of a summary: the same words as on its pages, with the LOINC codes of {@code
 * reference/codes.md} section 4. They stand without the pages, for receivers that show only text.
 */
final class SummarySections {
  private SummarySections() {}

  static List<SummarySection> of(SummaryFacts facts, SummaryInput input) {
    var sections = new ArrayList<SummarySection>();
    var indications = input.session().indications();
    if (!indications.isEmpty()) {
      add(
          sections,
          "Indication",
          loinc("59768-2"),
          indications.stream().map(SummarySections::indication).toList());
    }
    var given = new ArrayList<String>();
    given.add(figures(facts.given()));
    given.addAll(facts.course());
    add(sections, "What was given", loinc("29554-3"), given);
    add(
        sections,
        "Lowest oxygen, highest pressure",
        loinc("59776-5"),
        facts.extremes().stream().map(f -> figure(f) + ".").toList());
    scores(sections, facts);
    var signals = facts.signals().stream().map(s -> s.head() + ": " + s.words() + ".").toList();
    add(sections, "Safety signals", null, signals.isEmpty() ? List.of("None recorded.") : signals);
    if (!facts.next().isEmpty()) {
      add(sections, "What next", loinc("18776-5"), facts.next());
    }
    facts.details().forEach(d -> sections.add(detail(d)));
    return sections;
  }

  private static String indication(Coded indication) {
    var words = Words.coded(indication);
    var code = indication.code();
    return Words.line(code == null || code.equals(words) ? words : words + " (" + code + ")");
  }

  private static void scores(List<SummarySection> sections, SummaryFacts facts) {
    if (facts.scores().isEmpty() && facts.bedside().isEmpty()) {
      return;
    }
    var rows =
        facts.scores().stream()
            .map(
                s ->
                    new SummaryRow(
                        List.of(
                            s.instrument(),
                            s.when(),
                            s.total(),
                            s.sinceBaseline(),
                            s.sinceLast(),
                            s.severity())))
            .toList();
    sections.add(
        new SummarySection(
            "Scores",
            loinc("51848-0"),
            facts.bedside(),
            rows.isEmpty()
                ? List.of()
                : List.of("Scale", "When", "Score", "From baseline", "From last time", "Band"),
            rows));
  }

  private static SummarySection detail(Detail detail) {
    return new SummarySection(
        detail.title(),
        code(detail.title()),
        detail.lines(),
        detail.columns(),
        detail.rows().stream().map(SummaryRow::new).toList());
  }

  private static @Nullable Coded code(String title) {
    return switch (title) {
      case "Adverse events" -> loinc("55109-3");
      case "Vital signs and scales" -> loinc("8716-3");
      default -> null;
    };
  }

  private static String figures(List<Figure> figures) {
    return String.join("; ", figures.stream().map(SummarySections::figure).toList()) + ".";
  }

  private static String figure(Figure figure) {
    var note = figure.note();
    return Words.line(
        figure.label()
            + " "
            + figure.value()
            + (note == null || note.isEmpty() ? "" : " (" + note + ")"));
  }

  private static void add(
      List<SummarySection> sections, String title, @Nullable Coded code, List<String> lines) {
    sections.add(SummarySection.of(title, code, lines.stream().map(Words::line).toList()));
  }

  private static Coded loinc(String code) {
    return Coded.of(Systems.LOINC, code, null);
  }
}
