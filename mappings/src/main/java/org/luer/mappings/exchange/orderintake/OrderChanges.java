package org.luer.mappings.exchange.orderintake;

import java.util.Optional;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.core.ClinicJson;

/**
 * A message that only changes the status of an order (cancel, discontinue, hold, release) names the
 * order and says nothing of its content: what is known of the order stays, only its status and the
 * reason for it change.
 */
public final class OrderChanges {
  private OrderChanges() {}

  /** Whether the set only changes an order: it wants a status, and does not say what is ordered. */
  public static boolean only(OrderIntake change) {
    var control = change.control();
    return control != null
        && control.changes()
        && change.order() instanceof org.luer.mappings.concept.order.InfusionOrder order
        && order.drug() == null
        && order.dose() == null
        && order.dosePerKg() == null
        && order.rates().isEmpty();
  }

  /**
   * The known order with the changed status.
   *
   * @param known the same order, by its number, as the sender's copy has it
   */
  public static PlacedOrder apply(PlacedOrder known, OrderIntake change) {
    var tree = ClinicRecords.tree(known);
    tree.put("status", status(known, change.order().statusCode()));
    var reason = change.order().origin().reason();
    if (reason != null) {
      var entry = tree.withObject("/entry");
      entry.set("reason", ClinicJson.mapper().valueToTree(reason));
    }
    Optional.ofNullable(change.order().recordedAt())
        .ifPresent(at -> tree.set("recordedAt", ClinicJson.mapper().valueToTree(at)));
    return (PlacedOrder) ClinicRecords.read(tree, "").value().orElse(known);
  }

  /** A service order knows one status for both ways of ending early. */
  private static String status(PlacedOrder known, String code) {
    var ended = code.equals("cancelled") || code.equals("stopped");
    return ended && !OrderControls.isDrug(known) ? "revoked" : code;
  }
}
