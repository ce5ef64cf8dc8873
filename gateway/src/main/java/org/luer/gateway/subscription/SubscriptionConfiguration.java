package org.luer.gateway.subscription;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.intake.fhir.CapabilityPart;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.pull.ClientReads;
import org.luer.gateway.work.WorkerRun;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Subscriptions in the service. */
@Configuration(proxyBeanMethods = false)
class SubscriptionConfiguration {
  private static final Duration REMOVE_EVERY = Duration.ofHours(1);

  @Bean
  SubscriptionStore subscriptionStore(JdbcClient jdbc) {
    return new SubscriptionStore(jdbc);
  }

  @Bean
  EndpointRules subscriptionEndpoints(Settings settings) {
    return new EndpointRules(settings.subscriptions().hosts(), InetAddress::getAllByName);
  }

  @Bean
  WishReader subscriptionWishes(Settings settings, EndpointRules rules) {
    return new WishReader(settings.clinic().base(), settings.subscriptions(), rules);
  }

  @Bean
  Notifications subscriptionNotifications(
      ClientReads reads, PublicAddress address, Settings settings) {
    return new Notifications(reads, address, settings.clinic().base());
  }

  @Bean
  Dispatcher.Parts dispatcherParts(
      SubscriptionStore store,
      WishReader wishes,
      Clients clients,
      Notifications notifications,
      EndpointRules rules,
      AuditTrail audit,
      Partners partners,
      TransactionTemplate transaction,
      Settings settings,
      Clock clock) {
    return new Dispatcher.Parts(
        store,
        wishes,
        clients,
        notifications,
        new Post(rules, clock),
        audit,
        partners,
        transaction,
        settings.subscriptions());
  }

  @Bean(destroyMethod = "")
  Dispatcher subscriptionDispatcher(Dispatcher.Parts parts, Clock clock) {
    return new Dispatcher(parts, clock, () -> ThreadLocalRandom.current().nextDouble());
  }

  @Bean
  EventRecorder subscriptionEvents(
      SubscriptionStore store,
      WishReader wishes,
      Clients clients,
      ClientReads reads,
      Records records,
      Dispatcher dispatcher) {
    return new EventRecorder(store, wishes, clients, reads, records, dispatcher::wake);
  }

  @Bean
  Subscriptions subscriptions(
      SubscriptionStore store,
      WishReader wishes,
      ClientReads reads,
      Notifications notifications,
      Audit audit,
      TransactionTemplate transaction,
      Dispatcher dispatcher,
      Settings settings,
      Clock clock) {
    return new Subscriptions(
        new Subscriptions.Parts(store, wishes, reads, notifications, audit, transaction),
        settings.subscriptions().perClient(),
        dispatcher::wake,
        clock);
  }

  @Bean
  CapabilityPart subscriptionCapability(Settings settings) {
    return new SubscriptionCapability(settings.clinic().base());
  }

  /** Run by the scheduler of the lanes, by one node at a time. */
  @Bean
  RecurringTask<?> subscriptionRemoval(
      ObjectProvider<SubscriptionStore> store, Settings settings, Clock clock) {
    var keep = settings.subscriptions().keep();
    return Tasks.recurring("subscription-events", FixedDelay.of(REMOVE_EVERY))
        .execute((instance, context) -> store.getObject().remove(clock.instant().minus(keep)));
  }

  @Bean
  @ConditionalOnProperty(name = "delivery.enabled", matchIfMissing = true)
  WorkerRun subscriptionRun(Dispatcher dispatcher, Settings settings) {
    return new WorkerRun(dispatcher, settings);
  }
}
