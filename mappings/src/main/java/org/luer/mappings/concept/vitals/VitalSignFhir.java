package org.luer.mappings.concept.vitals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link VitalSign} to and from an R4 Observation (US Core vital signs, screening, clinical
 * result). Systolic and diastolic go by {@link BloodPressureFhir}.
 *
 * <p>Mapped: status, category (with kic-phase beside the public one), code (all codes of
 * vital-signs.csv), effectiveDateTime, valueQuantity or valueInteger, dataAbsentReason,
 * interpretation, performer, device (by number), note, identifier, method, bodySite,
 * referenceRange, issued. How the clinic confirmed the reading itself stands as record-origin:
 * kic-device preliminary, kic-manual final. Ignored when read: focus, hasMember, further reference
 * ranges.
 */
public final class VitalSignFhir {
  static final String INTERPRETATION =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
  static final String PHASE = "kic-phase";
  static final String DEVICE = "kic-device";
  static final String MANUAL = "kic-manual";

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
    named(reading.beside(), observation.getCode());
    if (reading.flag() != null) {
      observation.addInterpretation(interpretation(reading.flag()));
    }
    about(reading.beside(), observation.getInterpretation(), observation.getReferenceRange(), row);
    value(observation, reading, row);
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
      observation.setDevice(facts.device("device", reading.device()));
    }
    if (reading.note() != null) {
      observation.addNote().setText(reading.note());
    }
    details(reading.beside(), observation, facts);
    return observation;
  }

  private static void details(ReadingDetails details, Observation observation, FactWriter facts) {
    if (details.number() != null) {
      observation.addIdentifier(Identifiers.of(details.number(), facts.out().base()));
    }
    if (details.method() != null) {
      observation.setMethod(Codings.of(details.method()));
    }
    if (details.bodySite() != null) {
      observation.setBodySite(Codings.of(details.bodySite()));
    }
    if (details.issuedAt() != null) {
      observation.setIssuedElement(Times.instant(details.issuedAt()));
    }
    var corrected = Boolean.TRUE.equals(details.corrected());
    if (corrected && observation.getStatus() == Observation.ObservationStatus.FINAL) {
      observation.setStatus(Observation.ObservationStatus.CORRECTED);
    }
  }

  /** The sender's own codings and words; ours follow where it has not got them. */
  static void named(ReadingDetails details, CodeableConcept code) {
    if (!details.codes().isEmpty()) {
      var ours = code.getCoding();
      code.setCoding(new ArrayList<>());
      details
          .codes()
          .forEach(c -> code.addCoding(Codings.coding(c.system(), c.code(), c.display())));
      ours.stream()
          .filter(c -> !code.hasCoding(c.getSystem(), c.getCode()))
          .forEach(code::addCoding);
    }
    code.setText(details.text());
  }

  /** What is normal, and judgements that are no flags. */
  static void about(
      ReadingDetails details,
      List<CodeableConcept> interpretations,
      List<Observation.ObservationReferenceRangeComponent> ranges,
      VitalSigns.Row row) {
    details.interpretations().forEach(i -> interpretations.add(Codings.of(i)));
    var range = details.range();
    var told = details.measured();
    var unit = told == null ? row.unit() : told.unit();
    if (range != null) {
      var written = new Observation.ObservationReferenceRangeComponent().setText(range.text());
      if (range.low() != null) {
        written.setLow(Quantities.of(range.low(), unit));
      }
      if (range.high() != null) {
        written.setHigh(Quantities.of(range.high(), unit));
      }
      ranges.add(written);
    }
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
    var measured = reading.beside().measured();
    if (measured != null && reading.kind() == VitalSign.Kind.TEMPERATURE) {
      observation.setValue(Quantities.of(measured)); // the one sign with two units in US Core
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
      if (!coding.hasCode()) {
        continue;
      }
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

  /** Whether the Observation is a reading or a pair of them. */
  public static boolean isReading(Observation observation, String base) {
    return BloodPressureFhir.isPanel(observation) || kind(observation.getCode(), base).isPresent();
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
        VitalSignReader.read(
                observation,
                kind.get(),
                new VitalSignReader.Part(
                    observation.getValue(),
                    observation.getDataAbsentReason(),
                    observation.getInterpretation(),
                    observation.getReferenceRange(),
                    observation.getCode(),
                    path),
                facts)
            .ifPresent(readings::add);
      }
    }
    return readings;
  }
}
