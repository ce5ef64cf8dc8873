package org.luer.mappings.concept.vitals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.ReferenceRange;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Notes;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/** Reads one {@link VitalSign} from an Observation or one of its components. */
final class VitalSignReader {
  private VitalSignReader() {}

  /** The value of an Observation or of one of its components. */
  record Part(
      @Nullable Type value,
      CodeableConcept absent,
      List<CodeableConcept> interpretation,
      List<Observation.ObservationReferenceRangeComponent> ranges,
      CodeableConcept code,
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
            facts.device(observation.getDevice(), observation),
            facts.by(observation.getPerformer(), observation),
            flag(part),
            absent.orElse(null),
            status(observation, facts.in().base()),
            notes(observation),
            details(observation, kind, part, facts)));
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

  private static @Nullable String notes(Observation observation) {
    return Notes.joined(observation.getNote());
  }

  private static VitalSign.@Nullable Flag flag(Part part) {
    return part.interpretation().stream()
        .map(VitalSignReader::flag)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  private static Optional<VitalSign.Flag> flag(CodeableConcept concept) {
    var code = Codings.codeIn(concept, VitalSignFhir.INTERPRETATION).orElse(null);
    return Enums.read(VitalSign.Flag.values(), VitalSign.Flag::code, code);
  }

  private static @Nullable ReadingDetails details(
      Observation observation, VitalSign.Kind kind, Part part, FactReader facts) {
    var in = facts.in();
    var row = VitalSigns.TABLE.row(kind);
    var issued = observation.getIssuedElement();
    var status = observation.getStatus();
    return new ReadingDetails(
            facts.number(observation).orElse(null),
            measured(part, kind),
            part.code().getText(),
            codes(part.code(), row, in.base()),
            range(part, row, facts),
            further(part).stream().flatMap(i -> Codings.read(i).stream()).toList(),
            Codings.read(observation.getMethod()).orElse(null),
            Codings.read(observation.getBodySite()).orElse(null),
            null,
            Times.read(issued, facts.path(observation) + ".issued", facts.issues()).orElse(null),
            status == Observation.ObservationStatus.CORRECTED ? true : null,
            null)
        .orNull();
  }

  /** The value as told, where its unit is another one than that of the table. */
  private static @Nullable Quantity measured(Part part, VitalSign.Kind kind) {
    return part.value() instanceof org.hl7.fhir.r4.model.Quantity quantity
            && kind == VitalSign.Kind.TEMPERATURE
            && quantity.hasValue()
            && quantity.hasCode()
            && !quantity.getCode().equals(VitalSigns.TABLE.row(kind).unit())
        ? new Quantity(quantity.getValue(), quantity.getCode())
        : null;
  }

  /** Every judgement but the first flag. */
  private static List<CodeableConcept> further(Part part) {
    var others = new ArrayList<>(part.interpretation());
    others.stream().filter(i -> flag(i).isPresent()).findFirst().ifPresent(others::remove);
    return others;
  }

  /** The sender's codings, where they say more than those of the table. */
  private static List<Coding> codes(CodeableConcept code, VitalSigns.Row row, String base) {
    var ours = Systems.own(base, FactWriter.KIC);
    var usual =
        code.getCoding().stream()
            .allMatch(
                c ->
                    c.hasCode()
                        && ((Systems.LOINC.equals(c.getSystem())
                                && (c.getCode().equals(row.loinc())
                                    || c.getCode().equals(row.loinc2())))
                            || (ours.equals(c.getSystem()) && c.getCode().equals(row.kic()))));
    var first = code.getCodingFirstRep().getCode();
    return usual && (first == null || first.equals(row.loinc() == null ? row.kic() : row.loinc()))
        ? List.of()
        : code.getCoding().stream()
            .filter(c -> c.hasSystem() && c.hasCode())
            .map(c -> new Coding(c.getSystem(), c.getCode(), c.getDisplay()))
            .toList();
  }

  private static @Nullable ReferenceRange range(Part part, VitalSigns.Row row, FactReader facts) {
    if (part.ranges().isEmpty()) {
      return null;
    }
    var written = part.ranges().get(0);
    var told = measured(part, row.kind());
    var unit = told == null ? row.unit() : told.unit();
    var low = bound(written.getLow(), unit, part, facts);
    var high = bound(written.getHigh(), unit, part, facts);
    return low == null && high == null && written.getText() == null
        ? null
        : new ReferenceRange(low, high, written.getText());
  }

  private static @Nullable BigDecimal bound(
      org.hl7.fhir.r4.model.Quantity bound, String unit, Part part, FactReader facts) {
    return bound.isEmpty()
        ? null
        : Quantities.read(bound, unit, part.path() + ".referenceRange[0]", facts.issues())
            .map(Quantity::value)
            .orElse(null);
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
