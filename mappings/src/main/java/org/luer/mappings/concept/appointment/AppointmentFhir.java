package org.luer.mappings.concept.appointment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.referral.fhir.DiagnosisFhir;
import org.luer.mappings.concept.visit.AttachedVisitFhir;
import org.luer.mappings.concept.visit.PlaceFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link Appointment} to and from an R4 Appointment.
 *
 * <p>Mapped: identifier (ours, PLAC, FILL), status, cancelationReason (of one who did not come: an
 * extension), serviceType, appointmentType, reasonCode, reasonReference (contained Conditions),
 * start, end, minutesDuration, created, comment, basedOn (referral and order numbers by
 * identifier), supportingInformation (the order by identifier, and a contained Provenance with why
 * and when this version was made), participant (patient, staff, place, equipment as contained
 * Devices, callback contact, data entry person; required, and period of staff and equipment); in
 * supportingInformation also the visit as a contained Encounter, the calendar and the group of
 * requests by identifier. Refused: a status that the clinic does not have, no identifier, a time
 * without offset. Ignored when read: slot, further requestedPeriods, further reasons. Cannot carry:
 * how many of some equipment, a second code system of the calendar, what the desks say beside it
 * ({@link Scheduling}).
 */
public final class AppointmentFhir {
  private static final String SID = "appointment";
  private static final String PLACER = "PLAC";
  private static final String FILLER = "FILL";
  private static final String GROUP = "RequestGroup";
  private static final String VERSION = "version";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  private static final String CONTACT = "CALLBCK";
  private static final String ENTERER = "ENT";
  private static final String MISSED = "missed-appointment-reason";

  private AppointmentFhir() {}

  /** Writes the appointment; it replaces the receiver's copy. */
  public static Reference toFhir(
      Appointment appointment,
      BundleWriter out,
      ClinicianFhir people,
      Reference patient,
      Reference clinic) {
    var written = new org.hl7.fhir.r4.model.Appointment();
    written.setMeta(out.clinical(null));
    written.addIdentifier(Identifiers.of(out.sid(SID), appointment.id()));
    if (appointment.placerNumber() != null) {
      written.addIdentifier(Identifiers.of(appointment.placerNumber(), PLACER, out.base()));
    }
    if (appointment.fillerNumber() != null) {
      written.addIdentifier(Identifiers.of(appointment.fillerNumber(), FILLER, out.base()));
    }
    written.setStatus(
        org.hl7.fhir.r4.model.Appointment.AppointmentStatus.fromCode(appointment.status().code()));
    what(appointment, written, out, people, patient);
    when(appointment, written);
    belongs(appointment, written, out);
    version(appointment, written, out, clinic);
    participants(appointment, written, out, people, patient, clinic);
    equipment(appointment.resources(), written);
    if (appointment.groupNumber() != null) {
      written
          .addSupportingInformation()
          .setType(GROUP)
          .setIdentifier(Identifiers.of(appointment.groupNumber(), out.base()));
    }
    if (appointment.schedule() != null) {
      written.addSupportingInformation(calendar(appointment.schedule()));
    }
    if (appointment.visit() != null) {
      written.addSupportingInformation(
          AttachedVisitFhir.toFhir(appointment.visit(), written, out, people, patient, clinic));
    }
    return out.update(written, out.sid(SID), appointment.id());
  }

  /**
   * Why it does not take place. R4 forbids a cancelationReason where the patient did not come: rule
   * app-4 names a status that does not exist (no-show) instead of its own noshow.
   */
  private static void off(
      Appointment appointment,
      CodeableConcept reason,
      org.hl7.fhir.r4.model.Appointment written,
      BundleWriter out) {
    if (appointment.status() == Appointment.Status.NOSHOW) {
      written.addExtension(Extensions.own(out.base(), MISSED), reason);
    } else {
      written.setCancelationReason(reason);
    }
  }

