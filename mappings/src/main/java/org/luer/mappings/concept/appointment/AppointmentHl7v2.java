package org.luer.mappings.concept.appointment;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.organization.OrganizationRowsHl7v2;
import org.luer.mappings.concept.referral.hl7v2.DiagnosisHl7v2;
import org.luer.mappings.concept.visit.PlaceRowsHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
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
 * <p>Mapped: SCH-1, 2, 4, 5, 6 (why it was changed or cancelled), 7, 8, 9, 10, 11 (start and end;
 * TQ1 from version 2.7 on), 16, 17, 18, 20, 21, 25, 26, 27; NTE, one line each; PV1; DG1; AIS-3 to
 * 8; AIG-3, 4, 6, 8 to 12; AIL-3, 4, 6 to 10; AIP-3, 4, 6 to 10, 12; {@link SchedulingHl7v2}; OBX
 * with codes of our own for what has no field, what is known of the place and whose it is among
 * them. Needed by the standard and not known, SCH-6, 16 and 20 name the event and the clinic.
 * Cannot carry: a third code system of one concept.
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
    return List.of(CODES, PARTICIPANTS, DiagnosisHl7v2.codes(), PlaceRowsHl7v2.codes());
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
    var visit = appointment.visit();
    var pv1 = VisitHl7v2.write(visit, visit == null ? List.of() : visit.staff(), dialect);
    if (pv1 != null) {
      segments.add(pv1);
    }
    var diagnoses = DiagnosisHl7v2.write(appointment.diagnoses(), panel, dialect);
    observations();
    var resources = resources();
    if (beside != null) {
      beside.rows().forEach(panel::add);
    }
    panel.write(segments, "F");
    segments.addAll(diagnoses);
    segments.addAll(resources);
    SchedulingHl7v2.write(appointment.scheduling(), appointment, segments, dialect);
    return segments;
  }

  private void schedule() {
    var minutes = appointment.minutes();
    var sch =
        new OutSegment("SCH")
            .set(1, Numbers.ei(appointment.placerNumber()))
            .set(2, filler())
            .set(4, Numbers.ei(appointment.groupNumber()))
            .set(5, Cwe.write(appointment.schedule(), dialect))
            .set(6, why())
            .set(7, Cwe.write(appointment.reason(), dialect))
            .set(8, Cwe.write(appointment.type(), dialect))
            .set(9, minutes == null ? "" : String.valueOf(minutes))
            .set(10, minutes == null ? "" : Units.write("min"))
            .set(16, somebody(appointment.contact()))
            .set(17, telephone(appointment.contact()))
            .set(18, address(appointment.contact()))
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

  private static String address(@Nullable Clinician clinician) {
    return clinician == null || clinician.addresses().isEmpty()
        ? ""
        : Contacts.xad(clinician.addresses().get(0));
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
    number("APT-GROUP", appointment.groupNumber(), "PGN", false);
    var noOrder = version == Version.V231;
    number("APT-ORDPLACER", appointment.orderPlacerNumber(), "PLAC", noOrder);
    number("APT-ORDFILLER", appointment.orderFillerNumber(), "FILL", noOrder);
    rows.partial("APT-CREATED", appointment.createdAt());
    rows.partial("APT-FROM", appointment.requestedFrom());
    rows.partial("APT-TO", appointment.requestedTo());
    rows.time("APT-RECORDED", appointment.recordedAt());
    ProviderRowsHl7v2.rows(rows, "APT-CONTACT", appointment.contact());
    ProviderRowsHl7v2.rows(rows, "APT-BY", appointment.enteredBy());
    rows.coded("APT-CATEGORY", appointment.category());
    rows.coded("APT-SPECIALTY", appointment.specialty());
    rows.number("APT-PRIORITY", appointment.priority());
    rows.text("APT-DESCRIPTION", appointment.description());
    rows.text("APT-INSTRUCTION", appointment.patientInstruction());
    rows.text("APT-PATIENT-REQ", code(appointment.patientRequired()));
    rows.text("APT-PLACE-REQ", code(appointment.placeRequired()));
    OrganizationRowsHl7v2.write(rows, "APT-SITE", appointment.site());
    PlaceRowsHl7v2.write(appointment.place(), PlaceRowsHl7v2.BOOKED, panel, dialect);
    PlaceRowsHl7v2.write(appointment.visit(), panel, dialect);
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
    var resources = new ArrayList<OutSegment>();
    resources.add(new OutSegment("RGS").set(1, "1").set(2, action));
    if (appointment.service() != null) {
      resources.add(service(appointment.service(), 1, action));
    }
    for (int i = 0; i < appointment.furtherServices().size(); i++) {
      resources.add(service(appointment.furtherServices().get(i), i + 2, action));
    }
    for (int i = 0; i < appointment.resources().size(); i++) {
      resources.add(equipment(appointment.resources().get(i), i + 1, action));
    }
    if (appointment.place() != null) {
      var kind = appointment.placeKind();
      resources.add(
          timed(
              new OutSegment("AIL")
                  .set(1, "1")
                  .set(2, action)
                  .set(3, VisitHl7v2.place(appointment.place()))
                  .set(4, kind == null ? filling("PLACE", "Place") : Cwe.write(kind, dialect)),
              6,
              null,
              null));
    }
    for (int i = 0; i < appointment.participants().size(); i++) {
      var participant = appointment.participants().get(i);
      var number = String.valueOf(i + 1);
      var response = participant.response();
      var aip =
          new OutSegment("AIP")
              .set(1, number)
              .set(2, action)
              .set(3, ProviderRowsHl7v2.field(participant.clinician(), dialect))
              .set(
                  4,
                  participant.role() == null
                      ? filling("STAFF", "Staff")
                      : Cwe.write(participant.role(), dialect))
              .set(
                  12,
                  response == null
                      ? ""
                      : Cwe.of(
                          AppointmentCodes.RESPONSE.write(response), response.code(), RESPONSE));
      resources.add(timed(aip, 6, participant.from(), participant.to()));
      var beside = panel.group(PARTICIPANTS, number, dialect);
      ProviderRowsHl7v2.rows(beside, "PART-WHO", participant.clinician());
      beside.text("PART-REQUIRED", code(participant.required()));
      beside.time("PART-FROM", participant.from());
      beside.time("PART-TO", participant.to());
    }
    return resources;
  }

  private OutSegment service(Coded service, int number, String action) {
    return timed(
        new OutSegment("AIS")
            .set(1, String.valueOf(number))
            .set(2, action)
            .set(3, Cwe.write(service, dialect)),
        4,
        null,
        null);
  }

  private OutSegment equipment(Resource resource, int number, String action) {
    var kind = resource.kind();
    return timed(
        new OutSegment("AIG")
            .set(1, String.valueOf(number))
            .set(2, action)
            .set(3, Cwe.write(resource.code(), dialect))
            .set(4, kind == null ? Cwe.of("EQUIP", "Equipment", FILLING) : Cwe.write(kind, dialect))
            .set(6, resource.count() == null ? "" : String.valueOf(resource.count())),
        8,
        resource.from(),
        resource.to());
  }

  /**
   * When a part of the appointment begins, how long after the appointment itself, and how long it
   * lasts.
   *
   * @param field of the start; offset, its unit, length, its unit stand behind it
   */
  private OutSegment timed(
      OutSegment part, int field, @Nullable OffsetDateTime from, @Nullable OffsetDateTime to) {
    var whole = appointment.start();
    var start = from == null ? whole : from;
    part.set(field, Hl7Timestamp.write(start));
    if (whole != null && start != null) {
      span(part, field + 1, Duration.between(whole, start));
    }
    var minutes = appointment.minutes();
    if (start != null && to != null) {
      span(part, field + 3, Duration.between(start, to));
    } else if (from == null && minutes != null) {
      span(part, field + 3, Duration.ofMinutes(minutes));
    }
    return part;
  }

  private static void span(OutSegment part, int field, Duration span) {
    var seconds = span.toSeconds();
    var whole = seconds % 60 == 0;
    part.set(field, String.valueOf(whole ? seconds / 60 : seconds))
        .set(field + 1, Units.write(whole ? "min" : "s"));
  }

  private static @Nullable String code(Participant.@Nullable Required required) {
    return required == null ? null : required.code();
  }

  /** What versions before 2.5 want beside every resource. */
  private String filling(String code, String text) {
    return version.before(Version.V251) ? Cwe.of(code, text, FILLING) : "";
  }
}
