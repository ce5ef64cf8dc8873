package org.luer.gateway.page;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.concept.disclosure.SecurityLabels;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.rendering.Figures;
import org.luer.mappings.rendering.Markup;
import org.luer.mappings.rendering.SafetySignal;
import org.luer.mappings.rendering.Words;

/** One patient on the page: safety first, then the trend, the sessions and the referral. */
final class PatientView {
  private static final String NONE = "–";

  private final PatientFile file;
  private final ZoneId zone;
  private final Markup out;

  PatientView(PatientFile file, ZoneId zone, Markup out) {
    this.file = file;
    this.zone = zone;
    this.out = out;
  }

  void write() {
    out.text("h1", "", file.name());
    born(out, file);
    safety();
    trend();
    sessions();
    referrals();
  }

  static void born(Markup out, PatientFile file) {
    var patient = file.patient();
    var facts = new ArrayList<String>();
    if (patient.birthDate() != null) {
      facts.add("born " + patient.birthDate());
    }
    if (patient.sex() != null) {
      facts.add(patient.sex().code());
    }
    if (patient.deceasedAt() != null || Boolean.TRUE.equals(patient.deceased())) {
      facts.add("died");
    }
    if (!facts.isEmpty()) {
      out.text("p", "facts", Words.sentence(String.join(", ", facts)));
    }
  }

  /** What holds of everything above it. */
  static void footer(Markup out, ZoneId zone, List<PatientFile> files) {
    out.in(
        "footer",
        "",
        () -> {
          out.text("p", "", "All times are those of the clinic (" + zone.getId() + ").");
          out.text(
              "p",
              "",
              "Records may be incomplete: what the law or the patient does not permit to be disclosed is left out"
                  + " and not announced one by one.");
          if (files.stream().anyMatch(PatientFile::part2)) {
            out.text("p", "strong", SecurityLabels.NOTICE);
          }
          if (!files.stream().allMatch(PatientFile::redisclosure)) {
            out.text(
                "p", "strong", "Some of this must not be passed on without the patient's consent.");
          }
        });
  }

  private void section(String id, String title, Runnable body) {
    out.with(
        "section",
        "aria-labelledby=\"" + id + "\"",
        () -> {
          out.with("h2", "id=\"" + id + "\"", () -> out.raw(Markup.escaped(title)));
          body.run();
        });
  }

  private void safety() {
    var open = file.openSignals();
    var earlier = file.earlierSignals();
    out.with(
        "section",
        "aria-labelledby=\"safety\" class=\"" + (open.isEmpty() ? "calm" : "alarm") + "\"",
        () -> {
          out.raw("<h2 id=\"safety\">Safety signals</h2>\n");
          out.text(
              "p",
              "",
              open.isEmpty()
                  ? file.assessments().isEmpty()
                      ? "No questionnaire has been answered yet."
                      : "None in the newest answers to each questionnaire."
                  : "In the newest answers to each questionnaire:");
          signals(open);
        });
    if (!earlier.isEmpty()) {
      out.in(
          "details",
          "",
          () -> {
            out.text("summary", "", "Earlier safety signals (" + earlier.size() + ")");
            signals(earlier);
          });
    }
  }

  private void signals(List<SafetySignal> signals) {
    if (signals.isEmpty()) {
      return;
    }
    out.in(
        "ul",
        "",
        () ->
            signals.forEach(
                s ->
                    out.in(
                        "li",
                        "",
                        () -> {
                          if (s.grade() != null) {
                            out.text("strong", "grade", s.grade());
                          }
                          out.raw(
                              Markup.escaped(
                                  moment(s.at()) + ", " + s.source() + ": " + s.words()));
                        })));
  }

  private void trend() {
    section(
        "trend",
        "Scores and infusions",
        () -> {
          var scores = file.scores();
          if (scores.isEmpty()) {
            out.text("p", "", "There are no scores yet.");
            return;
          }
          Figures.trend(scores, file.infusions(), zone)
              .ifPresent(svg -> figure("Chart of scores and infusions", svg));
          out.in(
              "details",
              "",
              () -> {
                out.text("summary", "", "Scores and infusions as a table");
                table(
                    "Scores and infusions, oldest first",
                    List.of("When", "What", "Score", "Change from the first", "Severity"),
                    trendRows());
              });
        });
  }

  private record Dated(OffsetDateTime at, List<String> cells) {}

