package org.luer.mappings.concept.appointment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.referral.hl7v2.DiagnosisHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Appointment} to the segments of SIU. {@link AppointmentReader} reads them.
 *
 * <p>Mapped: SCH-1, 2, 6 (why it was changed or cancelled), 7, 8, 9, 10, 11 (start and end; TQ1
 * from version 2.7 on), 16, 17, 20, 21, 25, 26, 27; NTE, one line each; DG1; AIS-3, 4, 7, 8; AIL-3,
 * 6; AIP-3, 4, 6, 12; OBX with codes of our own for what has no field. Needed by the standard and
 * not known, SCH-6, 16 and 20 name the event and the clinic. Cannot carry: a third code system of
 * one concept, the organization of the place.
 */
public final class AppointmentHl7v2 {
  /** Our codes that stand where the standard wants something and nothing is known. */
  static final String FILLING = "99KICSIU";

  static final String RESPONSE = "99FHIRPART";
  static final LocalCodes CODES = LocalCodes.load(AppointmentHl7v2.class, "appointment-hl7v2.csv");
  static final LocalCodes PARTICIPANTS =
      LocalCodes.load(AppointmentHl7v2.class, "participant-hl7v2.csv");

  private final Appointment appointment;
  private final String trigger;
  private final Dialect dialect;
  private final Version version;
  private final Panel panel = new Panel(1, "", "");
  private final Rows rows;
  private final List<OutSegment> segments = new ArrayList<>();

  private AppointmentHl7v2(Appointment appointment, String trigger, Dialect dialect) {
    this.appointment = appointment;
    this.trigger = trigger;
    this.dialect = dialect;
    this.version = Version.of(dialect.version());
    this.rows = panel.group(CODES, "", dialect);
  }

  /** The observations of all tables of an appointment. */
  public static List<LocalCodes> codes() {
    return List.of(CODES, PARTICIPANTS, DiagnosisHl7v2.codes());
  }

  /**
   * The segments behind MSH.
   *
   * @param trigger {@code SIU_S12} and the like
   * @param patient PID
   * @param beside observations about the patient
   */
  public static List<OutSegment> write(
      Appointment appointment,
      String trigger,
      OutSegment patient,
      @Nullable Panel beside,
      Dialect dialect) {
    return new AppointmentHl7v2(appointment, trigger, dialect).write(patient, beside);
  }

  private List<OutSegment> write(OutSegment patient, @Nullable Panel beside) {
    schedule();
    notes();
    segments.add(patient);
    var diagnoses = DiagnosisHl7v2.write(appointment.diagnoses(), panel, dialect);
    observations();
    var resources = resources();
    if (beside != null) {
      beside.rows().forEach(panel::add);
    }
    panel.write(segments, "F");
    segments.addAll(diagnoses);
    segments.addAll(resources);
    return segments;
  }

  private void schedule() {
    var minutes = appointment.minutes();
    var sch =
        new OutSegment("SCH")
            .set(1, Numbers.ei(appointment.placerNumber()))
            .set(2, filler())
            .set(6, why())
            .set(7, Cwe.write(appointment.reason(), dialect))
            .set(8, Cwe.write(appointment.type(), dialect))
            .set(9, minutes == null ? "" : String.valueOf(minutes))
            .set(10, minutes == null ? "" : Units.write("min"))
            .set(16, somebody(appointment.contact()))
            .set(17, telephone(appointment.contact()))
            .set(20, somebody(appointment.enteredBy()))
            .set(21, telephone(appointment.enteredBy()))
            .set(25, status())
            .set(26, Numbers.ei(appointment.orderPlacerNumber()))
            .set(27, Numbers.ei(appointment.orderFillerNumber()));
    segments.add(sch);
    var start = Hl7Timestamp.write(appointment.start());
    var end = Hl7Timestamp.write(appointment.end());
    if (version != Version.V28) {
      var quantity = version.before(Version.V251) && start.isEmpty() ? "1" : "";
      sch.set(11, Wire.components(quantity, "", "", start, end));
    } else if (!start.isEmpty()) {
      segments.add(new OutSegment("TQ1").set(1, "1").set(7, start).set(8, end));
    }
  }

  private String filler() {
    return appointment.fillerNumber() == null
        ? Numbers.ei(appointment.id(), dialect.clinic().application())
        : Numbers.ei(appointment.fillerNumber());
  }

  private String why() {
    var reason =
        appointment.cancellationReason() == null
            ? appointment.changeReason()
            : appointment.cancellationReason();
    return reason == null
        ? Cwe.of(trigger.substring(4), words(trigger), FILLING)
        : Cwe.write(reason, dialect);
  }

