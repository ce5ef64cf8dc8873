package org.luer.gateway.delivery;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.luer.gateway.access.Audit;
import org.luer.gateway.delivery.DeliveryRoute.Work;
import org.luer.gateway.journal.Credits;
import org.luer.gateway.journal.DeliveryFlow;
import org.luer.gateway.journal.LaneWakeup;
import org.luer.gateway.journal.PartnerControls;
import org.luer.gateway.mllp.Framing;
import org.luer.gateway.mllp.MllpCodec;
import org.luer.gateway.partner.Partners;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Delivery as a whole: the routes that deliver one message and the scheduler that drives lanes. */
public final class DeliveryEngine {
  private static final Duration BATCHES_EVERY = Duration.ofSeconds(5);

  private final LaneScheduler lanes;
  private final Endpoints endpoints;
  private final Ledger ledger;
  private final ProducerTemplate routes;

  /** To have Camel find it by its name makes a tenth of what a delivery allocates. */
  private final Endpoint deliver;

  private final Credits credits;

  /**
   * Builds it and adds its routes to the Camel context.
   *
   * @param database the pool that {@code transaction} works on
   */
  public DeliveryEngine(
      DataSource database,
      TransactionTemplate transaction,
      Partners partners,
      List<Renderer> renderers,
      CamelContext camel,
      Clock clock,
      LaneScheduler.Options options) {
    this(database, transaction, partners, renderers, List::of, camel, List.of(), clock, options);
  }

  /**
   * Builds it with timers that one node at a time runs.
   *
   * @param conversations looked up when something is sent: they read the journal
   * @param timers started and stopped with the lanes
   */
  public DeliveryEngine(
      DataSource database,
      TransactionTemplate transaction,
      Partners partners,
      List<Renderer> renderers,
      Supplier<List<FhirConversation>> conversations,
      CamelContext camel,
      List<RecurringTask<?>> timers,
      Clock clock,
      LaneScheduler.Options options) {
    var jdbc = JdbcClient.create(database);
    this.ledger = new Ledger(jdbc);
    var store = new DeliveryStore(jdbc, database);
    var circuits = new Circuits();
    var controls = new PartnerControls(jdbc, transaction, new Audit(jdbc, clock), clock);
    var policy = new RetryPolicy(() -> ThreadLocalRandom.current().nextDouble());
    camel.getRegistry().bind("mllpSenderDecoder", MllpCodec.decoder(Framing.SENDER));
    if (camel.getRegistry().lookupByName("mllpEncoder") == null) {
      camel.getRegistry().bind("mllpEncoder", MllpCodec.encoder());
    }
    var route =
        new DeliveryRoute(
            store,
            ledger,
            renderers,
            new Conversations(transaction, conversations),
            policy,
            circuits,
            clock);
    try {
      camel.addRoutes(new MllpSenderRoute());
      camel.addRoutes(new FhirSenderRoute(clock));
      camel.addRoutes(route);
    } catch (Exception e) {
      throw new IllegalStateException("the delivery routes cannot be built", e);
    }
    this.routes = camel.createProducerTemplate();
    this.deliver = camel.getEndpoint(DeliveryRoute.DELIVER);
    this.endpoints = new Endpoints(partners);
    var gate = new Gate(controls, circuits, new Throttle(jdbc), clock);
    var batches =
        new OutboundBatches(jdbc, transaction, partners, store, gate, route::rendering, clock);
    var all = new ArrayList<RecurringTask<?>>(timers);
    all.add(
        Tasks.recurring("outbound-batches", FixedDelay.of(BATCHES_EVERY))
            .execute((instance, context) -> batches.run()));
    this.lanes =
        new LaneScheduler(
            database,
            transaction,
            store,
            endpoints,
            gate,
            circuits,
            this::deliver,
            route::first,
            all,
            clock,
            options);
    this.credits = new AnswerCredits(jdbc, store, ledger, partners, policy, lanes, clock);
  }

  /** Asks partners outside the lanes. */
  public FhirQuestions questions() {
    return (conversation, partner, exchange, sent) ->
        endpoints
            .ofExchange(partner, exchange)
            .map(
                endpoint ->
                    routes.requestBody(
                        FhirSenderRoute.SEND,
                        new Shipment(
                            endpoint.receives().transport(),
                            sent,
                            Optional.empty(),
                            true,
                            endpoint.settings(),
                            new Shipment.Call(conversation, partner, true)),
                        Shipment.Result.class))
            .orElseGet(
                () ->
                    new Shipment.Result(
                        Outcome.of(
                            Outcome.Kind.HELD, "not-asked", "the settings name no endpoint for it"),
                        new byte[0]));
  }

  private void deliver(Work work) {
    routes.requestBody(deliver, work);
  }

  /** Starts delivering; the Camel context must run. */
  public void start() {
    lanes.start();
  }

  /** Finishes what is under way, for a bounded time, and leaves the rest queued. */
  public void stop() {
    lanes.stop();
  }

  /** True between start and stop. */
  public boolean isRunning() {
    return lanes.isRunning();
  }

  /** What the journal tells of new work. */
  public LaneWakeup wakeup() {
    return lanes;
  }

  /** What is told of partners, and what delivery is told of them. */
  public DeliveryFlow flow() {
    return lanes.flow();
  }

  /** What is told of answers that come by themselves. */
  public Credits credits() {
    return credits;
  }

  /** What the partners have. */
  public Ledger ledger() {
    return ledger;
  }
}
