package org.luer.mappings.exchange.orderintake;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.luer.mappings.concept.order.fhir.FindingFhir;
import org.luer.mappings.concept.session.SessionBundle;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;

/**
 * What of a message or a Bundle is an order: every drug that is ordered or taken, and every service
 * that is no referral. Referrals are asked for before orders. A report of a session only names its
 * order, which is read there.
 */
final class OrderClaims {
  /** Messages that are read. */
  static final Set<String> READ = Set.of("RDE_O11", "RDE_O01", "OMP_O09", "ORM_O01", "OMG_O19");

  private static final String REFERRAL = "3457005";
  private static final String WEIGHT = "29463-7";

  private OrderClaims() {}

  static boolean claims(Segments group, Segments message) {
    return READ.contains(PreParser.type(message)) && group.first("ORC").isPresent();
  }

  static boolean claims(Resource resource, Bundle bundle) {
    if (resource instanceof MedicationRequest || resource instanceof MedicationStatement) {
      return !SessionBundle.tells(bundle);
    }
    if (resource instanceof Observation observation) {
      // what an order rests on comes with it
      var orders =
          bundle.getEntry().stream()
              .map(Bundle.BundleEntryComponent::getResource)
              .filter(Objects::nonNull)
              .filter(r -> !(r instanceof ServiceRequest request && isReferral(request, "")));
      return FindingFhir.supports(observation, orders, bundle)
          || (observation.getCode().hasCoding(Systems.LOINC, WEIGHT)
              && orders(bundle)
              && !SessionBundle.tells(bundle));
    }
    if (resource instanceof ServiceRequest request) {
      return !isReferral(request, "");
    }
    return resource instanceof CarePlan && !SessionBundle.tells(bundle) && orders(bundle);
  }

  private static boolean orders(Bundle bundle) {
    return bundle.getEntry().stream().anyMatch(e -> e.getResource() instanceof MedicationRequest);
  }

  /** A referral says so by its category, or by our own number of referrals. */
  static boolean isReferral(ServiceRequest request, String base) {
    var own = base.isEmpty() ? "/sid/referral" : Systems.sid(base, "referral");
    return Codings.any(request.getCategory(), Systems.SNOMED_CT, REFERRAL)
        || numbered(request.getIdentifier(), own, base);
  }

  private static boolean numbered(List<Identifier> identifiers, String system, String base) {
    return base.isEmpty()
        ? identifiers.stream().anyMatch(i -> i.hasSystem() && i.getSystem().endsWith(system))
        : Identifiers.value(identifiers, system).isPresent();
  }
}
