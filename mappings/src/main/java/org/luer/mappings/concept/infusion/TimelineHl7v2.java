package org.luer.mappings.concept.infusion;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutObx;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link TimelineEvent} to and from the panel INFREC of ORU^R01, one group of observations per
 * event.
 *
 * <p>Mapped: INFEVT (START, STEP-UP, STEP-DOWN, RATE, PAUSE, RESUME, BOLUS, STOP-COMPLETE,
 * STOP-EARLY), PUMP-RATE valid from OBX-14 on (0 when the pump rests; not read then), INF-DOSE,
 * INF-REASON, OBX-16 who, NTE below INFEVT or PUMP-RATE the remark.
 */
public final class TimelineHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(TimelineHl7v2.class, "timeline-hl7v2.csv");
  private static final Quantity STOPPED = new Quantity(BigDecimal.ZERO, "mL/h");
  private static final Map<String, String> WORDS =
      Map.of(
          "START", "Infusion started",
          "STEP-UP", "Rate increased",
          "STEP-DOWN", "Rate decreased",
          "RATE", "Rate set again",
          "PAUSE", "Infusion paused",
          "RESUME", "Infusion resumed",
          "BOLUS", "Bolus given",
          "STOP-COMPLETE", "Infusion completed",
          "STOP-EARLY", "Infusion stopped early");

  private TimelineHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /**
   * Writes the timeline.
   *
   * @param pump EI of the pump; empty for none
   */
  public static Panel write(
      List<TimelineEvent> timeline, String pump, Map<String, String> staff, Dialect dialect) {
    var panel = new Panel(2, "INFREC^Infusion rate record^99KIC", "PHR");
    @Nullable Quantity rate = null;
    for (int i = 0; i < timeline.size(); i++) {
      var event = timeline.get(i);
      var rows = panel.group(CODES, String.valueOf(i + 1), dialect);
      var first = panel.rows().size();
      var code = code(event, rate);
      var obx = rows.raw("INFEVT", code + "^" + WORDS.get(code) + "^99KICRC");
      if (event.note() != null) {
        obx.note(Wire.text(event.note()));
      }
      if (event.type().runs()) {
        rate = event.rate();
        rows.quantity("PUMP-RATE", rate);
      } else if (event.type() != TimelineEvent.Type.BOLUS) {
        rows.quantity("PUMP-RATE", STOPPED);
      }
      rows.quantity("INF-DOSE", event.dose());
      rows.coded("INF-REASON", event.reason());
      panel.rows().subList(first, panel.rows().size()).forEach(r -> about(r, event, pump, staff));
    }
    return panel;
  }

  private static void about(
      OutObx row, TimelineEvent event, String pump, Map<String, String> staff) {
    row.time(event.at());
    if (event.by() != null) {
      row.observer(staff.getOrDefault(event.by(), Wire.text(event.by())));
    }
    row.device(pump);
  }

  private static String code(TimelineEvent event, @Nullable Quantity before) {
    return switch (event.type()) {
      case START -> "START";
      case RATE_CHANGE -> step(before, event.rate());
      case PAUSE -> "PAUSE";
      case RESUME -> "RESUME";
      case BOLUS -> "BOLUS";
      case STOP -> "STOP-COMPLETE";
      case STOP_EARLY -> "STOP-EARLY";
    };
  }

  private static String step(@Nullable Quantity before, @Nullable Quantity now) {
    var change = before == null || now == null ? 0 : now.value().compareTo(before.value());
    return change > 0 ? "STEP-UP" : change < 0 ? "STEP-DOWN" : "RATE";
  }

  /** Reads the timeline in order of time. */
  public static List<TimelineEvent> read(Observations observations, Roster roster) {
    var events = new ArrayList<TimelineEvent>();
    for (var found : observations.groups(CODES)) {
      var above = found.any().above();
      if (above == null || !above.name().equals("RXA")) {
        var event = event(found, roster);
        if (event != null) {
          events.add(event);
        }
      }
    }
    events.sort(Comparator.comparing(e -> e.at().toInstant()));
    return events;
  }

  private static @Nullable TimelineEvent event(Found found, Roster roster) {
    var reading = found.reading();
    var obx = found.first("INFEVT");
    if (obx == null) {
      reading
          .issues()
          .error(IssueCode.REQUIRED, found.any().segment().path(), "has no INFEVT beside it");
      return null;
    }
    var type = type(obx.value().component(1));
    var at = Found.time(obx, reading);
    if (type == null) {
      reading.issues().error(IssueCode.CODE_UNKNOWN, obx.segment().path(5), "is no infusion event");
    }
    if (at == null && !obx.segment().has(14)) {
      reading.issues().error(IssueCode.REQUIRED, obx.segment().path(14), "the time is missing");
    }
    if (type == null || at == null) {
      return null;
    }
    var note = obx.note();
    var rate = found.first("PUMP-RATE");
    return new TimelineEvent(
        type,
        at,
        type.runs() ? found.quantity("PUMP-RATE", "mL/h") : null,
        found.quantity("INF-DOSE", "mg"),
        found.coded("INF-REASON"),
        roster.id(obx.segment().field(16), StaffMember.Role.NURSE),
        note == null && rate != null ? rate.note() : note);
  }

  /** The device that senders name beside the pump rate; null when they name none. */
  public static @Nullable String device(Observations observations) {
    for (var obx : observations.all()) {
      if (Observations.code(obx, CODES) != null && obx.segment().has(18)) {
        return obx.segment().text(18);
      }
    }
    return null;
  }

  private static TimelineEvent.@Nullable Type type(String code) {
    return switch (code) {
      case "START" -> TimelineEvent.Type.START;
      case "STEP-UP", "STEP-DOWN", "RATE" -> TimelineEvent.Type.RATE_CHANGE;
      case "PAUSE" -> TimelineEvent.Type.PAUSE;
      case "RESUME" -> TimelineEvent.Type.RESUME;
      case "BOLUS" -> TimelineEvent.Type.BOLUS;
      case "STOP-COMPLETE" -> TimelineEvent.Type.STOP;
      case "STOP-EARLY" -> TimelineEvent.Type.STOP_EARLY;
      default -> null;
    };
  }
}
