package org.luer.mappings.concept.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What a report says of the order that it answers.
 *
 * @param orderedAt when it was ordered (ORC-9)
 * @param wantedAt when it was to be done (TQ1-7)
 * @param priority how urgent it was (TQ1-9)
 * @param collector who took the specimen (OBR-10)
 * @param copiesTo who gets the report too (OBR-28)
 * @param procedure what was done, in a code of billing (OBR-44)
 * @param parentCode finding that led to this examination (OBR-26.1)
 * @param parentSub which one of several (OBR-26.2)
 * @param parentValue what was found then (OBR-26.3)
 * @param parentPlacer number that the orderer gave to the examination before (OBR-29.1)
 * @param parentFiller number that the examiner gave to it (OBR-29.2)
 * @param enteredBy who entered the order (ORC-10)
 * @param enteredAt where (ORC-13)
 * @param specimenAction what was to be done with the specimen (OBR-11, HL7 table 0065)
 * @param placerFields what the orderer wrote for itself (OBR-18, OBR-19)
 * @param transport how the patient came (OBR-30, HL7 table 0124)
 * @param technician who examined (OBR-34)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExaminationRequest(
    @Nullable PartialTime orderedAt,
    @Nullable PartialTime wantedAt,
    @Nullable Coded priority,
    @Nullable Clinician collector,
    List<Clinician> copiesTo,
    @Nullable Coded procedure,
    @Nullable Coded parentCode,
    @Nullable String parentSub,
    @Nullable String parentValue,
    @Nullable Identifier parentPlacer,
    @Nullable Identifier parentFiller,
    @Nullable Clinician enteredBy,
    @Nullable Place enteredAt,
    @Nullable Coded specimenAction,
    List<String> placerFields,
    @Nullable Coded transport,
    @Nullable Clinician technician) {
  private static final ExaminationRequest NONE =
      new ExaminationRequest(
          null, null, null, null, List.of(), null, null, null, null, null, null, null, null, null,
          List.of(), null, null);

  public ExaminationRequest {
    copiesTo = copiesTo == null ? List.of() : List.copyOf(copiesTo);
    placerFields = placerFields == null ? List.of() : List.copyOf(placerFields);
  }

  /** Itself; null when nothing is known. */
  public @Nullable ExaminationRequest orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/priority", priority, Coded::check);
    Check.optional(issues, path + "/collector", collector, Clinician::check);
    Check.each(issues, path + "/copiesTo", copiesTo, Clinician::check);
    Check.optional(issues, path + "/procedure", procedure, Coded::check);
    Check.optional(issues, path + "/parentCode", parentCode, Coded::check);
    Check.optional(issues, path + "/enteredBy", enteredBy, Clinician::check);
    Check.optional(issues, path + "/specimenAction", specimenAction, Coded::check);
    Check.optional(issues, path + "/transport", transport, Coded::check);
    Check.optional(issues, path + "/technician", technician, Clinician::check);
  }
}
