package org.luer.mappings.concept.adverseevent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Rows;

/**
 * {@link AdverseEvent} to and from the panel AE of ORU^R01, one group of observations per event.
 *
 * <p>Mapped: AETERM, AESEV, AEONSET, AEEND, AESER, AEACT, AEOUT, AENOTE; severity is also read from
 * SNOMED CT.
 */
public final class AdverseEventHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(AdverseEventHl7v2.class, "adverse-events-hl7v2.csv");
  private static final String MILD = "255604002^Mild^SCT^mild^mild^99KICSEV";

  private AdverseEventHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /**
   * Writes the events.
   *
   * @param staff XCN by staff number
   */
  public static Panel write(List<AdverseEvent> events, Map<String, String> staff, Dialect dialect) {
    var panel = new Panel(6, "AE^Adverse event report^99KIC", "NRS");
    for (int i = 0; i < events.size(); i++) {
      var event = events.get(i);
      var rows = panel.group(CODES, String.valueOf(i + 1), dialect);
      var first = panel.rows().size();
      rows.coded("AETERM", event.term());
      if (event.severity() == AdverseEvent.Severity.MILD) {
        rows.raw("AESEV", MILD);
      } else {
        rows.code("AESEV", event.severity() == null ? null : event.severity().code(), "99KICSEV");
      }
      rows.raw("AEONSET", Hl7Timestamp.write(event.onset()));
      rows.time("AEEND", event.end());
      rows.bool("AESER", event.serious());
      rows.raws(
          "AEACT",
          event.actions().stream().map(a -> a.code() + "^" + a.code() + "^99KICACT").toList());
      rows.code("AEOUT", event.outcome() == null ? null : event.outcome().code(), "99KICOUT");
      rows.text("AENOTE", event.note());
      account(event.told(), rows);
      for (var row : panel.rows().subList(first, panel.rows().size())) {
        row.time(event.onset());
        if (event.told().by() != null) {
          row.observer(staff.getOrDefault(event.told().by(), ""));
        }
      }
    }
    return panel;
  }

  private static void account(EventAccount told, Rows rows) {
    if (told.number() != null) {
      rows.raw("AENUMBER", Numbers.cx(told.number()));
    }
    rows.text("AECAT", told.category());
    rows.time("AEDETECTED", told.detectedAt());
    rows.time("AERECORDED", told.recordedAt());
    rows.coded("AECAUSE", told.cause());
    rows.text("AERELATED", told.relatedness());
  }

  private static @Nullable EventAccount account(Found found, Roster roster) {
    var number = found.first("AENUMBER");
    var term = found.first("AETERM");
    return new EventAccount(
            number == null
                ? null
                : Numbers.readCx(number.value(), found.reading().dialect()).orElse(null),
            found.text("AECAT"),
            term == null ? null : roster.id(term.segment().field(16), StaffMember.Role.NURSE),
            found.time("AEDETECTED"),
            found.time("AERECORDED"),
            found.coded("AECAUSE"),
            found.text("AERELATED"))
        .orNull();
  }

  /** Reads the events. */
  public static List<AdverseEvent> read(Observations observations, Roster roster) {
    var events = new ArrayList<AdverseEvent>();
    for (var found : observations.groups(CODES)) {
      var event = read(found, roster);
      if (event != null) {
        events.add(event);
      }
    }
    return events;
  }

  private static @Nullable AdverseEvent read(Found found, Roster roster) {
    var reading = found.reading();
    var term = found.coded("AETERM");
    var onset = found.time("AEONSET");
    if (term == null) {
      reading.issues().error(IssueCode.REQUIRED, found.path("AEONSET"), "has no AETERM beside it");
    }
    if (onset == null && !found.has("AEONSET")) {
      reading.issues().error(IssueCode.REQUIRED, found.path("AETERM"), "has no AEONSET beside it");
    }
    if (term == null || onset == null) {
      return null;
    }
    var actions =
        found.all("AEACT").stream()
            .map(
                o ->
                    reading.member(
                        AdverseEvent.Action.values(),
                        AdverseEvent.Action::code,
                        o.value().component(1),
                        o.segment().path(5)))
            .filter(Objects::nonNull)
            .toList();
    var outcome = found.code("AEOUT");
    return new AdverseEvent(
        term,
        onset,
        found.time("AEEND"),
        severity(found),
        found.bool("AESER"),
        actions,
        outcome == null
            ? null
            : reading.member(
                AdverseEvent.Outcome.values(),
                AdverseEvent.Outcome::code,
                outcome,
                found.path("AEOUT")),
        found.text("AENOTE"),
        account(found, roster));
  }

  private static AdverseEvent.@Nullable Severity severity(Found found) {
    var code = found.code("AESEV");
    if (code == null) {
      return null;
    }
    return switch (code) {
      case "255604002" -> AdverseEvent.Severity.MILD;
      case "6736007" -> AdverseEvent.Severity.MODERATE;
      case "24484000" -> AdverseEvent.Severity.SEVERE;
      default ->
          found
              .reading()
              .member(
                  AdverseEvent.Severity.values(),
                  AdverseEvent.Severity::code,
                  code,
                  found.path("AESEV"));
    };
  }
}