  private static Optional<Coded> off(org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    return Codings.read(written.getCancelationReason())
        .or(
            () ->
                Extensions.first(written.getExtension(), Extensions.own(in.base(), MISSED))
                    .filter(e -> e.getValue() instanceof CodeableConcept)
                    .flatMap(e -> Codings.read((CodeableConcept) e.getValue())));
  }

  private static void what(
      Appointment appointment,
      org.hl7.fhir.r4.model.Appointment written,
      BundleWriter out,
      ClinicianFhir people,
      Reference patient) {
    if (appointment.cancellationReason() != null) {
      off(appointment, Codings.of(appointment.cancellationReason()), written, out);
    }
    if (appointment.category() != null) {
      written.addServiceCategory(Codings.of(appointment.category()));
    }
    if (appointment.service() != null) {
      written.addServiceType(Codings.of(appointment.service()));
    }
    appointment.furtherServices().forEach(s -> written.addServiceType(Codings.of(s)));
    if (appointment.specialty() != null) {
      written.addSpecialty(Codings.of(appointment.specialty()));
    }
    if (appointment.type() != null) {
      written.setAppointmentType(Codings.of(appointment.type()));
    }
    if (appointment.reason() != null) {
      written.addReasonCode(Codings.of(appointment.reason()));
    }
    DiagnosisFhir.toFhir(appointment.diagnoses(), written, people, patient)
        .forEach(written::addReasonReference);
    if (appointment.priority() != null) {
      written.setPriority(appointment.priority());
    }
    written.setDescription(appointment.description());
    written.setComment(appointment.note());
    written.setPatientInstruction(appointment.patientInstruction());
  }

  private static void when(Appointment appointment, org.hl7.fhir.r4.model.Appointment written) {
    if (appointment.start() != null && appointment.end() != null) {
      written.setStartElement(Times.instant(appointment.start()));
      written.setEndElement(Times.instant(appointment.end()));
    }
    if (appointment.minutes() != null) {
      written.setMinutesDuration(appointment.minutes());
    }
    if (appointment.requestedFrom() != null || appointment.requestedTo() != null) {
      written.addRequestedPeriod(
          Times.partialPeriod(appointment.requestedFrom(), appointment.requestedTo()));
    }
    if (appointment.createdAt() != null) {
      written.setCreatedElement(Times.dateTime(appointment.createdAt()));
    }
  }

  private static void belongs(
      Appointment appointment, org.hl7.fhir.r4.model.Appointment written, BundleWriter out) {
    if (appointment.referralId() != null) {
      written
          .addBasedOn()
          .setType("ServiceRequest")
          .setIdentifier(Identifiers.of(out.sid("referral"), appointment.referralId()));
    }
    order(appointment.orderPlacerNumber(), PLACER, written, out);
    order(appointment.orderFillerNumber(), FILLER, written, out);
    if (appointment.orderId() != null) {
      written
          .addSupportingInformation()
          .setType("MedicationRequest")
          .setIdentifier(Identifiers.of(out.sid("infusion-order"), appointment.orderId()));
    }
  }

  private static void order(
      @Nullable Identifier number,
      String role,
      org.hl7.fhir.r4.model.Appointment written,
      BundleWriter out) {
    if (number != null) {
      written
          .addBasedOn()
          .setType("ServiceRequest")
          .setIdentifier(Identifiers.of(number, role, out.base()));
    }
  }

  private static void version(
      Appointment appointment,
      org.hl7.fhir.r4.model.Appointment written,
      BundleWriter out,
      Reference clinic) {
    if (appointment.changeReason() == null && appointment.recordedAt() == null) {
      return;
    }
    var version = new Provenance();
    version.setId(VERSION);
    version.addTarget(BundleWriter.reference("Appointment", out.sid(SID), appointment.id()));
    version.setRecordedElement(
        appointment.recordedAt() == null
            ? Times.absent(new InstantType())
            : Times.instant(appointment.recordedAt()));
    if (appointment.changeReason() != null) {
      version.addReason(Codings.of(appointment.changeReason()));
    }
    version.addAgent().setWho(clinic);
    written.addContained(version);
    written.addSupportingInformation(new Reference("#" + VERSION));
  }

