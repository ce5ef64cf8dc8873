package org.luer.mappings.concept.appointment;

import java.util.List;
import java.util.Optional;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.fhir.Enums;

/** The codes of an appointment's status in HL7 v2: appointment-status.csv. */
public final class AppointmentCodes {
  /** Name of the code system of FHIR appointmentstatus in HL7 v2. */
  static final String SYSTEM = "99FHIRAPT";

  private static final CodePairs<Appointment.Status> TABLE =
      CodePairs.load(
          AppointmentCodes.class,
          "appointment-status.csv",
          List.of(Appointment.Status.values()),
          Appointment.Status::code);

  /** AIP-12: participant-response.csv. */
  static final CodePairs<Participant.Response> RESPONSE =
      CodePairs.load(
          AppointmentCodes.class,
          "participant-response.csv",
          List.of(Participant.Response.values()),
          Participant.Response::code);

  private AppointmentCodes() {}

  /** The status with this code of ours. */
  static Optional<Appointment.Status> find(String code) {
    return Enums.read(Appointment.Status.values(), Appointment.Status::code, code);
  }

  /** SCH-25. */
  static String filler(Appointment.Status status) {
    return TABLE.write(status);
  }

  /** What SCH-25 says, in any case. */
  static Optional<Appointment.Status> ofFiller(String code) {
    return TABLE.rows().stream()
        .map(CodePairs.Row::v2)
        .filter(code::equalsIgnoreCase)
        .findFirst()
        .flatMap(c -> Optional.ofNullable(TABLE.read(c)));
  }

  /** Whether a word stands in the place of a code of HL7 table 0278. */
  public static boolean inPlaceOf(String word, String code) {
    return TABLE.inPlaceOf(word, code);
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
