package org.luer.gateway.selfpay;

import java.time.Clock;
import org.luer.gateway.billing.BillingFiles;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Papers for patients who pay, in the service. */
@Configuration(proxyBeanMethods = false)
class SelfPayConfiguration {
  @Bean
  SelfPayStore selfPayStore(JdbcClient jdbc) {
    return new SelfPayStore(jdbc);
  }

  @Bean
  SelfPayDesk selfPayDesk(SelfPayStore store, Records records, Settings settings, Clock clock) {
    return new SelfPayDesk(
        store,
        new SelfPayRecords(records, settings),
        new BillingFiles(settings.billing()),
        clock,
        settings.clinic().zone());
  }
}
