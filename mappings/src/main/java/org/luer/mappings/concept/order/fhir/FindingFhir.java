package org.luer.mappings.concept.order.fhir;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.order.OrderFinding;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link OrderFinding} to and from an Observation that an order refers to.
 *
 * <p>Mapped: code, value (Quantity, string, CodeableConcept), interpretation (HL7 table 0078),
 * referenceRange.text, effectiveDateTime, performer. A comparator or a status other than final,
 * amended, corrected leaves the finding out. Ignored when read: category, method, note.
 */
public final class FindingFhir {
  private static final Set<Observation.ObservationStatus> USABLE =
      Set.of(
          Observation.ObservationStatus.FINAL,
          Observation.ObservationStatus.AMENDED,
          Observation.ObservationStatus.CORRECTED);
  private static final String FLAG =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

  private FindingFhir() {}

  /** Writes the finding. */
  static Reference toFhir(
      OrderFinding finding, String key, Reference patient, BundleWriter out, ClinicianFhir people) {
    var observation = new Observation();
    observation.setMeta(out.clinical(null));
    observation.addIdentifier(Identifiers.of(out.sid("observation"), key));
    observation.setStatus(Observation.ObservationStatus.FINAL);
    observation.setCode(Codings.of(finding.code()));
    observation.setSubject(patient);
    if (finding.at() != null) {
      observation.setEffective(Times.dateTime(finding.at()));
    }
    observation.setValue(value(finding));
    if (finding.observer() != null) {
      observation.addPerformer(people.toFhir(finding.observer(), observation));
    }
    if (finding.flag() != null) {
      observation.addInterpretation(Codings.concept(FLAG, finding.flag(), null));
    }
    if (finding.range() != null) {
      observation.addReferenceRange().setText(finding.range());
    }
    return out.update(observation, out.sid("observation"), key);
  }

  private static Type value(OrderFinding finding) {
    if (finding.number() != null) {
      return quantity(finding.number(), finding.unit());
    }
    return finding.coded() == null ? new StringType(finding.text()) : Codings.of(finding.coded());
  }

  /** A number with whatever unit it has: its words are the unit, its code the code. */
  public static Quantity quantity(BigDecimal number, @Nullable Coded unit) {
    var quantity = new Quantity().setValue(number);
    if (unit != null) {
      quantity.setUnit(unit.text());
      quantity.setSystem(unit.system()).setCode(unit.code());
    }
    return quantity;
  }

  /** The unit of a quantity; null when it has none. */
  public static @Nullable Coded unit(Quantity quantity) {
    var coded = quantity.hasSystem() && quantity.hasCode();
    if (!coded && !quantity.hasUnit()) {
      return null;
    }
    var words = quantity.getUnit();
    return coded ? Coded.of(quantity.getSystem(), quantity.getCode(), words) : Coded.text(words);
  }

  /** Reads the finding; empty when it cannot be used. */
  public static Optional<OrderFinding> fromFhir(
      Observation observation, BundleReader in, PartiesFhir people) {
    var path = in.path(observation);
    var code = Codings.read(observation.getCode());
    var value = observation.getValue();
    var comparator = value instanceof Quantity q && q.hasComparator();
    if (!observation.hasStatus()
        || !USABLE.contains(observation.getStatus())
        || comparator
        || code.isEmpty()) {
      in.issues().warning(IssueCode.NOT_USABLE, path, "cannot be used for the order: not read");
      return Optional.empty();
    }
    var at =
        observation.getEffective() instanceof DateTimeType time && time.hasValue()
            ? Times.partial(time, path + ".effectiveDateTime", in.issues()).orElse(null)
            : null;
    var flag = Codings.codeIn(observation.getInterpretationFirstRep(), FLAG).orElse(null);
    var range = observation.getReferenceRangeFirstRep().getText();
    var by = people.clinician(observation.getPerformerFirstRep(), observation).orElse(null);
    if (value instanceof Quantity q && q.hasValue()) {
      return Optional.of(
          new OrderFinding(code.get(), q.getValue(), unit(q), null, null, flag, range, at, by));
    }
    if (value instanceof StringType text && text.hasValue()) {
      return Optional.of(
          new OrderFinding(code.get(), null, null, text.getValue(), null, flag, range, at, by));
    }
    if (value instanceof CodeableConcept concept) {
      return Codings.read(concept)
          .map(c -> new OrderFinding(code.get(), null, null, null, c, flag, range, at, by));
    }
    in.issues()
        .warning(IssueCode.NOT_SUPPORTED, path + ".value[x]", "is of a type that is not read here");
    return Optional.empty();
  }

  /**
   * Whether something that is asked for rests on this observation.
   *
   * @param requests of the Bundle; those of medication and service count
   */
  public static boolean supports(
      Observation observation, Stream<Resource> requests, Bundle bundle) {
    var url =
        bundle.getEntry().stream()
            .filter(e -> e.getResource() == observation && e.hasFullUrl())
            .map(Bundle.BundleEntryComponent::getFullUrl)
            .findFirst()
            .orElse("");
    return requests
        .flatMap(request -> supporting(request).stream())
        .anyMatch(
            r ->
                r.getResource() == observation
                    || (r.hasReference()
                        && (url.equals(r.getReference()) || url.endsWith("/" + r.getReference()))));
  }

  private static List<Reference> supporting(Resource resource) {
    if (resource instanceof MedicationRequest request) {
      return request.getSupportingInformation();
    }
    return resource instanceof ServiceRequest request ? request.getSupportingInfo() : List.of();
  }

  /** Whether the Observation is a body weight. */
  public static boolean isWeight(Observation observation) {
    return observation.getCode().hasCoding(Systems.LOINC, "29463-7");
  }
}
