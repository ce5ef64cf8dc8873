package org.luer.mappings.exchange.patientfeed;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.luer.mappings.concept.registration.RegistrationProvenance;
import org.luer.mappings.concept.session.SessionEncounterFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Unsafe;

/**
 * {@link PatientFeed} to and from an R4 Bundle (US Core 7.0.0).
 *
 * <p>Written: one transaction with Organization, Patient, Practitioner(Role)s, RelatedPersons,
 * Account, Encounter, Coverages, AllergyIntolerances, Conditions, Procedures and two Provenances
 * (event, version of the patient); of a merge both Patients with their links.
 *
 * <p>Read: transaction, batch and collection Bundles about one patient. What the clinic model has
 * no home for is kept for its sender.
 */
public final class PatientFeedFhir {
  /**
   * Everything that a registration can bring; anything else makes a Bundle somebody else's, and so
   * does a session that is only planned, which brings nothing but these.
   */
  private static final Set<String> TYPES =
      Set.of(
          "Patient",
          "RelatedPerson",
          "Practitioner",
          "PractitionerRole",
          "Organization",
          "Location",
          "Account",
          "Coverage",
          "AllergyIntolerance",
          "Condition",
          "Encounter",
          "Procedure",
          "Provenance");

  /** What may stand beside a diagnosis that nothing rests on. */
  private static final Set<String> BESIDE =
      Set.of(
          "Patient",
          "RelatedPerson",
          "Practitioner",
          "PractitionerRole",
          "Organization",
          "Location",
          "Coverage",
          "AllergyIntolerance",
          "Condition",
          "Encounter",
          "Observation",
          "DiagnosticReport",
          "Specimen",
          "DocumentReference",
          "Binary",
          "MedicationRequest",
          "ServiceRequest",
          "Claim");

  /** What is billed, booked or done names its insurance itself. */
  private static final Set<String> CLAIMED =
      Set.of("Claim", "ChargeItem", "Invoice", "Task", "Appointment", "MedicationAdministration");

  private static final String REFERRAL = "3457005";
  private static final String DIAGNOSIS = "encounter-diagnosis";

  private PatientFeedFhir() {}

  /** The Bundle of a feed. */
  public static Bundle toFhir(PatientFeed feed, Dialect dialect) {
    return new FeedWriter(feed, dialect).write();
  }

  /** The feed of a Bundle, with what the clinic model has no home for. */
  public static Translation<List<PatientFeed>> fromFhir(Bundle bundle, Dialect dialect) {
    return fromFhir(bundle, dialect, true);
  }

  /** The feed of a Bundle without foreign content. */
  static Translation<List<PatientFeed>> carriedFromFhir(Bundle bundle, Dialect dialect) {
    return fromFhir(bundle, dialect, false);
  }

  private static Translation<List<PatientFeed>> fromFhir(
      Bundle bundle, Dialect dialect, boolean foreign) {
    var issues = new Issues();
    BundleReader.checkType(bundle, issues);
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).meaning();
    var reader = new FeedReader(in, whole(bundle), ordered(bundle));
    var feeds = reader.read().stream().toList();
    var kept =
        issues.refuse() || !foreign
            ? feeds
            : FeedForeignFhir.keep(bundle, feeds, reader.owners(), reader.types(), dialect, issues);
    return issues.resultOf(() -> kept);
  }

  /**
   * Whether a resource makes a Bundle a registration: always for insurance, allergy, account and
   * the event of a registration; for patient, visit and procedure when nothing else is in it; for
   * every problem that is more than the reason of an order.
   */
  static boolean claims(Resource resource, Bundle bundle) {
    if (resource instanceof Coverage || resource instanceof Account) {
      return only(bundle) || ordered(bundle);
    }
    if (resource instanceof Condition condition
        && (problem(condition) || found(condition, resources(bundle)))) {
      return true;
    }
    if (resource instanceof AllergyIntolerance) {
      return true;
    }
    if (resource instanceof Provenance provenance) {
      return RegistrationProvenance.trigger(provenance).isPresent();
    }
    if (resource instanceof Patient patient
        && (patient.hasContact() || patient.hasGeneralPractitioner())
        && (ordered(bundle) || charged(bundle) || documented(bundle))) {
      return true;
    }
    return (resource instanceof Patient
            || resource instanceof RelatedPerson
            || resource instanceof Encounter
            || resource instanceof Condition
            || resource instanceof Procedure)
        && only(bundle);
  }

  /** A problem of which more is told than what an order or a session is for. */
  static boolean problem(Condition condition) {
    return (condition.hasVerificationStatus()
            || condition.hasOnset()
            || condition.hasRecordedDate())
        && condition.getCategory().stream()
            .noneMatch(c -> c.getCoding().stream().anyMatch(d -> DIAGNOSIS.equals(d.getCode())));
  }

  /**
   * A diagnosis of a visit elsewhere, told with findings, documents or claims: where something is
   * ordered or done, it is what that is for.
   */
  static boolean found(Condition condition, List<Resource> beside) {
    return condition.hasRecordedDate()
        && condition.hasEncounter()
        && beside.stream().allMatch(r -> BESIDE.contains(r.fhirType()));
  }

  private static List<Resource> resources(Bundle bundle) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  /** Whether a Bundle orders something: the insurance in it is told beside that. */
  static boolean ordered(Bundle bundle) {
    var resources = resources(bundle);
    return resources.stream().noneMatch(r -> CLAIMED.contains(r.fhirType()))
        && resources.stream()
            .anyMatch(
                r ->
                    r instanceof MedicationRequest
                        || (r instanceof ServiceRequest request
                            && !Codings.any(request.getCategory(), Systems.SNOMED_CT, REFERRAL)));
  }

  /** Whether a Bundle charges something: a charge has no room for relatives and family doctors. */
  private static boolean charged(Bundle bundle) {
    return resources(bundle).stream().anyMatch(r -> r instanceof ChargeItem || r instanceof Claim);
  }

  /** Whether a Bundle brings a document: its index has no room for them either. */
  private static boolean documented(Bundle bundle) {
    return resources(bundle).stream().anyMatch(DocumentReference.class::isInstance);
  }

  private static boolean whole(Bundle bundle) {
    return only(bundle)
        || bundle.getEntry().stream()
            .map(Bundle.BundleEntryComponent::getResource)
            .anyMatch(
                r ->
                    r instanceof Provenance event
                        && RegistrationProvenance.trigger(event).isPresent());
  }

  private static boolean only(Bundle bundle) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .allMatch(
            r -> r == null || (TYPES.contains(r.fhirType()) && !SessionEncounterFhir.isOne(r)));
  }
}
