package org.luer.gateway.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;

/**
 * Turns a delivery into the bytes for one partner; one implementation per exchange.
 *
 * <p>Called when the lane reaches the delivery, at most once for each: the bytes are stored before
 * they are sent, so that sending again is sending the same. It must not send or write.
 */
public interface Renderer {
  /** The exchange whose deliveries it renders. */
  String exchange();

  /**
   * Renders.
   *
   * @param taken what the partner has of the record: by message type, the facts of what it took
   *     last, with {@code version}, and {@code locations} for FHIR; empty when it has nothing
   */
  Rendering render(Delivery delivery, Partner partner, Receives endpoint, Optional<JsonNode> taken);

  /** What rendering came to. */
  sealed interface Rendering {}

  /**
   * It can go out.
   *
   * @param type the message as it goes out: another trigger than was planned, perhaps
   * @param controlId MSH-10, empty for FHIR
   * @param facts what the ledger is to keep once the partner took it
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Ready(
      byte[] payload, String type, String mediaType, Optional<String> controlId, ObjectNode facts)
      implements Rendering {}

  /** A person has to look at it first. */
  record Stopped(Reason reason) implements Rendering {}

  /** There is nothing to tell this partner. */
  record Unneeded(Reason reason) implements Rendering {}
}
