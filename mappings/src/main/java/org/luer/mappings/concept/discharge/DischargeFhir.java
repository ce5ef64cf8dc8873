package org.luer.mappings.concept.discharge;

import java.util.ArrayList;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Times;

/**
 * {@link Discharge} to and from one R4 Observation DC-READY (US Core clinical result).
 *
 * <p>Mapped: effectiveDateTime, performer, valueBoolean (all criteria met), component (each
 * criterion with its DC-… code, DC-RELEASED-TO, DC-INSTRUCTION). The disposition stands in the
 * Encounter.
 */
public final class DischargeFhir {
  private DischargeFhir() {}

  /** Writes the discharge. */
  public static void toFhir(Discharge discharge, FactWriter facts) {
    var written = facts.finding("DC-READY", discharge.by());
    written.setEffective(Times.dateTime(discharge.at()));
    if (discharge.ready() != null) {
      written.setValue(new BooleanType(discharge.ready()));
    }
    for (var criterion : discharge.criteria()) {
      facts
          .component(written, criterion.name().kicCode())
          .setValue(new BooleanType(criterion.met()));
    }
    if (discharge.releasedTo() != null) {
      facts.component(written, "DC-RELEASED-TO").setValue(new StringType(discharge.releasedTo()));
    }
    for (var instruction : discharge.instructions()) {
      facts.component(written, "DC-INSTRUCTION").setValue(new StringType(instruction));
    }
    if (!written.hasValue() && !written.hasComponent()) {
      written.setDataAbsentReason(Codings.unknown());
    }
    facts.add(written, "discharge");
  }

  /** Reads the discharge; the disposition comes from the Encounter. */
  public static @Nullable Discharge fromFhir(FactReader facts, CodeableConcept disposition) {
    return facts
        .finding("DC-READY")
        .flatMap(
            o ->
                facts
                    .needed(o.getEffective(), facts.path(o) + ".effectiveDateTime")
                    .map(
                        at ->
                            new Discharge(
                                at,
                                facts.by(o.getPerformer(), o),
                                criteria(o, facts),
                                facts.truth(o.getValue()),
                                Codings.read(disposition).orElse(null),
                                facts.text(facts.value(o, "DC-RELEASED-TO")).orElse(null),
                                facts.texts(o, "DC-INSTRUCTION"))))
        .orElse(null);
  }

  private static java.util.List<DischargeCriterion> criteria(
      Observation written, FactReader facts) {
    var criteria = new ArrayList<DischargeCriterion>();
    var system = Systems.own(facts.in().base(), FactWriter.KIC);
    for (var component : written.getComponent()) {
      var name =
          Enums.read(
              DischargeCriterion.Name.values(),
              DischargeCriterion.Name::kicCode,
              Codings.codeIn(component.getCode(), system).orElse(null));
      var met = facts.truth(component.getValue());
      if (name.isPresent() && met != null) {
        criteria.add(new DischargeCriterion(name.get(), met));
      }
    }
    return criteria;
  }
}
