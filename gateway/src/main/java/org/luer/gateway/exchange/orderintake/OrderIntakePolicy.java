package org.luer.gateway.exchange.orderintake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.exchange.ExchangePolicy;
import org.luer.gateway.exchange.Purpose;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.partner.Dialect;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.exchange.orderintake.OrderIntakeExchange;
import org.luer.mappings.translation.Exchange;
import org.springframework.stereotype.Component;

/**
 * When partners are told of an order: the one that placed it, of its status; others that receive
 * orders, of the order. A draft is nobody's business, and an order whose arithmetic does not agree
 * waits for a person.
 */
@Component
public final class OrderIntakePolicy implements ExchangePolicy {
  private static final Set<String> SILENT = Set.of("draft", "unknown");

  @Override
  public Exchange<?> exchange() {
    return OrderIntakeExchange.INSTANCE;
  }

  @Override
  public Lane.Stream stream() {
    return Lane.Stream.IDENTITY;
  }

  @Override
  public Optional<Purpose> purpose(JsonNode order, Dialect dialect) {
    var status = order.path("status").asText();
    if (SILENT.contains(status)) {
      return Optional.empty();
    }
    return Optional.of(status.equals("entered-in-error") ? Purpose.WITHDRAWAL : Purpose.FINAL);
  }

  @Override
  public Optional<Reason> hold(JsonNode order) {
    var review = new ArrayList<String>();
    order.path("review").forEach(why -> review.add(why.asText()));
    return review.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Reason(
                Reason.REVIEW,
                "A person has to look at the order first and release it: "
                    + String.join(", ", review)
                    + "."));
  }

  /**
   * One message: what the endpoint asks for; else the order's status to its placer, or the order.
   */
  @Override
  public List<String> messages(JsonNode order, Partner partner, Receives endpoint) {
    var all = exchange().messages();
    if (!endpoint.messages().isEmpty()) {
      return endpoint.messages().stream().filter(all::contains).limit(1).toList();
    }
    var service = order.path("kind").asText().equals("ServiceOrder");
    return List.of(service || placed(order, partner) ? "ORM_O01" : "OMP_O09");
  }

  private static boolean placed(JsonNode order, Partner partner) {
    var placer = order.path("placerNumber");
    var authority = partner.authority();
    var receives =
        partner.receives().stream()
            .map(Receives::to)
            .anyMatch(
                to -> to != null && placer.path("authority").asText().equals(to.application()));
    return placer.isObject()
        && (receives
            || (authority != null
                && placer.path("authority").asText().equals(authority.namespace())));
  }
}