  private static String words(String trigger) {
    return switch (trigger) {
      case "SIU_S13" -> "Appointment rescheduled";
      case "SIU_S14" -> "Appointment modified";
      case "SIU_S15" -> "Appointment cancelled";
      case "SIU_S17" -> "Appointment deleted";
      case "SIU_S26" -> "Patient did not come";
      default -> "Appointment booked";
    };
  }

  /** An XCN; the name of the clinic where nobody is known. */
  private String somebody(@Nullable Clinician clinician) {
    var clinic = dialect.clinic();
    var name = clinic.facility().isEmpty() ? clinic.application() : clinic.facility();
    return clinician == null
        ? Wire.components("", Wire.text(name))
        : ProviderRowsHl7v2.field(clinician, dialect);
  }

  private String telephone(@Nullable Clinician clinician) {
    return clinician == null || clinician.telecoms().isEmpty()
        ? ""
        : Contacts.xtn(clinician.telecoms().get(0), version);
  }

  private String status() {
    var code = AppointmentCodes.filler(appointment.status());
    return Cwe.of(code, code, "HL70278");
  }

  private void notes() {
    if (appointment.note() == null) {
      return;
    }
    var lines = appointment.note().split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      segments.add(
          new OutSegment("NTE")
              .set(1, String.valueOf(i + 1))
              .set(2, "L")
              .set(3, Wire.text(lines[i])));
    }
  }

  private void observations() {
    rows.text("APT-ID", appointment.id());
    rows.code("APT-STATUS", appointment.status().code(), AppointmentCodes.SYSTEM);
    rows.text("APT-ORDER", appointment.orderId());
    rows.text("APT-REFERRAL", appointment.referralId());
    number("APT-PLACER", appointment.placerNumber(), "PLAC", false);
    number("APT-FILLER", appointment.fillerNumber(), "FILL", false);
    var noOrder = version == Version.V231;
    number("APT-ORDPLACER", appointment.orderPlacerNumber(), "PLAC", noOrder);
    number("APT-ORDFILLER", appointment.orderFillerNumber(), "FILL", noOrder);
    rows.partial("APT-CREATED", appointment.createdAt());
    rows.time("APT-RECORDED", appointment.recordedAt());
    ProviderRowsHl7v2.rows(rows, "APT-CONTACT", appointment.contact());
    ProviderRowsHl7v2.rows(rows, "APT-BY", appointment.enteredBy());
    rows.coded("APT-CATEGORY", appointment.category());
    rows.coded("APT-SPECIALTY", appointment.specialty());
    rows.number("APT-PRIORITY", appointment.priority());
    rows.text("APT-DESCRIPTION", appointment.description());
    rows.text("APT-INSTRUCTION", appointment.patientInstruction());
  }

  /** A number of which the field would not carry everything: EI has no type. */
  private void number(String code, @Nullable Identifier number, String type, boolean always) {
    if (number != null
        && (always
            || !number
                .bare()
                .equals(new Identifier(number.value(), number.authority(), null, type)))) {
      rows.raw(code, Numbers.cx(number));
    }
  }

  private List<OutSegment> resources() {
    var action = trigger.equals("SIU_S12") ? "A" : "U";
    var start = Hl7Timestamp.write(appointment.start());
    var resources = new ArrayList<OutSegment>();
    resources.add(new OutSegment("RGS").set(1, "1").set(2, action));
    if (appointment.service() != null) {
      resources.add(
          new OutSegment("AIS")
              .set(1, "1")
              .set(2, action)
              .set(3, Cwe.write(appointment.service(), dialect))
              .set(4, start));
    }
    if (appointment.place() != null) {
      resources.add(
          new OutSegment("AIL")
              .set(1, "1")
              .set(2, action)
              .set(3, VisitHl7v2.place(appointment.place()))
              .set(4, filling("PLACE", "Place"))
              .set(6, start));
    }
    for (int i = 0; i < appointment.participants().size(); i++) {
      var participant = appointment.participants().get(i);
      var number = String.valueOf(i + 1);
      var response = participant.response();
      resources.add(
          new OutSegment("AIP")
              .set(1, number)
              .set(2, action)
              .set(3, ProviderRowsHl7v2.field(participant.clinician(), dialect))
              .set(
                  4,
                  participant.role() == null
                      ? filling("STAFF", "Staff")
                      : Cwe.write(participant.role(), dialect))
              .set(6, start)
              .set(
                  12,
                  response == null
                      ? ""
                      : Cwe.of(
                          AppointmentCodes.RESPONSE.write(response), response.code(), RESPONSE)));
      ProviderRowsHl7v2.rows(
          panel.group(PARTICIPANTS, number, dialect), "PART-WHO", participant.clinician());
    }
    return resources;
  }

  /** What versions before 2.5 want beside every resource. */
  private String filling(String code, String text) {
    return version.before(Version.V251) ? Cwe.of(code, text, FILLING) : "";
  }
}
