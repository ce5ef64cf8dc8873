package org.luer.mappings.concept.appointment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.organization.OrganizationRowsHl7v2;
import org.luer.mappings.concept.referral.hl7v2.DiagnosisHl7v2;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.PlaceRowsHl7v2;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Units;

/**
 * Reads an {@link Appointment} from SIU, ours and others'.
 *
 * <p>Beside what {@link AppointmentHl7v2} writes it reads: a length in hours or seconds, the end
 * from start and length, the start from TQ1 or AIS-4, the length from AIS-7. The trigger settles
 * the status of S15, S17 and S26 and stands in for a missing SCH-25. Identity is SCH-2, else SCH-1.
 * A part whose start or length is not that of the appointment has times of its own. Ignored: SCH-3,
 * 23, 24; AIG-5, 7; times of services and of the place.
 */
public final class AppointmentReader {
  /** No booking takes longer, nor does a part of it begin later than that. */
  private static final Duration LONGEST = Duration.ofDays(366);

  private static final String TOO_LONG = "is more than a year and was not read";

  private final String trigger;
  private final List<Segment> segments;
  private final Segment sch;
  private final Reading reading;
  private final Observations observations;
  private final Found found;

  private AppointmentReader(
      String trigger, Segment sch, List<Segment> segments, Observations observations) {
    this.trigger = trigger;
    this.sch = sch;
    this.segments = segments;
    this.reading = observations.reading();
    this.observations = observations;
    this.found = observations.single(AppointmentHl7v2.CODES);
  }

  /**
   * The appointment; empty and issues when number, status or time is missing.
   *
   * @param trigger {@code SIU_S12} and the like
   */
  public static Optional<Appointment> read(
      String trigger, List<Segment> segments, Observations observations, String patientId) {
    var sch = first("SCH", segments);
    if (sch == null) {
      observations.reading().issues().error(IssueCode.REQUIRED, "SCH[1]", "is missing");
      return Optional.empty();
    }
    return new AppointmentReader(trigger, sch, segments, observations).read(patientId);
  }

