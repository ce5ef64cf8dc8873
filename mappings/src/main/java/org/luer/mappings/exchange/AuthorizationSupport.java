package org.luer.mappings.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.claim.ClaimInformation;
import org.luer.mappings.concept.claim.fhir.PasFhir;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.charges.Charges;
import org.luer.mappings.exchange.charges.ChargesExchange;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelRenderings;

/**
 * A request for prior authorization together with the records that support it: each of them is
 * written as its own exchange writes it, and Claim.supportingInfo refers to it (PAS:
 * additionalInformation). {@link org.luer.mappings.exchange.charges.InsurerRequests} makes of it
 * what goes to the insurer.
 *
 * <p>Referred to: of an assessment the answers (QuestionnaireResponse) and the scores
 * (Observation), of a referral its ServiceRequest with the treatments tried before, of an order its
 * MedicationRequests, of a summary its DocumentReference, of a session its Procedure. What an
 * update adds is told in the description of the document: the profile of an update has infoChanged
 * here, but the extension itself may stand in lines only, and a validator refuses it.
 */
public final class AuthorizationSupport {
  private static final String INFORMATION =
      "http://terminology.hl7.org/CodeSystem/claiminformationcategory";
  private static final String X12 = "https://codesystem.x12.org/005010/";
  private static final Map<String, Set<String>> HEADS =
      Map.of(
          "Assessment", Set.of("QuestionnaireResponse", "Observation"),
          "Referral", Set.of("ServiceRequest"),
          "InfusionOrder", Set.of("MedicationRequest"),
          "SessionSummary", Set.of("DocumentReference"),
          "InfusionSession", Set.of("Procedure"));
  private static final int LONGEST = 80; // PWK07 of an X12 278

  private AuthorizationSupport() {}

  /** The kinds of records that may support a request. */
  public static Set<String> kinds() {
    return HEADS.keySet();
  }

  /**
   * The transaction of the request and of what supports it; refused when a record cannot travel.
   *
   * @param set the request with patient and coverages
   * @param support in the order in which it is referred to
   * @param changes what an update did to a record, added or changed, by {@code Kind/id}
   */
  public static Translation<Bundle> toFhir(
      Charges set,
      List<? extends ClinicRecord> support,
      Map<String, String> changes,
      Dialect dialect) {
    if (support.isEmpty()) {
      return new Translation.Accepted<>(
          ChargesExchange.INSTANCE.toFhir(set, Before.nothing(), dialect), List.of());
    }
    var records = new ArrayList<ClinicRecord>(support);
    records.add(set.patient());
    return Exchanges.ALL
        .fromRecords(records, set.clinic())
        .map(parcels -> together(set, support, parcels, changes, dialect));
  }

  private static Bundle together(
      Charges set,
      List<? extends ClinicRecord> support,
      List<Parcel<?>> parcels,
      Map<String, String> changes,
      Dialect dialect) {
    var all = new ArrayList<Parcel<?>>();
    all.add(new Parcel<>(ChargesExchange.INSTANCE, set));
    parcels.stream()
        .filter(p -> support.contains(p.about()))
        .sorted(Comparator.comparingInt(p -> support.indexOf(p.about())))
        .forEach(all::add);
    var bundle = ParcelRenderings.bundle(all, dialect);
    var claim =
        resources(bundle)
            .filter(Claim.class::isInstance)
            .map(Claim.class::cast)
            .findFirst()
            .orElseThrow();
    for (var parcel : all.subList(1, all.size())) {
      var record = parcel.about();
      var change = changes.get(record.getClass().getSimpleName() + "/" + record.id());
      for (var entry : parcel.toFhir(dialect).getEntry()) {
        if (head(record, entry.getResource())) {
          refer(claim, set, record, entry, change);
        }
      }
    }
    return bundle;
  }

  private static Stream<Resource> resources(Bundle bundle) {
    return bundle.getEntry().stream().map(Bundle.BundleEntryComponent::getResource);
  }

  private static boolean head(ClinicRecord record, Resource resource) {
    var heads = HEADS.getOrDefault(record.getClass().getSimpleName(), Set.of());
    return heads.contains(resource.fhirType())
        && (!(resource instanceof Observation observation) || score(observation))
        && (!(resource instanceof QuestionnaireResponse form) || form.hasItem());
  }

  /** Numbers only: what else is said about a form stands in the form. */
  private static boolean score(Observation observation) {
    return observation.hasValueQuantity() || observation.hasValueIntegerType();
  }

  private static void refer(
      Claim claim,
      Charges set,
      ClinicRecord record,
      Bundle.BundleEntryComponent entry,
      @Nullable String change) {
    var there = new Reference(entry.getFullUrl());
    if (claim.getSupportingInfo().stream().anyMatch(i -> there.equalsDeep(i.getValue()))) {
      return; // several exchanges may write it
    }
    var info = named(claim, entry.getResource()).orElse(null);
    if (info == null) {
      info = claim.addSupportingInfo().setSequence(claim.getSupportingInfo().size());
      info.setCategory(Codings.concept(INFORMATION, "attachment", "Attachment"));
    }
    info.setValue(there);
    var number = set.claim().orElseThrow().id() + "-" + info.getSequence();
    PasFhir.toFhir(
        new ClaimInformation.Cover(
            Coded.of(X12 + "755", "PY", "Physician's Report"),
            Coded.of(X12 + "756", "EL", "Electronically Only"),
            number,
            described(record, change)),
        info.getExtension());
  }

  /** The place where the request names this document already. */
  private static Optional<Claim.SupportingInformationComponent> named(
      Claim claim, Resource resource) {
    return resource instanceof DocumentReference document
        ? claim.getSupportingInfo().stream()
            .filter(i -> i.getValue() instanceof Reference)
            .filter(
                i -> {
                  var number = ((Reference) i.getValue()).getIdentifier();
                  return number.hasValue()
                      && document.getIdentifier().stream().anyMatch(n -> n.equalsDeep(number));
                })
            .findFirst()
        : Optional.empty();
  }

  /** What it is and of which day, in at most 80 characters. */
  private static String described(ClinicRecord record, @Nullable String change) {
    var text = change == null ? what(record) : change + ": " + what(record);
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  private static String what(ClinicRecord record) {
    if (record instanceof Assessment assessment) {
      var title =
          Instruments.find(assessment.instrument())
              .map(Instrument::title)
              .orElse(assessment.instrument().toUpperCase(Locale.ROOT));
      return on(title, assessment.authored() == null ? null : assessment.authored().toString());
    }
    if (record instanceof Referral referral) {
      var at = referral.authoredAt();
      return on("Referral with treatments tried before", at == null ? null : at.value());
    }
    if (record instanceof InfusionOrder order) {
      return on("Plan of sessions", order.orderedAt() == null ? null : order.orderedAt().value());
    }
    return record instanceof InfusionSession ? "Infusion session" : "Session summary";
  }

  private static String on(String what, @Nullable String at) {
    return at == null ? what : what + ", " + at.split("T", 2)[0];
  }
}
