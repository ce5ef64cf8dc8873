package org.luer.mappings.exchange.appointment;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.appointment.Appointment;
import org.luer.mappings.concept.appointment.AppointmentHl7v2;
import org.luer.mappings.concept.appointment.AppointmentReader;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;

/**
 * {@link PatientAppointment} to and from SIU: S12 new, S13 another time, S14 other changes, S15
 * cancelled (and entered in error), S26 the patient did not come. S16 and S17 are read too.
 *
 * <p>Cannot carry: contacts of the patient, who have no segment in SIU.
 */
final class PatientAppointmentHl7v2 {
  static final String NEW = "SIU_S12";
  static final String RESCHEDULED = "SIU_S13";
  static final String MODIFIED = "SIU_S14";
  static final String CANCELLED = "SIU_S15";
  static final String DISCONTINUED = "SIU_S16";
  static final String DELETED = "SIU_S17";
  static final String NOSHOW = "SIU_S26";

  /** What may stand in for each other where a partner takes only some: they all tell a booking. */
  private static final List<String> BOOKINGS = List.of(NEW, RESCHEDULED, MODIFIED);

  private static final Set<String> READ =
      Set.of(
          "MSH", "SFT", "UAC", "SCH", "TQ1", "NTE", "PID", "NK1", "PV1", "OBX", "DG1", "RGS", "AIS",
          "AIG", "AIL", "AIP");

  private PatientAppointmentHl7v2() {}

  static List<Draft> compose(
      PatientAppointment set,
      @Nullable PatientAppointment before,
      Dialect dialect,
      Set<String> types) {
    var trigger = trigger(set.appointment(), before == null ? null : before.appointment(), types);
    if (trigger.isEmpty()) {
      return List.of();
    }
    var segments = new ArrayList<OutSegment>();
    segments.add(Header.msh(trigger.get(), recorded(set), dialect));
    var visit = set.appointment().visit();
    segments.addAll(
        AppointmentHl7v2.write(
            set.appointment(),
            trigger.get(),
            PatientHl7v2.write(set.patient(), visit == null ? null : visit.account(), dialect),
            PatientHl7v2.writePanel(set.patient(), dialect),
            dialect));
    return List.of(new Draft(trigger.get(), segments));
  }

  /** The event that tells of the appointment; empty when the partner takes none that does. */
  private static Optional<String> trigger(
      Appointment now, @Nullable Appointment before, Set<String> types) {
    var fitting =
        switch (now.status()) {
          case CANCELLED -> List.of(CANCELLED);
          case ENTERED_IN_ERROR -> List.of(CANCELLED, DELETED);
          case NOSHOW -> List.of(NOSHOW);
          default -> bookings(now, before);
        };
    return fitting.stream().filter(types::contains).findFirst();
  }

  private static List<String> bookings(Appointment now, @Nullable Appointment before) {
    var first =
        before == null
            ? NEW
            : Objects.equals(now.start(), before.start()) && Objects.equals(now.end(), before.end())
                ? MODIFIED
                : RESCHEDULED;
    return Stream.concat(Stream.of(first), BOOKINGS.stream()).distinct().toList();
  }

  /** When the version was recorded, else the latest time that it knows of. */
  private static @Nullable OffsetDateTime recorded(PatientAppointment set) {
    var appointment = set.appointment();
    return Stream.of(
            appointment.recordedAt(),
            appointment.createdAt() == null ? null : appointment.createdAt().time().orElse(null),
            set.patient().recordedAt(),
            appointment.start())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  static Translation<List<PatientAppointment>> read(List<Segments> messages, Dialect dialect) {
    var issues = new Issues();
    var sets = new ArrayList<PatientAppointment>();
    for (var message : messages) {
      var reading = new Reading(dialect, new Times(message, dialect, issues), issues);
      read(message, reading).ifPresent(sets::add);
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private static Optional<PatientAppointment> read(Segments message, Reading reading) {
    var pids = message.named("PID");
    if (pids.size() != 1) {
      reading
          .issues()
          .error(
              pids.isEmpty() ? IssueCode.REQUIRED : IssueCode.NOT_SUPPORTED,
              "PID[" + Math.max(1, pids.size()) + "]",
              "an appointment is read for one patient");
      return Optional.empty();
    }
    var observations = Observations.of(message.all(), reading);
    var patient = PatientHl7v2.readWhole(pids.get(0), message.all(), observations);
    // read even without a patient, so that a refusal names every reason
    var appointment =
        AppointmentReader.read(
            PreParser.type(message),
            message.all(),
            observations,
            patient.map(Patient::id).orElse("unknown"));
    var set = patient.flatMap(p -> appointment.map(a -> new PatientAppointment(p, a)));
    foreign(message, observations, reading);
    return set;
  }

  private static void foreign(Segments message, Observations observations, Reading reading) {
    Stream.concat(
            message.all().stream().filter(s -> !READ.contains(s.name())),
            observations.unread().stream().map(o -> o.segment()))
        .forEach(
            s ->
                reading
                    .issues()
                    .warning(
                        IssueCode.NOT_SUPPORTED,
                        s.path(),
                        "has no place in the clinic model; it is kept as foreign content"));
  }
}
