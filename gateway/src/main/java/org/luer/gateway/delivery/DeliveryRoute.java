package org.luer.gateway.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Endpoints.Endpoint;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.delivery.Renderer.Ready;
import org.luer.gateway.delivery.Renderer.Rendering;
import org.luer.gateway.delivery.Renderer.Stopped;
import org.luer.gateway.delivery.Renderer.Unneeded;
import org.luer.gateway.delivery.Shipment.Result;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.mllp.Hl7v2Text;
import org.luer.gateway.partner.Dialect;
import org.luer.gateway.trace.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one message: render it in the partner's dialect, note the attempt, send it, interpret
 * the answer, note what became of it.
 */
public final class DeliveryRoute extends RouteBuilder {
  /** Takes a {@link Work}. */
  static final String DELIVER = "direct:deliver";

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryRoute.class);
  private static final String WORK = "luerWork";
  private static final String ATTEMPT = "luerAttempt";
  private static final String READY = "luerReady";
  private static final String SENT = "luerSent";

  private final DeliveryStore store;
  private final Ledger ledger;
  private final Map<String, Renderer> renderers;
  private final Conversations conversations;
  private final RetryPolicy policy;
  private final Circuits circuits;
  private final Clock clock;

  DeliveryRoute(
      DeliveryStore store,
      Ledger ledger,
      List<Renderer> renderers,
      Conversations conversations,
      RetryPolicy policy,
      Circuits circuits,
      Clock clock) {
    this.store = store;
    this.ledger = ledger;
    this.renderers =
        renderers.stream().collect(Collectors.toMap(Renderer::exchange, Function.identity()));
    this.conversations = conversations;
    this.policy = policy;
    this.circuits = circuits;
    this.clock = clock;
  }

  /**
   * One delivery and where it goes.
   *
   * @param turn of the lane, to be ended together with the delivery; null = it has more to do
   * @param begun what its first attempt sends, which is written already; null = to be rendered
   */
  record Work(Delivery delivery, Endpoint endpoint, @Nullable Turn turn, @Nullable Ready begun) {}

  @Override
  public void configure() {
    errorHandler(noErrorHandler());
    from(DELIVER)
        .routeId("deliver")
        .process(this::render)
        .filter(body().isInstanceOf(Shipment.class))
        .process(this::begin)
        .filter(body().isInstanceOf(Shipment.class))
        .choice()
        .when(DeliveryRoute::isByMllp)
        .to(MllpSenderRoute.SEND)
        .otherwise()
        .to(FhirSenderRoute.SEND)
        .end()
        .process(this::end);
  }

  /** Java, where an expression of Camel's would look the methods up anew for each message. */
  private static boolean isByMllp(Exchange exchange) {
    return exchange.getMessage().getBody(Shipment.class).to().getScheme().startsWith("mllp");
  }

  private void render(Exchange exchange) {
    var work = exchange.getMessage().getBody(Work.class);
    exchange.setProperty(WORK, work);
    var delivery = work.delivery();
    var begun = work.begun();
    if (begun != null) {
      exchange.setProperty(READY, begun);
      exchange.setProperty(ATTEMPT, 1);
      exchange.setProperty(SENT, Traces.now());
      exchange.getMessage().setBody(shipment(work, begun.payload(), begun.controlId()));
      return;
    }
    Traces.attempt(
        delivery.id(),
        delivery.attempts() + 1,
        delivery.exchange(),
        delivery.type(),
        delivery.lane().partner());
    if (perhapsArrived(work)) {
      settle(delivery, Verdict.held(DeliveryStore.INTERRUPTED));
      return;
    }
    if (delivery.payload().isPresent()) {
      exchange.getMessage().setBody(shipment(work, delivery.payload().get(), delivery.controlId()));
      return;
    }
    if (work.endpoint().partner().dialect().coalesce() && store.newerWaits(delivery)) {
      settle(
          delivery,
          Verdict.superseded(
              new Reason("newer-version", "A newer version of the record waits behind it.")));
      return;
    }
    var rendering = rendering(work);
    if (rendering instanceof Ready ready) {
      exchange.setProperty(READY, ready);
      exchange.getMessage().setBody(shipment(work, ready.payload(), ready.controlId()));
    } else if (rendering instanceof Stopped stopped) {
      settle(delivery, Verdict.held(stopped.reason()));
    } else if (rendering instanceof Unneeded unneeded) {
      settle(delivery, Verdict.superseded(unneeded.reason()));
    }
  }

  /**
   * Whether it was on its way when a gateway stopped, to a partner that is not to get anything
   * twice. An insurer is asked instead.
   */
  private boolean perhapsArrived(Work work) {
    return work.delivery().interrupted()
        && work.endpoint().partner().dialect().ambiguous() == Dialect.Ambiguous.HOLD
        && conversations.of(work.delivery()).isEmpty();
  }

  /** Renders what is told of a record for the first time. */
  Rendering first(Work work) {
    return rendering(work, Optional.empty());
  }

  /** Renders, against what the partner has. */
  Rendering rendering(Work work) {
    var delivery = work.delivery();
    var partner = delivery.lane().partner();
    return rendering(work, ledger.taken(partner, delivery.recordKind(), delivery.recordId()));
  }

  private Rendering rendering(Work work, Optional<JsonNode> taken) {
    long since = Traces.now();
    var rendering = rendered(work, taken);
    Traces.part("render", since);
    return rendering;
  }

  private Rendering rendered(Work work, Optional<JsonNode> taken) {
    var delivery = work.delivery();
    var renderer = renderers.get(delivery.exchange());
    if (renderer == null) {
      return new Stopped(new Reason("no-renderer", "Nothing renders this exchange."));
    }
    try {
      return renderer.render(
          delivery, work.endpoint().partner(), work.endpoint().receives(), taken);
    } catch (IllegalArgumentException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException e) {
      LOG.error("delivery {} cannot be rendered: {}", delivery.id(), e.getClass().getName());
      return new Stopped(
          new Reason("cannot-render", "The record could not be put into the partner's format."));
    }
  }

  private Shipment shipment(Work work, byte[] payload, Optional<String> controlId) {
    var delivery = work.delivery();
    boolean again = delivery.uncertain() || delivery.replayOf().isPresent();
    return new Shipment(
        work.endpoint().receives().transport(),
        payload,
        controlId.or(() -> Hl7v2Text.of(payload).map(text -> text.field("MSH", 10))),
        again,
        work.endpoint().settings(),
        conversations
            .of(delivery)
            .map(c -> new Shipment.Call(c, work.endpoint().partner(), false))
            .orElse(null));
  }

  private void begin(Exchange exchange) {
    if (exchange.getProperty(ATTEMPT) != null) {
      return; // begun when it was written
    }
    var delivery = exchange.getProperty(WORK, Work.class).delivery();
    var ready = exchange.getProperty(READY, Ready.class);
    var attempt = store.begin(delivery, ready, clock.instant());
    if (attempt.isPresent()) {
      exchange.setProperty(ATTEMPT, attempt.get());
      exchange.setProperty(SENT, Traces.now());
    } else { // held or cancelled while it was being rendered
      exchange.getMessage().setBody(null);
    }
  }

  private void end(Exchange exchange) {
    var work = exchange.getProperty(WORK, Work.class);
    int attempt = exchange.getProperty(ATTEMPT, Integer.class);
    Traces.part("send", exchange.getProperty(SENT, 0L, Long.class));
    var result = exchange.getMessage().getBody(Result.class);
    if (result == null) {
      result =
          new Result(Outcome.of(Kind.HELD, "cannot-send", "It could not be sent."), new byte[0]);
    }
    var now = clock.instant();
    var partner = work.endpoint().partner();
    var verdict =
        policy.after(result.outcome(), partner.dialect(), partner.delivery(), attempt, now);
    var ready = exchange.getProperty(READY, Ready.class);
    var done = result;
    // what follows from an answer is put into other lanes: this one must not be locked before them
    var turn = conversations.of(work.delivery()).isPresent() ? null : work.turn();
    conversations.ending(
        work.delivery(),
        verdict.state(),
        done,
        now,
        () -> store.end(work.delivery(), attempt, ready, done, verdict, now, turn));
    Metrics.counter(
            "luer.delivery.attempts",
            "partner",
            partner.id(),
            "outcome",
            result.outcome().kind().code())
        .increment();
    circuits.tell(work.endpoint(), work.delivery().lane(), result.outcome(), now);
    tell(work.delivery(), verdict);
  }

  private void settle(Delivery delivery, Verdict verdict) {
    var now = clock.instant();
    var why = verdict.reason().orElseThrow();
    conversations.ending(
        delivery,
        verdict.state(),
        new Result(Outcome.of(Kind.HELD, why.code(), why.text()), new byte[0]),
        now,
        () -> store.settle(delivery, verdict, now));
    tell(delivery, verdict);
  }

  private static void tell(Delivery delivery, Verdict verdict) {
    Traces.ended(verdict.state(), verdict.code());
    LOG.info(
        "{} {} to {}: {} {}",
        delivery.id(),
        delivery.type(),
        delivery.lane().partner(),
        verdict.state(),
        verdict.code());
  }
}
