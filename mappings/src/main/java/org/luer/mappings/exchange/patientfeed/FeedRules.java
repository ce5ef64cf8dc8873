package org.luer.mappings.exchange.patientfeed;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/** How a value of a registration may come back in another form. */
final class FeedRules {
  static final List<ChangeRules.Rule> INBOUND = List.of(FeedRules::dotted, FeedRules::dateOnly);

  private FeedRules() {}

  /** An ICD-10-CM code gets its dot. */
  private static @Nullable String dotted(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().equals("ADT:DG1-3.1")
            && returned.value().replace(".", "").equals(source.value())
        ? "icd-dot"
        : null;
  }

  /** A birth date may come with a time of day, which is dropped. */
  private static @Nullable String dateOnly(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().matches("ADT:(PID-7|IN1-18|GT1-8|IN1-12|IN1-13|AL1-6)\\.1")
            && source.value().length() > returned.value().length()
            && source.value().startsWith(returned.value())
            && Hl7Timestamp.parse(source.value()).isPresent()
        ? "date-only"
        : null;
  }
}
