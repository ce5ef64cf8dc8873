package org.luer.mappings.concept.eligibility;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * What a coverage says about a kind of service or one service.
 *
 * @param category kind of service (X12 1365)
 * @param code CPT or HCPCS, instead of the kind
 * @param modifiers its modifiers
 * @param excluded whether it is not covered at all
 * @param name name of the benefit
 * @param description in the insurer's words
 * @param network within or outside the insurer's network
 * @param unit for one person or the family
 * @param term for a day, a year, a lifetime
 * @param amounts limits and shares
 * @param authorizationRequired whether the insurer has to authorize it before
 * @param authorizationNeeds what the insurer wants to see for that
 * @param authorizationUrl where to ask
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Benefit(
    @Nullable Coded category,
    @Nullable Coded code,
    List<Coded> modifiers,
    @Nullable Boolean excluded,
    @Nullable String name,
    @Nullable String description,
    @Nullable Coded network,
    @Nullable Coded unit,
    @Nullable Coded term,
    List<BenefitAmount> amounts,
    @Nullable Boolean authorizationRequired,
    List<Coded> authorizationNeeds,
    @Nullable String authorizationUrl) {
  public Benefit {
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
    amounts = amounts == null ? List.of() : List.copyOf(amounts);
    authorizationNeeds = authorizationNeeds == null ? List.of() : List.copyOf(authorizationNeeds);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if ((category == null) == (code == null)) {
      issues.error(IssueCode.REQUIRED, path, "is about a kind of service or about one service");
    }
    Check.optional(issues, path + "/category", category, Coded::check);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.each(issues, path + "/modifiers", modifiers, Coded::check);
    Check.optional(issues, path + "/network", network, Coded::check);
    Check.optional(issues, path + "/unit", unit, Coded::check);
    Check.optional(issues, path + "/term", term, Coded::check);
    Check.each(issues, path + "/amounts", amounts, BenefitAmount::check);
    Check.each(issues, path + "/authorizationNeeds", authorizationNeeds, Coded::check);
  }
}
