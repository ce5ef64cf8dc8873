package org.luer.mappings.concept.medication;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * One component of a mixture (HL7 v2 RXC).
 *
 * @param item what it is
 * @param active true for an additive, false for the base that it is put into
 * @param amount how much of it
 * @param strength strength as stocked, per {@code strengthVolume}
 * @param strengthVolume the volume that the strength is in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ingredient(
    Coded item,
    boolean active,
    @Nullable Amount amount,
    @Nullable Amount strength,
    @Nullable Amount strengthVolume) {

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/item", item);
    Check.optional(issues, path + "/item", item, Coded::check);
    Check.optional(issues, path + "/amount", amount, Amount::check);
    Check.optional(issues, path + "/strength", strength, Amount::check);
    Check.optional(issues, path + "/strengthVolume", strengthVolume, Amount::check);
    if (strengthVolume != null && strength == null) {
      Check.present(issues, path + "/strength", null);
    }
  }
}
