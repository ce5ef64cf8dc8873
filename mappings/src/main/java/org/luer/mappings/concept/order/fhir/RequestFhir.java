package org.luer.mappings.concept.order.fhir;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.visit.OutsideVisitFhir;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitCodes;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * What MedicationRequest and ServiceRequest of an order say alike.
 *
 * <p>Mapped: identifiers (ours, PLAC, FILL), the visit as contained Encounter with its staff as
 * participants, notes, and a Provenance with when this version was recorded and who verified it.
 */
public final class RequestFhir {
  private static final String PLACER = "PLAC";
  private static final String FILLER = "FILL";
  private static final String AGENT =
      "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
  private static final String US_AGENT =
      "http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type";
  private static final String VISIT = "visit";

  private final BundleWriter out;
  private final ClinicianFhir people;
  private final Reference clinic;
  private final Reference patient;

  /** The parts of a Bundle that a request refers to. */
  public RequestFhir(BundleWriter out, ClinicianFhir people, Reference clinic, Reference patient) {
    this.out = out;
    this.people = people;
    this.clinic = clinic;
    this.patient = patient;
  }

  /** The Bundle. */
  public BundleWriter out() {
    return out;
  }

  /** The patient. */
  public Reference patient() {
    return patient;
  }

  /** The reference to a clinician. */
  public Reference person(Clinician clinician, DomainResource owner) {
    return people.toFhir(clinician, owner);
  }

  /** The numbers of an order; our own under the system of its kind. */
  public List<org.hl7.fhir.r4.model.Identifier> identifiers(PlacedOrder order, String sid) {
    var identifiers = new ArrayList<org.hl7.fhir.r4.model.Identifier>();
    identifiers.add(Identifiers.of(out.sid(sid), order.id()));
    if (order.placerNumber() != null) {
      identifiers.add(Identifiers.of(order.placerNumber(), PLACER, out.base()));
    }
    if (order.fillerNumber() != null) {
      identifiers.add(Identifiers.of(order.fillerNumber(), FILLER, out.base()));
    }
    return identifiers;
  }

  /** The orderer; one that is not named is said to be unknown. */
  public Reference requester(PlacedOrder order, DomainResource owner) {
    return order.orderer() == null ? Times.absent(new Reference()) : person(order.orderer(), owner);
  }

  /** What it is for, as problems of the patient. */
  public List<Reference> reasons(PlacedOrder order) {
    return order.indications().stream()
        .map(i -> ProblemFhir.toFhir(order.patientId(), i, patient, out))
        .toList();
  }

  /** A request that is named by its number only. */
  public Reference logical(Identifier number, String type) {
    return new Reference().setType(type).setIdentifier(Identifiers.of(number, out.base()));
  }

  /**
   * The visit in which it was ordered, contained unless somebody else kept it; null when none is
   * known.
   */
  public @Nullable Reference visit(PlacedOrder order, DomainResource owner) {
    var entry = order.origin();
    if (entry.outside() != null) {
      return OutsideVisitFhir.toFhir(entry.outside(), patient, out, people);
    }
    var department = entry.department();
    if (entry.visit() == null && entry.staff().isEmpty() && department == null) {
      return null;
    }
    var encounter = new Encounter().setStatus(Encounter.EncounterStatus.UNKNOWN);
    encounter.setId(VISIT);
    VisitFhir.describe(entry.visit(), encounter, out, clinic);
    for (var member : entry.staff()) {
      StaffMemberFhir.toFhir(member, person(member.clinician(), owner), encounter, out);
    }
    if (department != null) { // there is no second place for the hospital service
      encounter.setServiceType(Codings.of(department));
    }
    owner.addContained(encounter);
    return new Reference("#" + VISIT);
  }

  /** The findings that it rests on. */
  public List<Reference> findings(PlacedOrder order) {
    var references = new ArrayList<Reference>();
    for (int i = 0; i < order.findings().size(); i++) {
      var key = order.id() + "-finding-" + (i + 1);
      references.add(FindingFhir.toFhir(order.findings().get(i), key, patient, out, people));
    }
    return references;
  }

  /** The notes. */
  public static List<Annotation> notes(PlacedOrder order) {
    return order.notes().stream().map(n -> new Annotation().setText(n)).toList();
  }

  /** When it was recorded and who verified it; nothing when neither is known. */
  public void provenance(PlacedOrder order, Reference target) {
    provenance(order, List.of(target), null);
  }

  /**
   * The same with the one who entered it.
   *
   * @param enterer for requests that have no recorder
   */
  public void provenance(PlacedOrder order, List<Reference> targets, @Nullable Clinician enterer) {
    var verifier = order.origin().verifiedBy();
    if (order.recordedAt() == null && verifier == null && enterer == null) {
      return;
    }
    var provenance = new Provenance();
    provenance.setMeta(out.meta("us-core-provenance"));
    targets.forEach(provenance::addTarget);
    provenance.setRecordedElement(
        order.recordedAt() == null
            ? Times.absent(new InstantType())
            : Times.instant(order.recordedAt()));
    if (order.orderer() != null) {
      agent(provenance, AGENT, "author", "Author", person(order.orderer(), provenance))
          .setOnBehalfOf(clinic);
    }
    if (verifier != null) {
      agent(provenance, AGENT, "verifier", "Verifier", person(verifier, provenance))
          .setOnBehalfOf(clinic);
    }
    if (enterer != null) {
      agent(provenance, AGENT, "enterer", "Enterer", person(enterer, provenance))
          .setOnBehalfOf(clinic);
    }
    agent(provenance, US_AGENT, "transmitter", "Transmitter", clinic);
    out.put(provenance, out.sid("provenance"), "order-" + order.id());
  }

