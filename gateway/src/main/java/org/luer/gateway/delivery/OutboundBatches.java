package org.luer.gateway.delivery;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.luer.gateway.delivery.DeliveryRoute.Work;
import org.luer.gateway.delivery.Endpoints.Endpoint;
import org.luer.gateway.delivery.Renderer.Ready;
import org.luer.gateway.delivery.Renderer.Rendering;
import org.luer.gateway.delivery.Renderer.Stopped;
import org.luer.gateway.delivery.Renderer.Unneeded;
import org.luer.gateway.intake.file.OutboundFolder;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.trace.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Collects what waits for a partner that takes files, at the times of its schedule, and puts it
 * into its folder. A message is delivered when the file that holds it is in place or, where the
 * partner answers its files, when its answer came.
 *
 * <p>Run by one node at a time. A lane's order is the order in the files. A second version of a
 * record comes into the next file of the same run: what it says depends on what the partner has.
 */
final class OutboundBatches {
  private static final Logger LOG = LoggerFactory.getLogger(OutboundBatches.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Partners partners;
  private final Endpoints endpoints;
  private final DeliveryStore store;
  private final Gate gate;
  private final Function<Work, Rendering> renderer;
  private final Clock clock;

  OutboundBatches(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Partners partners,
      DeliveryStore store,
      Gate gate,
      Function<Work, Rendering> renderer,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.partners = partners;
    this.endpoints = new Endpoints(partners);
    this.store = store;
    this.gate = gate;
    this.renderer = renderer;
    this.clock = clock;
  }

  /** When this endpoint's schedule is next due after a moment; empty when it never is again. */
  static Optional<Instant> next(Endpoint endpoint, Instant after) {
    return Objects.requireNonNull(endpoint.receives().batch()).next(endpoint.partner(), after);
  }

  /** Looks at all schedules once. */
  void run() {
    for (var partner : partners.current().all()) {
      for (var receives : partner.receives()) {
        if (receives.batch() != null && !gate.paused(partner.id())) {
          run(new Endpoint(partner, receives));
        }
      }
    }
  }

  private void run(Endpoint endpoint) {
    try {
      if (!place(endpoint) || !due(endpoint)) {
        return;
      }
      var now = clock.instant();
      while (Boolean.TRUE.equals(transaction.execute(status -> collect(endpoint, now)))) {
        if (!place(endpoint)) {
          break; // the next look goes on with it
        }
      }
      jdbc.sql(
              "update outbound_schedule set last_run = :now where partner = :partner and endpoint = :endpoint")
          .param("now", DeliveryStore.utc(now))
          .param("partner", endpoint.partner().id())
          .param("endpoint", key(endpoint))
          .update();
    } catch (RuntimeException e) {
      LOG.error("files for {} stop for now: {}", endpoint.partner().id(), e.getClass().getName());
    }
  }

  private static String key(Endpoint endpoint) {
    return endpoint.receives().transport().toString();
  }

  private boolean due(Endpoint endpoint) {
    var now = clock.instant();
    jdbc.sql(
            "insert into outbound_schedule (partner, endpoint, last_run) values (:partner, :endpoint, :now)"
                + " on conflict do nothing")
        .param("partner", endpoint.partner().id())
        .param("endpoint", key(endpoint))
        .param("now", DeliveryStore.utc(now))
        .update();
    var last =
        jdbc.sql(
                "select last_run from outbound_schedule where partner = :partner and endpoint = :endpoint")
            .param("partner", endpoint.partner().id())
            .param("endpoint", key(endpoint))
            .query(OffsetDateTime.class)
            .single();
    return next(endpoint, last.toInstant()).filter(at -> !at.isAfter(now)).isPresent();
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Item(Delivery delivery, int attempt, byte[] bytes) {}

  /** Writes one file with what is next in each lane; false when nothing is. */
  private boolean collect(Endpoint endpoint, Instant now) {
    int most = Objects.requireNonNull(endpoint.receives().batch()).most();
    var items = new ArrayList<Item>();
    for (var lane : lanes(endpoint.partner().id())) {
      if (items.size() < most) {
        store.lock(lane);
        collect(lane, endpoint, most, items, now);
      }
    }
    if (!items.isEmpty()) {
      write(endpoint, items, now);
    }
    return !items.isEmpty();
  }

  private List<Lane> lanes(String partner) {
    return jdbc.sql(
            "select lane_patient, stream from message where direction = 'out' and partner = :partner"
                + " and state in ('queued', 'sending', 'retrying', 'ambiguous')"
                + " group by lane_patient, stream order by min(id)")
        .param("partner", partner)
        .query((row, n) -> new Lane(partner, row.getString(1), Lane.Stream.of(row.getString(2))))
        .list();
  }

  private void collect(Lane lane, Endpoint endpoint, int most, List<Item> items, Instant now) {
    Set<String> seen = new HashSet<>();
    var unanswered = Set.copyOf(store.unanswered(lane));
    for (var delivery : store.next(lane, most - items.size())) {
      var there = endpoints.find(delivery);
      var record = delivery.recordKind() + "/" + delivery.recordId() + " " + delivery.exchange();
      if (there.isEmpty() || !key(there.get()).equals(key(endpoint))) {
        return; // it goes elsewhere, and this lane's order is one
      }
      if (unanswered.contains(record)) {
        continue; // what it says depends on the answer; others need not wait for it
      }
      if (!seen.add(record + " " + delivery.type())
          || seen.contains(record + "!")
          || delivery.dueAt().isAfter(now)) {
        return;
      }
      var ready =
          delivery.payload().isPresent()
              ? Optional.<Ready>empty()
              : ready(new Work(delivery, endpoint, null, null), now);
      var bytes = delivery.payload().or(() -> ready.map(Ready::payload));
      if (bytes.isEmpty()) {
        seen.add(record + "!");
        continue;
      }
      store
          .begin(delivery, ready.orElse(null), now)
          .ifPresent(n -> items.add(new Item(delivery, n, bytes.get())));
    }
  }

  /** What was rendered; empty when it does not go out. */
  private Optional<Ready> ready(Work work, Instant now) {
    var rendering = renderer.apply(work);
    if (rendering instanceof Ready ready) {
      return Optional.of(ready);
    }
    if (rendering instanceof Stopped stopped) {
      store.settle(work.delivery(), Verdict.held(stopped.reason()), now);
    } else if (rendering instanceof Unneeded unneeded) {
      store.settle(work.delivery(), Verdict.superseded(unneeded.reason()), now);
    }
    return Optional.empty();
  }

  private void write(Endpoint endpoint, List<Item> items, Instant now) {
    var batch = Objects.requireNonNull(endpoint.receives().batch());
    var file =
        jdbc.sql(
                "insert into outbound_file (partner, endpoint, created_at, answers)"
                    + " values (:partner, :endpoint, :now, :answers) returning id")
            .param("partner", endpoint.partner().id())
            .param("endpoint", key(endpoint))
            .param("now", DeliveryStore.utc(now))
            .param("answers", batch.answers() != null)
            .query(Long.class)
            .single();
    var name = "luer-%s-%s-%d.hl7".formatted(endpoint.partner().id(), STAMP.format(now), file);
    var at = now.atZone(batch.zone(endpoint.partner())).toOffsetDateTime();
    jdbc.sql("update outbound_file set name = :name, content = :content where id = :file")
        .param("name", name)
        .param("content", OutboundFile.of(name, items.stream().map(Item::bytes).toList(), at))
        .param("file", file)
        .update();
    int position = 0;
    for (var item : items) {
      jdbc.sql(
              "insert into outbound_item (file, position, message_id, attempt) values (:file, :position, :id, :n)")
          .param("file", file)
          .param("position", ++position)
          .param("id", item.delivery().id())
          .param("n", item.attempt())
          .update();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Waiting(long id, String name, byte[] content) {}

  /**
   * Puts the files of this endpoint that are not in place there, and those of one that the settings
   * no longer have; false when that fails.
   */
  private boolean place(Endpoint endpoint) {
    for (var file :
        jdbc.sql(
                "select id, name, content from outbound_file where partner = :partner"
                    + " and (endpoint = :endpoint or endpoint <> all (:current)) and placed_at is null"
                    + " order by id")
            .param("partner", endpoint.partner().id())
            .param(
                "current",
                endpoint.partner().receives().stream()
                    .filter(r -> r.batch() != null)
                    .map(r -> r.transport().toString())
                    .toArray(String[]::new))
            .param("endpoint", key(endpoint))
            .query((row, n) -> new Waiting(row.getLong(1), row.getString(2), row.getBytes(3)))
            .list()) {
      try {
        OutboundFolder.put(endpoint.receives(), file.name(), file.content());
      } catch (IOException | RuntimeException e) {
        LOG.warn(
            "file {} cannot be put into its place for now: {}",
            file.name(),
            e.getClass().getSimpleName());
        explain(file.id());
        return false;
      }
      transaction.executeWithoutResult(status -> placed(file.id()));
      LOG.info("file {} is in place", file.name());
    }
    return true;
  }

  private void explain(long file) {
    jdbc.sql(
            "update message set reason_code = 'file-not-in-place', reason_text ="
                + " 'Its file could not be put into the partner''s folder; it is tried again.',"
                + " changed_at = :now where state = 'sending' and reason_code is null"
                + " and id in (select message_id from outbound_item where file = :file)")
        .param("now", DeliveryStore.utc(clock.instant()))
        .param("file", file)
        .update();
  }

  private static void trace(Delivery delivery, int attempt) {
    Traces.attempt(
        delivery.id(), attempt, delivery.exchange(), delivery.type(), delivery.lane().partner());
    Traces.ended("delivered", "");
  }

  private record Sent(String message, int attempt, boolean answered) {}

  private void placed(long file) {
    var now = clock.instant();
    boolean answers =
        jdbc.sql("select answers from outbound_file where id = :file")
            .param("file", file)
            .query(Boolean.class)
            .single();
    for (var sent :
        jdbc.sql(
                "select message_id, attempt, answered_at is not null from outbound_item"
                    + " where file = :file order by position")
            .param("file", file)
            .query((row, n) -> new Sent(row.getString(1), row.getInt(2), row.getBoolean(3)))
            .list()) {
      if (sent.answered()) {
        continue; // faster than this note
      }
      if (answers) {
        store.await(sent.message(), sent.attempt(), now);
        continue;
      }
      var delivery = store.find(sent.message()).orElseThrow();
      trace(delivery, sent.attempt());
      var result = new Shipment.Result(Outcome.delivered(), new byte[0]);
      store.end(delivery, sent.attempt(), null, result, Verdict.DELIVERED, now, null);
    }
    jdbc.sql("update outbound_file set placed_at = :now, content = null where id = :file")
        .param("now", DeliveryStore.utc(now))
        .param("file", file)
        .update();
  }
}
