package org.luer.mappings.translation;

import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.fhir.FhirJson;

/**
 * Lets a claim name what supports it by its place where that lies in the same Bundle. A claim is
 * written without knowing what travels beside it, and names records by their business numbers.
 */
final class ClaimLinks {
  private ClaimLinks() {}

  /** Resolves the references of all claims of the Bundle. */
  static void join(Bundle bundle) {
    if (bundle.getEntry().stream().noneMatch(e -> e.getResource() instanceof Claim)) {
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
        FhirJson.context()
            .newTerser()
            .getAllPopulatedChildElementsOfType(claim, Reference.class)
            .forEach(r -> resolve(r, places));
      }
    }
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
