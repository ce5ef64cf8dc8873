package org.luer.mappings.translation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.fhir.FhirJson;

/**
 * Puts problems of a Bundle together. What an order or a session is for is told as a Condition of
 * its own, for receivers who get nothing else; beside the record of that problem it is the same
 * thing twice.
 */
final class SameProblems {
  private final Bundle bundle;

  private SameProblems(Bundle bundle) {
    this.bundle = bundle;
  }

  /** Lets everything that names a problem name its record, where that is in the Bundle. */
  static void join(Bundle bundle) {
    var all = new SameProblems(bundle).problems();
    if (!all.isEmpty()) {
      new SameProblems(bundle).join(all);
    }
  }

  private List<Bundle.BundleEntryComponent> problems() {
    return bundle.getEntry().stream().filter(e -> e.getResource() instanceof Condition).toList();
  }

  private void join(List<Bundle.BundleEntryComponent> problems) {
    for (var entry : problems) {
      fuller((Condition) entry.getResource(), entry, problems)
          .ifPresent(
              other -> {
                rename(entry.getFullUrl(), other.getFullUrl());
                bundle.getEntry().remove(entry);
              });
    }
    for (var entry : bundle.getEntry()) {
      if (entry.getResource() instanceof DomainResource owner) {
        contained(owner, problems);
      }
    }
  }

  private static Optional<Bundle.BundleEntryComponent> fuller(
      Condition one, Bundle.BundleEntryComponent own, List<Bundle.BundleEntryComponent> problems) {
    return problems.stream()
        .filter(e -> e != own && saysAll((Condition) e.getResource(), one))
        .findFirst();
  }

  private void contained(DomainResource owner, List<Bundle.BundleEntryComponent> problems) {
    for (var inner : new ArrayList<>(owner.getContained())) {
      if (inner instanceof Condition condition) {
        problems.stream()
            .filter(e -> bundle.getEntry().contains(e))
            .filter(e -> saysAll((Condition) e.getResource(), condition))
            .findFirst()
            .ifPresent(
                e -> {
                  var id = condition.getIdElement().getIdPart();
                  var local = id.startsWith("#") ? id : "#" + id;
                  references(owner).stream()
                      .filter(r -> local.equals(r.getReference()))
                      .forEach(r -> r.setReference(e.getFullUrl()));
                  owner.getContained().remove(inner);
                });
      }
    }
  }

  /** Whether a Condition says all that another one says, and more. */
  private static boolean saysAll(Condition more, Condition less) {
    var sure = less.hasVerificationStatus();
    return more.hasVerificationStatus()
        && (less.getContained().isEmpty() && !less.hasEncounter() && !less.hasNote())
        && same(more.getCode(), less.getCode())
        && (!sure
            || more.getVerificationStatus()
                .getCodingFirstRep()
                .getCode()
                .equals(less.getVerificationStatus().getCodingFirstRep().getCode()))
        && (!less.hasOnset() || same(more.getOnset(), less.getOnset()))
        && (!less.hasAsserter() || same(more.getAsserter(), less.getAsserter()))
        && !(sure && less.hasIdentifier());
  }

  private static boolean same(Base one, Base other) {
    return one != null && one.equalsDeep(other);
  }

  private void rename(String from, String to) {
    for (var entry : bundle.getEntry()) {
      if (entry.getResource() instanceof DomainResource owner) {
        references(owner).stream()
            .filter(r -> from.equals(r.getReference()))
            .forEach(r -> r.setReference(to));
      }
    }
  }

  private static List<Reference> references(DomainResource owner) {
    return FhirJson.context()
        .newTerser()
        .getAllPopulatedChildElementsOfType(owner, Reference.class);
  }
}
