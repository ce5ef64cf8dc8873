package org.luer.mappings.concept.order.hl7v2;

import org.luer.mappings.concept.order.OrderHl7v2;
import org.luer.mappings.hl7v2.LocalCodes;

/** The observations of orders: what no field of a message has a place for. */
public final class OrderCodes {
  /** What identifies an order; shared with session reports. */
  public static final LocalCodes IDENTITY = OrderHl7v2.codes();

  /** What an order says beside that. */
  public static final LocalCodes PLAN = LocalCodes.load(OrderCodes.class, "order-plan-hl7v2.csv");

  private OrderCodes() {}
}
