package org.luer.mappings.concept.order.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.order.HoldParameter;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.concept.vitals.VitalSigns;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Quantities;

/**
 * The hold parameters of an order, to and from a contained Goal: one target per vital sign, its
 * range the limits within which the infusion runs.
 *
 * <p>Mapped: target.measure (kic-hold-parameter), target.detailRange in the unit of the sign.
 */
final class LimitsFhir {
  /** Our code system of vital signs that an infusion is held by. */
  static final String SYSTEM = "kic-hold-parameter";

  private static final String ID = "hold-parameters";

  private LimitsFhir() {}

  /** Writes them into the order. */
  static void toFhir(
      List<HoldParameter> limits, MedicationRequest request, Reference patient, BundleWriter out) {
    if (limits.isEmpty()) {
      return;
    }
    var goal = new Goal();
    goal.setId(ID);
    goal.setLifecycleStatus(Goal.GoalLifecycleStatus.ACTIVE);
    goal.setDescription(new CodeableConcept().setText("Hold the infusion outside of these limits"));
    goal.setSubject(patient);
    for (var limit : limits) {
      var unit = VitalSigns.TABLE.row(limit.kind()).unit();
      var range = new Range();
      if (limit.low() != null) {
        range.setLow(Quantities.of(limit.low(), unit));
      }
      if (limit.high() != null) {
        range.setHigh(Quantities.of(limit.high(), unit));
      }
      var target = goal.addTarget();
      target.setMeasure(Codings.concept(out.own(SYSTEM), limit.kind().code(), null));
      if (!range.isEmpty()) {
        target.setDetail(range);
      }
    }
    request.addContained(goal);
    request.addSupportingInformation(new Reference("#" + ID));
  }

  /** Reads them. */
  static List<HoldParameter> read(MedicationRequest request, BundleReader in) {
    var limits = new ArrayList<HoldParameter>();
    for (var reference : request.getSupportingInformation()) {
      in.resolve(reference, request, Goal.class)
          .ifPresent(g -> g.getTarget().forEach(t -> read(t, in).ifPresent(limits::add)));
    }
    return limits;
  }

  private static Optional<HoldParameter> read(Goal.GoalTargetComponent target, BundleReader in) {
    var code = Codings.codeIn(target.getMeasure(), Systems.own(in.base(), SYSTEM)).orElse("");
    for (var kind : VitalSign.Kind.values()) {
      if (kind.code().equals(code)) {
        var range = target.getDetail() instanceof Range r ? r : new Range();
        return Optional.of(
            new HoldParameter(
                kind,
                range.hasLow() ? range.getLow().getValue() : null,
                range.hasHigh() ? range.getHigh().getValue() : null));
      }
    }
    return Optional.empty();
  }
}
