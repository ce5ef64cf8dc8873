package org.luer.gateway.eligibility;

import java.time.Clock;
import java.util.List;
import org.luer.gateway.Version;
import org.luer.gateway.delivery.FhirConversation;
import org.luer.gateway.delivery.Renderers;
import org.luer.gateway.exchange.Clearance;
import org.luer.gateway.exchange.ExchangeJudge;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Questions of eligibility in the service. */
@Configuration(proxyBeanMethods = false)
class EligibilityConfiguration {
  @Bean
  EligibilityStore eligibilityStore(JdbcClient jdbc) {
    return new EligibilityStore(jdbc);
  }

  /** The journal is looked up when first used: it asks for the routing itself. */
  @Bean
  EligibilityDesk eligibilityDesk(
      EligibilityStore store,
      Records records,
      ObjectProvider<Journal> journal,
      Partners partners,
      TransactionTemplate transaction,
      Clock clock,
      Settings settings) {
    return new EligibilityDesk(
        store, records, journal::getObject, partners, transaction, clock, settings.clinic().zone());
  }

  @Bean
  Routing eligibilityRouting(EligibilityStore store) {
    return new EligibilityRouting(store);
  }

  @Bean
  Renderers eligibilityRenderers(
      Records records, Settings settings, Disclosures disclosures, Clock clock) {
    return new Renderers(
        List.of(
            new EligibilityRenderer(
                records,
                settings.clinic(),
                new ExchangeJudge(Version.number()),
                new Clearance(disclosures::deliveries),
                clock)));
  }

  /** The journal is looked up when first used: it asks for this one itself. */
  @Bean
  EligibilityAnswers eligibilityAnswers(
      EligibilityStore store,
      Records records,
      Inbox inbox,
      ObjectProvider<Journal> journal,
      Partners partners,
      Settings settings) {
    return new EligibilityAnswers(
        store, records, inbox, journal::getObject, partners, settings.clinic());
  }

  @Bean
  FhirConversation eligibilityConversation(EligibilityAnswers answers) {
    return new EligibilityConversation(answers);
  }
}
