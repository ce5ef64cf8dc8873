package org.luer.gateway.mllp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.ChannelHandlerFactory;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.luer.gateway.health.Readiness;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.partner.MllpSettings;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The MLLP listeners of the service: plaintext, and TLS when certificates are set. */
@Configuration(proxyBeanMethods = false)
class MllpConfiguration {
  @Bean
  ChannelHandlerFactory mllpListenerDecoder(Settings settings) {
    var usual = Framing.LISTENER;
    return MllpCodec.decoder(
        new Framing(settings.mllp().maxMessage(), usual.endGrace(), usual.frameTimeout(), true));
  }

  @Bean
  ChannelHandlerFactory mllpEncoder() {
    return MllpCodec.encoder();
  }

  @Bean
  SSLContextParameters mllpTls(Settings settings) {
    var tls = settings.mllp().tls();
    return tls == null
        ? new SSLContextParameters()
        : PemTls.parameters(tls.certFile(), tls.keyFile(), tls.trustFile());
  }

  @Bean
  PartnerIntake partnerIntake(
      Journal journal,
      Partners partners,
      Settings settings,
      ObjectProvider<MessageReader> readers,
      Clock clock) {
    return new PartnerIntake(
        journal, partners, settings.clinic(), readers.orderedStream().toList(), clock);
  }

  /** The addresses that are listened on. */
  record Addresses(String plain, int plainPort, String tls, int tlsPort) {}

  @Bean
  Addresses mllpAddresses(Settings settings) {
    var mllp = settings.mllp();
    var tls = mllp.tls();
    var plain =
        tls != null && !mllp.allowPlaintext()
            ? InetAddress.getLoopbackAddress().getHostAddress()
            : mllp.address();
    int tlsPort = tls == null ? -1 : port(tls.port());
    return new Addresses(plain, port(mllp.port()), mllp.address(), tlsPort);
  }

  @Bean
  RoutesBuilder mllpListener(Addresses addresses, PartnerIntake intake) {
    return new MllpListenerRoute(
        "mllp", addresses.plain(), addresses.plainPort(), MllpListenerRoute.Tls.NONE, intake);
  }

  @Bean
  RoutesBuilder mllpTlsListener(Addresses addresses, Settings settings, PartnerIntake intake) {
    MllpSettings.MllpTls tls = settings.mllp().tls();
    if (tls == null) {
      return new RouteBuilder() {
        @Override
        public void configure() {
          log.debug("no certificates, no TLS listener");
        }
      };
    }
    return new MllpListenerRoute(
        "mllps",
        addresses.tls(),
        addresses.tlsPort(),
        tls.trustFile() == null ? MllpListenerRoute.Tls.SERVER : MllpListenerRoute.Tls.MUTUAL,
        intake);
  }

  @Bean
  ApplicationListener<ApplicationStartedEvent> mllpReady(Addresses addresses, Readiness readiness) {
    var part = readiness.register("mllp");
    var plain = addresses.plain() + ":" + addresses.plainPort();
    var both =
        addresses.tlsPort() < 0
            ? plain
            : plain + ", TLS " + addresses.tls() + ":" + addresses.tlsPort();
    return event -> part.ready(both);
  }

  /** A free port where the settings leave the choice. */
  private static int port(int wanted) {
    if (wanted != 0) {
      return wanted;
    }
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
