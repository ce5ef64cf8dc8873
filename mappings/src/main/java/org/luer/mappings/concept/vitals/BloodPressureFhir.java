package org.luer.mappings.concept.vitals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Observation;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Quantities;

/**
 * Systolic and diastolic {@link VitalSign}s to and from one R4 Observation (US Core blood pressure,
 * LOINC 85354-9) with one component each, in the order of the readings.
 *
 * <p>Two readings are a pair when time, device, phase, reader, status and note agree. The component
 * of a missing partner says that its value is unknown, as US Core wants both; such a component is
 * not a reading.
 */
final class BloodPressureFhir {
  private static final String PANEL = "85354-9";

  private final FactWriter facts;
  private final Map<String, Written> written = new HashMap<>();

  BloodPressureFhir(FactWriter facts) {
    this.facts = facts;
  }

  private record Written(
      Observation observation,
      VitalSign first,
      Observation.@Nullable ObservationComponentComponent missing) {}

  static boolean isPressure(VitalSign.Kind kind) {
    return kind == VitalSign.Kind.SYSTOLIC || kind == VitalSign.Kind.DIASTOLIC;
  }

  static boolean isPanel(Observation observation) {
    return observation.getCode().hasCoding(Systems.LOINC, PANEL);
  }

  /** Adds a reading: to the Observation of its partner, or as a new one. */
  void add(VitalSign reading) {
    var key = VitalSignFhir.key("blood-pressure", reading);
    var partner = written.get(key);
    if (partner != null && partner.missing() != null && pair(partner.first(), reading)) {
      partner.missing().setDataAbsentReason(null);
      fill(partner.missing(), reading);
      written.put(key, new Written(partner.observation(), partner.first(), null));
      return;
    }
    var row = VitalSigns.TABLE.row(reading.kind());
    var observation = VitalSignFhir.observation(reading, row, facts);
    observation.setCode(
        Codings.concept(Systems.LOINC, PANEL, "Blood pressure panel with all children optional"));
    fill(component(observation, reading.kind()), reading);
    var missing = component(observation, other(reading.kind()));
    missing.setDataAbsentReason(Codings.unknown());
    facts.add(
        observation, partner == null ? key : VitalSignFhir.key(reading.kind().code(), reading));
    written.putIfAbsent(key, new Written(observation, reading, missing));
  }

  private static boolean pair(VitalSign one, VitalSign other) {
    return one.kind() != other.kind()
        && one.takenAt().equals(other.takenAt())
        && Objects.equals(one.device(), other.device())
        && one.phase() == other.phase()
        && Objects.equals(one.takenBy(), other.takenBy())
        && one.status() == other.status()
        && Objects.equals(one.note(), other.note())
        && one.beside().alike(other.beside());
  }

  private static VitalSign.Kind other(VitalSign.Kind kind) {
    return kind == VitalSign.Kind.SYSTOLIC ? VitalSign.Kind.DIASTOLIC : VitalSign.Kind.SYSTOLIC;
  }

  private Observation.ObservationComponentComponent component(
      Observation observation, VitalSign.Kind kind) {
    return observation
        .addComponent()
        .setCode(VitalSignFhir.code(VitalSigns.TABLE.row(kind), facts.out()));
  }

  private static void fill(Observation.ObservationComponentComponent component, VitalSign reading) {
    if (reading.value() != null) {
      component.setValue(
          Quantities.of(reading.value(), VitalSigns.TABLE.row(reading.kind()).unit()));
    }
    if (reading.flag() != null) {
      component.addInterpretation(VitalSignFhir.interpretation(reading.flag()));
    }
    VitalSignFhir.named(reading.beside(), component.getCode());
    VitalSignFhir.about(
        reading.beside(),
        component.getInterpretation(),
        component.getReferenceRange(),
        VitalSigns.TABLE.row(reading.kind()));
    if (reading.absent() != null) {
      component.setDataAbsentReason(VitalSignFhir.absent(reading.absent()));
    }
  }

  /** Reads the components that are readings. */
  static void fromFhir(Observation observation, FactReader facts, List<VitalSign> readings) {
    var path = facts.path(observation);
    for (int i = 0; i < observation.getComponent().size(); i++) {
      var component = observation.getComponent().get(i);
      var kind = VitalSignFhir.kind(component.getCode(), facts.in().base());
      var nothing =
          !component.hasValue()
              && component.getDataAbsentReason().hasCoding(Codings.DATA_ABSENT_REASON, "unknown");
      if (kind.isEmpty() || nothing) {
        continue;
      }
      var part =
          new VitalSignReader.Part(
              component.getValue(),
              component.getDataAbsentReason(),
              component.getInterpretation(),
              component.getReferenceRange(),
              component.getCode(),
              path + ".component[" + i + "]");
      VitalSignReader.read(observation, kind.get(), part, facts).ifPresent(readings::add);
    }
  }
}
