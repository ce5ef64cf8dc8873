package org.luer.gateway.intake.http;

import java.util.Optional;
import java.util.stream.Stream;

/** The collections of the API and the record kinds that they hold. */
enum Collection {
  PATIENTS("patients", "Patient"),
  ORDERS("orders", "InfusionOrder"),
  SESSIONS("sessions", "InfusionSession"),
  ASSESSMENTS("assessments", "Assessment"),
  CHARGES("charges", "Charge"),
  REFERRALS("referrals", "Referral"),
  APPOINTMENTS("appointments", "Appointment"),
  SUMMARIES("summaries", "SessionSummary"),
  DOCUMENTS("documents", "Document"),
  COVERAGES("coverages", "Coverage"),
  CONDITIONS("conditions", "Condition"),
  ALLERGIES("allergies", "Allergy"),
  MEDICATIONS("medications", "Medication"),
  OBSERVATIONS("observations", "Observation"),
  ADMINISTRATIONS("administrations", "MedicationAdministration"),
  SERVICE_ORDERS("service-orders", "ServiceOrder"),
  PROCEDURES("procedures", "Procedure"),
  REGISTRATIONS("registrations", "Registration"),
  MERGES("merges", "PatientMerge"),
  DIRECTIVES("directives", "DisclosureDirective");

  /** All of them as a path variable; a constant, since an annotation needs one. */
  static final String PATH =
      "{collection:patients|orders|sessions|assessments|charges|referrals|appointments|summaries"
          + "|documents|coverages|conditions|allergies|medications|observations|administrations"
          + "|service-orders|procedures|registrations|merges|directives}";

  private final String path;
  private final String kind;

  Collection(String path, String kind) {
    this.path = path;
    this.kind = kind;
  }

  String path() {
    return path;
  }

  String kind() {
    return kind;
  }

  static Optional<Collection> of(String path) {
    return Stream.of(values()).filter(collection -> collection.path.equals(path)).findFirst();
  }

  static Optional<Collection> ofKind(String kind) {
    return Stream.of(values()).filter(collection -> collection.kind.equals(kind)).findFirst();
  }
}
