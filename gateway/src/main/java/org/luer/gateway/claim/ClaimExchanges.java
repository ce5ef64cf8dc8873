package org.luer.gateway.claim;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.Claim;

/** The exchanges that claims go by. */
final class ClaimExchanges {
  static final String CLAIM = "claim";
  static final String AUTHORIZATION = "authorization";

  private ClaimExchanges() {}

  /** The exchange of a claim with this use. */
  static String of(Claim.@Nullable Use use) {
    return use == Claim.Use.PREAUTHORIZATION ? AUTHORIZATION : CLAIM;
  }
}
