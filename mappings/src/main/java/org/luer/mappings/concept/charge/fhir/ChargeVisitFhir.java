package org.luer.mappings.concept.charge.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.billing.BilledDiagnosisFhir;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;

/**
 * What all lines of a {@link Charge} share about the visit, as an Encounter contained in each
 * ChargeItem: the receiver's own Encounter is neither replaced nor doubled by it.
 *
 * <p>Mapped: visit (see {@link VisitFhir}), participants (ATND = rendering, REF = referrer), ranked
 * diagnoses with contained Conditions, the place of service as type of a contained Location, the
 * kind of patient as a further type. The status is unknown: a charge does not tell it.
 */
final class ChargeVisitFhir {
  private static final String ID = "visit";
  private static final String PLACE = "pos";
  private static final String PATIENT_TYPE = "patient-type";
  private static final String SESSION = "session";

  private final Charge charge;
  private final BundleWriter out;
  private final ClinicianFhir people;
  private final Reference clinic;

  ChargeVisitFhir(Charge charge, BundleWriter out, ClinicianFhir people, Reference clinic) {
    this.charge = charge;
    this.out = out;
    this.people = people;
    this.clinic = clinic;
  }

  /** Adds the Encounter to the ChargeItem and gives the reference to it. */
  Reference toFhir(ChargeItem item, Reference patient) {
    var encounter = new Encounter().setStatus(Encounter.EncounterStatus.UNKNOWN);
    encounter.setId(ID);
    VisitFhir.toFhir(charge.visit(), encounter, out, clinic);
    if (charge.patientType() != null) {
      encounter.addType(Codings.concept(out.own(PATIENT_TYPE), charge.patientType(), null));
    }
    encounter.setSubject(patient);
    participant(StaffMember.Role.ATTENDING, charge.rendering(), encounter, item);
    participant(StaffMember.Role.REFERRER, charge.referrer(), encounter, item);
    for (int i = 0; i < charge.diagnoses().size(); i++) {
      var diagnosis = charge.diagnoses().get(i);
      var by = diagnosis.by();
      var asserter = by == null ? null : people.toFhir(by, item);
      BilledDiagnosisFhir.toFhir(diagnosis, i + 1, asserter, patient, encounter, item);
    }
    if (charge.placeOfService() != null) {
      var place =
          new Location().addType(BillingFhir.listed(charge.placeOfService(), BillingCodes.PLACES));
      place.setId(PLACE);
      item.addContained(place);
      encounter.addLocation().setLocation(new Reference("#" + PLACE));
    }
    item.addContained(encounter);
    var reference = new Reference("#" + ID);
    if (charge.sessionId() != null) {
      reference
          .setType("Encounter")
          .setIdentifier(Identifiers.of(out.sid(SESSION), charge.sessionId()));
    }
    return reference;
  }

  private void participant(
      StaffMember.Role role,
      @org.jspecify.annotations.Nullable Clinician clinician,
      Encounter encounter,
      ChargeItem item) {
    if (clinician != null) {
      StaffMemberFhir.toFhir(
          new StaffMember(role, clinician), people.toFhir(clinician, item), encounter, out);
    }
  }

  /** The session that a ChargeItem names. */
  static Optional<String> session(ChargeItem item, BundleReader in) {
    var identifier = item.getContext().getIdentifier();
    return Systems.sid(in.base(), SESSION).equals(identifier.getSystem())
        ? Optional.ofNullable(identifier.getValue())
        : Optional.empty();
  }

  /** The clinician in this part. */
  static Optional<Clinician> participant(
      StaffMember.Role role,
      Encounter encounter,
      ChargeItem item,
      BundleReader in,
      BiFunction<Reference, DomainResource, Optional<Clinician>> find) {
    return encounter.getParticipant().stream()
        .filter(p -> StaffMemberFhir.role(p, in.base()).filter(role::equals).isPresent())
        .findFirst()
        .flatMap(p -> find.apply(p.getIndividual(), item));
  }

  /** The ranked diagnoses. */
  static List<BilledDiagnosis> diagnoses(
      Encounter encounter,
      ChargeItem item,
      BundleReader in,
      BiFunction<Reference, DomainResource, Optional<Clinician>> find) {
    var diagnoses = new ArrayList<BilledDiagnosis>();
    var ranked =
        encounter.getDiagnosis().stream()
            .sorted(java.util.Comparator.comparingInt(d -> d.hasRank() ? d.getRank() : 100))
            .toList();
    for (var one : ranked) {
      var condition = in.resolve(one.getCondition(), item, Condition.class);
      if (condition.isPresent()) {
        var asserter = condition.get().getAsserter();
        var by = asserter.isEmpty() ? null : find.apply(asserter, item).orElse(null);
        BilledDiagnosisFhir.fromFhir(condition.get(), one, by)
            .filter(d -> diagnoses.stream().noneMatch(other -> other.sameAs(d.code())))
            .ifPresent(diagnoses::add);
      }
    }
    return diagnoses;
  }

  /** The place of service. */
  static Optional<Coded> place(Encounter encounter, ChargeItem item, BundleReader in) {
    return encounter.getLocation().stream()
        .flatMap(l -> in.resolve(l.getLocation(), item, Location.class).stream())
        .filter(l -> l.getId() != null && l.getId().endsWith(PLACE) && l.hasType())
        .findFirst()
        .flatMap(l -> Codings.read(l.getTypeFirstRep()));
  }

  /** The kind of patient. */
  static Optional<String> patientType(Encounter encounter, BundleReader in) {
    return encounter.getType().stream()
        .flatMap(t -> Codings.codeIn(t, Systems.own(in.base(), PATIENT_TYPE)).stream())
        .findFirst();
  }
}
