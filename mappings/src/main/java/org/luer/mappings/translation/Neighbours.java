package org.luer.mappings.translation;

import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.concept.claim.fhir.ClaimFhir;
import org.luer.mappings.fhir.FhirJson;

/**
 * Lets claims and findings name what they rest on by its place where that lies in the same Bundle.
 * They are written without knowing what travels beside them, and name records by their business
 * numbers.
 */
final class Neighbours {
  private Neighbours() {}

  /** Resolves their references. */
  static void join(Bundle bundle) {
    if (bundle.getEntry().stream().noneMatch(e -> rests(e.getResource()))) {
      return;
    }
    Map<String, String> places = new HashMap<>();
    for (var entry : bundle.getEntry()) {
      var type = entry.getResource().fhirType();
      for (var property : entry.getResource().children()) {
        if (property.getName().equals("identifier")
            || property.getName().equals("masterIdentifier")) {
          property.getValues().forEach(v -> remember(v, type, entry.getFullUrl(), places));
        }
      }
    }
    for (var entry : bundle.getEntry()) {
      if (entry.getResource() instanceof Claim claim) {
        problems(claim, bundle);
      }
      if (rests(entry.getResource())) {
        FhirJson.context()
            .newTerser()
            .getAllPopulatedChildElementsOfType(entry.getResource(), Reference.class)
            .stream()
            .filter(r -> !ofSession(entry.getResource(), r))
            .forEach(r -> resolve(r, places));
      }
    }
  }

  /** A diagnosis whose Condition is beside the claim is named, not told again. */
  private static void problems(Claim claim, Bundle bundle) {
    for (var diagnosis : claim.getDiagnosis()) {
      if (diagnosis.getUserData(ClaimFhir.CONDITION) instanceof Reference place
          && bundle.getEntry().stream()
              .anyMatch(e -> place.getReference().equals(e.getFullUrl()))) {
        diagnosis.setDiagnosis(place);
      }
    }
  }

  /** A session always names its order by its number, whether that travels with it or not. */
  private static boolean ofSession(Resource resource, Reference reference) {
    return resource instanceof Observation && "MedicationRequest".equals(reference.getType());
  }

  private static boolean rests(Resource resource) {
    return resource instanceof Claim
        || resource instanceof DiagnosticReport
        || resource instanceof Observation;
  }

  private static void remember(Base value, String type, String url, Map<String, String> places) {
    if (value instanceof Identifier number) {
      places.putIfAbsent(key(type, number), url);
    }
  }

  private static void resolve(Reference reference, Map<String, String> places) {
    var url = places.get(key(reference.getType(), reference.getIdentifier()));
    if (!reference.hasReference() && reference.getIdentifier().hasValue() && url != null) {
      reference.setReference(url).setIdentifier(null).setType(null);
    }
  }

  private static String key(String type, Identifier number) {
    return type + "|" + number.getSystem() + "|" + number.getValue();
  }
}
