package org.luer.gateway.exchange;

import org.luer.gateway.Version;
import org.luer.gateway.delivery.Renderers;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.mllp.MessageReader;
import org.luer.gateway.partner.Settings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every exchange in the service; each brings its policy as a component. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "delivery.enabled", matchIfMissing = true)
class ExchangeConfiguration {
  @Bean
  Routing exchangeRouting(JdbcClient jdbc, ObjectProvider<ExchangePolicy> policies) {
    return ExchangeRouting.of(jdbc, policies.orderedStream().toList());
  }

  @Bean
  Renderers exchangeRenderers(
      Records records,
      Settings settings,
      Disclosures disclosures,
      ObjectProvider<ExchangePolicy> policies) {
    return new Renderers(
        ExchangeRenderer.of(
            records,
            settings.clinic(),
            policies.orderedStream().toList(),
            Version.number(),
            disclosures::deliveries));
  }

  @Bean
  MessageReader exchangeIntake(Settings settings, Records records) {
    return new ExchangeIntake(settings.clinic(), records);
  }
}
