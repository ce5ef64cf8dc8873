package org.luer.mappings.rendering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.rendering.SummaryFacts.Detail;
import org.luer.mappings.rendering.SummaryFacts.Figure;

/** The template: one XHTML page that is the HTML form and from which the PDF is set. */
final class SummaryPage {
  private static final String TITLE = "Ketamine infusion session summary";
  private static final String STYLE = style();

  private final SummaryInput input;
  private final SummaryFacts facts;
  private final Markup out = new Markup();

  private SummaryPage(SummaryInput input, SummaryFacts facts) {
    this.input = input;
    this.facts = facts;
  }

  /** The page. */
  static String of(SummaryInput input, SummaryFacts facts) {
    return new SummaryPage(input, facts).write();
  }

  /** The title of every summary. */
  static String title() {
    return TITLE;
  }

  private static String style() {
    try (var in =
        Objects.requireNonNull(
            SummaryPage.class.getResourceAsStream("summary.css"), "summary.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("summary.css", unreadable);
    }
  }

  private String write() {
    out.raw("<!DOCTYPE html>\n");
    out.with(
        "html",
        "xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\"",
        () -> {
          out.in("head", "", this::head);
          out.in("body", "", this::body);
        });
    return out.toString();
  }

  private void head() {
    out.raw("<meta charset=\"UTF-8\"/>\n");
    out.text("title", "", TITLE + ", " + sessionDay());
    out.raw(
        meta(
            "author",
            input.edition().author() == null
                ? input.clinic().name()
                : Words.clinician(input.edition().author())));
    out.raw(meta("subject", "Infusion session " + input.session().id()));
    out.raw(meta("description", "Summary of one ketamine infusion session"));
    out.raw("<style>\n" + STYLE + "</style>\n");
  }

  private static String meta(String name, String content) {
    return "<meta name=\"" + name + "\" content=\"" + Markup.escaped(content) + "\"/>\n";
  }

  private void body() {
    out.text("div", "running", running());
    out.in(
        "div",
        "masthead",
        () -> {
          out.text("div", "clinic", input.clinic().name());
          out.text("h1", "", TITLE);
          out.text("p", "state", state());
        });
    strip();
    given();
    extremes();
    scores();
    signals();
    next();
    out.in(
        "div",
        "details",
        () -> {
          out.text("h2", "", "Details");
          VitalsChart.of(input.session()).ifPresent(out::raw);
          ScoresChart.of(new ScoreFacts(input.scores()).series())
              .ifPresent(
                  c -> {
                    out.text("h3", "", "Scores over the series");
                    out.raw(c);
                  });
          facts.details().forEach(this::detail);
        });
    out.text("p", "end", end());
  }

  /** Name, birth date and number: on every page, because pages get parted. */
  private String running() {
    return person() + " · " + born() + " · " + numbers();
  }

  private String person() {
    var name = input.patient().names().get(0);
    return name.family() + ", " + String.join(" ", name.given());
  }

  private String born() {
    var birth = input.patient().birthDate();
    return birth == null ? "birth date not known" : "born " + birth;
  }

  private String numbers() {
    var records = record();
    return (records.isEmpty() ? "" : records + ", ") + "clinic no. " + input.patient().id();
  }

  private String record() {
    return input.patient().identifiers().stream()
        .filter(i -> i.type() == null || i.type().equals("MR"))
        .map(SummaryPage::number)
        .collect(Collectors.joining(", "));
  }

  private static String number(Identifier identifier) {
    return "MRN " + identifier.value() + " (" + identifier.authority() + ")";
  }

  private String sessionDay() {
    var session = input.session();
    return session.timeline().isEmpty() ? session.id() : Words.day(session.timeline().get(0).at());
  }

  private String state() {
    var session = input.session();
    var edition = input.edition();
    var signature = session.signature();
    var state =
        signature == null
            ? "Preliminary, not signed"
            : Words.sentence(status())
                + ", signed by "
                + Words.clinician(signature.by())
                + ", "
                + Words.dayAndClock(signature.at());
    var version =
        edition.version() == 1
            ? ""
            : " · Version "
                + edition.version()
                + (edition.changeReason() == null ? "" : ": " + edition.changeReason());
    return state + version;
  }

  private String status() {
    return input.session().status() == InfusionSession.Status.ENTERED_IN_ERROR
        ? "withdrawn, entered in error"
        : input.edition().version() == 1 ? "final" : "amended";
  }

  private void strip() {
    var session = input.session();
    var series = session.series();
    var position =
        series == null || series.number() == null
            ? ""
            : "Infusion " + series.number() + (series.of() == null ? "" : " of " + series.of());
    out.in(
        "table",
        "strip",
        () ->
            out.in(
                "tr",
                "",
                () -> {
                  cell("", "Patient", person(), born() + sex(input.patient()));
                  cell("", "Record number", record(), "clinic no. " + input.patient().id());
                  cell("narrow", "Session", sessionDay(), position);
                  cell("wide", "Indication", indication(), "");
                }));
  }

  private static String sex(Patient patient) {
    return patient.sex() == null ? "" : ", " + patient.sex().code();
  }

  private String indication() {
    return input.session().indications().stream()
        .map(i -> Words.coded(i) + (i.code() == null ? "" : " (" + i.code() + ")"))
        .findFirst()
        .orElse("not recorded");
  }

  private void cell(String cssClass, String label, String value, String note) {
    out.in(
        "td",
        cssClass,
        () -> {
          out.text("div", "key", label);
          out.text("div", "value", value);
          if (!note.isEmpty()) {
            out.text("div", "note", note);
          }
        });
  }

  private void given() {
    out.text("h2", "", "What was given");
    figures(facts.given());
    facts.course().forEach(l -> out.text("p", "", l));
  }

  private void extremes() {
    out.text("h2", "", "Lowest oxygen, highest pressure");
    figures(facts.extremes());
  }

  private void figures(List<Figure> figures) {
    out.in(
        "table",
        "figures",
        () ->
            out.in(
                "tr",
                "",
                () ->
                    figures.forEach(
                        f ->
                            out.in(
                                "td",
                                f.alarming() ? "alarming" : "",
                                () -> {
                                  out.text("div", "key", f.label());
                                  out.text(
                                      "div",
                                      f.value().length() > 14 ? "figure long" : "figure",
                                      f.value());
                                  if (f.note() != null && !f.note().isEmpty()) {
                                    out.text("div", "note", f.note());
                                  }
                                }))));
  }

  private void scores() {
    out.text("h2", "", "Scores");
    if (facts.scores().isEmpty()) {
      out.text("p", "", "No score was recorded for this session.");
    } else {
      var bands = facts.scores().stream().anyMatch(s -> !s.severity().isEmpty());
      out.in(
          "table",
          "grid",
          () -> {
            head(
                bands
                    ? List.of("Scale", "When", "Score", "From baseline", "From last time", "Band")
                    : List.of("Scale", "When", "Score", "From baseline", "From last time"));
            out.in(
                "tbody",
                "",
                () ->
                    facts
                        .scores()
                        .forEach(
                            s ->
                                out.in(
                                    "tr",
                                    "",
                                    () -> {
                                      out.text("td", "strong", s.instrument());
                                      out.text("td", "", s.when());
                                      out.text("td", "strong", s.total());
                                      out.text("td", "", minus(s.sinceBaseline()));
                                      out.text("td", "", minus(s.sinceLast()));
                                      if (bands) {
                                        out.text("td", "", s.severity());
                                      }
                                    })));
          });
    }
    facts.bedside().forEach(l -> out.text("p", "", l));
  }

  /** A real minus sign, which stands out in print. */
  private static String minus(String change) {
    return change.startsWith("-") ? "−" + change.substring(1) : change;
  }

  private void signals() {
    out.text("h2", "", "Safety signals");
    if (facts.signals().isEmpty()) {
      out.text("p", "", "None recorded.");
    }
    facts
        .signals()
        .forEach(
            s ->
                out.in(
                    "div",
                    "signal",
                    () -> {
                      out.text("span", "strong", s.head());
                      out.raw(" ");
                      out.text("span", "", s.words());
                    }));
  }

  private void next() {
    out.text("h2", "", "What next");
    if (facts.next().isEmpty()) {
      out.text("p", "", "Nothing was recorded.");
    } else {
      out.in("ul", "", () -> facts.next().forEach(l -> out.text("li", "", l)));
    }
  }

  private void detail(Detail detail) {
    out.in(
        "div",
        detail.columns().isEmpty() ? "part" : "part table",
        () -> {
          out.text("h3", "", detail.title());
          if (!detail.lines().isEmpty()) {
            out.text("p", "", String.join(" ", detail.lines()));
          }
          if (!detail.columns().isEmpty()) {
            out.in(
                "table",
                "grid",
                () -> {
                  head(detail.columns());
                  out.in(
                      "tbody",
                      "",
                      () ->
                          detail
                              .rows()
                              .forEach(
                                  r ->
                                      out.in(
                                          "tr", "", () -> r.forEach(c -> out.text("td", "", c)))));
                });
          }
        });
  }

  private void head(List<String> columns) {
    out.in("thead", "", () -> out.in("tr", "", () -> columns.forEach(c -> out.text("th", "", c))));
  }

  private String end() {
    var edition = input.edition();
    return "Document "
        + edition.number().value()
        + ", version "
        + edition.version()
        + ", made "
        + Words.dayAndClock(edition.createdAt())
        + " by "
        + input.clinic().name()
        + ".";
  }
}
