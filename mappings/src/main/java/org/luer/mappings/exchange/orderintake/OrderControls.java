package org.luer.mappings.exchange.orderintake;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.hl7v2.OrderLayout;
import org.luer.mappings.concept.serviceorder.ServiceOrder;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.translation.Before;

/**
 * Which message tells of an order, and what it wants: the placer orders, changes, holds, stops; the
 * filler tells of its status (reference/hl7v2.md 1.1 and 1.4).
 */
final class OrderControls {
  private OrderControls() {}

  /** Whether another house placed the order, so that the clinic fills it. */
  static boolean fills(PlacedOrder order, Dialect dialect) {
    var placer = order.placerNumber();
    var ours = dialect.clinic();
    return placer != null
        && !placer.authority().equals(ours.application())
        && !placer.authority().equals(ours.facility())
        && !ours.gave(placer);
  }

  /** What versions before 2.4 call RDE^O11. */
  private static final String OLD_RDE = "RDE_O01";

  /** Whether a drug is ordered. */
  static boolean isDrug(PlacedOrder order) {
    return !(order instanceof ServiceOrder);
  }

  /** The message type out of those that are asked for; null when none of them tells of it. */
  static @Nullable String type(PlacedOrder order, Set<String> types, Dialect dialect) {
    return preferred(order, dialect).stream()
        .filter(t -> types.contains(t) || (t.equals(OrderLayout.RDE) && types.contains(OLD_RDE)))
        .findFirst()
        .orElse(null);
  }

  private static List<String> preferred(PlacedOrder order, Dialect dialect) {
    if (!isDrug(order)) {
      return List.of(OrderLayout.ORM, OrderLayout.OMG);
    }
    return fills(order, dialect)
        ? List.of(OrderLayout.ORM, OrderLayout.RDE, OrderLayout.OMP)
        : List.of(OrderLayout.OMP, OrderLayout.RDE, OrderLayout.ORM);
  }

  /** ORC-1: as it was received, else what the status means after what the partner has. */
  static OrderControl of(OrderIntake set, Before<OrderIntake> before, Dialect dialect) {
    if (set.control() != null) {
      return set.control();
    }
    var known = before.set() == null ? null : before.set().order();
    return fills(set.order(), dialect) ? filler(set.order(), known) : placer(set.order(), known);
  }

  private static OrderControl placer(PlacedOrder order, @Nullable PlacedOrder known) {
    var status = order.statusCode();
    var same = known != null && known.statusCode().equals(status);
    if (known != null && same) {
      return OrderControl.XO;
    }
    return switch (status) {
      case "cancelled", "revoked", "entered-in-error" -> OrderControl.CA;
      case "stopped" -> OrderControl.DC;
      case "on-hold" -> OrderControl.HD;
      case "completed" -> OrderControl.SC;
      default -> opened(order, known);
    };
  }

  private static OrderControl opened(PlacedOrder order, @Nullable PlacedOrder known) {
    if (known == null) {
      return order.origin().replaces() == null ? OrderControl.NW : OrderControl.RO;
    }
    var held = InfusionOrder.Status.ON_HOLD.code().equals(known.statusCode());
    return held ? OrderControl.RL : OrderControl.XO;
  }

  private static OrderControl filler(PlacedOrder order, @Nullable PlacedOrder known) {
    return switch (order.statusCode()) {
      case "cancelled", "revoked", "entered-in-error" -> OrderControl.OC;
      case "stopped" -> OrderControl.OD;
      case "on-hold" -> OrderControl.OH;
      case "active" ->
          known != null && known.statusCode().equals("on-hold") ? OrderControl.OE : OrderControl.SC;
      default -> OrderControl.SC;
    };
  }
}
