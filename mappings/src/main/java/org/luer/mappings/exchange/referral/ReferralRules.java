package org.luer.mappings.exchange.referral;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/** How what a referrer sent may come back in another form. */
final class ReferralRules {
  static final List<ChangeRules.Rule> INBOUND =
      List.of(ReferralRules::dotted, ReferralRules::meaning, ReferralRules::words);

  private ReferralRules() {}

  /** An ICD-10-CM code comes back with the dot that its sender left out. */
  private static @Nullable String dotted(Leaf source, Leaf returned, Renderings both) {
    var written = source.value();
    return source.pattern().matches(".*:DG1-3\\.[14]")
            && written.length() > 3
            && returned.value().equals(written.substring(0, 3) + "." + written.substring(3))
        ? "icd-dot"
        : null;
  }

  /** A status comes back as the code for what it means for a referral; of one we know. */
  private static @Nullable String meaning(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().matches(".*:ORC-5\\.1") && ReferralCodes.knows(source.value())
        ? "referral-status"
        : null;
  }

  /** The words beside a code that is carried are ours. */
  private static @Nullable String words(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().matches(".*:(ORC-29|OBX-6)\\.2") ? "words-of-code" : null;
  }
}
