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
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link VitalSign} to and from an R4 Observation (US Core vital signs, screening, clinical
 * result). Systolic and diastolic go by {@link BloodPressureFhir}.
 *
 * <p>Mapped: status, category (with kic-phase beside the public one), code (all codes of
 * vital-signs.csv), effectiveDateTime, valueQuantity or valueInteger, dataAbsentReason,
 * interpretation, performer, device (by number), note. How the clinic confirmed the reading itself
 * stands as record-origin: kic-device preliminary, kic-manual final. Ignored when read: method,
 * bodySite, referenceRange, issued.
 */
public final class VitalSignFhir {
  private static final String INTERPRETATION =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
  private static final String PHASE = "kic-phase";
  private static final String DEVICE = "kic-device";
  private static final String MANUAL = "kic-manual";

  private VitalSignFhir() {}

  /** Writes all readings in their order; a pair of blood pressures becomes one Observation. */
  public static void toFhir(List<VitalSign> readings, FactWriter facts) {
    var pressures = new BloodPressureFhir(facts);
    for (var reading : readings) {
      if (BloodPressureFhir.isPressure(reading.kind())) {
        pressures.add(reading);
      } else {
        write(reading, facts);
      }
    }
  }

  private static void write(VitalSign reading, FactWriter facts) {
    var row = VitalSigns.TABLE.row(reading.kind());
    var observation = observation(reading, row, facts);
    observation.setCode(code(row, facts.out()));
    value(observation, reading, row);
    if (reading.flag() != null) {
      observation.addInterpretation(interpretation(reading.flag()));
    }
    if (reading.absent() != null) {
      observation.setDataAbsentReason(absent(reading.absent()));
    }
    facts.add(observation, key(row.kind().code(), reading));
  }

  /** What a reading and a pair of readings have in common. */
  static Observation observation(VitalSign reading, VitalSigns.Row row, FactWriter facts) {
    var observation = facts.observation(row.profile(), row.category(), reading.takenBy());
    if (reading.status() != null && !facts.isVoid()) {
      if (reading.status() == VitalSign.Status.PRELIMINARY) {
        observation.setStatus(Observation.ObservationStatus.PRELIMINARY);
      }
    }
    if (reading.status() != null) {
      var device = reading.status() == VitalSign.Status.PRELIMINARY;
      observation
          .getMeta()
          .addTag(
              Codings.coding(facts.out().own(BundleWriter.ORIGIN), device ? DEVICE : MANUAL, null));
    }
    if (reading.phase() != null) {
      observation.addCategory(
          Codings.concept(facts.out().own(PHASE), reading.phase().code(), null));
    }
    observation.setEffective(Times.dateTime(reading.takenAt()));
    if (reading.device() != null) {
      observation.setDevice(facts.logical("Device", "device", reading.device()));
    }
    if (reading.note() != null) {
      observation.addNote().setText(reading.note());
    }
    return observation;
  }

  static String key(String kind, VitalSign reading) {
    var key = kind + "-" + Times.key(reading.takenAt());
    return reading.device() == null ? key : key + "-" + reading.device();
  }

  /** All codes of a row, public ones first. */
  static CodeableConcept code(VitalSigns.Row row, BundleWriter out) {
    var code = new CodeableConcept();
    if (row.loinc() != null) {
      code.addCoding(Codings.coding(Systems.LOINC, row.loinc(), row.display()));
    }
    if (row.loinc2() != null) {
      code.addCoding(Codings.coding(Systems.LOINC, row.loinc2(), null));
    }
    if (row.kic() != null) {
      code.addCoding(Codings.coding(out.own(FactWriter.KIC), row.kic(), row.display()));
    }
    return code;
  }

  private static void value(Observation observation, VitalSign reading, VitalSigns.Row row) {
    var value = reading.value();
    if (value == null) {
      return;
    }
    observation.setValue(
        row.integer() && value.scale() == 0
            ? new IntegerType(value.intValueExact())
            : Quantities.of(value, row.unit()));
  }

  static CodeableConcept interpretation(VitalSign.Flag flag) {
    return Codings.concept(INTERPRETATION, flag.code(), null);
  }

  static CodeableConcept absent(VitalSign.Absent absent) {
    return Codings.concept(Codings.DATA_ABSENT_REASON, absent.code(), null);
  }

  /** The kind of an Observation; empty when it is no vital sign of the table. */
  static Optional<VitalSign.Kind> kind(CodeableConcept code, String base) {
    for (var coding : code.getCoding()) {
      var kind =
          Systems.LOINC.equals(coding.getSystem())
              ? VitalSigns.byLoinc(coding.getCode())
              : Systems.own(base, FactWriter.KIC).equals(coding.getSystem())
                  ? VitalSigns.byKic(coding.getCode())
                  : Optional.<VitalSign.Kind>empty();
      if (kind.isPresent()) {
        return kind;
      }
    }
    return Optional.empty();
  }

  /** Reads every vital sign of the session, in the order of the Bundle. */
  public static List<VitalSign> fromFhir(FactReader facts) {
    var readings = new java.util.ArrayList<VitalSign>();
    for (var observation : facts.observations()) {
      if (BloodPressureFhir.isPanel(observation)) {
        facts.used(observation);
        BloodPressureFhir.fromFhir(observation, facts, readings);
        continue;
      }
      var kind = kind(observation.getCode(), facts.in().base());
      if (kind.isPresent()) {
        facts.used(observation);
        var path = facts.path(observation);
        read(
                observation,
                kind.get(),
                new Part(
                    observation.getValue(),
                    observation.getDataAbsentReason(),
                    observation.getInterpretation(),
                    path),
                facts)
            .ifPresent(readings::add);
      }
    }
    return readings;
  }

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
    var code = Codings.codeIn(part.interpretation().get(0), INTERPRETATION).orElse(null);
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
    var system = Systems.own(base, PHASE);
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
    if (tags.getTag(origin, DEVICE) != null) {
      return VitalSign.Status.PRELIMINARY;
    }
    if (tags.getTag(origin, MANUAL) != null) {
      return VitalSign.Status.FINAL;
    }
    var ours = tags.getTag(origin, "kic-gateway") != null;
    return !ours && observation.getStatus() == Observation.ObservationStatus.PRELIMINARY
        ? VitalSign.Status.PRELIMINARY
        : null;
  }
}
