package org.luer.gateway.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partner;

/**
 * Decides what a partner is to be sent because of a new record version. One implementation per
 * exchange.
 *
 * <p>Called inside the intake transaction, once for each partner that disclosure permits: reads of
 * the journal see the new version. It must not send, wait or write.
 */
public interface Routing {
  /** Deliveries to make, in order; empty if this exchange has nothing to say. */
  List<PlannedDelivery> plan(Change change, Partner partner);

  /**
   * A record changed.
   *
   * @param previous the version before; null if there was none
   * @param sender who sent it: {@code clinic} or a partner
   */
  record Change(RecordVersion current, @Nullable RecordVersion previous, String sender) {}

  /**
   * One delivery to be made.
   *
   * @param exchange such as {@code sessionreport}
   * @param type message type or {@code Bundle}
   * @param lane where it waits for its turn
   * @param action what it does to what the partner has: {@code new}, {@code correct}, {@code
   *     withdraw} …
   * @param hold why it must not go out by itself; null = it may
   */
  record PlannedDelivery(
      String exchange, String type, Lane lane, String action, @Nullable Reason hold) {
    /** The same, but a person has to let it go. */
    PlannedDelivery held(Reason reason) {
      return new PlannedDelivery(exchange, type, lane, action, reason);
    }

    /** The kind of message, whatever its trigger is. */
    public String family() {
      return family(type);
    }

    /**
     * The kind of a type: its trigger event follows from what the partner has when it is rendered.
     */
    public static String family(String type) {
      var end = type.indexOf('_');
      return end < 0 ? type : type.substring(0, end);
    }
  }
}
