package org.luer.mappings.concept.appointment;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.fhir.Enums;

/** The codes of an appointment's status in HL7 v2: appointment-status.csv. */
final class AppointmentCodes {
  /** Name of the code system of FHIR appointmentstatus in HL7 v2. */
  static final String SYSTEM = "99FHIRAPT";

  private static final CodeTable<Appointment.Status, Row> TABLE =
      CodeTable.load(
          AppointmentCodes.class,
          "appointment-status.csv",
          line ->
              new Row(
                  find(line.getField("status")).orElseThrow(),
                  line.getField("filler"),
                  line.getField("read").equals("yes")),
          Row::status);

  /** AIP-12: participant-response.csv. */
  static final CodePairs<Participant.Response> RESPONSE =
      CodePairs.load(
          AppointmentCodes.class,
          "participant-response.csv",
          List.of(Participant.Response.values()),
          Participant.Response::code);

  private AppointmentCodes() {}

  private record Row(Appointment.Status status, String filler, boolean read) {}

  /** The status with this code of ours. */
  static Optional<Appointment.Status> find(String code) {
    return Enums.read(Appointment.Status.values(), Appointment.Status::code, code);
  }

  /** What some senders write instead of a code of HL7 table 0278. */
  private static final Map<String, String> WORDS =
      Map.of(
          "scheduled", "Booked",
          "confirmed", "Booked",
          "checked in", "Started",
          "arrived", "Started",
          "completed", "Complete",
          "canceled", "Cancelled",
          "no show", "Noshow");

  /** SCH-25. */
  static String filler(Appointment.Status status) {
    return TABLE.row(status).filler();
  }

  /** What SCH-25 says. */
  static Optional<Appointment.Status> ofFiller(String code) {
    var wanted = WORDS.getOrDefault(code.toLowerCase(Locale.ROOT), code).toLowerCase(Locale.ROOT);
    return TABLE.rows().stream()
        .filter(r -> r.read() && r.filler().toLowerCase(Locale.ROOT).equals(wanted))
        .map(Row::status)
        .findFirst();
  }

  /** What the trigger alone says. */
  static Optional<Appointment.Status> ofTrigger(String type) {
    return switch (type) {
      case "SIU_S12", "SIU_S13", "SIU_S14" -> Optional.of(Appointment.Status.BOOKED);
      case "SIU_S15", "SIU_S16" -> Optional.of(Appointment.Status.CANCELLED);
      case "SIU_S17" -> Optional.of(Appointment.Status.ENTERED_IN_ERROR);
      case "SIU_S26" -> Optional.of(Appointment.Status.NOSHOW);
      default -> Optional.empty();
    };
  }

  /** Whether a trigger leaves no choice: what was called off is off, whatever SCH-25 says. */
  static boolean settles(String type) {
    return type.equals("SIU_S15") || type.equals("SIU_S17") || type.equals("SIU_S26");
  }
}
