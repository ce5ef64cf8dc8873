package org.luer.mappings.exchange.orderintake;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/** How a value of a stranger's order may come back in another form. */
final class OrderChangeRules {
  /** All of them. */
  static final List<ChangeRules.Rule> INBOUND =
      List.of(OrderChangeRules::orderStatus, OrderChangeRules::addressType);

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

  /** ORC-22: an office and a business are one use of an address. */
  private static @Nullable String addressType(Leaf source, Leaf returned, Renderings both) {
    return source.pattern().endsWith(":ORC-22.7")
            && source.value().equals("O")
            && returned.value().equals("B")
        ? "address-use"
        : null;
  }
}