  private static Provenance.ProvenanceAgentComponent agent(
      Provenance provenance, String system, String code, String display, Reference who) {
    return provenance.addAgent().setType(Codings.concept(system, code, display)).setWho(who);
  }

  /** Our number of a request, else the placer's or the first as key of the sender's. */
  public static Optional<String> id(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, List<String> sids, BundleReader in) {
    for (var sid : sids) {
      var own = Identifiers.value(identifiers, Systems.sid(in.base(), sid));
      if (own.isPresent()) {
        return own.filter(Ids::valid);
      }
    }
    return number(identifiers, PLACER, in)
        .or(() -> number(identifiers, FILLER, in))
        .or(
            () ->
                identifiers.stream()
                    .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
                    .findFirst())
        .map(n -> org.luer.mappings.concept.order.hl7v2.OrderHead.key(n, in.dialect().partner()));
  }

  /**
   * The key of a request: its number, else where it stands at a server of the sender. What has
   * neither cannot be told from another one.
   */
  public static Optional<String> key(
      DomainResource request,
      List<org.hl7.fhir.r4.model.Identifier> identifiers,
      List<String> sids,
      BundleReader in) {
    var number = id(identifiers, sids, in);
    var url = in.fullUrl(in.path(request));
    return number.isPresent() || identifiers.stream().anyMatch(i -> i.getValue() != null)
        ? number
        : Optional.of(url)
            .filter(u -> u.startsWith("https:") || u.startsWith("http:") || ofServer(u, request))
            .map(u -> Ids.uuid(request.fhirType(), in.dialect().partner(), u).toString());
  }

  /** Whether a UUID is the one that a server keeps the request under, not one for this Bundle. */
  private static boolean ofServer(String url, DomainResource request) {
    return request.hasId() && url.equals("urn:uuid:" + request.getIdElement().getIdPart());
  }

  /** The number in one role. */
  public static Optional<Identifier> number(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, String role, BundleReader in) {
    return identifiers.stream()
        .filter(i -> Identifiers.is(i, role))
        .findFirst()
        .flatMap(i -> Identifiers.read(i, in.dialect()));
  }

  /** The number of the placer. */
  public static @Nullable Identifier placer(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, List<String> sids, BundleReader in) {
    var named = number(identifiers, PLACER, in);
    var ours =
        sids.stream()
            .anyMatch(s -> Identifiers.value(identifiers, Systems.sid(in.base(), s)).isPresent());
    return named.isPresent() || ours
        ? named.orElse(null)
        : identifiers.stream()
            .filter(i -> !Identifiers.is(i, FILLER))
            .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
            .findFirst()
            .orElse(null);
  }

  /** The number of the filler. */
  public static @Nullable Identifier filler(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, BundleReader in) {
    return number(identifiers, FILLER, in).orElse(null);
  }

  /** The number of a request that a reference names. */
  public static @Nullable Identifier named(Reference reference, BundleReader in) {
    return reference.hasIdentifier()
        ? Identifiers.read(reference.getIdentifier(), in.dialect()).orElse(null)
        : null;
  }

  /** The Provenance of a request. */
  public static Optional<Provenance> provenance(DomainResource request, BundleReader in) {
    return in.all(Provenance.class).stream()
        .filter(
            p ->
                p.getTarget().stream()
                    .anyMatch(t -> in.resolve(t, p, request.getClass()).orElse(null) == request))
        .findFirst();
  }

  /** When the request was recorded. */
  public static @Nullable OffsetDateTime recordedAt(
      Optional<Provenance> provenance, BundleReader in) {
    return provenance
        .filter(Provenance::hasRecorded)
        .flatMap(p -> Times.read(p.getRecordedElement(), in.path(p) + ".recorded", in.issues()))
        .orElse(null);
  }

  /** Who verified the request. */
  public static @Nullable Clinician verifier(Optional<Provenance> provenance, PartiesFhir people) {
    return agent(provenance, "verifier", people);
  }

  /** Who had this part in the request: verifier, enterer. */
  public static @Nullable Clinician agent(
      Optional<Provenance> provenance, String part, PartiesFhir people) {
    return provenance
        .flatMap(
            p ->
                p.getAgent().stream()
                    .filter(a -> a.getType().hasCoding(AGENT, part))
                    .findFirst()
                    .flatMap(a -> people.clinician(a.getWho(), p)))
        .orElse(null);
  }

  /** Visit and staff of an Encounter; with nothing in it when there is none. */
  public static OrderEntry visit(
      Reference reference, DomainResource owner, PartiesFhir people, BundleReader in) {
    var encounter = in.resolve(reference, owner, Encounter.class);
    if (encounter.isEmpty()) {
      return OrderEntry.none();
    }
    var staff = new ArrayList<StaffMember>();
    for (var participant : encounter.get().getParticipant()) {
      var role = StaffMemberFhir.role(participant, in.base());
      var clinician = people.clinician(participant.getIndividual(), owner);
      if (role.isPresent() && clinician.isPresent()) {
        staff.add(new StaffMember(role.get(), clinician.get()));
      }
    }
    var visit = VisitFhir.ofStranger(encounter.get(), in).orElse(null);
    var type = encounter.get().getServiceType();
    var ofHouse = VisitCodes.of(type, "0069");
    var department = ofHouse ? null : Codings.read(type).orElse(null);
    if (!ofHouse) {
      visit = Visit.of(visit, null);
    }
    var outside = OutsideVisitFhir.fromFhir(reference, owner, people::clinician, in).orElse(null);
    return new OrderEntry(
        null,
        null,
        null,
        null,
        null,
        null,
        outside == null ? visit : null,
        staff,
        department,
        List.of(),
        null,
        outside);
  }
}
