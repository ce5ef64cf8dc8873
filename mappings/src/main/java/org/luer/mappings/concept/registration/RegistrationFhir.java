package org.luer.mappings.concept.registration;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.visit.PlaceFhir;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitClasses;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * The visit of a {@link Registration} as Encounter (US Core); {@link RegistrationReader} reads it,
 * {@link RegistrationProvenance} says what happened and who recorded it.
 *
 * <p>Mapped: identifier (our key; VN the number; any other the alternate number), status (by the
 * event and the departure), class, type (tables 0004, 0007, 0018, 0064), serviceType (0069),
 * priority, participant, period, length, reasonCode, hospitalization, location, account. Cannot
 * carry: what is planned of a stay, the state of bed and account.
 */
public final class RegistrationFhir {
  static final String SID = "registration";
  static final String ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
  static final String NUMBER = "VN";

  /** How the patient came (R4 extension of Encounter). */
  static final String ARRIVAL = "http://hl7.org/fhir/StructureDefinition/encounter-modeOfArrival";

  static final String ADMIT_SOURCE = Systems.V2 + "0023";

  private RegistrationFhir() {}

  /** Whether there is a visit to write: more than the number of an account. */
  public static boolean hasVisit(Registration registration) {
    var visit = registration.visit();
    var bare = visit == null ? null : new Visit(null, visit.account(), null, null, null, null);
    return (visit != null && !visit.equals(bare))
        || !registration.staff().isEmpty()
        || registration.service() != null
        || registration.admissionType() != null
        || registration.admitSource() != null
        || registration.patientType() != null
        || registration.disposition() != null
        || registration.alternateNumber() != null
        || registration.visitReason() != null
        || registration.courtesy() != null
        || !registration.arrangements().isEmpty()
        || registration.arrivedBy() != null
        || says(registration.stay());
  }

  /** Whether there is something of a stay that an Encounter can say. */
  private static boolean says(@Nullable Stay stay) {
    return stay != null
        && (stay.financialClass() != null
            || stay.readmission() != null
            || stay.days() != null
            || stay.priority() != null);
  }

  /** The Encounter, to be finished and added by the exchange; its people are the caller's. */
  public static Encounter toFhir(
      Registration registration,
      Reference patient,
      @Nullable Reference account,
      Reference clinic,
      BundleWriter out) {
    var encounter = new Encounter();
    encounter.setMeta(out.clinical("us-core-encounter"));
    encounter.addIdentifier(Identifiers.of(out.sid(SID), registration.id()));
    encounter.setStatus(status(registration)).setSubject(patient).setServiceProvider(clinic);
    var visit = registration.visit();
    var patientClass = visit == null ? null : visit.patientClass();
    var act = new Coding().setSystem(ACT).setCode(act(patientClass));
    encounter.setClass_(patientClass == null ? act.setUserSelected(false) : act);
    types(registration, patientClass, encounter);
    if (visit != null) {
      visit(visit, encounter, clinic, out);
    }
    if (registration.alternateNumber() != null) {
      encounter.addIdentifier(Identifiers.of(registration.alternateNumber(), out.base()));
    }
    if (account != null) {
      encounter.addAccount(account);
    }
    if (registration.service() != null) {
      encounter.setServiceType(Codings.of(registration.service()));
    }
    if (registration.visitReason() != null) {
      encounter.addReasonCode(Codings.of(registration.visitReason()));
    }
    if (registration.admitSource() != null) {
      encounter.getHospitalization().setAdmitSource(Codings.of(registration.admitSource()));
    }
    if (registration.disposition() != null) {
      encounter
          .getHospitalization()
          .setDischargeDisposition(Codings.of(registration.disposition()));
    }
    care(registration, encounter, clinic, out);
    stay(registration.stay(), encounter);
    return encounter;
  }

  private static void stay(@Nullable Stay stay, Encounter encounter) {
    if (stay == null) {
      return;
    }
    if (stay.readmission() != null) {
      encounter.getHospitalization().setReAdmission(Codings.of(stay.readmission()));
    }
    if (stay.priority() != null) {
      encounter.setPriority(Codings.of(stay.priority()));
    }
    if (stay.days() != null) {
      encounter.getLength().setValue(stay.days()).setUnit("d").setSystem(Systems.UCUM).setCode("d");
    }
  }

  private static void care(
      Registration registration, Encounter encounter, Reference clinic, BundleWriter out) {
    if (registration.courtesy() != null) {
      encounter.getHospitalization().addSpecialCourtesy(Codings.of(registration.courtesy()));
    }
    registration
        .arrangements()
        .forEach(a -> encounter.getHospitalization().addSpecialArrangement(Codings.of(a)));
    var by = registration.arrivedBy();
    if (by != null) {
      Codings.of(by).getCoding().stream()
          .findFirst()
          .ifPresent(
              c ->
                  encounter.addExtension(ARRIVAL, by.text() == null ? c : c.setDisplay(by.text())));
    }
    // alone it could not be told from the place of a visit that is over
    if (registration.priorPlace() != null && encounter.hasLocation()) {
      PlaceFhir.toFhir(registration.priorPlace(), out, clinic)
          .ifPresent(
              l ->
                  encounter
                      .addLocation()
                      .setLocation(l)
                      .setStatus(Encounter.EncounterLocationStatus.COMPLETED));
    }
  }

  /** Adds a participant. */
  public static void participant(
      StaffMember member, Reference person, Encounter encounter, BundleWriter out) {
    StaffMemberFhir.toFhir(member, person, encounter, out);
  }

  private static String act(Visit.@Nullable PatientClass patientClass) {
    return patientClass == null ? "AMB" : VisitClasses.act(patientClass);
  }

  private static void types(
      Registration registration, Visit.@Nullable PatientClass patientClass, Encounter encounter) {
    if (patientClass != null) {
      encounter.addType(
          Codings.concept(Systems.V2 + "0004", VisitClasses.write(patientClass), null));
    }
    for (Coded type :
        java.util.Arrays.asList(
            registration.admissionType(),
            registration.patientType(),
            registration.stay() == null ? null : registration.stay().financialClass())) {
      if (type != null) {
        encounter.addType(Codings.of(type));
      }
    }
    if (!encounter.hasType()) {
      encounter.addType(new CodeableConcept().setText("Visit"));
    }
  }

  private static void visit(Visit visit, Encounter encounter, Reference clinic, BundleWriter out) {
    Identifier number = visit.number();
    if (number != null) {
      encounter.addIdentifier(Identifiers.of(number, NUMBER, out.base()));
    }
    if (visit.arrivedAt() != null || visit.leftAt() != null) {
      encounter.setPeriod(Times.period(visit.arrivedAt(), visit.leftAt()));
    }
    if (visit.place() != null) {
      PlaceFhir.toFhir(visit.place(), out, clinic)
          .ifPresent(l -> encounter.addLocation().setLocation(l));
    }
  }

  private static EncounterStatus status(Registration registration) {
    var visit = registration.visit();
    return switch (registration.event()) {
      case PREADMITTED -> EncounterStatus.PLANNED;
      case DISCHARGED -> EncounterStatus.FINISHED;
      case ADMISSION_CANCELLED -> EncounterStatus.CANCELLED;
      case VISIT_DELETED, PERSON_DELETED -> EncounterStatus.ENTEREDINERROR;
      default ->
          visit != null && visit.leftAt() != null
              ? EncounterStatus.FINISHED
              : EncounterStatus.INPROGRESS;
    };
  }
}
