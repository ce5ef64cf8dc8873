package org.luer.gateway.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.journal.Indexing;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.pull.ClientReads;
import org.luer.gateway.pull.Row;
import org.luer.gateway.smart.Scope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Notes for each subscription what happened, in the transaction that writes the records: there is
 * no event without its record, and no record without its events.
 *
 * <p>An event is for those who may read what it is about at this moment. A permission that comes
 * later makes no events of what was before it.
 */
final class EventRecorder implements Indexing {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  private final SubscriptionStore store;
  private final WishReader wishes;
  private final Clients clients;
  private final ClientReads reads;
  private final Records records;
  private final Happenings happenings;
  private final Runnable wake;

  /**
   * A recorder.
   *
   * @param wake called when events were committed
   */
  EventRecorder(
      SubscriptionStore store,
      WishReader wishes,
      Clients clients,
      ClientReads reads,
      Records records,
      Runnable wake) {
    this.store = store;
    this.wishes = wishes;
    this.clients = clients;
    this.reads = reads;
    this.records = records;
    this.happenings = new Happenings(reads::told);
    this.wake = wake;
  }

  @Override
  public void written(List<RecordVersion> versions, Instant now) {
    try {
      var happened =
          versions.stream()
              .filter(v -> Happenings.concerns(v.kind()))
              .flatMap(v -> happenings.of(v, before(v)).stream())
              .toList();
      if (!happened.isEmpty()) {
        tell(happened, now);
      }
    } catch (DataAccessException e) {
      throw e;
    } catch (RuntimeException e) {
      // the clinic's record counts for more than the notice of it
      LOG.error(
          "Subscribers are not told of message {}: {}",
          versions.get(0).messageId(),
          e.getClass().getName());
    }
  }

  private Optional<RecordVersion> before(RecordVersion version) {
    return version.version() == 1
        ? Optional.empty()
        : records.find(version.kind(), version.id(), version.version() - 1);
  }

  private record Told(String subscription, Event event) {}

  private void tell(List<Happening> happened, Instant now) {
    var topics =
        happened.stream()
            .map(Happening::topic)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
    var told = new ArrayList<Told>();
    Map<Seen, Optional<Event>> seen = new HashMap<>();
    for (var entry : store.listening(topics)) {
      var wish = wishes.known(entry.wish());
      var caller = clients.caller(entry.client(), entry.partner(), entry.scopes());
      if (wish.isEmpty() || caller.isEmpty()) {
        continue;
      }
      for (var one : happened) {
        if (one.topic() == wish.get().topic()) {
          seen.computeIfAbsent(
                  new Seen(entry.partner(), caller.get().scopes(), one),
                  key -> event(one, caller.get(), now))
              .filter(e -> concerns(wish.get(), e, caller.get()))
              .ifPresent(e -> told.add(new Told(entry.id(), e)));
        }
      }
    }
    if (!told.isEmpty()) {
      store.take(told.stream().map(Told::subscription).collect(Collectors.toSet()));
      add(told);
      afterCommit();
    }
  }

  /** The same event goes to all who are told it in one statement. */
  private void add(List<Told> told) {
    Map<Event, Set<String>> all = new LinkedHashMap<>();
    var again = new ArrayList<Told>();
    for (var one : told) {
      if (!all.computeIfAbsent(one.event(), e -> new LinkedHashSet<>()).add(one.subscription())) {
        again.add(one);
      }
    }
    all.forEach((event, subscriptions) -> store.add(subscriptions, event));
    if (!again.isEmpty()) {
      add(again);
    }
  }

  /** What clients with the same rights see of the same thing: those of a partner, by scopes. */
  private record Seen(String partner, List<Scope> scopes, Happening happening) {}

  /** The event as the client may have it; empty when it may not. */
  private Optional<Event> event(Happening happening, PartnerCaller caller, Instant now) {
    var version = happening.version();
    var about =
        rows(
            caller,
            version,
            happening.about(),
            happening.codes().stream().map(c -> "code=" + c).toList());
    var context = new ArrayList<>(rows(caller, version, happening.context(), List.of()));
    if (about.isEmpty() && !context.isEmpty()) {
      about = List.of(context.remove(0)); // it is said there, and nowhere by itself
    }
    if (about.isEmpty()) {
      return Optional.empty();
    }
    var focus = about.get(0);
    context.addAll(0, about.subList(1, about.size()));
    return Optional.of(
        new Event(
            0,
            now,
            focus.patient(),
            version.reference() + "/" + version.version(),
            happening.created(),
            focus.reference(),
            context.stream().map(Row::reference).toList()));
  }

  private List<Row> rows(
      PartnerCaller caller, RecordVersion version, List<String> types, List<String> keys) {
    return types.isEmpty()
        ? List.of()
        : reads.from(caller, version.kind(), version.id(), types, keys);
  }

  private boolean concerns(Wish wish, Event event, PartnerCaller caller) {
    return wish.patients().isEmpty()
        || wish.patients().stream()
            .flatMap(id -> reads.row(caller, "Patient", id).stream())
            .anyMatch(row -> row.patient().equals(event.patient()));
  }

  private void afterCommit() {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              wake.run();
            }
          });
    }
  }
}
