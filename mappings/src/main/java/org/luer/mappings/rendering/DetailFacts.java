package org.luer.mappings.rendering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.rendering.SummaryFacts.Detail;

/** Tells what stands behind the first page: events, drugs, readiness, discharge, people. */
final class DetailFacts {
  private final SummaryInput input;
  private final InfusionSession session;

  DetailFacts(SummaryInput input) {
    this.input = input;
    this.session = input.session();
  }

  /** The parts that have something to say. */
  List<Detail> all() {
    return Stream.of(
            events(),
            drugs(),
            timeline(),
            new ReadingFacts(input).table(),
            readiness(),
            discharge(),
            people(),
            note())
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Detail> events() {
    var rows =
        session.adverseEvents().stream()
            .map(
                e ->
                    row(
                        Words.coded(e.term()),
                        e.severity() == null ? "" : e.severity().code(),
                        Words.clock(e.onset()),
                        e.end() == null ? "" : Words.clock(e.end()),
                        actions(e),
                        e.outcome() == null ? "" : words(e.outcome().name()),
                        e.note()))
            .toList();
    return rows.isEmpty()
        ? Optional.of(new Detail("Adverse events", List.of("None recorded."), List.of(), List.of()))
        : Optional.of(
            new Detail(
                "Adverse events",
                List.of(),
                List.of("Event", "Severity", "From", "To", "Action", "Outcome", "Remark"),
                rows));
  }

  private static String actions(AdverseEvent event) {
    return event.actions().stream().map(a -> action(a)).collect(Collectors.joining(", "));
  }

  private static String action(AdverseEvent.Action action) {
    return switch (action) {
      case NONE -> "none";
      case RATE_DOWN -> "rate reduced";
      case PAUSE -> "infusion paused";
      case STOP -> "infusion stopped";
      case ANTIEMETIC -> "antiemetic";
      case BENZO -> "benzodiazepine";
      case ANTIHTN -> "antihypertensive";
      case O2 -> "oxygen";
      case FLUIDS -> "fluids";
      case TRANSFER -> "transfer";
    };
  }

  private Optional<Detail> drugs() {
    var rows =
        session.adjuncts().stream()
            .map(
                a ->
                    row(
                        Words.coded(a.drug()),
                        Words.quantity(a.dose()),
                        Words.coded(a.route()),
                        Words.clock(a.at()),
                        Words.coded(a.reason())))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Detail(
                "Other drugs given",
                List.of(),
                List.of("Drug", "Dose", "Route", "At", "For"),
                rows));
  }

  private Optional<Detail> timeline() {
    var rows =
        session.timeline().stream()
            .map(
                e ->
                    row(
                        Words.clock(e.at()),
                        Words.sentence(words(e.type().name())),
                        setting(e),
                        Words.coded(e.reason()),
                        e.note()))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Detail(
                "Course of the infusion",
                List.of(),
                List.of("Time", "What", "Rate or dose", "Reason", "Remark"),
                rows));
  }

  private static String setting(TimelineEvent event) {
    var what = event.rate() == null ? event.dose() : event.rate();
    return what == null ? "" : Words.quantity(what);
  }

  private Optional<Detail> readiness() {
    var lines = new ArrayList<String>();
    var checkIn = session.checkIn();
    if (checkIn != null) {
      hours(lines, "Last solid food", checkIn.sinceSolidFood());
      hours(lines, "Last clear fluid", checkIn.sinceClearFluid());
      if (!checkIn.medicationsHeld().isEmpty()) {
        add(lines, "Held: " + String.join("; ", checkIn.medicationsHeld()));
      }
      truth(lines, "Consent signed", checkIn.consentSigned());
      truth(lines, "Companion confirmed", checkIn.companionConfirmed());
      word(lines, "Pregnancy test: ", Words.coded(checkIn.pregnancyTest()));
      word(lines, "Drug screen: ", Words.coded(checkIn.drugScreen()));
    }
    var line = session.ivAccess();
    if (line != null) {
      word(lines, "IV access: ", (text(line.gauge()) + " " + Words.coded(line.site())).strip());
    }
    return lines(lines, "Readiness");
  }

  private static void hours(List<String> lines, String what, @Nullable Quantity hours) {
    if (hours != null) {
      add(lines, what + " " + Words.number(hours.value()) + " h before");
    }
  }

  private static void truth(List<String> lines, String what, @Nullable Boolean truth) {
    if (truth != null) {
      add(lines, what + ": " + (truth ? "yes" : "no"));
    }
  }

  private static void word(List<String> lines, String what, String words) {
    if (!words.isEmpty()) {
      add(lines, what + words);
    }
  }

  private Optional<Detail> discharge() {
    var lines = new ArrayList<String>();
    if (session.observationEnd() != null) {
      add(lines, "Observed until " + Words.clock(session.observationEnd()));
    }
    var discharge = session.discharge();
    if (discharge != null) {
      add(lines, "Discharged " + Words.clock(discharge.at()));
      word(lines, "Released to ", text(discharge.releasedTo()));
      if (discharge.ready() != null) {
        add(lines, discharge.ready() ? "All discharge criteria met" : "Discharge criteria not met");
      }
      discharge.criteria().stream()
          .filter(c -> !c.met())
          .forEach(c -> add(lines, "Not met: " + c.name().code()));
    }
    return lines(lines, "Observation and discharge");
  }

  private Optional<Detail> people() {
    var lines = new ArrayList<String>();
    for (StaffMember member : session.staff()) {
      add(lines, Words.sentence(member.role().code()) + ": " + Words.clinician(member.clinician()));
    }
    for (var lot : session.lots()) {
      add(lines, "Lot " + lot.number());
    }
    for (var waste : session.waste()) {
      add(lines, "Discarded " + Words.quantity(waste.amount()));
    }
    return lines(lines, "People and supplies");
  }

  private Optional<Detail> note() {
    var narrative = session.narrative();
    return narrative == null
        ? Optional.empty()
        : lines(
            narrative.lines().map(Words::line).filter(l -> !l.isEmpty()).toList(), "Clinic's note");
  }

  private static Optional<Detail> lines(List<String> lines, String title) {
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(new Detail(title, List.copyOf(lines), List.of(), List.of()));
  }

  private static void add(List<String> lines, String text) {
    lines.add(Words.line(text + "."));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static List<String> row(@Nullable String... cells) {
    var row = new ArrayList<String>();
    for (var cell : cells) {
      row.add(cell == null ? "" : Words.line(cell));
    }
    return row;
  }
}
