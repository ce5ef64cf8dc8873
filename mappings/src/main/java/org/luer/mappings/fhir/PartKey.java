package org.luer.mappings.fhir;

import java.util.List;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a session a resource is, by what it says: the same in the sender's Bundle and in
 * ours, so that a number or words of the sender find their part again.
 */
public final class PartKey {
  private static final Pattern MASS = Pattern.compile("[umk]?g(/kg)?/(h|min|s)");

  private PartKey() {}

  /** The key; empty for resources that are no part of a session. */
  public static String of(Resource resource) {
    if (resource instanceof Observation observation) {
      return key("observation", code(observation.getCode()), begin(observation.getEffective()));
    }
    if (resource instanceof MedicationAdministration given) {
      var what =
          given.getDosage().hasRate() && !byMass(given.getDosage().getRate())
              ? "rate"
              : given.getEffective() instanceof Period
                      || !(given.getMedication() instanceof CodeableConcept drug)
                  ? "whole"
                  : code(drug);
      return key("given", what, begin(given.getEffective()));
    }
    if (resource instanceof Condition condition) {
      return key("condition", code(condition.getCategoryFirstRep()), code(condition.getCode()));
    }
    if (resource instanceof Medication medication) {
      return key("medication", code(medication.getCode()), medication.getBatch().getLotNumber());
    }
    if (resource instanceof AdverseEvent event) {
      return key("event", code(event.getEvent()), begin(event.getDateElement()));
    }
    return resource instanceof Encounter
        ? "visit"
        : resource instanceof Procedure ? "procedure" : "";
  }

  /** A rate in mass is none of a pump: what was given in all is told with it. */
  public static boolean byMass(@Nullable Type rate) {
    var code =
        rate instanceof Ratio ratio
            ? ratio.getNumerator().getCode() + "/" + ratio.getDenominator().getCode()
            : rate instanceof Quantity quantity ? quantity.getCode() : null;
    return code != null && MASS.matcher(code).matches();
  }

  private static String key(String kind, @Nullable String what, @Nullable String when) {
    return kind + "|" + (what == null ? "" : what) + "|" + (when == null ? "" : when);
  }

  private static String code(CodeableConcept concept) {
    return concept.getCoding().stream()
        .filter(Coding::hasCode)
        .map(c -> c.getSystem() + "#" + c.getCode())
        .sorted()
        .findFirst()
        .orElseGet(() -> String.valueOf(concept.getText()));
  }

  private static String begin(@Nullable Type time) {
    var begin = time instanceof Period period ? period.getStartElement() : time;
    return begin instanceof DateTimeType moment && moment.hasValue()
        ? moment.getValue().toInstant().toString()
        : "";
  }

  /** The identifiers of a resource that is a part of a session. */
  public static List<Identifier> identifiers(Resource resource) {
    if (resource instanceof Observation observation) {
      return observation.getIdentifier();
    }
    if (resource instanceof MedicationAdministration given) {
      return given.getIdentifier();
    }
    if (resource instanceof Condition condition) {
      return condition.getIdentifier();
    }
    if (resource instanceof Medication medication) {
      return medication.getIdentifier();
    }
    if (resource instanceof Encounter encounter) {
      return encounter.getIdentifier();
    }
    if (resource instanceof Procedure procedure) {
      return procedure.getIdentifier();
    }
    return resource instanceof AdverseEvent event && event.hasIdentifier()
        ? List.of(event.getIdentifier())
        : List.of();
  }
}
