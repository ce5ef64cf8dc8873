package org.luer.mappings.concept.registration;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Facility;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * What happened and who recorded it as Provenance (US Core): one for the event of a {@link
 * Registration}, one for the version of the {@link Patient}.
 *
 * <p>Mapped: activity (HL7 table 0003; UPDATE for the patient), recorded, occurred, reason, agent
 * (who recorded; the facility of the patient's version), location, entity (the registration).
 */
public final class RegistrationProvenance {
  private static final String EVENT = Systems.V2 + "0003";
  private static final String OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";
  private static final String AGENT =
      "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
  private static final String KEY = "registration-event";

  private RegistrationProvenance() {}

  /** The event of a registration; who recorded it is the caller's, or nobody. */
  public static void toFhir(
      Registration registration,
      List<Reference> targets,
      @Nullable Reference who,
      Reference clinic,
      BundleWriter out) {
    var provenance = new Provenance();
    provenance.setMeta(out.meta("us-core-provenance"));
    targets.forEach(provenance::addTarget);
    provenance.setActivity(Codings.concept(EVENT, registration.event().trigger(), null));
    if (registration.recordedAt() == null) {
      Times.absent(provenance.getRecordedElement());
    } else {
      provenance.setRecordedElement(Times.instant(registration.recordedAt()));
    }
    if (registration.occurredAt() != null) {
      provenance.setOccurred(Times.dateTime(registration.occurredAt()));
    }
    if (registration.reason() != null) {
      provenance.addReason(Codings.of(registration.reason()));
    }
    if (registration.facility() != null) {
      provenance.setLocation(place(registration.facility(), "Location"));
    }
    var agent = provenance.addAgent().setType(Codings.concept(AGENT, "author", "Author"));
    agent.setWho(who == null ? clinic : who);
    if (who != null) {
      agent.setOnBehalfOf(clinic);
    }
    provenance
        .addEntity()
        .setRole(Provenance.ProvenanceEntityRole.SOURCE)
        .setWhat(
            new Reference()
                .setIdentifier(Identifiers.of(out.sid(RegistrationFhir.SID), registration.id())));
    out.put(provenance, out.sid(KEY), registration.id());
  }

  /** When and where a version of the patient was recorded. */
  public static void toFhir(Patient patient, Reference target, Reference clinic, BundleWriter out) {
    if (patient.recordedAt() == null && patient.recordedIn() == null) {
      return;
    }
    var provenance = new Provenance();
    provenance.setMeta(out.meta("us-core-provenance"));
    provenance.addTarget(target);
    provenance.setActivity(Codings.concept(OPERATION, "UPDATE", "revise"));
    if (patient.recordedAt() == null) {
      Times.absent(provenance.getRecordedElement());
    } else {
      provenance.setRecordedElement(Times.instant(patient.recordedAt()));
    }
    provenance
        .addAgent()
        .setType(Codings.concept(AGENT, "author", "Author"))
        .setWho(
            patient.recordedIn() == null ? clinic : place(patient.recordedIn(), "Organization"));
    out.put(provenance, out.sid("patient-version"), patient.id());
  }

  private static Reference place(Facility facility, String type) {
    var reference = new Reference().setType(type).setDisplay(facility.name());
    if (facility.oid() != null) {
      reference.setIdentifier(Identifiers.of("urn:ietf:rfc:3986", "urn:oid:" + facility.oid()));
    }
    return reference;
  }

  /** The facility of a logical reference; empty for a reference to a resource. */
  static Optional<Facility> facility(Reference reference) {
    if (reference.hasReference() || !reference.hasDisplay()) {
      return Optional.empty();
    }
    var number = reference.getIdentifier().getValue();
    var oid = number == null ? null : number.replaceFirst("^urn:oid:", "");
    return Optional.of(new Facility(reference.getDisplay(), oid));
  }

  /** The Provenance of the event. */
  public static Optional<Provenance> event(BundleReader in) {
    return in.all(Provenance.class).stream()
        .filter(p -> Codings.codeIn(p.getActivity(), EVENT).isPresent())
        .findFirst();
  }

  /** The event that a Provenance tells of. */
  static Optional<Registration.Event> read(Provenance provenance) {
    return Enums.read(
        Registration.Event.values(),
        Registration.Event::trigger,
        Codings.codeIn(provenance.getActivity(), EVENT).orElse(null));
  }

  /** The trigger that a Provenance tells of, also one that is no registration. */
  public static Optional<String> trigger(Provenance provenance) {
    return Codings.codeIn(provenance.getActivity(), EVENT);
  }

  /** The person who recorded the event, if it was a person. */
  public static Optional<Reference> recorder(Provenance provenance, BundleReader in) {
    return provenance.getAgent().stream()
        .map(a -> a.getWho())
        .filter(w -> in.resolve(w, provenance, Practitioner.class).isPresent())
        .findFirst();
  }

  /** The patient with what the Provenance of its version says. */
  public static Patient version(Patient patient, BundleReader in) {
    for (var provenance : in.all(Provenance.class)) {
      if (Codings.codeIn(provenance.getActivity(), OPERATION).isPresent()) {
        var recorded =
            provenance.hasRecorded()
                ? Times.read(
                        provenance.getRecordedElement(),
                        in.path(provenance) + ".recorded",
                        in.issues())
                    .orElse(null)
                : null;
        var where = facility(provenance.getAgentFirstRep().getWho()).orElse(null);
        return patient.withVersion(recorded, where);
      }
    }
    return patient;
  }
}
