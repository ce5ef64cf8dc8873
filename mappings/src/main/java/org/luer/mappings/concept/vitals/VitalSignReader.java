package org.luer.mappings.concept.vitals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.Quantities;

/** Reads one {@link VitalSign} from an Observation or one of its components. */
final class VitalSignReader {
  private VitalSignReader() {}

  /** The value of an Observation or of one of its components. */
  record Part(
      @Nullable Type value,
      CodeableConcept absent,
      List<CodeableConcept> interpretation,
      String path) {}

  static Optional<VitalSign> read(
      Observation observation, VitalSign.Kind kind, Part part, FactReader facts) {
    var at =
        facts.needed(observation.getEffective(), facts.path(observation) + ".effectiveDateTime");
    var unit = VitalSigns.TABLE.row(kind).unit();
    var value = number(part, unit, facts);
    var absent =
        Enums.read(
            VitalSign.Absent.values(),
            VitalSign.Absent::code,
            Codings.codeIn(part.absent(), Codings.DATA_ABSENT_REASON).orElse(null));
    if (value.isEmpty() && part.value() == null && absent.isEmpty()) {
      facts
          .issues()
          .error(
              IssueCode.REQUIRED,
              part.path() + ".value",
              "needs a value or a reason why it is absent that the clinic records");
    }
    if (at.isEmpty() || (value.isEmpty() && absent.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new VitalSign(
            kind,
            value.orElse(null),
            value.isPresent() ? unit : null,
            at.get(),
            phase(observation, facts.in().base()),
            observation.getDevice().getIdentifier().getValue(),
            facts.by(observation.getPerformer(), observation),
            flag(part, facts),
            absent.orElse(null),
            status(observation, facts.in().base()),
            observation.hasNote() ? observation.getNoteFirstRep().getText() : null));
  }

  private static Optional<BigDecimal> number(Part part, String unit, FactReader facts) {
    if (part.value() instanceof IntegerType whole) {
      return Optional.of(BigDecimal.valueOf(whole.getValue()));
    }
    if (part.value() instanceof org.hl7.fhir.r4.model.Quantity quantity) {
      return Quantities.read(quantity, unit, part.path() + ".valueQuantity", facts.issues())
          .map(Quantity::value);
    }
    if (part.value() != null) {
      facts
          .issues()
          .error(IssueCode.VALUE, part.path() + ".value", "must be a Quantity or an integer");
    }
    return Optional.empty();
  }

  private static VitalSign.@Nullable Flag flag(Part part, FactReader facts) {
    if (part.interpretation().isEmpty()) {
      return null;
    }
    var code =
        Codings.codeIn(part.interpretation().get(0), VitalSignFhir.INTERPRETATION).orElse(null);
    var flag = Enums.read(VitalSign.Flag.values(), VitalSign.Flag::code, code);
    if (flag.isEmpty()) {
      facts
          .issues()
          .warning(
              IssueCode.CODE_UNKNOWN,
              part.path() + ".interpretation[0]",
              "is not a judgement that the clinic records: not read");
    }
    return flag.orElse(null);
  }

  private static VitalSign.@Nullable Phase phase(Observation observation, String base) {
    var system = Systems.own(base, VitalSignFhir.PHASE);
    for (var category : observation.getCategory()) {
      var code = Codings.codeIn(category, system).orElse(null);
      var phase = Enums.read(VitalSign.Phase.values(), VitalSign.Phase::code, code);
      if (phase.isPresent()) {
        return phase.get();
      }
    }
    return null;
  }

  private static VitalSign.@Nullable Status status(Observation observation, String base) {
    var origin = Systems.own(base, BundleWriter.ORIGIN);
    var tags = observation.getMeta();
    if (tags.getTag(origin, VitalSignFhir.DEVICE) != null) {
      return VitalSign.Status.PRELIMINARY;
    }
    if (tags.getTag(origin, VitalSignFhir.MANUAL) != null) {
      return VitalSign.Status.FINAL;
    }
    var ours = tags.getTag(origin, "kic-gateway") != null;
    return !ours && observation.getStatus() == Observation.ObservationStatus.PRELIMINARY
        ? VitalSign.Status.PRELIMINARY
        : null;
  }
}
