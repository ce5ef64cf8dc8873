package org.luer.gateway.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.luer.gateway.journal.Backlog;
import org.luer.gateway.journal.DeliveryFlow.Circuit;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What waits, by partner and state, and since when: {@code luer.deliveries}, {@code
 * luer.deliveries.oldest}, {@code luer.deliveries.missing}, {@code luer.circuit.open}, {@code
 * luer.alerts}. No patient data.
 */
public final class QueueMetrics {
  private final JdbcClient jdbc;
  private final Alerts alerts;
  private final Supplier<List<Circuit>> circuits;
  private final Clock clock;
  private final MultiGauge deliveries;
  private final MultiGauge oldest;
  private final MultiGauge missing;
  private final MultiGauge open;
  private final MultiGauge alert;

  /** Registers the gauges; {@link #refresh} fills them. */
  public QueueMetrics(
      MeterRegistry registry,
      JdbcClient jdbc,
      Alerts alerts,
      Supplier<List<Circuit>> circuits,
      Clock clock) {
    this.jdbc = jdbc;
    this.alerts = alerts;
    this.circuits = circuits;
    this.clock = clock;
    this.deliveries =
        MultiGauge.builder("luer.deliveries")
            .description("Deliveries that are not settled, by partner and state")
            .register(registry);
    this.oldest =
        MultiGauge.builder("luer.deliveries.oldest")
            .description("Age of the oldest delivery that waits")
            .baseUnit("seconds")
            .register(registry);
    this.missing =
        MultiGauge.builder("luer.deliveries.missing")
            .description("Messages that a partner is entitled to and that were never made for it")
            .register(registry);
    this.open =
        MultiGauge.builder("luer.circuit.open")
            .description("Endpoints that fail and are only probed, as this node sees them")
            .register(registry);
    this.alert =
        MultiGauge.builder("luer.alerts")
            .description("Alerts that are the case, by kind")
            .register(registry);
  }

  /** Looks anew. */
  public void refresh() {
    var counts = new ArrayList<Row<?>>();
    var ages = new ArrayList<Row<?>>();
    jdbc.sql(
            "select partner, state, count(*), extract(epoch from :now::timestamptz - min(received_at))"
                + " from message where direction = 'out' and state in"
                + " ('queued', 'sending', 'retrying', 'ambiguous', 'held', 'rejected')"
                + " group by partner, state")
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .query(
            row -> {
              var tags = Tags.of("partner", row.getString(1), "state", row.getString(2));
              counts.add(Row.of(tags, row.getLong(3)));
              ages.add(Row.of(tags, row.getDouble(4)));
            });
    deliveries.register(counts, true);
    oldest.register(ages, true);
    var gaps = new ArrayList<Row<?>>();
    new Backlog(jdbc)
        .missing()
        .forEach((partner, count) -> gaps.add(Row.of(Tags.of("partner", partner), count)));
    missing.register(gaps, true);
    var circuit = new ArrayList<Row<?>>();
    circuits.get().stream()
        .map(Circuit::partner)
        .distinct()
        .forEach(p -> circuit.add(Row.of(Tags.of("partner", p), 1)));
    open.register(circuit, true);
    var kinds = new ArrayList<Row<?>>();
    alerts.open().forEach((kind, n) -> kinds.add(Row.of(Tags.of("kind", kind), n)));
    alert.register(kinds, true);
  }
}
