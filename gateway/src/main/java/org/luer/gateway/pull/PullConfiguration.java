package org.luer.gateway.pull;

import ca.uhn.fhir.model.api.Include;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.exchange.Addressed;
import org.luer.gateway.exchange.ExchangePolicy;
import org.luer.gateway.exchange.RecordBundles;
import org.luer.gateway.intake.fhir.CapabilityPart;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads and searches, and the index that they use. */
@Configuration(proxyBeanMethods = false)
class PullConfiguration {
  // at most half of one processor
  private static final Duration AHEAD_EVERY = Duration.ofSeconds(3);
  private static final Duration AHEAD_MOST = Duration.ofSeconds(3);

  @Bean
  RecordBundles recordBundles(
      Records records,
      Settings settings,
      ObjectProvider<ExchangePolicy> policies,
      ObjectProvider<Addressed> addressed) {
    return new RecordBundles(
        records,
        settings.clinic(),
        policies.orderedStream().toList(),
        addressed.orderedStream().toList());
  }

  /** Before whatever looks at the rows that it writes. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  FhirIndex fhirIndex(
      JdbcClient jdbc,
      JdbcTemplate batch,
      Records records,
      RecordBundles bundles,
      Settings settings) {
    return new FhirIndex(jdbc, batch, records, bundles, settings.clinic());
  }

  @Bean
  Rebuild fhirIndexRebuild(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Records records,
      FhirIndex index,
      Clock clock) {
    return new Rebuild(jdbc, transaction, records, index, clock);
  }

  @Bean
  Renditions renditions(
      JdbcClient jdbc,
      JdbcTemplate batch,
      TransactionTemplate transaction,
      Records records,
      RecordBundles bundles,
      Settings settings,
      PublicAddress address,
      Clock clock) {
    return new Renditions(
        jdbc, batch, transaction, records, bundles, settings.clinic(), address, clock);
  }

  @Bean
  PartnerView partnerView(JdbcClient jdbc, Records records, Disclosures disclosures) {
    return new PartnerView(jdbc, records, disclosures);
  }

  @Bean
  CapabilityPart pullCapability() {
    return new PullCapability();
  }

  @Bean
  Visible visible(JdbcClient jdbc, Records records, Disclosures disclosures) {
    return new Visible(jdbc, records, disclosures);
  }

  @Bean
  Search fhirSearch(
      JdbcClient jdbc,
      Visible visible,
      Renditions renditions,
      Settings settings,
      PublicAddress address) {
    return new Search(jdbc, visible, renditions, settings.clinic(), address);
  }

  @Bean
  Ahead ahead(
      JdbcClient jdbc,
      Partners partners,
      Search search,
      Renditions renditions,
      Rebuild index,
      Clock clock) {
    return new Ahead(jdbc, partners, search, renditions, index, clock);
  }

  /** Run by the scheduler of the lanes, by one node at a time. */
  @Bean
  RecurringTask<?> aheadTimer(ObjectProvider<Ahead> ahead) {
    return Tasks.recurring("fhir-ahead", FixedDelay.of(AHEAD_EVERY))
        .execute((instance, context) -> ahead.getObject().work(AHEAD_MOST));
  }

  @Bean
  ClientReads clientReads(
      Partners partners, Search search, Renditions renditions, RecordBundles bundles) {
    return new ClientReads(partners, search, renditions, bundles);
  }

  @Bean
  PullServer pullServer(
      JdbcClient jdbc,
      Visible visible,
      Search search,
      Renditions renditions,
      Ahead ahead,
      Partners partners,
      ObjectProvider<FhirProvider> others,
      PublicAddress address,
      AuditTrail audit,
      Settings settings,
      Clock clock) {
    ResourceReads.Finding finding =
        (type, reader, permits, includes, reverse) ->
            Found.of(
                new Found.Scope(type, reader, search, visible, renditions, clock),
                permits,
                includes.stream().map(Include::getValue).toList(),
                reverse.stream().map(Include::getValue).toList());
    var providers = new ArrayList<Object>();
    providers.add(new Operations(partners, search, renditions, finding));
    for (var type : ServedType.all()) {
      providers.add(new ResourceReads(type, partners, search, renditions, finding));
    }
    providers.add(new QuestionnaireReads(partners, settings.clinic().base()));
    others.orderedStream().forEach(providers::add);
    var pages = new Pages(jdbc, partners, search, visible, renditions, clock);
    return new PullServer(
        List.copyOf(providers),
        pages,
        new ReadLog(audit, partners, ahead),
        address,
        settings.http().maxBody());
  }
}
