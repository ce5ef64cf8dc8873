package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * A procedure that a claim of a hospital names beside its lines. Its place in the list is its rank.
 *
 * @param code ICD-10-PCS or another code
 * @param kinds principal or other
 * @param at when it was done
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClaimProcedure(Coded code, List<Coded> kinds, @Nullable PartialTime at) {
  public ClaimProcedure {
    kinds = kinds == null ? List.of() : List.copyOf(kinds);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/code", code);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.each(issues, path + "/kinds", kinds, Coded::check);
  }
}