  private static @Nullable Segment first(String name, List<Segment> segments) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  private Optional<Appointment> read(String patientId) {
    var placer = number("APT-PLACER", 1, "PLAC");
    var filler = number("APT-FILLER", 2, "FILL");
    var id = id(placer, filler);
    var status = status();
    if (id == null) {
      reading.issues().error(IssueCode.REQUIRED, sch.path(2), "neither it nor SCH-1 has a number");
    }
    if (id == null || status == null) {
      start(); // for what is wrong with the times
      end();
      return Optional.empty();
    }
    try {
      return Optional.of(appointment(id, patientId, placer, filler, status));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> reading.issues().error(i.code(), sch.path(), i.text()));
      return Optional.empty();
    }
  }

  private Appointment appointment(
      String id,
      String patientId,
      @Nullable Identifier placer,
      @Nullable Identifier filler,
      Appointment.Status status) {
    var minutes = minutes();
    var start = start();
    var end = end();
    if (start != null && end == null && minutes != null) {
      end = start.plusMinutes(minutes);
    }
    var why = why();
    return new Appointment(
        id,
        patientId,
        placer,
        own(filler, id) ? null : filler,
        status,
        start,
        end,
        minutes,
        Cwe.read(sch.field(8), reading.dialect()),
        Cwe.read(sch.field(7), reading.dialect()),
        service(),
        DiagnosisHl7v2.read(segments, observations, reading),
        status.off() ? null : why,
        status.off() ? why : null,
        participants(start, minutes),
        place(),
        person("APT-CONTACT", 16, 17, 18),
        person("APT-BY", 20, 21, 0),
        found.text("APT-ORDER"),
        found.text("APT-REFERRAL"),
        number("APT-ORDPLACER", 26, "PLAC"),
        number("APT-ORDFILLER", 27, "FILL"),
        note(),
        found.partial("APT-CREATED"),
        found.time("APT-RECORDED"),
        found.coded("APT-CATEGORY"),
        found.coded("APT-SPECIALTY"),
        found.integer("APT-PRIORITY"),
        found.text("APT-DESCRIPTION"),
        found.text("APT-INSTRUCTION"),
        place() == null ? null : OrganizationRowsHl7v2.read(found, "APT-SITE").orElse(null),
        required(found, "APT-PATIENT-REQ"),
        required(found, "APT-PLACE-REQ"),
        furtherServices(),
        resources(start, minutes),
        Cwe.read(sch.field(5), reading.dialect()),
        number("APT-GROUP", 4, "PGN"),
        placeKind(),
        found.partial("APT-FROM"),
        found.partial("APT-TO"),
        visit(),
        SchedulingHl7v2.read(segments, reading));
  }

  private boolean own(@Nullable Identifier filler, String id) {
    return filler != null
        && filler.value().equals(id)
        && filler.authority().equals(reading.dialect().clinic().application());
  }

  private @Nullable String id(@Nullable Identifier placer, @Nullable Identifier filler) {
    var own = found.text("APT-ID");
    if (own != null) {
      return own;
    }
    var number = filler == null ? placer : filler;
    if (number == null) {
      return null;
    }
    if (number.authority().equals(reading.dialect().clinic().application())) {
      return number.value();
    }
    var partner = reading.dialect().partner();
    return Ids.uuid("appointment", partner, number.authority(), number.value()).toString();
  }

  /** A number without namespace is one of the sender's facility. */
  private @Nullable Identifier number(String code, int field, String type) {
    var obx = found.first(code);
    if (obx != null) {
      return Numbers.readCx(obx.value(), reading.dialect()).orElse(null);
    }
    var part = sch.field(field);
    var value = part.component(1);
    return value.isEmpty()
        ? null
        : Numbers.readEi(part, type)
            .orElseGet(
                () -> new Identifier(value, reading.dialect().peer().facility(), null, type));
  }

  private Appointment.@Nullable Status status() {
    var own = found.code("APT-STATUS");
    if (own != null && AppointmentCodes.find(own).isPresent()) {
      return AppointmentCodes.find(own).get();
    }
    var part = sch.field(25);
    var written = part.component(1).isEmpty() ? part.component(2) : part.component(1);
    var said = AppointmentCodes.ofFiller(written);
    var meant = AppointmentCodes.ofTrigger(trigger);
    if (AppointmentCodes.settles(trigger) || written.isEmpty()) {
      if (said.isPresent() && !said.equals(meant)) {
        reading
            .issues()
            .warning(IssueCode.CONFLICT, sch.path(25), "contradicts the event, which counts");
      }
      return meant.orElse(null);
    }
    if (said.isEmpty()) {
      reading
          .issues()
          .error(IssueCode.CODE_UNKNOWN, sch.path(25), "is not a status that can be read here");
    }
    return said.orElse(null);
  }

  private @Nullable Coded why() {
    var part = sch.field(6);
    return part.component(3).equals(AppointmentHl7v2.FILLING)
        ? null
        : Cwe.read(part, reading.dialect());
  }

  private @Nullable Integer minutes() {
    var ais = first("AIS", segments);
    var written = sch.has(9) ? sch.text(9) : ais == null ? "" : ais.text(7);
    var unitField = sch.has(9) ? sch.field(10) : ais == null ? null : ais.field(8);
    var number = Numbers.readNm(written);
    if (number.isEmpty()) {
      return null;
    }
    var unit = unitField == null || !unitField.present() ? "min" : unit(unitField);
    var minutes = Units.convert(number.get(), unit, "min");
    if (minutes.isEmpty() || minutes.get().stripTrailingZeros().scale() > 0) {
      reading.issues().warning(IssueCode.VALUE, sch.path(9), "is no whole number of minutes");
      return null;
    }
    if (minutes.get().abs().compareTo(BigDecimal.valueOf(LONGEST.toMinutes())) > 0) {
      reading.issues().warning(IssueCode.VALUE, sch.path(9), TOO_LONG);
      return null;
    }
    return minutes.get().intValue();
  }

  /** Units as schedules write them, beside those of UCUM (ISO+ has them in capitals). */
  private static String unit(Part field) {
    return switch (field.component(1)) {
      case "M", "MIN", "MINUTES", "minutes", "Minutes" -> "min";
      case "H", "HR", "HOURS", "hours", "Hours" -> "h";
      case "S", "SEC", "SECONDS", "seconds", "Seconds" -> "s";
      default -> Units.read(field).orElse("min");
    };
  }

  private @Nullable OffsetDateTime start() {
    var tq1 = first("TQ1", segments);
    var ais = first("AIS", segments);
    var start = timing(4);
    if (start == null && tq1 != null) {
      start = reading.times().instant(tq1, 7);
    }
    return start == null && ais != null ? reading.times().instant(ais, 4) : start;
  }

  private @Nullable OffsetDateTime end() {
    var tq1 = first("TQ1", segments);
    var end = timing(5);
    return end == null && tq1 != null ? reading.times().instant(tq1, 8) : end;
  }

  private @Nullable OffsetDateTime timing(int component) {
    var timing = sch.field(11);
    return timing.component(component).isEmpty()
        ? null
        : reading
            .times()
            .instant(
                new Part(timing.raw(component), timing.delimiters(), sch, 11, timing.repetition()));
  }

  private @Nullable Coded service() {
    var ais = first("AIS", segments);
    return ais == null ? null : Cwe.read(ais.field(3), reading.dialect());
  }

  private List<Coded> furtherServices() {
    return segments.stream()
        .filter(s -> s.name().equals("AIS"))
        .skip(1)
        .map(s -> Cwe.read(s.field(3), reading.dialect()))
        .filter(Objects::nonNull)
        .toList();
  }

  private @Nullable Place place() {
    var ail = first("AIL", segments);
    return ail == null
        ? null
        : PlaceRowsHl7v2.read(
            VisitHl7v2.readPlace(ail.field(3)), PlaceRowsHl7v2.BOOKED, observations);
  }

  private @Nullable Coded placeKind() {
    var ail = first("AIL", segments);
    return ail == null || !ail.has(3) ? null : kind(ail);
  }

  /** What kind of thing it is, unless we wrote that only because the standard wants something. */
  private @Nullable Coded kind(Segment resource) {
    var part = resource.field(4);
    return part.component(3).equals(AppointmentHl7v2.FILLING)
        ? null
        : Cwe.read(part, reading.dialect());
  }

  private @Nullable Visit visit() {
    var pid = first("PID", segments);
    var roster = new Roster(reading);
    return pid == null
        ? null
        : Visit.with(
            PlaceRowsHl7v2.read(
                VisitHl7v2.readWithService(pid, first("PV1", segments), reading, roster),
                observations),
            roster.members());
  }

  private List<Resource> resources(@Nullable OffsetDateTime start, @Nullable Integer minutes) {
    var resources = new ArrayList<Resource>();
    for (var aig : segments) {
      var code = aig.name().equals("AIG") ? Cwe.read(aig.field(3), reading.dialect()) : null;
      if (code != null) {
        var span = span(aig, 8, start, minutes);
        var count = aig.text(6);
        resources.add(
            new Resource(code, kind(aig), Numbers.positive(count, 6), span.from(), span.to()));
      }
    }
    return resources;
  }

  /** Times of a part that are not those of the appointment. */
  private record Span(@Nullable OffsetDateTime from, @Nullable OffsetDateTime to) {}

  /**
   * The times of a part.
   *
   * @param field of the start; offset, its unit, length, its unit stand behind it
   */
  private Span span(
      Segment part, int field, @Nullable OffsetDateTime start, @Nullable Integer minutes) {
    var from = part.has(field) ? reading.times().moment(part, field) : null;
    if (from == null && start != null) {
      var offset = seconds(part, field + 1);
      from = offset == null ? null : start.plusSeconds(offset);
    }
    var begin = from == null ? start : from;
    var lasts = seconds(part, field + 3);
    var apart = from != null && (start == null || !from.isEqual(start));
    var own = apart || (lasts != null && minutes != null && lasts != minutes * 60L);
    return !own || begin == null
        ? new Span(null, null)
        : new Span(begin, lasts == null ? null : begin.plusSeconds(lasts));
  }

  private @Nullable Long seconds(Segment part, int field) {
    var number = Numbers.readNm(part.text(field));
    var unit = part.has(field + 1) ? unit(part.field(field + 1)) : "min";
    var factor =
        switch (unit) {
          case "s" -> 1;
          case "min" -> 60;
          case "h" -> 3600;
          default -> 0;
        };
    if (factor == 0 || number.isEmpty()) {
      return null;
    }
    var seconds = number.get().multiply(BigDecimal.valueOf(factor));
    if (seconds.abs().compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) > 0) {
      reading.issues().warning(IssueCode.VALUE, part.path(field), TOO_LONG);
      return null;
    }
    return seconds.longValue();
  }

  private List<Participant> participants(
      @Nullable OffsetDateTime start, @Nullable Integer minutes) {
    var details = new HashMap<String, Clinician>();
    var groups = new HashMap<String, Found>();
    for (var group : observations.groups(AppointmentHl7v2.PARTICIPANTS)) {
      var number = group.any().group();
      groups.put(number, group);
      ClinicianRowsHl7v2.read(group, "PART-WHO").ifPresent(c -> details.put(number, c));
    }
    var participants = new ArrayList<Participant>();
    for (var aip : segments) {
      if (!aip.name().equals("AIP")) {
        continue;
      }
      var detail = details.get(aip.text(1));
      var clinician =
          detail == null
              ? ClinicianHl7v2.read(aip.field(3), reading.dialect())
              : Optional.of(detail);
      if (clinician.isEmpty()) {
        reading
            .issues()
            .warning(IssueCode.NOT_FOUND, aip.path(3), "names nobody with both number and name");
        continue;
      }
      var filling = aip.field(4).component(3).equals(AppointmentHl7v2.FILLING);
      var beside = groups.get(aip.text(1));
      var span = span(aip, 6, start, minutes);
      participants.add(
          new Participant(
              clinician.get(),
              filling ? null : Cwe.read(aip.field(4), reading.dialect()),
              response(aip.text(12)),
              beside == null ? null : required(beside, "PART-REQUIRED"),
              beside != null && beside.has("PART-FROM") ? beside.time("PART-FROM") : span.from(),
              beside != null && beside.has("PART-TO") ? beside.time("PART-TO") : span.to()));
    }
    return participants;
  }

  private static Participant.@Nullable Required required(Found rows, String code) {
    return Enums.read(Participant.Required.values(), Participant.Required::code, rows.text(code))
        .orElse(null);
  }

  private static Participant.@Nullable Response response(String code) {
    return AppointmentCodes.RESPONSE.read(code);
  }

  private @Nullable Clinician person(String code, int field, int telephone, int address) {
    var clinician = ProviderRowsHl7v2.read(found, code, sch, field).orElse(null);
    if (clinician == null || found.has(code) || !clinician.telecoms().isEmpty()) {
      return clinician;
    }
    if (address > 0 && sch.has(address)) {
      clinician = clinician.with().addresses(List.of(Contacts.readXad(sch.field(address)))).build();
    }
    List<Telecom> telecoms =
        sch.repetitions(telephone).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList();
    return clinician.with().telecoms(telecoms).build();
  }

  /** The notes of the appointment and of what it takes. */
  private @Nullable String note() {
    var lines = new ArrayList<String>();
    for (var segment : segments) {
      if (segment.name().equals("NTE")) {
        lines.add(String.join("\n", segment.repetitions(3).stream().map(Part::whole).toList()));
      }
    }
    return lines.isEmpty() ? null : String.join("\n", lines);
  }
}
