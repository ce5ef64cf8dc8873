package org.luer.mappings.exchange.referral;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderTypes;
import org.luer.mappings.concept.order.Priorities;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.hl7v2.Cwe;

/** The codes of RF1: rf1-status.csv, rf1-priority.csv, rf1-setting.csv. */
final class RefCodes {
  private static final CodePairs<Referral.Status> STATUS =
      CodePairs.load(
          RefCodes.class,
          "rf1-status.csv",
          List.of(Referral.Status.values()),
          Referral.Status::code);
  private static final CodePairs<InfusionOrder.Priority> PRIORITY =
      CodePairs.load(
          RefCodes.class,
          "rf1-priority.csv",
          List.of(InfusionOrder.Priority.values()),
          InfusionOrder.Priority::code);
  private static final CodePairs<Referral.Setting> SETTING =
      CodePairs.load(
          RefCodes.class,
          "rf1-setting.csv",
          List.of(Referral.Setting.values()),
          Referral.Setting::code);

  private RefCodes() {}

  /** RF1-1. */
  static String status(Referral.Status status) {
    return written(STATUS, status, "HL70283");
  }

  /** RF1-2. */
  static String priority(InfusionOrder.@Nullable Priority priority) {
    return written(PRIORITY, priority, "HL70280");
  }

  /** RF1-5. */
  static String setting(Referral.@Nullable Setting setting) {
    return written(SETTING, setting, "HL70284");
  }

  private static <C> String written(CodePairs<C> table, @Nullable C value, String system) {
    return value == null ? "" : Cwe.of(table.write(value), table.words(value), system);
  }

  /** ORC-1 and ORC-5 of an order that stands where RF1-1 has this code; none for another one. */
  static Optional<ReferralCodes.Row> order(String status) {
    return Optional.ofNullable(STATUS.read(status)).map(ReferralCodes.STATUS::row);
  }

  /** The code of TQ-6 for one of RF1-2; another one stays as it is. */
  static String asOrder(String priority) {
    var read = PRIORITY.read(priority);
    return read == null ? priority : Priorities.write(read);
  }

  /** The code of ORC-29 for one of RF1-5; another one stays as it is. */
  static String asOrderType(String setting) {
    var read = SETTING.read(setting);
    return read == null
        ? setting
        : OrderTypes.find(read.code()).map(OrderTypes.Row::code).orElse(setting);
  }
}
