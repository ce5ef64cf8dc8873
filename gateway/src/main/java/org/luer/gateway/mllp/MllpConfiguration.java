package org.luer.gateway.mllp;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.component.netty.ChannelHandlerFactory;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.luer.gateway.health.Readiness;
import org.luer.gateway.journal.Credits;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.partner.MllpSettings.MllpTls;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The MLLP listeners of the service. */
@Configuration(proxyBeanMethods = false)
class MllpConfiguration {
  /**
   * More at once cost more than they bring: what is delivered waits for the processors behind what
   * comes in, and lanes that are behind cannot send at once.
   */
  private static final int MESSAGES_AT_ONCE =
      Math.max(8, 4 * Runtime.getRuntime().availableProcessors());

  private static final Duration STOP_WITHIN = Duration.ofSeconds(8);

  @Bean
  ChannelHandlerFactory mllpEncoder() {
    return MllpCodec.encoder();
  }

  /** The certificates of the listeners, as they are at the time. */
  record ListenerTls(Optional<ReloadingTls> context, boolean clientCertificate) {
    static TlsFiles files(MllpTls tls) {
      return new TlsFiles(
          tls.certFile(), tls.keyFile(), tls.storeFile(), tls.passwordFile(), tls.trustFile());
    }
  }

  @Bean
  ListenerTls mllpListenerTls(Settings settings) {
    var tls = Optional.ofNullable(settings.mllp().tls());
    return new ListenerTls(
        tls.map(t -> new ReloadingTls(ListenerTls.files(t))),
        tls.map(t -> t.trustFile() != null).orElse(false));
  }

  @Bean
  CertificateDates certificateDates(Settings settings, Partners partners, Clock clock) {
    return new CertificateDates(settings, partners, clock);
  }

  /** What a sender shows that has no certificate of its own in the settings. */
  @Bean
  SSLContextParameters mllpTls(ListenerTls tls) {
    return tls.context().map(PemTls::parameters).orElseGet(SSLContextParameters::new);
  }

  @Bean
  PartnerIntake partnerIntake(
      Journal journal,
      Partners partners,
      Settings settings,
      ObjectProvider<MessageReader> readers,
      ObjectProvider<Credits> credits,
      Clock clock) {
    return new PartnerIntake(
        journal,
        partners,
        settings.clinic(),
        readers.orderedStream().toList(),
        answer -> credits.ifAvailable(c -> c.credit(answer)), // delivery itself reads the journal
        clock);
  }

  @Bean(destroyMethod = "close")
  MllpThreads mllpThreads() {
    return new MllpThreads(MESSAGES_AT_ONCE, STOP_WITHIN);
  }

  @Bean
  MllpListeners mllpListeners(
      Settings settings,
      PartnerIntake intake,
      MllpThreads threads,
      ListenerTls tls,
      Readiness readiness) {
    var encrypted = tls.context().map(c -> new MllpListener.Tls(c, tls.clientCertificate()));
    return new MllpListeners(
        MllpListeners.options(settings.mllp(), encrypted),
        intake,
        threads,
        readiness.register("mllp"));
  }
}
