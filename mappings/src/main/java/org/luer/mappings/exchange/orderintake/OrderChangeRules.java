package org.luer.mappings.exchange.orderintake;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/** How a value of a stranger's order may come back in another form. */
final class OrderChangeRules {
  private static final String CONCEPT = "medicationCodeableConcept";
  private static final Pattern ORDER = Pattern.compile("^.*?ORC(\\{[^}]*\\})?(#\\d+)?");

  /** All of them. */
  static final List<ChangeRules.Rule> INBOUND =
      List.of(
          OrderChangeRules::orderStatus,
          OrderChangeRules::addressType,
          ChangeRules.Rule.ofGone(OrderChangeRules::timing),
          ChangeRules.Rule.ofGone(OrderChangeRules::product));

  /** Where an order says when it is to be done and how soon. */
  private static final Pattern TIMING =
      Pattern.compile(
          ".*:((ORC-7|OBR-27|RXE-1)\\.[2-8](\\.\\d)?|ORC-15\\.1|OBR-(5|6|7|36)\\.1|TQ1-[3789]\\.1)");

  private OrderChangeRules() {}

  /** ORC-5: SC, A and IP are one state of an order; so are CA and RP. */
  private static @Nullable String orderStatus(Leaf source, Leaf returned, Renderings both) {
    if (!source.pattern().endsWith(":ORC-5.1")) {
      return null;
    }
    var open = List.of("SC", "A", "IP");
    var gone = List.of("CA", "RP", "DC");
    var same =
        (open.contains(source.value()) && open.contains(returned.value()))
            || (gone.contains(source.value()) && gone.contains(returned.value()));
    return same ? "order-status" : null;
  }

  /** A drug by its code that came back as reference to the product with this code. */
  private static @Nullable String product(Leaf source, Renderings both) {
    var at = source.key().indexOf("." + CONCEPT);
    if (at < 0) {
      return null;
    }
    var reference = both.returned(source.key().substring(0, at) + ".medicationReference.reference");
    if (reference == null) {
      return null;
    }
    var place = reference.value() + ".code" + source.key().substring(at + 1 + CONCEPT.length());
    var display = place.endsWith(".display");
    var returned = both.returned(display ? place.replaceFirst("display$", "code") : place);
    return returned != null && (display || returned.value().equals(source.value()))
        ? "drug-as-product"
        : null;
  }

  /** A time or a priority that an order says more than once, or where others say it. */
  private static @Nullable String timing(Leaf source, Renderings both) {
    if (!TIMING.matcher(source.pattern()).matches()) {
      return null;
    }
    var order = ORDER.matcher(source.key());
    return order.find()
            && both.returnedBelow(order.group()).stream()
                .anyMatch(
                    leaf ->
                        TIMING.matcher(leaf.pattern()).matches()
                            && same(source.value(), leaf.value()))
        ? "timing-of-order"
        : null;
  }

  private static boolean same(String written, String returned) {
    return written.equals(returned)
        || (written.length() >= 8 && written.matches("\\d+") && returned.startsWith(written));
  }

  /** ORC-22: an office and a business are one use of an address. */
  private static @Nullable String addressType(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().endsWith(":ORC-22.7")
            && source.value().equals("O")
            && returned.value().equals("B")
        ? "address-use"
        : null;
  }
}
