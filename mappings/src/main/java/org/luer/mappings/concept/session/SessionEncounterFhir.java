package org.luer.mappings.concept.session;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.patient.ContactFhir;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;

/**
 * The visit side of an {@link InfusionSession} to and from an R4 Encounter (US Core).
 *
 * <p>Mapped: identifier, status, class, type, subject, participant, period, reasonReference,
 * diagnosis, account, hospitalization.dischargeDisposition, location, serviceProvider. Ignored when
 * read: statusHistory, episodeOfCare, partOf.
 */
public final class SessionEncounterFhir {
  private static final String PERSON = "related-person";
  private static final String COMPANION = "-companion";
  private static final String SID = "session";
  private static final String V2_CLASS = Systems.V2 + "0004";

  private SessionEncounterFhir() {}

  /** Whether a resource is a session of some clinic: its number says so. */
  public static boolean isOne(Resource resource) {
    return resource instanceof Encounter encounter
        && encounter.getIdentifier().stream()
            .anyMatch(i -> i.hasSystem() && i.getSystem().endsWith("/sid/" + SID));
  }

  /** Writes the Encounter with staff, companion and indications; gives the problems. */
  public static List<Reference> toFhir(
      InfusionSession session, FactWriter facts, ClinicianFhir people, Reference clinic) {
    var out = facts.out();
    var encounter = new Encounter();
    encounter.setMeta(out.clinical("us-core-encounter"));
    encounter.addIdentifier(Identifiers.of(out.sid(SID), session.id()));
    encounter.setStatus(status(session));
    VisitFhir.toFhir(session.visit(), encounter, out, clinic);
    if (encounter.hasLocation()) {
      facts.place(encounter.getLocationFirstRep().getLocation());
    }
    encounter.setSubject(facts.subject());
    for (var member : session.staff()) {
      var person = people.toFhir(member.clinician(), encounter);
      facts.person(member.clinician().id(), people.known(member.clinician()));
      StaffMemberFhir.toFhir(member, person, encounter, out);
    }
    if (session.companion() != null) {
      StaffMemberFhir.companion(companion(session.companion(), facts), encounter);
    }
    var problems = IndicationFhir.toFhir(session, encounter, facts, out);
    problems.forEach(encounter::addReasonReference);
    var discharge = session.discharge();
    if (discharge != null && discharge.disposition() != null) {
      encounter.getHospitalization().setDischargeDisposition(Codings.of(discharge.disposition()));
    }
    if (session.beside().service() != null) {
      encounter.setServiceType(Codings.of(session.beside().service()));
    }
    var use = session.beside().ofAct().diagnosisUse();
    if (use != null) {
      encounter.getDiagnosis().forEach(d -> d.setUse(Codings.of(use)));
    }
    encounter.setServiceProvider(clinic);
    var type = session.beside().ofAct().visitType();
    if (type != null) {
      encounter.getType().add(0, Codings.of(type));
    }
    facts.called(encounter);
    out.update(encounter, out.sid(SID), session.id());
    return problems;
  }

  private static Reference companion(Contact contact, FactWriter facts) {
    var out = facts.out();
    var written = ContactFhir.companion(contact);
    written.setMeta(out.meta("us-core-relatedperson"));
    written.setPatient(facts.subject());
    var key =
        contact.identifiers().stream()
            .filter(i -> i.authority().equals(out.sid(PERSON)))
            .map(Identifier::value)
            .findFirst()
            .orElse(facts.session() + COMPANION);
    written.addIdentifier(Identifiers.of(out.sid(PERSON), key));
    contact.identifiers().stream()
        .filter(i -> !i.authority().equals(out.sid(PERSON)))
        .forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    return out.create(written, out.sid(PERSON), key);
  }

