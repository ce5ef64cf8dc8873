package org.luer.gateway.consent;

import java.time.Clock;
import org.luer.gateway.exchange.Addressed;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Consents in the service. */
@Configuration(proxyBeanMethods = false)
class ConsentConfiguration {
  @Bean
  Addressed servedConsents(Records records, Settings settings, Clock clock) {
    return new ServedConsents(records, settings.clinic(), clock);
  }
}
