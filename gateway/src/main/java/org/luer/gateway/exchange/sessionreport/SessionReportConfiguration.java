package org.luer.gateway.exchange.sessionreport;

import org.luer.gateway.Version;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.intake.ExchangeTables;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.mllp.MessageReader;
import org.luer.gateway.partner.Settings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The exchange in the service. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "delivery.enabled", matchIfMissing = true)
class SessionReportConfiguration {
  @Bean
  Routing sessionReportRouting(JdbcClient jdbc) {
    return new SessionReportRouting(jdbc);
  }

  @Bean
  SessionReportFormats sessionReportFormats() {
    return new LibraryFormats();
  }

  @Bean
  Renderer sessionReportRenderer(
      Records records, JdbcClient jdbc, Settings settings, SessionReportFormats formats) {
    var judge = new SessionReportJudge(ExchangeTables.sessionReport(Version.number()));
    return new SessionReportRenderer(records, jdbc, settings.clinic(), formats, judge);
  }

  @Bean
  MessageReader sessionReportIntake(Settings settings, SessionReportFormats formats) {
    return new SessionReportIntake(settings.clinic(), formats);
  }
}
