package org.luer.mappings.concept.order;

import java.util.Optional;
import java.util.stream.Stream;
import org.luer.mappings.concept.serviceorder.ServiceOrder;
import org.luer.mappings.core.CodePairs;

/** Statuses of any order to and from ORC-5 (HL7 table 0038), as order-status.csv has them. */
public final class OrderStatuses {
  private static final CodePairs<String> TABLE =
      CodePairs.load(
          OrderStatuses.class,
          "order-status.csv",
          Stream.concat(
                  Stream.of(InfusionOrder.Status.values()).map(InfusionOrder.Status::code),
                  Stream.of(ServiceOrder.Status.values()).map(ServiceOrder.Status::code))
              .distinct()
              .toList(),
          code -> code);

  private OrderStatuses() {}

  /** ORC-5 of a status; a draft has none. */
  public static String write(String status) {
    return TABLE.rows().stream().noneMatch(r -> r.clinic().equals(status))
        ? ""
        : TABLE.write(status);
  }

  /** The status that a code of ORC-5 stands for. */
  public static Optional<String> read(String code) {
    return Optional.ofNullable(TABLE.read(code));
  }
}
