package org.luer.mappings.exchange.assessment;

import java.util.HashSet;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;

/** Withdraws Observations that the receiver has and that the new version has no more. */
final class Vanished {
  private Vanished() {}

  /** Adds what is gone, and the people that only it names, to the Bundle of the new version. */
  static void add(Bundle before, Bundle now) {
    var present = new HashSet<String>();
    now.getEntry().forEach(e -> present.add(e.getFullUrl()));
    var gone = new HashSet<String>();
    for (var entry : before.getEntry()) {
      if (entry.getResource() instanceof Observation observation
          && !present.contains(entry.getFullUrl())) {
        observation.setStatus(ObservationStatus.ENTEREDINERROR);
        observation.getPerformer().forEach(p -> gone.add(p.getReference()));
        now.addEntry(entry);
      }
    }
    for (var entry : before.getEntry()) {
      if (gone.contains(entry.getFullUrl()) && present.add(entry.getFullUrl())) {
        now.addEntry(entry);
      }
    }
  }
}
