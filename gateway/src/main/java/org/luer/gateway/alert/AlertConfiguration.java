package org.luer.gateway.alert;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.luer.gateway.journal.Backlog;
import org.luer.gateway.journal.DeliveryFlow;
import org.luer.gateway.journal.DeliveryFlow.Circuit;
import org.luer.gateway.journal.Expectations;
import org.luer.gateway.mllp.CertificateDates;
import org.luer.gateway.mllp.CertificateDates.Dated;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Alerts in the service: one node at a time looks, every node measures. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "delivery.enabled", matchIfMissing = true)
class AlertConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(AlertConfiguration.class);
  private static final int REFRESH_SECONDS = 15;

  @Bean
  Alerts alerts(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Partners partners,
      Settings settings,
      ObjectProvider<DeliveryFlow> flow,
      ObjectProvider<CertificateDates> certificates,
      Clock clock,
      FlywayMigrationInitializer migrated) {
    var watch =
        new Watch(
            jdbc, partners, settings.alerts(), circuits(flow), certificates(certificates), clock);
    return new Alerts(jdbc, transaction, watch, ways(settings), clock);
  }

  private static Supplier<List<Circuit>> circuits(ObjectProvider<DeliveryFlow> flow) {
    return () -> {
      var known = flow.getIfAvailable();
      return known == null ? List.of() : known.circuits();
    };
  }

  private static Supplier<List<Dated>> certificates(ObjectProvider<CertificateDates> dates) {
    return () -> {
      var known = dates.getIfAvailable();
      return known == null ? List.of() : known.list();
    };
  }

  private static List<Alerts.Way> ways(Settings settings) {
    var ways = new ArrayList<Alerts.Way>();
    var webhook = settings.alerts().webhook();
    if (webhook != null) {
      ways.add(new WebhookWay(webhook));
    }
    var mail = settings.alerts().mail();
    if (mail != null) {
      ways.add(new MailWay(mail));
    }
    return ways;
  }

  /** Run by the scheduler of the lanes, by one node at a time. */
  @Bean
  RecurringTask<?> alertTimer(ObjectProvider<Alerts> alerts, Settings settings) {
    return Tasks.recurring("alerts", FixedDelay.of(settings.alerts().every()))
        .execute((instance, context) -> alerts.getObject().look());
  }

  /** Run like the alerts; what it finds is told by them. */
  @Bean
  RecurringTask<?> expectedTimer(ObjectProvider<Expectations> expectations, Settings settings) {
    var alerts = settings.alerts();
    return Tasks.recurring("expected", FixedDelay.of(alerts.gapEvery()))
        .execute((instance, context) -> expectations.getObject().look(alerts.gapAge()));
  }

  /** 200 whatever is the case: an alert is for people, not for a load balancer. */
  @Bean
  HealthIndicator alertsHealthIndicator(
      ObjectProvider<Alerts> alerts, ObjectProvider<Backlog> backlog) {
    return () ->
        Health.up()
            .withDetail("open", alerts.getObject().open())
            .withDetail("missing", backlog.getObject().missing())
            .build();
  }

  @Bean
  Measuring measuring(
      MeterRegistry registry,
      JdbcClient jdbc,
      Alerts alerts,
      ObjectProvider<DeliveryFlow> flow,
      Clock clock) {
    return new Measuring(new QueueMetrics(registry, jdbc, alerts, circuits(flow), clock));
  }

  /** Refreshes the gauges while the service runs. */
  static final class Measuring implements AutoCloseable {
    private final QueueMetrics metrics;
    private final ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "queue-metrics");
              thread.setDaemon(true);
              return thread;
            });

    Measuring(QueueMetrics metrics) {
      this.metrics = metrics;
    }

    @EventListener
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the service
    void started(ApplicationStartedEvent event) {
      timer.scheduleWithFixedDelay(this::refresh, 1, REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    private void refresh() {
      try {
        metrics.refresh();
      } catch (RuntimeException e) {
        LOG.warn("queues could not be measured: {}", e.getClass().getSimpleName());
      }
    }

    @Override
    public void close() {
      timer.shutdownNow();
    }
  }
}
