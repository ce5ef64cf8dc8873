package org.luer.gateway.journal;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The journal with every exchange's routing and with delivery's wake-up. */
@Configuration(proxyBeanMethods = false)
class JournalConfiguration {
  @Bean
  Records records(JdbcClient jdbc) {
    return new Records(jdbc);
  }

  @Bean
  Disclosures disclosures(Records records, Partners partners, Clock clock) {
    return new Disclosures(records, partners, clock);
  }

  @Bean
  Messages messages(JdbcClient jdbc) {
    return new Messages(jdbc);
  }

  @Bean
  PartnerControls partnerControls(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Audit audit,
      Clock clock,
      FlywayMigrationInitializer migrated) {
    return new PartnerControls(jdbc, transaction, audit, clock);
  }

  @Bean
  Corrections corrections(JdbcClient jdbc) {
    return new Corrections(jdbc);
  }

  @Bean
  Retention retention(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Partners partners,
      Settings settings,
      Audit audit,
      Clock clock,
      FlywayMigrationInitializer migrated) {
    return new Retention(jdbc, transaction, partners, settings.retention(), audit, clock);
  }

  /** Run by the scheduler of the lanes, by one node at a time. */
  @Bean
  RecurringTask<?> retentionTimer(ObjectProvider<Retention> retention, Settings settings) {
    return Tasks.recurring("retention", FixedDelay.of(settings.retention().every()))
        .execute((instance, context) -> retention.getObject().run());
  }

  @Bean
  Backlog backlog(JdbcClient jdbc) {
    return new Backlog(jdbc);
  }

  @Bean
  Expectations expectations(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Partners partners,
      ObjectProvider<Routing> routings,
      Clock clock,
      FlywayMigrationInitializer migrated) {
    return new Expectations(jdbc, transaction, partners, routings.orderedStream().toList(), clock);
  }

  @Bean
  Inbox inbox(JdbcClient jdbc) {
    return new Inbox(jdbc);
  }

  @Bean
  StoredReceipts storedReceipts(JdbcClient jdbc) {
    return new StoredReceipts(jdbc);
  }

  @Bean
  Journal journal(
      JdbcOperations jdbc,
      TransactionTemplate transaction,
      Clock clock,
      Partners partners,
      ObjectProvider<Routing> routings,
      ObjectProvider<LaneWakeup> wakeup,
      ObjectProvider<Incoming> incoming,
      ObjectProvider<Derivation> derivations,
      ObjectProvider<Indexing> indexings,
      FlywayMigrationInitializer migrated) {
    return new Journal(
        jdbc,
        transaction,
        clock,
        partners,
        routings.orderedStream().toList(),
        late(wakeup),
        incoming.orderedStream().toList(),
        derivations.orderedStream().toList(),
        indexings.orderedStream().toList());
  }

  @Bean
  Replays replays(
      JdbcOperations jdbc,
      TransactionTemplate transaction,
      Clock clock,
      Partners partners,
      ObjectProvider<Routing> routings,
      ObjectProvider<LaneWakeup> wakeup) {
    return new Replays(
        jdbc, transaction, clock, partners, routings.orderedStream().toList(), late(wakeup));
  }

  @Bean
  Interventions interventions(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clock clock,
      Replays replays,
      Audit audit,
      ObjectProvider<LaneWakeup> wakeup) {
    return new Interventions(jdbc, transaction, clock, replays, audit, late(wakeup));
  }

  /** Looked up when first used: delivery itself reads the journal. */
  private static LaneWakeup late(ObjectProvider<LaneWakeup> wakeup) {
    var found = new AtomicReference<@Nullable LaneWakeup>();
    Supplier<Optional<LaneWakeup>> now =
        () -> {
          if (found.get() == null) { // to look for a bean costs more than what it is asked
            found.set(wakeup.getIfAvailable());
          }
          return Optional.ofNullable(found.get());
        };
    return new LaneWakeup() {
      @Override
      public void laneHasWork(Lane lane) {
        now.get().ifPresent(w -> w.laneHasWork(lane));
      }

      @Override
      public Optional<Task> task(Lane lane) {
        return now.get().flatMap(w -> w.task(lane));
      }

      @Override
      public Optional<Ahead> ahead(Lane lane, Queued first) {
        return now.get().flatMap(w -> w.ahead(lane, first));
      }

      @Override
      public void written(Lane lane, Task task, @Nullable Queued first, @Nullable Ahead ahead) {
        now.get().ifPresent(w -> w.written(lane, task, first, ahead));
      }
    };
  }
}
