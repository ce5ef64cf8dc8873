package org.luer.mappings.exchange.patientfeed;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/** How a value of a registration may come back in another form. */
final class FeedRules {
  static final List<ChangeRules.Rule> INBOUND =
      List.of(
          FeedRules::systemName,
          FeedRules::dotted,
          FeedRules::dateOnly,
          FeedRules::wordsOfCode,
          FeedRules::telephone);

  private FeedRules() {}

  /** Another name of the same code system comes back as the one of HL7 table 0396. */
  private static @Nullable String systemName(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().matches("ADT:(PID|AL1|DG1|PR1|IN1|PV2|NK1|GT1)-\\d+\\.[36]")
            && org.luer.mappings.hl7v2.CodingSystems.same(source.value(), returned.value())
        ? "coding-systems"
        : null;
  }

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

  /** A text beside a carried code is replaced by our words for that code. */
  private static @Nullable String wordsOfCode(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().matches("ADT:(AL1-[24])\\.2")
            && both.carried(source.key().replaceFirst("\\.2\\.1$", ".1.1"))
        ? "words-of-code"
        : null;
  }

  /** A number of digits comes back in its parts. */
  private static @Nullable String telephone(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().matches("ADT:(PID-1[34]|NK1-[56]|GT1-[67]|IN1-7)\\.(1|5|6|7|8|9|12)")
            && digits(source.value()).equals(digits(returned.value()))
        ? "telephone"
        : null;
  }

  private static String digits(String text) {
    return text.replaceAll("\\D", "");
  }
}
