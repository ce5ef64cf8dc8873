package org.luer.gateway.pull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Renders for the partners that read, before they ask: what is new or changed, and everything for
 * one that asked for the first time. Only a help: what is not ready when it is asked for is
 * rendered then. A partner that has not asked for thirty days is not prepared for.
 */
final class Ahead {
  private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);
  private static final Duration ASKING = Duration.ofDays(30);
  private static final Duration NOTED = Duration.ofHours(1);
  private static final int AT_ONCE = 20;

  private final JdbcClient jdbc;
  private final Partners partners;
  private final Search search;
  private final Renditions renditions;
  private final Rebuild index;
  private final Clock clock;
  private final Map<String, Instant> noted = new ConcurrentHashMap<>();

  Ahead(
      JdbcClient jdbc,
      Partners partners,
      Search search,
      Renditions renditions,
      Rebuild index,
      Clock clock) {
    this.jdbc = jdbc;
    this.partners = partners;
    this.search = search;
    this.renditions = renditions;
    this.index = index;
    this.clock = clock;
  }

  /** A record in the index, and its last change. */
  record Unit(long stamp, String kind, String record) {}

  /** Notes that a partner reads. */
  void asked(Partner partner) {
    var now = clock.instant();
    var last = noted.get(partner.id());
    if (last == null || last.plus(NOTED).isBefore(now)) {
      jdbc.sql(
              "insert into fhir_reader (partner, asked_at) values (:partner, :now)"
                  + " on conflict (partner) do update set asked_at = excluded.asked_at")
          .param("partner", partner.id())
          .param("now", now.atOffset(ZoneOffset.UTC))
          .update();
      noted.put(partner.id(), now);
    }
  }

  /**
   * Renders what is missing; what time alone changed is written into the index first.
   *
   * @param most how long; the rest waits for the next time
   */
  void work(Duration most) {
    long until = System.nanoTime() + most.toNanos();
    try {
      index.turned();
      for (var partner : readers()) {
        while (System.nanoTime() < until && some(partner)) {
          // as long as there is something and time
        }
      }
    } catch (DataAccessException | TransactionException e) {
      LOG.debug("Renditions could not be made ahead: {}", e.getClass().getSimpleName());
    }
  }

  /** How many records wait to be rendered for a partner that reads. */
  int waiting() {
    return jdbc.sql(
            "select count(*) from fhir_reader r join fhir_unit u on u.stamp > r.prepared"
                + " where r.asked_at > :since")
        .param("since", since())
        .query(Integer.class)
        .single();
  }

  private List<Partner> readers() {
    return jdbc
        .sql("select partner from fhir_reader where asked_at > :since order by asked_at desc")
        .param("since", since())
        .query(String.class)
        .list()
        .stream()
        .flatMap(id -> partners.current().find(id).stream())
        .toList();
  }

  private OffsetDateTime since() {
    return clock.instant().minus(ASKING).atOffset(ZoneOffset.UTC);
  }

  private boolean some(Partner partner) {
    var units =
        jdbc.sql(
                "select u.stamp, u.kind, u.record from fhir_unit u"
                    + " where u.stamp > (select prepared from fhir_reader where partner = :partner)"
                    + " order by u.stamp limit :most")
            .param("partner", partner.id())
            .param("most", AT_ONCE)
            .query(
                (row, n) ->
                    new Unit(row.getLong("stamp"), row.getString("kind"), row.getString("record")))
            .list();
    if (units.isEmpty()) {
      return false;
    }
    var reader = new Reader(new PartnerCaller("", partner.id(), List.of()), partner);
    renditions.of(search.of(units, reader), reader);
    jdbc.sql("update fhir_reader set prepared = :stamp where partner = :partner")
        .param("stamp", units.get(units.size() - 1).stamp())
        .param("partner", partner.id())
        .update();
    return true;
  }
}
