package org.luer.gateway.delivery;

import java.time.Duration;
import java.util.Optional;
import org.luer.gateway.journal.Later;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Receives.Format;

/** Finds where a delivery goes, in the settings as they are at that moment. */
public final class Endpoints {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final Partners partners;

  /** Endpoints of these partners. */
  public Endpoints(Partners partners) {
    this.partners = partners;
  }

  /** A partner and the endpoint of it that is meant. */
  public record Endpoint(Partner partner, Receives receives) {
    /** The key under which its connections are counted. */
    String key() {
      return partner.id() + " " + receives.transport();
    }

    /** How to talk to it. */
    Shipment.Settings settings() {
      var auth = Optional.ofNullable(receives.auth());
      return new Shipment.Settings(
          CONNECT,
          partner.dialect().ackTimeout(),
          receives.connections(),
          partner.dialect().acceptAckWithoutId(),
          auth.flatMap(a -> Optional.ofNullable(a.tokenFile())),
          OutboundTls.Pem.of(receives));
    }
  }

  /** The endpoint for this delivery; empty when the settings no longer have one. */
  Optional<Endpoint> find(Delivery delivery) {
    var format = delivery.type().startsWith("Bundle") ? Format.FHIR : Format.HL7V2;
    return partners
        .current()
        .find(delivery.lane().partner())
        .flatMap(partner -> endpoint(partner, delivery, format).map(r -> new Endpoint(partner, r)));
  }

  /** The FHIR endpoint of a partner for an exchange. */
  public Optional<Endpoint> ofExchange(Partner partner, String exchange) {
    return partner.receives().stream()
        .filter(r -> r.format() == Format.FHIR && r.exchanges().contains(exchange))
        .findFirst()
        .map(r -> new Endpoint(partner, r));
  }

  private static Optional<Receives> endpoint(Partner partner, Delivery delivery, Format format) {
    if (delivery.exchange().equals(Later.EXCHANGE)) {
      return partner.takesAnswers();
    }
    return partner.receives().stream()
        .filter(r -> r.format() == format)
        .filter(r -> takes(r, delivery.exchange(), delivery.type()))
        .findFirst();
  }

  /** True when the endpoint takes this message type of this exchange. */
  public static boolean takes(Receives receives, String exchange, String type) {
    return receives.exchanges().contains(exchange)
        && (receives.format() == Format.FHIR
            || receives.messages().isEmpty()
            || receives.messages().contains(type));
  }
}
