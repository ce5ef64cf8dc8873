package org.luer.mappings.exchange.sessionreport;

import java.util.List;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.fhir.BundleReader;

/**
 * What belongs to one Encounter of a Bundle. A resource that names no Encounter belongs to the only
 * one.
 *
 * @param observations in the order of the Bundle
 * @param administrations in the order of the Bundle
 * @param adverseEvents in the order of the Bundle
 * @param procedure the infusion as an act
 */
record Belongings(
    List<Observation> observations,
    List<MedicationAdministration> administrations,
    List<AdverseEvent> adverseEvents,
    @Nullable Procedure procedure) {

  Belongings(BundleReader in, Encounter encounter, boolean only) {
    this(
        in.all(Observation.class).stream()
            .filter(o -> belongs(o.getEncounter(), o, in, encounter, only))
            .toList(),
        in.all(MedicationAdministration.class).stream()
            .filter(a -> belongs(a.getContext(), a, in, encounter, only))
            .toList(),
        in.all(AdverseEvent.class).stream()
            .filter(a -> belongs(a.getEncounter(), a, in, encounter, only))
            .toList(),
        in.all(Procedure.class).stream()
            .filter(p -> belongs(p.getEncounter(), p, in, encounter, only))
            .findFirst()
            .orElse(null));
  }

  private static boolean belongs(
      Reference reference,
      DomainResource owner,
      BundleReader in,
      Encounter encounter,
      boolean only) {
    return reference.isEmpty()
        ? only
        : in.resolve(reference, owner, Encounter.class).orElse(null) == encounter;
  }
}
