package org.luer.gateway.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.channel.Channel;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.NettyConstants;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.OutboundTls.UnusableCertificate;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.delivery.Shipment.Result;
import org.luer.gateway.mllp.MllpCodec;
import org.luer.gateway.mllp.PemTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a {@link Shipment} by MLLP and reads the acknowledgement.
 *
 * <p>Connections stay open between messages, one message is in flight on each. A connection whose
 * answer was late, cut short or for another message is closed, so that a late answer can never be
 * credited to a later message. The registry must hold {@code mllpSenderDecoder}, {@code
 * mllpEncoder}, and {@code mllpTls} for {@code mllps://}.
 */
public final class MllpSenderRoute extends RouteBuilder {
  /** Takes a {@link Shipment}, gives a {@link Result}. */
  public static final String SEND = "direct:mllp-send";

  private static final Logger LOG = LoggerFactory.getLogger(MllpSenderRoute.class);
  private static final int ENDPOINTS = 500;

  private final OutboundTls tls = new OutboundTls();

  /**
   * By what their address is made of: to make the text, and to have Camel find one by it, costs
   * more than to call it.
   */
  private final Cache<Peer, Endpoint> endpoints =
      Caffeine.newBuilder().maximumSize(ENDPOINTS).executor(Runnable::run).build();

  /**
   * Whom to call and how.
   *
   * @param tls registry name of the TLS parameters; null = without TLS
   */
  private record Peer(URI to, Duration connect, Duration answer, @Nullable String tls) {}

  @Override
  public void configure() {
    errorHandler(noErrorHandler());
    getContext().getRegistry().bind(NamedHostTls.NAME, new NamedHostTls());
    getContext().getRegistry().bind("mllpOneAnswer", MllpCodec.oneAnswer());
    var calls = getContext().createProducerTemplate();
    from(SEND).routeId("mllp-send").process(exchange -> send(exchange, calls));
  }

  /**
   * Makes one call on an exchange of its own: netty reports a failed TLS handshake twice, and the
   * second report would come when the first was explained already.
   */
  private void send(Exchange exchange, ProducerTemplate calls) {
    var shipment = exchange.getMessage().getBody(Shipment.class);
    exchange.getMessage().setBody(call(shipment, calls));
  }

  private Result call(Shipment shipment, ProducerTemplate calls) {
    try {
      var endpoint = endpoints.get(peer(shipment), p -> getContext().getEndpoint(uri(p)));
      var call = calls.send(endpoint, e -> e.getMessage().setBody(shipment.payload()));
      var failure = call.getException();
      return failure == null
          ? interpret(shipment, call)
          : new Result(explain(failure), new byte[0]);
    } catch (UnusableCertificate | RuntimeException e) {
      return new Result(explain(e), new byte[0]);
    }
  }

  /** Registry name of the TLS parameters for this endpoint. */
  private String tls(OutboundTls.Pem pem) throws UnusableCertificate {
    if (pem.none()) {
      return "mllpTls";
    }
    var name = "mllpTls-" + OutboundTls.name(pem);
    if (getContext().getRegistry().lookupByName(name) == null) {
      getContext().getRegistry().bind(name, PemTls.parameters(tls.context(pem)));
    }
    return name;
  }

  private Peer peer(Shipment shipment) throws UnusableCertificate {
    var to = shipment.to();
    var settings = shipment.settings();
    var tls = "mllps".equals(to.getScheme()) ? tls(settings.pem()) : null;
    return new Peer(to, settings.connect(), settings.answer(), tls);
  }

  private static String uri(Peer peer) {
    return "netty:tcp://%s:%d?sync=true&synchronous=true&allowDefaultCodec=false"
            .formatted(peer.to().getHost(), peer.to().getPort())
        + "&encoders=#mllpEncoder&decoders=#mllpSenderDecoder,#mllpOneAnswer&keepAlive=true&tcpNoDelay=true"
        + "&disconnect=false&reuseChannel=true&lazyChannelCreation=true&noReplyLogLevel=OFF"
        + "&connectTimeout="
        + peer.connect().toMillis()
        + "&requestTimeout="
        + peer.answer().toMillis()
        // the engine counts the connections of an endpoint; a pool that is full for ever would
        // block it
        + "&producerPoolMaxTotal=-1"
        + (peer.tls() == null
            ? ""
            : "&ssl=true&enabledProtocols=TLSv1.3,TLSv1.2&sslContextParameters=#"
                + peer.tls()
                + "&clientInitializerFactory=#"
                + NamedHostTls.NAME);
  }

  private static Result interpret(Shipment shipment, Exchange call) {
    var answer = call.getMessage().getBody(byte[].class);
    var bytes = answer == null ? new byte[0] : answer;
    var outcome =
        AckInterpreter.interpret(
            shipment.controlId().orElse(""), bytes, shipment.settings().withoutId());
    if (outcome.kind() == Kind.AMBIGUOUS) {
      close(call);
    }
    return new Result(outcome, bytes);
  }

  private static Outcome explain(Throwable failure) {
    if (failure instanceof UnusableCertificate) {
      return Outcome.of(
          Kind.HELD, "no-certificate", "the certificate files for this partner cannot be used");
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException
          || t instanceof UnknownHostException
          || t instanceof NoRouteToHostException
          || t instanceof java.nio.channels.UnresolvedAddressException
          || neverConnected(t)) {
        return Outcome.of(Kind.RETRYING, "no-connection", "the partner cannot be reached");
      }
      if (t instanceof javax.net.ssl.SSLException) {
        return Outcome.of(Kind.RETRYING, "no-tls", "no TLS connection to the partner");
      }
      if (t instanceof ReadTimeoutException) {
        return Outcome.of(Kind.AMBIGUOUS, "no-answer", "sent, but no answer came in time");
      }
    }
    if (failure instanceof IOException || failure instanceof CamelException) {
      return Outcome.of(
          Kind.AMBIGUOUS, "connection-lost", "sent, but the connection ended before an answer");
    }
    LOG.error("sending failed unexpectedly: {}", where(failure));
    return failure instanceof ResolveEndpointFailedException
        ? Outcome.of(Kind.HELD, "cannot-send", "the address of the partner cannot be used")
        : Outcome.of(Kind.AMBIGUOUS, "cannot-send", "sending failed in the gateway itself");
  }

  /**
   * Whether the pool of connections has none to give: a refusal that comes quickly makes a new
   * connection unfit before it is handed out, and then the pool tells this and not the refusal.
   */
  private static boolean neverConnected(Throwable failure) {
    var trace = failure.getStackTrace();
    return failure instanceof NoSuchElementException
        && trace.length > 0
        && trace[0].getClassName().startsWith("org.apache.commons.pool2.");
  }

  /** Class and place of a failure; its message might hold what was being sent. */
  private static String where(Throwable failure) {
    var trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  /** Closes the connection before it goes back to the pool. */
  private static void close(Exchange exchange) {
    var channel = exchange.getProperty(NettyConstants.NETTY_CHANNEL, Channel.class);
    if (channel != null) {
      channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }
}
