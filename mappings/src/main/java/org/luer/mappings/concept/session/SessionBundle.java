package org.luer.mappings.concept.session;

import java.util.Locale;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.core.Systems;

/** Whether a Bundle tells of an infusion of ketamine, whoever gave it. */
public final class SessionBundle {
  /** RxNorm: ketamine as ingredient (reference/codes.md 5.1). */
  private static final String KETAMINE = "6130";

  private SessionBundle() {}

  /**
   * Whether ketamine was given or is about to be in one of its visits. A document names the session
   * that it is about, but does not report it.
   */
  public static boolean tells(Bundle bundle) {
    return resources(bundle, MedicationAdministration.class).anyMatch(SessionBundle::ketamine)
        || resources(bundle, Procedure.class).anyMatch(p -> ketamine(p.getCode()))
        || resources(bundle, Encounter.class)
            .filter(e -> resources(bundle, DocumentReference.class).findAny().isEmpty())
            .filter(e -> resources(bundle, Composition.class).findAny().isEmpty())
            .anyMatch(SessionEncounterFhir::isOne);
  }

  /** Whether a drug is ketamine, by its code of RxNorm or by its words. */
  public static boolean ketamine(String code, String words) {
    return KETAMINE.equals(code) || words.toLowerCase(Locale.ROOT).contains("ketamine");
  }

  private static boolean ketamine(MedicationAdministration given) {
    if (given.hasMedicationCodeableConcept()) {
      return ketamine(given.getMedicationCodeableConcept());
    }
    var medication = given.getMedicationReference();
    return ketamine("", String.valueOf(medication.getDisplay()))
        || (medication.getResource() instanceof Medication known && ketamine(known.getCode()));
  }

  /** Whether a drug is ketamine, by its code or by the words for it. */
  public static boolean ketamine(CodeableConcept concept) {
    return ketamine("", String.valueOf(concept.getText()))
        || concept.hasCoding(Systems.RXNORM, KETAMINE)
        || concept.getCoding().stream().anyMatch(c -> ketamine("", String.valueOf(c.getDisplay())));
  }

  private static <T extends Resource> Stream<T> resources(Bundle bundle, Class<T> type) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(type::isInstance)
        .map(type::cast);
  }
}