  private List<List<String>> trendRows() {
    var rows = new ArrayList<Dated>();
    var firsts = new HashMap<String, BigDecimal>();
    for (var score : file.scores()) {
      var first = firsts.putIfAbsent(score.instrument(), score.total());
      rows.add(
          new Dated(
              score.at(),
              List.of(
                  moment(score.at()),
                  score.instrument(),
                  Words.number(score.total())
                      + (score.max() == null ? "" : " of " + Words.number(score.max())),
                  first == null ? NONE : Words.change(score.total().subtract(first)),
                  Objects.requireNonNullElse(score.severity(), NONE))));
    }
    var number = 0;
    for (var infusion : file.infusions()) {
      rows.add(
          new Dated(infusion, List.of(moment(infusion), "Infusion " + ++number, NONE, NONE, NONE)));
    }
    rows.sort(Comparator.comparing(Dated::at, OffsetDateTime.timeLineOrder()));
    return rows.stream().map(Dated::cells).toList();
  }

  /** Wide things scroll by themselves on a narrow screen, by keyboard too. */
  private void figure(String name, String svg) {
    out.with(
        "div",
        "class=\"wide figure\" role=\"region\" tabindex=\"0\" aria-label=\""
            + Markup.escaped(name)
            + "\"",
        () -> out.raw(svg));
  }

  private void table(String caption, List<String> heads, List<List<String>> rows) {
    out.with(
        "div",
        "class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\""
            + Markup.escaped(caption)
            + "\"",
        () ->
            out.in(
                "table",
                "",
                () -> {
                  out.text("caption", "", caption);
                  out.in(
                      "thead",
                      "",
                      () ->
                          out.in(
                              "tr",
                              "",
                              () ->
                                  heads.forEach(
                                      h ->
                                          out.with(
                                              "th",
                                              "scope=\"col\"",
                                              () -> out.raw(Markup.escaped(h))))));
                  out.in("tbody", "", () -> rows.forEach(this::row));
                }));
  }

  private void row(List<String> cells) {
    out.in(
        "tr",
        "",
        () -> {
          out.with("th", "scope=\"row\"", () -> out.raw(Markup.escaped(cells.get(0))));
          cells.subList(1, cells.size()).forEach(c -> out.text("td", "", c));
        });
  }

  private void sessions() {
    section(
        "sessions",
        "Sessions",
        () -> {
          if (file.sessions().isEmpty()) {
            out.text("p", "", "There are no sessions yet.");
          }
          for (int i = file.sessions().size() - 1; i >= 0; i--) {
            session(file.sessions().get(i), i == file.sessions().size() - 1);
          }
        });
  }

  private void session(InfusionSession session, boolean newest) {
    out.with(
        "details",
        "class=\"card\"" + (newest ? " open=\"open\"" : ""),
        () -> {
          out.in("summary", "", () -> out.text("h3", "", title(session)));
          file.summary(session)
              .filter(s -> PatientPages.pdf(s).isPresent())
              .ifPresent(
                  s ->
                      out.raw(
                          "<p><a class=\"button\" href=\"/my/patients/"
                              + Markup.escaped(file.seen().resource())
                              + "/summaries/"
                              + PatientPages.key(s)
                              + "\">Session summary (PDF)<span class=\"hidden\"> of "
                              + Markup.escaped(title(session))
                              + "</span></a></p>\n"));
          facts(session);
          events(session);
          Figures.session(session, zone)
              .ifPresent(svg -> figure("Chart of vital signs, " + title(session), svg));
          tables(session);
          if (session.narrative() != null) {
            out.text("p", "narrative", session.narrative());
          }
        });
  }

  private String title(InfusionSession session) {
    var series = session.series();
    var number =
        series == null || series.number() == null
            ? "Session"
            : "Session " + series.number() + (series.of() == null ? "" : " of " + series.of());
    var begin = PatientFile.begin(session);
    return begin == null ? number : number + ", " + Words.day(PatientFile.at(begin, zone));
  }

  private void facts(InfusionSession session) {
    var facts = new ArrayList<String>();
    if (session.status() == InfusionSession.Status.NOT_DONE) {
      facts.add("did not take place: " + Words.coded(session.notDoneReason()));
    } else if (session.status() == InfusionSession.Status.IN_PROGRESS) {
      facts.add("in progress");
    }
    if (session.status() != InfusionSession.Status.NOT_DONE && !session.signed()) {
      facts.add("preliminary, not signed yet");
    }
    if (session.amendment() != null) {
      facts.add("amended");
    }
    var totals = session.totals();
    if (totals != null) {
      facts.add(
          Words.quantity(totals.dose())
              + (totals.running() == null ? "" : " in " + Words.quantity(totals.running())));
    }
    session.timeline().stream()
        .filter(e -> e.type() == TimelineEvent.Type.STOP_EARLY)
        .forEach(e -> facts.add("stopped early: " + Words.coded(e.reason())));
    if (session.discharge() != null) {
      facts.add("discharged at " + clock(session.discharge().at()));
    }
    if (!facts.isEmpty()) {
      out.text("p", "facts", Words.sentence(String.join("; ", facts)) + ".");
    }
  }

