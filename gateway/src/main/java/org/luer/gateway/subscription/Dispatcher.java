package org.luer.gateway.subscription;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.AuditTrail.Agent;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.delivery.BackOff;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.SubscriptionSettings;
import org.luer.gateway.subscription.Notifications.Notice;
import org.luer.gateway.subscription.Post.Answer;
import org.luer.gateway.work.Lookout;
import org.luer.gateway.work.Worker;
import org.luer.mappings.fhir.FhirJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends each subscription what is due, one thing at a time: first the handshake, then the events in
 * the order of their numbers, the next only when the one before was taken; a heartbeat when nothing
 * else was sent for its period.
 *
 * <p>A subscription is a lane of its own: it waits for nobody and nobody waits for it. What failed
 * is sent again after a wait that grows, for ever. What is due stands in the database; a node takes
 * it for a bounded time, so that another one goes on when it dies. What was sent when a node died
 * is sent again under the same number.
 */
final class Dispatcher implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int AT_ONCE = 200;
  private static final int THREADS = 4;
  private static final int FAILURES_UNTIL_ERROR = 3;
  private static final Duration BEYOND_ANSWER = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  private final SubscriptionStore store;
  private final WishReader wishes;
  private final Clients clients;
  private final Notifications notifications;
  private final Post post;
  private final AuditTrail audit;
  private final Partners partners;
  private final TransactionTemplate transaction;
  private final SubscriptionSettings settings;
  private final BackOff backOff;
  private final Clock clock;
  private final DoubleSupplier chance;
  private final AtomicInteger underWay = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            var thread = new Thread(task, "subscriptions");
            thread.setDaemon(true);
            return thread;
          });
  private final Lookout lookout = new Lookout("subscriptions-look", LOOK, () -> !turn().isEmpty());

  /** What it works with. */
  record Parts(
      SubscriptionStore store,
      WishReader wishes,
      Clients clients,
      Notifications notifications,
      Post post,
      AuditTrail audit,
      Partners partners,
      TransactionTemplate transaction,
      SubscriptionSettings settings) {}

  /**
   * A dispatcher.
   *
   * @param chance numbers from 0 to 1 that spread the retries
   */
  Dispatcher(Parts parts, Clock clock, DoubleSupplier chance) {
    this.store = parts.store();
    this.wishes = parts.wishes();
    this.clients = parts.clients();
    this.notifications = parts.notifications();
    this.post = parts.post();
    this.audit = parts.audit();
    this.partners = parts.partners();
    this.transaction = parts.transaction();
    this.settings = parts.settings();
    this.backOff = new BackOff(settings.retryFirst(), settings.retryMost());
    this.clock = clock;
    this.chance = chance;
  }

  @Override
  public void start(boolean alone) {
    if (alone && store.release() > 0) {
      LOG.info("notifications that were under way when the gateway stopped last are sent again");
    }
    lookout.start();
  }

  @Override
  public void stop() {
    lookout.stop(Duration.ofSeconds(2));
    threads.shutdown();
    try {
      if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something may be due. */
  void wake() {
    lookout.wake();
  }

  /** Begins what is due. */
  List<CompletableFuture<Void>> turn() {
    int room = AT_ONCE - underWay.get();
    if (room <= 0) {
      return List.of();
    }
    var now = clock.instant();
    var claim = UUID.randomUUID().toString();
    store.end(now);
    var begun = new ArrayList<CompletableFuture<Void>>();
    for (var entry : store.claim(room, claim, now, settings.answerWithin().plus(BEYOND_ANSWER))) {
      underWay.incrementAndGet();
      begun.add(
          CompletableFuture.supplyAsync(() -> prepare(entry, claim), threads)
              .thenCompose(this::send)
              .handle(
                  (nothing, failure) -> {
                    underWay.decrementAndGet();
                    if (failure != null) {
                      broken(entry, claim, failure);
                    }
                    return null;
                  }));
    }
    return begun;
  }

  /**
   * Something to send.
   *
   * @param body null when there is nothing
   * @param last number of the last event in it
   */
  private record Work(
      Entry entry, String claim, @Nullable Wish wish, @Nullable String body, long last) {}

  private Work prepare(Entry entry, String claim) {
    var wish = wishes.known(entry.wish());
    if (wish.isEmpty()) {
      throw new IllegalStateException("its topic is none any more");
    }
    var caller = clients.caller(entry.client(), entry.partner(), entry.scopes());
    if (caller.isEmpty()) {
      return new Work(entry, claim, null, null, entry.delivered());
    }
    var now = clock.instant();
    if (!entry.greeted()) {
      return work(entry, claim, wish.get(), Notice.HANDSHAKE, now);
    }
    var events = store.events(entry.id(), entry.delivered(), Long.MAX_VALUE, wish.get().most());
    if (!events.isEmpty()) {
      var written =
          notifications.with(
              Notice.EVENT_NOTIFICATION,
              entry,
              wish.get(),
              events,
              wish.get().content(),
              caller.get(),
              now);
      disclose(entry, caller.get(), wish.get(), written.disclosed(), now);
      return new Work(
          entry,
          claim,
          wish.get(),
          FhirJson.encodeLoosely(written.bundle()),
          events.get(events.size() - 1).number());
    }
    var beat = next(entry, wish.get());
    return beat != null && !beat.isAfter(now)
        ? work(entry, claim, wish.get(), Notice.HEARTBEAT, now)
        : new Work(entry, claim, wish.get(), null, entry.delivered());
  }

  private Work work(Entry entry, String claim, Wish wish, Notice type, Instant now) {
    var bundle = notifications.without(type, entry, wish, now);
    return new Work(entry, claim, wish, FhirJson.encodeLoosely(bundle), entry.delivered());
  }

  /** When a heartbeat is due. */
  private static @Nullable Instant next(Entry entry, Wish wish) {
    return wish.heartbeat() == null || entry.sentAt() == null
        ? null
        : entry.sentAt().plus(wish.heartbeat());
  }

  /** Before it is sent: nobody can say afterwards whether what failed has arrived. */
  private void disclose(
      Entry entry, PartnerCaller caller, Wish wish, List<Event> events, Instant now) {
    if (events.isEmpty()) {
      return;
    }
    var partner = partners.current().find(entry.partner()).orElseThrow();
    var agent = Agent.of(caller, partner, wish.endpoint().getHost());
    transaction.executeWithoutResult(
        status -> {
          var first = store.disclosed(entry.id(), events, now);
          events.stream()
              .filter(e -> first.contains(e.number()))
              .forEach(e -> audit.disclosed(agent, e.patient(), e.record(), null, null));
        });
  }

  private CompletableFuture<Void> send(Work work) {
    var body = work.body();
    var wish = work.wish();
    if (wish == null) {
      store.failed(
          work.entry().id(),
          work.claim(),
          "The client may not read here any more.",
          true,
          clock.instant().plus(LOOK_AGAIN));
      return CompletableFuture.completedFuture(null);
    }
    if (body == null) {
      if (store.idle(work.entry(), work.claim(), next(work.entry(), wish), clock.instant())) {
        wake();
      }
      return CompletableFuture.completedFuture(null);
    }
    return post.send(wish, body).thenAcceptAsync(answer -> settle(work, wish, answer), threads);
  }

  private void settle(Work work, Wish wish, Answer answer) {
    var entry = work.entry();
    var now = clock.instant();
    if (answer.error().isEmpty()) {
      var beat = wish.heartbeat() == null ? null : now.plus(wish.heartbeat());
      if (store.taken(entry.id(), work.claim(), work.last(), beat, now)) {
        wake();
      }
      return;
    }
    fail(entry, work.claim(), answer.error().get(), answer.pause());
  }

  private void fail(Entry entry, String claim, String error, Optional<Duration> asked) {
    int failures = entry.attempts() + 1;
    var wait = backOff.after(failures, chance.getAsDouble());
    var pause = asked.filter(a -> a.compareTo(wait) > 0).orElse(wait);
    var bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    boolean tell = !entry.greeted() || failures >= FAILURES_UNTIL_ERROR;
    store.failed(entry.id(), claim, error, tell, clock.instant().plus(bounded));
  }

  private void broken(Entry entry, String claim, Throwable failure) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    LOG.warn(
        "Subscription {} could not be served: {}", entry.id(), cause.getClass().getSimpleName());
    try {
      fail(entry, claim, "The gateway could not make the notification.", Optional.empty());
    } catch (RuntimeException e) {
      LOG.warn("nor could that be noted: {}", e.getClass().getSimpleName()); // its claim runs out
    }
  }
}
