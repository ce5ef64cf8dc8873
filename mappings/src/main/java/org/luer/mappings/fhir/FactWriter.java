package org.luer.mappings.fhir;

import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Device;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Systems;

/**
 * Writes the facts of one session: what they share (patient, encounter, people, life cycle) is said
 * here once. Not thread-safe.
 */
public final class FactWriter {
  /** Code system of observation categories. */
  public static final String CATEGORY =
      "http://terminology.hl7.org/CodeSystem/observation-category";

  /** Our code system of findings around a session. */
  public static final String KIC = "kic-observation";

  /** How far the facts of a session are confirmed. */
  public enum State {
    /** Not signed yet. */
    PRELIMINARY,
    /** Signed. */
    FINAL,
    /** The whole session is void. */
    VOID
  }

  private final BundleWriter out;
  private final String session;
  private final State state;
  private final Reference subject;
  private final Reference encounter;
  private final Map<String, Reference> people = new HashMap<>();
  private final Map<String, Device> devices = new HashMap<>();
  private final Map<String, Identifier> numbers = new HashMap<>();
  private @Nullable Reference place;
  private final Map<String, String> words = new HashMap<>();

  /** Facts of the session with this id. */
  public FactWriter(BundleWriter out, String session, State state, Reference subject) {
    this.out = out;
    this.session = session;
    this.state = state;
    this.subject = subject;
    this.encounter = BundleWriter.reference("Encounter", out.sid("session"), session);
  }

  /** The Bundle. */
  public BundleWriter out() {
    return out;
  }

  /** The session's id. */
  public String session() {
    return session;
  }

  /** Whether the whole session is void. */
  public boolean isVoid() {
    return state == State.VOID;
  }

  /** The patient. */
  public Reference subject() {
    return subject;
  }

  /** The session as Encounter. */
  public Reference encounter() {
    return encounter;
  }

  /** Makes a staff number known. */
  public void person(String staffId, Reference reference) {
    people.putIfAbsent(staffId, reference);
  }

  /** The person with this staff number; everybody named in a session is known. */
  public Reference person(String staffId) {
    var reference = people.get(staffId);
    if (reference == null) {
      throw new IllegalStateException("a session names only its own staff");
    }
    return reference;
  }

  /** Makes known where the session took place. */
  public void place(Reference location) {
    place = location;
  }

  /** Where the session took place. */
  public @Nullable Reference place() {
    return place;
  }

  /** Makes a device known of which others tell. */
  public void device(Device device) {
    devices.put(device.id(), device);
  }

  /** Makes known what a sender calls a part of the session. */
  public void part(String key, @Nullable Identifier number, @Nullable String said) {
    if (number != null) {
      numbers.put(key, number);
    }
    if (said != null) {
      words.put(key, said);
    }
  }

  /** The device with this number. */
  public Reference device(String kind, String number) {
    var known = devices.get(number);
    if (known == null) {
      return logical("Device", kind, number);
    }
    var its =
        known.number() == null
            ? Identifiers.of(Systems.sid(out.base(), kind), number)
            : Identifiers.of(known.number(), out.base());
    return known.described()
        ? out.create(Devices.toFhir(known, its), its.getSystem(), number)
        : new Reference().setType("Device").setIdentifier(its);
  }

  /** Whether a sender calls this part something. */
  public boolean isCalled(Resource resource) {
    var key = PartKey.of(resource);
    return numbers.containsKey(key) || words.containsKey(key);
  }

  /** Says what a sender calls this part: its number before ours, its words. */
  public void called(Resource resource) {
    var key = PartKey.of(resource);
    var number = numbers.get(key);
    if (number != null) {
      var its = Identifiers.of(number, out.base());
      if (resource instanceof AdverseEvent event) {
        event.setIdentifier(its);
      } else {
        PartKey.identifiers(resource).add(0, its);
      }
    }
    var said = words.get(key);
    if (said != null && resource instanceof MedicationAdministration given) {
      given.getDosage().setText(said);
    }
  }

  /** An Observation with everything but code, time and value. */
  public Observation observation(String profile, String category, @Nullable String performer) {
    var observation = new Observation();
    observation.setMeta(out.clinical(profile));
    observation.setStatus(
        switch (state) {
          case PRELIMINARY -> Observation.ObservationStatus.PRELIMINARY;
          case FINAL -> Observation.ObservationStatus.FINAL;
          case VOID -> Observation.ObservationStatus.ENTEREDINERROR;
        });
    observation.addCategory(Codings.concept(CATEGORY, category, null));
    observation.setSubject(subject).setEncounter(encounter);
    if (performer != null) {
      observation.addPerformer(person(performer));
    }
    return observation;
  }

  /** A finding with a code of our own. */
  public Observation finding(String code, @Nullable String performer) {
    return observation("us-core-observation-clinical-result", "exam", performer).setCode(kic(code));
  }

  /** A component with a code of our own, to be given a value. */
  public Observation.ObservationComponentComponent component(Observation parent, String code) {
    return parent.addComponent().setCode(kic(code));
  }

  /** A concept out of kic-observation. */
  public CodeableConcept kic(String code) {
    return Codings.concept(out.own(KIC), code, KicObservation.TABLE.row(code).display());
  }

  /** Adds an Observation under its key within the session. */
  public Reference add(Observation observation, String key) {
    return fact(observation, "observation", key, observation.addIdentifier());
  }

  /** Adds a fact of another type under its key within the session. */
  public Reference fact(
      Resource resource, String kind, String key, org.hl7.fhir.r4.model.Identifier identifier) {
    var system = out.sid(kind);
    var value = session + "-" + key;
    identifier.setSystem(system).setValue(value);
    called(resource);
    return isVoid() ? out.update(resource, system, value) : out.create(resource, system, value);
  }

  /** A reference to something that has only a number, for example a device. */
  public Reference logical(String type, String kind, String value) {
    return new Reference()
        .setType(type)
        .setIdentifier(Identifiers.of(Systems.sid(out.base(), kind), value));
  }
}
