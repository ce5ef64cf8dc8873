package org.luer.mappings.concept.specimen;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * What was taken from the patient to be examined.
 *
 * @param placerNumber number at whoever ordered or took it
 * @param number number at whoever examines it
 * @param type kind of material, for example serum
 * @param method how it was taken
 * @param bodySite where on the body
 * @param collectedFrom when it was taken
 * @param collectedTo end of a collection that lasts, for example of 24-hour urine
 * @param receivedAt when it came to the laboratory
 * @param conditions how it arrived, for example hemolyzed
 * @param role what it is for, for example of a patient or for control (HL7 table 0369)
 * @param amount how much was taken
 * @param additive what was added to it
 * @param description what else is to say
 * @param container what it is in, for example a tube
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Specimen(
    @Nullable Identifier placerNumber,
    @Nullable Identifier number,
    @Nullable Coded type,
    @Nullable Coded method,
    @Nullable Coded bodySite,
    @Nullable OffsetDateTime collectedFrom,
    @Nullable OffsetDateTime collectedTo,
    @Nullable OffsetDateTime receivedAt,
    List<Coded> conditions,
    @Nullable Coded role,
    @Nullable Quantity amount,
    @Nullable Coded additive,
    @Nullable String description,
    @Nullable Coded container) {

  public Specimen {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** Whether nothing but the kind of material is known. */
  public boolean onlyKind() {
    return equals(
        new Specimen(
            null, null, type, null, null, null, null, null, List.of(), null, null, null, null,
            null));
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/type", type, Coded::check);
    Check.optional(issues, path + "/method", method, Coded::check);
    Check.optional(issues, path + "/bodySite", bodySite, Coded::check);
    Check.each(issues, path + "/conditions", conditions, Coded::check);
    Check.optional(issues, path + "/role", role, Coded::check);
    Check.optional(issues, path + "/container", container, Coded::check);
    Check.optional(issues, path + "/additive", additive, Coded::check);
    if (amount != null) {
      amount.check(issues, path + "/amount", amount.unit());
    }
    if (collectedFrom == null && collectedTo != null) {
      issues.error(IssueCode.REQUIRED, path + "/collectedFrom", "an end needs a start");
    }
    if (collectedFrom != null && collectedTo != null && collectedTo.isBefore(collectedFrom)) {
      issues.error(IssueCode.CONFLICT, path + "/collectedTo", "must not be before collectedFrom");
    }
  }
}
