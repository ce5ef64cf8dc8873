package org.luer.gateway.exchange;

import java.util.List;
import org.luer.gateway.Version;
import org.luer.gateway.delivery.Renderers;
import org.luer.gateway.exchange.sessionreport.SessionReportPolicy;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.mllp.MessageReader;
import org.luer.gateway.partner.Settings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every exchange in the service. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "delivery.enabled", matchIfMissing = true)
class ExchangeConfiguration {
  /** When each exchange tells whom; one policy per exchange of the library that is sent. */
  static final List<ExchangePolicy> POLICIES = List.of(new SessionReportPolicy());

  @Bean
  Routing exchangeRouting(JdbcClient jdbc) {
    return ExchangeRouting.of(jdbc, POLICIES);
  }

  @Bean
  Renderers exchangeRenderers(Records records, JdbcClient jdbc, Settings settings) {
    return new Renderers(
        ExchangeRenderer.of(records, jdbc, settings.clinic(), POLICIES, Version.number()));
  }

  @Bean
  MessageReader exchangeIntake(Settings settings) {
    return new ExchangeIntake(settings.clinic());
  }
}
