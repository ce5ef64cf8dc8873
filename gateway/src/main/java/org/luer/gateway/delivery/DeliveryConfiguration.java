package org.luer.gateway.delivery;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.flywaydb.core.Flyway;
import org.luer.gateway.health.Readiness;
import org.luer.gateway.journal.Credits;
import org.luer.gateway.journal.DeliveryFlow;
import org.luer.gateway.journal.LaneWakeup;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Delivery in the service: it starts when everything else has, and stops before anything else. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "delivery.enabled", matchIfMissing = true) // tests look at what waits
class DeliveryConfiguration {
  private static final int LANES_AT_ONCE = 32;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(8);

  @Bean
  DeliveryEngine deliveryEngine(
      DataSource database,
      TransactionTemplate transaction,
      Partners partners,
      ObjectProvider<Renderers> renderers,
      ObjectProvider<FhirConversation> conversations,
      CamelContext camel,
      ObjectProvider<RecurringTask<?>> timers,
      Clock clock,
      Settings settings,
      Flyway migrated) {
    boolean alone = settings.database().url() == null;
    var options =
        new LaneScheduler.Options(
            ManagementFactory.getRuntimeMXBean().getName(), alone, LANES_AT_ONCE, STOP_WITHIN);
    return new DeliveryEngine(
        database,
        transaction,
        partners,
        all(renderers),
        () -> conversations.orderedStream().toList(),
        camel,
        timers.stream().toList(),
        clock,
        options);
  }

  private static List<Renderer> all(ObjectProvider<Renderers> renderers) {
    return renderers.stream().flatMap(r -> r.all().stream()).toList();
  }

  @Bean
  LaneWakeup laneWakeup(DeliveryEngine engine) {
    return engine.wakeup();
  }

  @Bean
  Credits credits(DeliveryEngine engine) {
    return engine.credits();
  }

  @Bean
  FhirQuestions fhirQuestions(DeliveryEngine engine) {
    return engine.questions();
  }

  @Bean
  DeliveryFlow deliveryFlow(DeliveryEngine engine) {
    return engine.flow();
  }

  @Bean
  Ledger ledger(DeliveryEngine engine) {
    return engine.ledger();
  }

  @Bean
  Run deliveryRun(DeliveryEngine engine, Readiness readiness) {
    return new Run(engine, readiness.register("lanes"));
  }

  /** Starts lanes once the routes run and ends them while the routes still do. */
  static final class Run implements SmartLifecycle {
    private final DeliveryEngine engine;
    private final Readiness.Part part;

    Run(DeliveryEngine engine, Readiness.Part part) {
      this.engine = engine;
      this.part = part;
    }

    @EventListener
    void started(ApplicationStartedEvent event) {
      engine.start();
      part.ready("working");
    }

    @Override
    public void start() {
      part.notReady("starting");
    }

    @Override
    public void stop() {
      part.notReady("stopping");
      if (engine.isRunning()) {
        engine.stop();
      }
    }

    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public boolean isAutoStartup() {
      return true;
    }

    @Override
    public int getPhase() {
      return Integer.MAX_VALUE;
    }
  }
}