  private void events(InfusionSession session) {
    if (session.adverseEvents().isEmpty()) {
      return;
    }
    out.text("h4", "", "Adverse events");
    out.in("ul", "", () -> session.adverseEvents().forEach(e -> out.text("li", "", event(e))));
  }

  private String event(AdverseEvent event) {
    var text = new StringBuilder(Words.sentence(Words.coded(event.term())));
    if (event.severity() != null) {
      text.append(", ").append(event.severity().code());
    }
    if (Boolean.TRUE.equals(event.serious())) {
      text.append(", serious");
    }
    text.append(", from ").append(clock(event.onset()));
    if (event.end() != null) {
      text.append(" to ").append(clock(event.end()));
    }
    if (event.outcome() != null) {
      text.append(", ").append(event.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    return text.toString();
  }

  private void tables(InfusionSession session) {
    if (!session.readings().isEmpty()) {
      out.in(
          "details",
          "",
          () -> {
            out.text("summary", "", "Vital signs as a table");
            vitals(session);
          });
    }
    if (!session.timeline().isEmpty()) {
      out.in(
          "details",
          "",
          () -> {
            out.text("summary", "", "Infusion as a table");
            table(
                "Infusion, step by step",
                List.of("When", "What", "Rate or dose", "Why"),
                session.timeline().stream().map(this::step).toList());
          });
    }
  }

  private List<String> step(TimelineEvent event) {
    var quantity = event.rate() == null ? event.dose() : event.rate();
    return List.of(
        clock(event.at()),
        Words.sentence(event.type().code().replace('-', ' ')),
        quantity == null ? NONE : Words.quantity(quantity),
        event.reason() == null ? NONE : Words.coded(event.reason()));
  }

  /** One row per time, one column per kind of reading that there is. */
  private void vitals(InfusionSession session) {
    var kinds = session.readings().stream().map(VitalSign::kind).distinct().sorted().toList();
    var rows = new TreeMap<Long, Map<VitalSign.Kind, String>>();
    for (var reading : session.readings()) {
      rows.computeIfAbsent(
              reading.takenAt().toEpochSecond(), t -> new EnumMap<>(VitalSign.Kind.class))
          .merge(reading.kind(), value(reading), (a, b) -> a + "; " + b);
    }
    var heads = new ArrayList<String>();
    heads.add("When");
    kinds.forEach(k -> heads.add(head(k, session)));
    var cells = new ArrayList<List<String>>();
    rows.forEach(
        (at, values) -> {
          var row = new ArrayList<String>();
          row.add(Words.clock(java.time.Instant.ofEpochSecond(at).atZone(zone).toOffsetDateTime()));
          kinds.forEach(k -> row.add(values.getOrDefault(k, NONE)));
          cells.add(row);
        });
    table("Vital signs", heads, cells);
  }

  private static String value(VitalSign reading) {
    if (reading.value() == null) {
      return "not read";
    }
    var flag = reading.flag();
    return reading.value().toPlainString()
        + (flag != null && flag.abnormal() ? " (" + flag.code() + ")" : "");
  }

  private static String head(VitalSign.Kind kind, InfusionSession session) {
    var name =
        switch (kind) {
          case SPO2 -> "SpO2";
          case ETCO2 -> "EtCO2";
          case MOAAS -> "MOAA/S";
          case RASS -> "RASS";
          case CADSS6 -> "CADSS-6";
          case CADSS -> "CADSS";
          default -> Words.sentence(kind.code().replace('-', ' '));
        };
    var unit =
        session.readings().stream()
            .filter(r -> r.kind() == kind && r.unit() != null)
            .map(r -> Words.unit(Objects.requireNonNull(r.unit())))
            .findFirst()
            .orElse("");
    return unit.isEmpty() || unit.startsWith("{") ? name : name + ", " + unit;
  }

  private void referrals() {
    if (file.referrals().isEmpty()) {
      return;
    }
    section("referral", "Referral", () -> file.referrals().forEach(this::referral));
  }

  private void referral(Referral referral) {
    out.text(
        "p",
        "",
        "Status: "
            + words(referral.status())
            + (referral.service() == null ? "" : ". For: " + Words.coded(referral.service()))
            + ".");
    if (!referral.history().isEmpty()) {
      table(
          "How it went",
          List.of("When", "Status", "Why"),
          referral.history().stream()
              .map(
                  h ->
                      List.of(
                          moment(h.at()),
                          Words.sentence(words(h.status())),
                          h.reason() == null ? NONE : Words.coded(h.reason())))
              .toList());
    }
  }

  private static String words(Referral.Status status) {
    return status.code().replace('-', ' ');
  }

  private String moment(OffsetDateTime time) {
    return Words.dayAndClock(PatientFile.at(time, zone));
  }

  private String clock(OffsetDateTime time) {
    return Words.clock(PatientFile.at(time, zone));
  }
}
