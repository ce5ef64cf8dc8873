package org.luer.mappings.concept.visit;

import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;

/**
 * The {@link Visit} of something that is no infusion session, as an Encounter contained in what it
 * belongs to: it says where the patient was, and asks nobody to keep an Encounter for it.
 */
public final class AttachedVisitFhir {
  private static final String ID = "visit";

  private AttachedVisitFhir() {}

  /** Writes the visit into its owner and gives the reference to it. */
  public static Reference toFhir(
      Visit visit,
      DomainResource owner,
      BundleWriter out,
      Reference subject,
      @Nullable Reference reporter) {
    var encounter = new Encounter();
    encounter.setId(ID);
    VisitFhir.toFhir(visit, encounter, out, reporter == null ? new Reference() : reporter);
    encounter.getType().removeIf(t -> Systems.SNOMED_CT.equals(t.getCodingFirstRep().getSystem()));
    encounter
        .setStatus(
            visit.leftAt() == null
                ? Encounter.EncounterStatus.UNKNOWN
                : Encounter.EncounterStatus.FINISHED)
        .setSubject(subject);
    owner.addContained(encounter);
    return new Reference("#" + ID);
  }
}
