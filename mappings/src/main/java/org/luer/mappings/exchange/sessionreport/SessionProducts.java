package org.luer.mappings.exchange.sessionreport;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/**
 * How the product of a stranger's session may come back: as the drug, which the order and the
 * infusion name, and the vial that it came from, which has lot and expiry. The sender has one
 * Medication for both.
 */
final class SessionProducts {
  /** All of them. */
  static final List<ChangeRules.Rule> INBOUND =
      List.of(SessionProducts::reference, ChangeRules.Rule.ofGone(SessionProducts::part));

  private static final String RULE = "drug-and-vial";

  /** The natural key of a Medication: code, lot, ingredient. */
  private static final Pattern PRODUCT =
      Pattern.compile("Medication\\{([^+}]*)\\+([^+}]*)\\+[^}]*\\}(.*)");

  private SessionProducts() {}

  /** A reference to the product that came back as one to the drug with its code. */
  private static @Nullable String reference(Leaf source, Leaf returned, Renderings both) {
    var product = PRODUCT.matcher(source.value());
    var drug = PRODUCT.matcher(returned.value());
    return product.matches()
            && drug.matches()
            && !product.group(1).isEmpty()
            && product.group(1).equals(drug.group(1))
        ? RULE
        : null;
  }

  /** What the product says and the drug with its code or the vial of its lot says as well. */
  private static @Nullable String part(Leaf source, Renderings both) {
    var product = PRODUCT.matcher(source.key());
    if (!product.matches()) {
      return null;
    }
    var below = product.group(3);
    var words = below.endsWith(".display");
    var wanted = words ? below.replaceFirst("display$", "code") : below;
    for (var leaf : both.returnedBelow("Medication{")) {
      var other = PRODUCT.matcher(leaf.key());
      if (other.matches()
          && other.group(3).equals(wanted)
          && same(product.group(1), other.group(1), product.group(2), other.group(2))
          && (words || leaf.value().equals(source.value()))) {
        return RULE;
      }
    }
    return null;
  }

  private static boolean same(String code, String otherCode, String lot, String otherLot) {
    return (!code.isEmpty() && code.equals(otherCode)) || (!lot.isEmpty() && lot.equals(otherLot));
  }
}
