package org.luer.mappings.exchange.charges;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/** How what a stranger charges may come back in another form. */
final class ChargeChanges {
  static final List<ChangeRules.Rule> INBOUND =
      List.of(
          ChargeChanges::staffAuthority,
          ChargeChanges::creditBySign,
          ChargeChanges::icdDot,
          ChargeChanges::ndcForm,
          ChargeChanges::httpsForm);

  private ChargeChanges() {}

  /** People who are named by a staff number are numbered by us. */
  private static @Nullable String staffAuthority(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().matches(".*:(EVN-5|PV1-[78]|FT1-2[014]|PR1-1[12]|DG1-16)\\.9(\\.2)?")
        ? "staff-authority"
        : null;
  }

  /** CR and a charge of a negative quantity are credits: CD with the quantity. */
  private static @Nullable String creditBySign(Leaf source, Leaf returned, Renderings both) {
    var pattern = source.pattern();
    var credit =
        pattern.endsWith(":FT1-6.1")
            && returned.value().equals("CD")
            && (source.value().equals("CR")
                || (source.value().equals("CG") && negative(source, both)));
    var sign = pattern.endsWith(":FT1-10.1") && source.value().equals("-" + returned.value());
    return credit || sign ? "credit" : null;
  }

  private static boolean negative(Leaf type, Renderings both) {
    var quantity = type.key().replaceFirst("-6\\(1\\).*", "-10(");
    return both.below(quantity).stream().anyMatch(leaf -> leaf.value().startsWith("-"));
  }

  /** ICD-10-CM gets its dot. */
  private static @Nullable String icdDot(Leaf source, Leaf returned, Renderings both) {
    return returned.value().matches("[A-Z]\\d[0-9A-Z]\\.[0-9A-Z]+")
            && returned.value().replace(".", "").equals(source.value())
        ? "icd-dot"
        : null;
  }

  /** National Drug Codes with hyphens become eleven digits. */
  private static @Nullable String ndcForm(Leaf source, Leaf returned, Renderings both) {
    return source.value().matches("\\d{4,5}-\\d{3,4}-\\d{1,2}")
            && returned.value().equals(digits(source.value().split("-", -1)))
        ? "ndc-digits"
        : null;
  }

  /** Labeler, product and package in five, four and two digits. */
  private static String digits(String[] parts) {
    return "0".repeat(5 - parts[0].length())
        + parts[0]
        + "0".repeat(4 - parts[1].length())
        + parts[1]
        + "0".repeat(2 - parts[2].length())
        + parts[2];
  }

  /** The https form of a code system is the http form. */
  private static @Nullable String httpsForm(Leaf source, Leaf returned, Renderings both) {
    return source.value().startsWith("https:")
            && source.value().replaceFirst("https:", "http:").equals(returned.value())
        ? "system-uri"
        : null;
  }
}