  private static void participants(
      Appointment appointment,
      org.hl7.fhir.r4.model.Appointment written,
      BundleWriter out,
      ClinicianFhir people,
      Reference patient,
      Reference clinic) {
    var first = written.addParticipant().setActor(patient).setStatus(ParticipationStatus.ACCEPTED);
    required(appointment.patientRequired(), first);
    for (var participant : appointment.participants()) {
      var added =
          written.addParticipant().setActor(people.toFhir(participant.clinician(), written));
      if (participant.role() != null) {
        added.addType(Codings.of(participant.role()));
      }
      required(participant.required(), added);
      if (participant.from() != null || participant.to() != null) {
        added.setPeriod(Times.period(participant.from(), participant.to()));
      }
      if (participant.response() == null) {
        // R4 wants a code: one who did not answer has to, and the extension says that nobody knows
        added.setStatus(ParticipationStatus.NEEDSACTION);
        Times.absent(added.getStatusElement());
      } else {
        added.setStatus(ParticipationStatus.fromCode(participant.response().code()));
      }
    }
    if (appointment.place() != null) {
      var site = appointment.site();
      var owner = site == null ? clinic : OrganizationFhir.toFhir(site, out);
      PlaceFhir.toFhir(appointment.place(), out, owner)
          .ifPresent(
              p -> {
                var there = written.addParticipant().setActor(p);
                required(
                    appointment.placeRequired(), there.setStatus(ParticipationStatus.ACCEPTED));
                if (appointment.placeKind() != null) {
                  there.addType(Codings.of(appointment.placeKind()));
                }
              });
    }
    person(appointment.contact(), CONTACT, "callback contact", written, people);
    person(appointment.enteredBy(), ENTERER, "data entry person", written, people);
  }

  private static void equipment(
      List<Resource> resources, org.hl7.fhir.r4.model.Appointment written) {
    for (int i = 0; i < resources.size(); i++) {
      var resource = resources.get(i);
      var device = new Device().setType(Codings.of(resource.code()));
      device.setId("equipment-" + (i + 1));
      written.addContained(device);
      var added =
          written
              .addParticipant()
              .setActor(new Reference("#" + device.getId()))
              .setStatus(ParticipationStatus.ACCEPTED);
      if (resource.kind() != null) {
        added.addType(Codings.of(resource.kind()));
      }
      if (resource.from() != null || resource.to() != null) {
        added.setPeriod(Times.period(resource.from(), resource.to()));
      }
    }
  }

  private static List<Resource> equipment(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    var at = in.path(written) + ".participant.period";
    var resources = new ArrayList<Resource>();
    for (var participant : written.getParticipant()) {
      equipment(participant.getActor(), written, in)
          .ifPresent(
              code ->
                  resources.add(
                      new Resource(
                          code,
                          Codings.read(participant.getTypeFirstRep()).orElse(null),
                          null,
                          Times.read(participant.getPeriod().getStartElement(), at, in.issues())
                              .orElse(null),
                          Times.read(participant.getPeriod().getEndElement(), at, in.issues())
                              .orElse(null))));
    }
    return resources;
  }

  /** A Device, or one that is only named. */
  private static Optional<Coded> equipment(
      Reference actor, org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    var device = in.resolve(actor, written, Device.class);
    if (device.isPresent()) {
      return Codings.read(device.get().getType());
    }
    return Objects.equals(actor.getType(), "Device") ? named(actor) : Optional.empty();
  }

