package org.luer.gateway.claim;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.luer.gateway.Version;
import org.luer.gateway.access.Audit;
import org.luer.gateway.delivery.FhirConversation;
import org.luer.gateway.delivery.FhirQuestions;
import org.luer.gateway.delivery.Renderers;
import org.luer.gateway.exchange.Addressed;
import org.luer.gateway.exchange.Clearance;
import org.luer.gateway.exchange.ExchangeJudge;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Indexing;
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

/** Claims in the service. */
@Configuration(proxyBeanMethods = false)
class ClaimConfiguration {
  private static final Duration RENEWALS_EVERY = Duration.ofHours(1);

  @Bean
  ClaimStore claimStore(JdbcClient jdbc) {
    return new ClaimStore(jdbc);
  }

  @Bean
  Authorizations authorizations(Records records, ClaimStore store, Partners partners) {
    return new Authorizations(records, store, partners);
  }

  @Bean
  ClaimCases claimCases(
      Records records,
      ClaimStore store,
      Disclosures disclosures,
      Partners partners,
      Settings settings,
      Authorizations authorizations,
      Clock clock) {
    return new ClaimCases(records, disclosures, partners, authorizations, settings, clock);
  }

  @Bean
  ClaimProposals claimProposals(
      Records records,
      JdbcClient jdbc,
      ClaimStore store,
      ClaimCases cases,
      Inbox inbox,
      Partners partners,
      Settings settings,
      Clock clock) {
    return new ClaimProposals(records, jdbc, store, cases, inbox, partners, settings, clock);
  }

  @Bean
  Routing claimRouting(ClaimStore store) {
    return new ClaimRouting(store);
  }

  @Bean
  Renderers claimRenderers(
      Records records, ClaimStore store, Settings settings, Disclosures disclosures, Clock clock) {
    var judge = new ExchangeJudge(Version.number());
    var clearance = new Clearance(disclosures::deliveries);
    return new Renderers(
        List.of(
            new ClaimRenderer(
                ClaimExchanges.CLAIM, records, store, settings.clinic(), judge, clearance, clock),
            new ClaimRenderer(
                ClaimExchanges.AUTHORIZATION,
                records,
                store,
                settings.clinic(),
                judge,
                clearance,
                clock)));
  }

  @Bean
  Addressed servedClaims(Records records, ClaimStore store, Partners partners, Settings settings) {
    return new ServedClaims(records, store, partners, settings.clinic());
  }

  /** Indexes are looked up when first used: they ask for the claims that are served. */
  private static BiConsumer<String, Instant> indexed(
      Records records, ObjectProvider<Indexing> indexings) {
    return (claim, now) ->
        records
            .latest("Claim", claim)
            .ifPresent(v -> indexings.orderedStream().forEach(i -> i.written(List.of(v), now)));
  }

  @Bean
  ClaimAnswers claimAnswers(
      Records records, ClaimStore store, ClaimCases cases, Settings settings) {
    return new ClaimAnswers(records, store, cases, settings.clinic());
  }

  /** The journal is looked up when first used: it asks for this one itself. */
  @Bean
  ClaimProgress claimProgress(
      ClaimStore store,
      ClaimAnswers answers,
      Records records,
      Inbox inbox,
      Partners partners,
      ObjectProvider<Indexing> indexings,
      ObjectProvider<Journal> journal) {
    return new ClaimProgress(
        store, answers, records, inbox, partners, indexed(records, indexings), journal::getObject);
  }

  @Bean
  FhirConversation claimConversation(ClaimProgress progress, Settings settings, Clock clock) {
    return new ClaimConversation(ClaimExchanges.CLAIM, progress, settings.clinic().base(), clock);
  }

  @Bean
  FhirConversation authorizationConversation(
      ClaimProgress progress, Settings settings, Clock clock) {
    return new ClaimConversation(
        ClaimExchanges.AUTHORIZATION, progress, settings.clinic().base(), clock);
  }

  @Bean
  ClaimDesk claimDesk(
      ClaimStore store,
      ClaimCases cases,
      ClaimProposals proposals,
      Records records,
      ObjectProvider<Journal> journal,
      Partners partners,
      Audit audit,
      TransactionTemplate transaction,
      ObjectProvider<Indexing> indexings,
      Settings settings,
      Clock clock) {
    var zone = Objects.requireNonNullElse(settings.clinic().zone(), ZoneOffset.UTC);
    return new ClaimDesk(
        store,
        cases,
        proposals,
        new AuthorizationUpdates(store, cases, records, clock, zone),
        records,
        journal::getObject,
        partners,
        audit,
        transaction,
        indexed(records, indexings),
        clock);
  }

  @Bean
  ClaimInquiries claimInquiries(
      ClaimStore store,
      ClaimProgress progress,
      ObjectProvider<FhirQuestions> questions,
      Partners partners,
      TransactionTemplate transaction,
      Settings settings,
      Clock clock) {
    return new ClaimInquiries(
        store,
        progress,
        claimConversation(progress, settings, clock),
        (conversation, partner, exchange, sent) ->
            questions.getObject().ask(conversation, partner, exchange, sent),
        partners,
        transaction,
        clock);
  }

  /** Run by the scheduler of the lanes, by one node at a time. */
  @Bean
  RecurringTask<?> claimTimer(ObjectProvider<ClaimInquiries> inquiries, Settings settings) {
    return Tasks.recurring("claim-inquiries", FixedDelay.of(settings.billing().inquiriesEvery()))
        .execute((instance, context) -> inquiries.getObject().run());
  }

  @Bean
  AuthorizationRenewals authorizationRenewals(
      ClaimStore store,
      ClaimCases cases,
      Authorizations authorizations,
      Records records,
      Inbox inbox,
      TransactionTemplate transaction,
      Settings settings,
      Clock clock) {
    var zone = Objects.requireNonNullElse(settings.clinic().zone(), ZoneOffset.UTC);
    return new AuthorizationRenewals(
        store, cases, authorizations, records, inbox, transaction, zone, clock);
  }

  /** Run by the scheduler of the lanes, by one node at a time. */
  @Bean
  RecurringTask<?> renewalTimer(ObjectProvider<AuthorizationRenewals> renewals) {
    return Tasks.recurring("authorization-renewals", FixedDelay.of(RENEWALS_EVERY))
        .execute((instance, context) -> renewals.getObject().run());
  }

  @Bean
  ClaimMetrics claimMetrics(MeterRegistry registry, ClaimStore store) {
    return new ClaimMetrics(registry, store);
  }
}
