package org.luer.mappings.concept.infusion;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * The bag that hung: how much drug in how much solution.
 *
 * @param id number of the compounded bag
 * @param drugAmount drug in the bag, mg
 * @param volume volume of the bag, mL
 * @param diluent base solution, RxNorm or text
 * @param content the stocked drug inside, where another sender names bag and content apart
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Bag(
    @Nullable String id,
    Quantity drugAmount,
    Quantity volume,
    @Nullable Coded diluent,
    @Nullable Coded content) {

  /** A bag that is named like its content. */
  public Bag(@Nullable String id, Quantity drugAmount, Quantity volume, @Nullable Coded diluent) {
    this(id, drugAmount, volume, diluent, null);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/drugAmount", drugAmount);
    Check.present(issues, path + "/volume", volume);
    Check.optional(issues, path + "/drugAmount", drugAmount, (q, i, p) -> q.check(i, p, "mg"));
    Check.optional(issues, path + "/volume", volume, (q, i, p) -> q.check(i, p, "mL"));
    Check.optional(issues, path + "/diluent", diluent, Coded::check);
    Check.optional(issues, path + "/content", content, Coded::check);
  }
}