  /** What a reference says of a thing that is not there. */
  private static Optional<Coded> named(Reference reference) {
    var identifier = reference.getIdentifier();
    if (identifier.hasSystem() && identifier.hasValue()) {
      return Optional.of(
          Coded.of(identifier.getSystem(), identifier.getValue(), reference.getDisplay()));
    }
    return reference.hasDisplay()
        ? Optional.of(Coded.text(reference.getDisplay()))
        : Optional.empty();
  }

  private static Reference calendar(Coded schedule) {
    var reference = new Reference().setType("Schedule").setDisplay(schedule.text());
    if (schedule.system() != null && schedule.code() != null) {
      reference.setIdentifier(Identifiers.of(schedule.system(), schedule.code()));
    }
    return reference;
  }

  private static @Nullable Identifier group(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    return written.getSupportingInformation().stream()
        .filter(r -> Objects.equals(r.getType(), GROUP) && r.hasIdentifier())
        .flatMap(r -> Identifiers.read(r.getIdentifier(), in.dialect()).stream())
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Coded placeKind(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    return written.getParticipant().stream()
        .filter(
            p ->
                in.resolve(p.getActor(), written, Location.class).isPresent()
                    || Objects.equals(p.getActor().getType(), "Location"))
        .findFirst()
        .flatMap(p -> Codings.read(p.getTypeFirstRep()))
        .orElse(null);
  }

  private static @Nullable Coded calendar(org.hl7.fhir.r4.model.Appointment written) {
    return written.getSupportingInformation().stream()
        .filter(r -> Objects.equals(r.getType(), "Schedule"))
        .flatMap(r -> named(r).stream())
        .findFirst()
        .orElse(null);
  }

  private static void required(
      Participant.@Nullable Required required, AppointmentParticipantComponent written) {
    if (required != null) {
      written.setRequired(
          org.hl7.fhir.r4.model.Appointment.ParticipantRequired.fromCode(required.code()));
    }
  }

  private static Participant.@Nullable Required required(AppointmentParticipantComponent written) {
    return Enums.read(
            Participant.Required.values(),
            Participant.Required::code,
            written.hasRequired() ? written.getRequired().toCode() : null)
        .orElse(null);
  }

  /** Whether it can go on without the one participant of this type. */
  private static <T extends org.hl7.fhir.r4.model.Resource> Participant.@Nullable Required required(
      org.hl7.fhir.r4.model.Appointment written, Class<T> type, BundleReader in) {
    for (var participant : written.getParticipant()) {
      if (in.resolve(participant.getActor(), written, type).isPresent()) {
        return required(participant);
      }
    }
    return null;
  }

  private static void person(
      @Nullable Clinician clinician,
      String code,
      String display,
      org.hl7.fhir.r4.model.Appointment written,
      ClinicianFhir people) {
    if (clinician != null) {
      written
          .addParticipant()
          .setActor(people.toFhir(clinician, written))
          .addType(Codings.concept(PARTICIPATION, code, display))
          .setStatus(ParticipationStatus.ACCEPTED);
    }
  }

  /** Reads an appointment; why it cannot be read stands in the issues. */
  public static Optional<Appointment> fromFhir(
      org.hl7.fhir.r4.model.Appointment written,
      String patientId,
      BundleReader in,
      ClinicianReader people) {
    var path = in.path(written);
    var issues = in.issues();
    var id = id(written, in);
    var off = off(written, in);
    if (id.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + ".identifier", "is missing");
    }
    var status =
        Enums.read(
            Appointment.Status.values(),
            Appointment.Status::code,
            written.hasStatus() ? written.getStatus().toCode() : null);
    if (status.isEmpty()) {
      issues.error(IssueCode.NOT_USABLE, path + ".status", "is missing or cannot be used");
    }
    if (id.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    var version = version(written, in);
    try {
      return Optional.of(
          new Appointment(
              id.get(),
              patientId,
              number(written.getIdentifier(), PLACER, in),
              booked(written, in),
              status.get(),
              Times.read(written.getStartElement(), path + ".start", issues).orElse(null),
              Times.read(written.getEndElement(), path + ".end", issues).orElse(null),
              written.hasMinutesDuration() ? Integer.valueOf(written.getMinutesDuration()) : null,
              Codings.read(written.getAppointmentType()).orElse(null),
              Codings.read(written.getReasonCodeFirstRep()).orElse(null),
              Codings.read(written.getServiceTypeFirstRep()).orElse(null),
              DiagnosisFhir.fromFhir(written.getReasonReference(), written, in, people),
              version
                  .flatMap(v -> Codings.read(v.getReasonFirstRep()))
                  .filter(r -> off.isEmpty())
                  .orElse(null),
              off.orElse(null),
              participants(written, in, people),
              place(written, in),
              person(written, CONTACT, people),
              person(written, ENTERER, people),
              linked(written.getSupportingInformation(), Systems.sid(in.base(), "infusion-order")),
              linked(written.getBasedOn(), Systems.sid(in.base(), "referral")),
              ordered(written, in),
              number(identifiers(written.getBasedOn()), FILLER, in),
              written.getComment(),
              Times.partial(written.getCreatedElement(), path + ".created", issues).orElse(null),
              version
                  .flatMap(
                      v -> Times.read(v.getRecordedElement(), path + ".contained.recorded", issues))
                  .orElse(null),
              Codings.read(written.getServiceCategoryFirstRep()).orElse(null),
              Codings.read(written.getSpecialtyFirstRep()).orElse(null),
              written.hasPriority() ? Integer.valueOf(written.getPriority()) : null,
              written.getDescription(),
              written.getPatientInstruction(),
              place(written, in) == null ? null : site(written, in),
              required(written, org.hl7.fhir.r4.model.Patient.class, in),
              place(written, in) == null ? null : required(written, Location.class, in),
              furtherServices(written),
              equipment(written, in),
              calendar(written),
              group(written, in),
              place(written, in) == null ? null : placeKind(written, in),
              wished(written.getRequestedPeriodFirstRep().getStartElement(), path + ".start", in),
              wished(written.getRequestedPeriodFirstRep().getEndElement(), path + ".end", in),
              written.getSupportingInformation().stream()
                  .flatMap(r -> in.resolve(r, written, Encounter.class).stream())
                  .findFirst()
                  .map(e -> AttachedVisitFhir.fromFhir(e, written, in))
                  .orElse(null),
              null));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private static List<Coded> furtherServices(org.hl7.fhir.r4.model.Appointment written) {
    return written.getServiceType().stream()
        .skip(1)
        .flatMap(s -> Codings.read(s).stream())
        .toList();
  }

  /** Ours, else a key derived from the first number. */
  private static Optional<String> id(org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    return Identifiers.value(written.getIdentifier(), Systems.sid(in.base(), SID))
        .or(
            () ->
                written.getIdentifier().stream()
                    .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
                    .map(
                        i ->
                            Ids.uuid(
                                    "appointment", in.dialect().partner(), i.authority(), i.value())
                                .toString())
                    .findFirst());
  }

  /** The number of whoever keeps the schedule: a stranger's number without a type is that one. */
  private static @Nullable Identifier booked(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    var numbers = written.getIdentifier();
    var named = number(numbers, FILLER, in);
    return named != null || Identifiers.value(numbers, Systems.sid(in.base(), SID)).isPresent()
        ? named
        : numbers.stream()
            .filter(i -> !Identifiers.is(i, PLACER))
            .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
            .findFirst()
            .orElse(null);
  }

  private static @Nullable PartialTime wished(DateTimeType written, String path, BundleReader in) {
    return Times.partial(written.hasValue() ? written : null, path, in.issues()).orElse(null);
  }

  /** The number of the order at its placer: a stranger's number without a type is that one. */
  private static @Nullable Identifier ordered(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    var numbers = identifiers(written.getBasedOn());
    var named = number(numbers, PLACER, in);
    return named != null
        ? named
        : numbers.stream()
            .filter(i -> !i.hasType())
            .filter(i -> i.getSystem() == null || !i.getSystem().startsWith(in.sid("")))
            .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
            .findFirst()
            .orElse(null);
  }

  private static @Nullable Identifier number(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, String role, BundleReader in) {
    return identifiers.stream()
        .filter(i -> Identifiers.is(i, role))
        .findFirst()
        .flatMap(i -> Identifiers.read(i, in.dialect()))
        .orElse(null);
  }

  private static List<org.hl7.fhir.r4.model.Identifier> identifiers(List<Reference> references) {
    return references.stream()
        .filter(Reference::hasIdentifier)
        .map(Reference::getIdentifier)
        .toList();
  }

  private static @Nullable String linked(List<Reference> references, String system) {
    return Identifiers.value(identifiers(references), system).orElse(null);
  }

  private static Optional<Provenance> version(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    return written.getSupportingInformation().stream()
        .flatMap(r -> in.resolve(r, written, Provenance.class).stream())
        .findFirst();
  }

  private static List<Participant> participants(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in, ClinicianReader people) {
    var at = in.path(written) + ".participant.period";
    var participants = new ArrayList<Participant>();
    for (var participant : written.getParticipant()) {
      if (is(participant, CONTACT) || is(participant, ENTERER)) {
        continue;
      }
      var role =
          participant.hasType()
              ? Codings.read(participant.getTypeFirstRep())
              : Optional.<Coded>empty();
      var response =
          Enums.read(
              Participant.Response.values(),
              Participant.Response::code,
              participant.getStatus() == null || Times.isAbsent(participant.getStatusElement())
                  ? null
                  : participant.getStatus().toCode());
      people
          .read(participant.getActor(), written)
          .map(
              c ->
                  new Participant(
                      c,
                      role.orElse(null),
                      response.orElse(null),
                      required(participant),
                      Times.read(participant.getPeriod().getStartElement(), at, in.issues())
                          .orElse(null),
                      Times.read(participant.getPeriod().getEndElement(), at, in.issues())
                          .orElse(null)))
          .ifPresent(participants::add);
    }
    return participants;
  }

  private static boolean is(AppointmentParticipantComponent participant, String code) {
    return Codings.any(participant.getType(), PARTICIPATION, code);
  }

  private static org.luer.mappings.concept.visit.@Nullable Place place(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    return written.getParticipant().stream()
        .map(AppointmentParticipantComponent::getActor)
        .filter(
            a ->
                in.resolve(a, written, Location.class).isPresent()
                    || Objects.equals(a.getType(), "Location"))
        .findFirst()
        .flatMap(a -> PlaceFhir.fromFhir(a, written, in))
        .orElse(null);
  }

  /** The organization of the place, when the sender describes it. */
  private static @Nullable Organization site(
      org.hl7.fhir.r4.model.Appointment written, BundleReader in) {
    for (var participant : written.getParticipant()) {
      var location = in.resolve(participant.getActor(), written, Location.class).orElse(null);
      var owner =
          location == null
              ? null
              : in.resolve(
                      location.getManagingOrganization(),
                      location,
                      org.hl7.fhir.r4.model.Organization.class)
                  .orElse(null);
      if (owner != null && owner.hasName() && owner.hasIdentifier()) {
        var wrong = new Issues(); // one that cannot be read stays with its sender
        var site = OrganizationFhir.fromFhir(owner, in.dialect(), in.path(owner), wrong);
        return wrong.refuse() ? null : site.orElse(null);
      }
    }
    return null;
  }

  private static @Nullable Clinician person(
      org.hl7.fhir.r4.model.Appointment written, String code, ClinicianReader people) {
    return written.getParticipant().stream()
        .filter(p -> is(p, code))
        .flatMap(p -> people.read(p.getActor(), written).stream())
        .findFirst()
        .orElse(null);
  }
}