  private static Encounter.EncounterStatus status(InfusionSession session) {
    return switch (session.status()) {
      case PLANNED -> Encounter.EncounterStatus.PLANNED;
      case IN_PROGRESS -> Encounter.EncounterStatus.INPROGRESS;
      case COMPLETED -> Encounter.EncounterStatus.FINISHED;
      case NOT_DONE ->
          session.visit() != null && session.visit().arrivedAt() != null
              ? Encounter.EncounterStatus.FINISHED
              : Encounter.EncounterStatus.CANCELLED;
      case ENTERED_IN_ERROR -> Encounter.EncounterStatus.ENTEREDINERROR;
    };
  }

  /** The session's number: ours, else the first that the sender gives, else where it stands. */
  public static Optional<String> id(Encounter encounter, BundleReader in) {
    return Identifiers.value(encounter.getIdentifier(), Systems.sid(in.base(), SID))
        .or(
            () ->
                encounter.getIdentifier().stream()
                    .map(org.hl7.fhir.r4.model.Identifier::getValue)
                    .filter(java.util.Objects::nonNull)
                    .findFirst())
        .or(
            () ->
                Optional.of(in.fullUrl(in.path(encounter)))
                    .filter(url -> url.startsWith("https:") || url.startsWith("http:"))
                    .map(url -> Ids.uuid("session", in.dialect().partner(), url).toString()));
  }

  /** The life cycle as far as the Encounter tells it. */
  public static Optional<InfusionSession.Status> status(Encounter encounter, BundleReader in) {
    var code = encounter.hasStatus() ? encounter.getStatus().toCode() : "";
    var status =
        switch (code) {
          case "planned" -> InfusionSession.Status.PLANNED;
          case "arrived", "triaged", "in-progress", "onleave" -> InfusionSession.Status.IN_PROGRESS;
          case "finished" -> InfusionSession.Status.COMPLETED;
          case "cancelled" -> InfusionSession.Status.NOT_DONE;
          case "entered-in-error" -> InfusionSession.Status.ENTERED_IN_ERROR;
          default -> null;
        };
    if (status == null) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE, in.path(encounter) + ".status", "is missing or cannot be used");
    }
    return Optional.ofNullable(status);
  }

  /** The companion among the participants. */
  public static Optional<Contact> companion(Encounter encounter, BundleReader in) {
    for (var participant : encounter.getParticipant()) {
      var person = in.resolve(participant.getIndividual(), encounter, RelatedPerson.class);
      if (person.isPresent()) {
        return ContactFhir.fromFhir(person.get(), in.path(person.get()), in.issues())
            .map(c -> c.withIdentifiers(numbers(person.get(), in)));
      }
    }
    return Optional.empty();
  }

  /** The numbers of the companion; ours is none when it only says whose companion it is. */
  private static List<Identifier> numbers(RelatedPerson person, BundleReader in) {
    return person.getIdentifier().stream()
        .filter(
            i ->
                !in.sid(PERSON).equals(i.getSystem())
                    || !String.valueOf(i.getValue()).endsWith(COMPANION))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .toList();
  }

  /** Where the patient went. */
  public static CodeableConcept disposition(Encounter encounter) {
    return encounter.getHospitalization().getDischargeDisposition();
  }

  /** The sender's kind of visit; empty where it says no more than ours. */
  public static Optional<Coded> visitType(Encounter encounter) {
    return encounter.getType().stream()
        .filter(
            t ->
                t.getCoding().stream()
                    .noneMatch(
                        c -> "390906007".equals(c.getCode()) || V2_CLASS.equals(c.getSystem())))
        .findFirst()
        .flatMap(Codings::read);
  }

  /** What the Bundle says of the indications beside their codes. */
  public static List<Diagnosis> diagnoses(List<Coded> indications, BundleReader in) {
    return IndicationFhir.told(indications, in);
  }

  /** What the session was for. */
  public static List<Coded> indications(Encounter encounter, BundleReader in) {
    return IndicationFhir.fromFhir(encounter, in);
  }
}
