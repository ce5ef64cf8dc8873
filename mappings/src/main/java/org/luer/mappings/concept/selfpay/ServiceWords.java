package org.luer.mappings.concept.selfpay;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;

/**
 * Words for a service on what a patient reads. The descriptors of CPT are not ours to print: a code
 * has our short words, else those of the clinic's own item.
 */
final class ServiceWords {
  private ServiceWords() {}

  /** Our words for the code, else the clinic's for its item, else for a HCPCS code its own. */
  static String of(Coded code, @Nullable Coded item) {
    return Optional.ofNullable(code.code())
        .flatMap(BillingCodes.SERVICES::find)
        .map(BillingCodes.Row::text)
        .or(() -> Optional.ofNullable(item).map(Coded::text))
        .or(() -> Optional.ofNullable(code.text()).filter(t -> !Systems.CPT.equals(code.system())))
        .orElse("");
  }
}
