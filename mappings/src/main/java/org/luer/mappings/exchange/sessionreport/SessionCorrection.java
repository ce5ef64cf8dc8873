package org.luer.mappings.exchange.sessionreport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.concept.adverseevent.AdverseEventFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FhirJson;

/**
 * Turns the Bundle of a new version into the correction of the one that the partner has (FHIR R4: a
 * conditional create would leave the old fact as it is).
 *
 * <p>Facts that changed are updated by identifier, Observations with status amended unless only
 * their status changed; facts that vanished are updated to entered-in-error; Observations and parts
 * of the infusion that did not change are left out; what the receiver owns stays a conditional
 * create, so that references resolve. The Provenance names what was corrected.
 */
final class SessionCorrection {
  private static final Set<String> FACTS =
      Set.of("Observation", "MedicationAdministration", "Medication", "Condition", "AdverseEvent");

  private final Map<String, BundleEntryComponent> before = new HashMap<>();
  private final Bundle after;
  private final Dialect dialect;
  private final Bundle correction;
  private final List<Reference> corrected = new ArrayList<>();

  SessionCorrection(Bundle before, Bundle after, Dialect dialect) {
    before.getEntry().forEach(e -> this.before.put(e.getFullUrl(), e));
    this.after = after;
    this.dialect = dialect;
    this.correction = new Bundle().setType(after.getType());
    this.correction.setMeta(after.getMeta());
    for (var entry : after.getEntry()) {
      keep(entry);
    }
    for (var entry : before.getEntry()) {
      vanished(entry);
    }
    parties();
    provenance();
  }

  /** The correction. */
  Bundle bundle() {
    return correction;
  }

  private void keep(BundleEntryComponent entry) {
    var old = before.get(entry.getFullUrl());
    var resource = entry.getResource();
    if (resource instanceof Provenance) {
      return;
    }
    if (!FACTS.contains(resource.fhirType()) || isProblem(resource)) {
      correction.addEntry(entry);
      if (entry.getRequest().getMethod() == Bundle.HTTPVerb.PUT) {
        corrected.add(new Reference(entry.getFullUrl()));
      }
      return;
    }
    if (old == null) {
      add(entry);
    } else if (!old.getResource().equalsDeep(resource)) {
      if (resource instanceof Observation observation
          && old.getResource() instanceof Observation earlier) {
        amend(observation, earlier);
      }
      update(entry);
      add(entry);
    } else if (!(resource instanceof Observation
        || isPart(resource)
        || resource instanceof AdverseEvent)) {
      correction.addEntry(entry);
    }
  }

  private void add(BundleEntryComponent entry) {
    correction.addEntry(entry);
    corrected.add(new Reference(entry.getFullUrl()));
  }

  private static void amend(Observation observation, Observation earlier) {
    if (observation.getStatus() != ObservationStatus.FINAL
        || earlier.getStatus() == ObservationStatus.PRELIMINARY) {
      return;
    }
    observation.setStatus(ObservationStatus.AMENDED);
  }

  private static boolean isProblem(Resource resource) {
    return resource instanceof Condition condition && !condition.hasEncounter();
  }

  private static boolean isPart(Resource resource) {
    return resource instanceof MedicationAdministration part
        && part.getIdentifier().stream()
            .noneMatch(i -> i.hasValue() && i.getValue().endsWith("-infusion"));
  }

  private static void update(BundleEntryComponent entry) {
    var request = entry.getRequest();
    if (request.getMethod() == Bundle.HTTPVerb.POST) {
      request
          .setUrl(request.getUrl() + "?" + request.getIfNoneExist())
          .setMethod(Bundle.HTTPVerb.PUT)
          .setIfNoneExist(null);
    }
  }

  private void vanished(BundleEntryComponent entry) {
    var resource = entry.getResource();
    var gone = after.getEntry().stream().noneMatch(e -> e.getFullUrl().equals(entry.getFullUrl()));
    if (!gone || !FACTS.contains(resource.fhirType()) || isProblem(resource)) {
      return;
    }
    if (resource instanceof Observation observation) {
      observation.setStatus(ObservationStatus.ENTEREDINERROR);
    } else if (resource instanceof MedicationAdministration administration) {
      administration.setStatus(MedicationAdministrationStatus.ENTEREDINERROR);
    } else if (resource instanceof Medication medication) {
      medication.setStatus(Medication.MedicationStatus.ENTEREDINERROR);
    } else if (resource instanceof Condition condition) {
      condition.setClinicalStatus(null);
      condition.setVerificationStatus(
          Codings.concept(
              "http://terminology.hl7.org/CodeSystem/condition-ver-status",
              "entered-in-error",
              "Entered in Error"));
    } else if (resource instanceof AdverseEvent event) {
      AdverseEventFhir.voided(event, Systems.own(dialect.base(), "record-lifecycle"));
    }
    update(entry);
    add(entry);
  }

  /** Brings back the parties that only a vanished fact names, so that its references resolve. */
  private void parties() {
    var present = new HashSet<String>();
    correction.getEntry().forEach(e -> present.add(e.getFullUrl()));
    var open = new ArrayDeque<>(correction.getEntry());
    var terser = FhirJson.context().newTerser();
    while (!open.isEmpty()) {
      var resource = open.remove().getResource();
      for (var reference : terser.getAllPopulatedChildElementsOfType(resource, Reference.class)) {
        var missing = before.get(reference.getReference());
        if (missing != null
            && missing.getRequest().hasIfNoneExist()
            && present.add(missing.getFullUrl())) {
          correction.addEntry(missing);
          open.add(missing);
        }
      }
    }
  }

  private void provenance() {
    for (var entry : after.getEntry()) {
      if (entry.getResource() instanceof Provenance provenance) {
        provenance.setTarget(corrected);
        correction.addEntry(entry);
      }
    }
  }
}
