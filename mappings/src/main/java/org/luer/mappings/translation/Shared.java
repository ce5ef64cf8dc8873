package org.luer.mappings.translation;

import java.util.HashMap;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.fhir.FhirJson;

/** Puts Bundles together in which some resources are the same. */
final class Shared {
  private Shared() {}

  /**
   * Adds what others have to a Bundle. What several of them have stands there once, as the one has
   * it that says most of it: an exchange says little of what it only refers to.
   */
  static void add(Bundle whole, List<Bundle> others) {
    var known = new HashMap<String, Bundle.BundleEntryComponent>();
    whole.getEntry().forEach(e -> known.put(e.getFullUrl(), e));
    for (var other : others) {
      for (var entry : other.getEntry()) {
        var there = known.putIfAbsent(entry.getFullUrl(), entry);
        if (there == null) {
          whole.addEntry(entry);
        } else if (length(entry.getResource()) > length(there.getResource())) {
          there.setResource(entry.getResource());
        }
      }
    }
  }

  private static int length(Resource resource) {
    return FhirJson.encodeLoosely(resource).length();
  }
}
