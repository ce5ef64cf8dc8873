package org.luer.gateway.mllp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.NettyConstants;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for MLLP: one exchange at a time per connection, answers in the order of the messages.
 *
 * <p>The registry must hold the beans {@code mllpListenerDecoder} and {@code mllpEncoder}, and for
 * TLS an {@code SSLContextParameters} named {@code mllpTls}.
 */
public final class MllpListenerRoute extends RouteBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(MllpListenerRoute.class);

  private final String name;
  private final String address;
  private final int port;
  private final Tls tls;
  private final MessageIntake intake;

  /** Whether a connection is encrypted, and whether the sender shows a certificate. */
  public enum Tls {
    NONE,
    SERVER,
    MUTUAL
  }

  /**
   * One listener.
   *
   * @param name of the route
   * @param tls with the certificates of {@code mllpTls}
   */
  public MllpListenerRoute(String name, String address, int port, Tls tls, MessageIntake intake) {
    this.name = name;
    this.address = address;
    this.port = port;
    this.tls = tls;
    this.intake = intake;
  }

  @Override
  public void configure() {
    errorHandler(noErrorHandler());
    from(uri()).routeId(name).process(this::answer);
  }

  private String uri() {
    return "netty:tcp://%s:%d?sync=true&reuseAddress=true&keepAlive=true&tcpNoDelay=true"
            .formatted(address, port)
        + "&allowDefaultCodec=false&decoders=#mllpListenerDecoder&encoders=#mllpEncoder"
        + "&disconnectOnNoReply=true&noReplyLogLevel=OFF&serverExceptionCaughtLogLevel=DEBUG"
        + "&serverClosedChannelExceptionCaughtLogLevel=OFF"
        + (tls == Tls.NONE
            ? ""
            : "&ssl=true&enabledProtocols=TLSv1.3,TLSv1.2&sslContextParameters=#mllpTls"
                + "&needClientAuth="
                + (tls == Tls.MUTUAL));
  }

  private void answer(Exchange exchange) {
    var message = exchange.getMessage();
    Optional<byte[]> ack;
    try {
      ack = intake.accept(message.getBody(byte[].class), peer(exchange));
    } catch (RuntimeException e) {
      LOG.error("a message could not be taken ({}); connection closed", e.getClass().getName());
      ack = Optional.empty();
    }
    message.setBody(ack.orElse(null));
    if (ack.isEmpty()) {
      message.setHeader(NettyConstants.NETTY_CLOSE_CHANNEL_WHEN_COMPLETE, true);
    }
  }

  private static Peer peer(Exchange exchange) {
    var message = exchange.getMessage();
    var remote = message.getHeader(NettyConstants.NETTY_REMOTE_ADDRESS);
    var session = message.getHeader(NettyConstants.NETTY_SSL_SESSION, SSLSession.class);
    return new Peer(String.valueOf(remote), Optional.ofNullable(session).flatMap(s -> print(s)));
  }

  private static Optional<String> print(SSLSession session) {
    try {
      var certificate = session.getPeerCertificates()[0].getEncoded();
      var digest = MessageDigest.getInstance("SHA-256").digest(certificate);
      return Optional.of(HexFormat.of().formatHex(digest));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("certificate cannot be read", e);
    }
  }
}
