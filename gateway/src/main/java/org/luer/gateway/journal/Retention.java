package org.luer.gateway.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.RetentionSettings;
import org.luer.gateway.partner.RetentionSettings.Ages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes what need not be kept any longer: the bytes of messages by dropping their day's
 * partition, then their rows. Never what was not delivered, nor what that came from.
 *
 * <p>Run by one node at a time. Every step is a transaction of its own and may be repeated.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final String ACTOR = "retention";
  private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;
  private static final int BATCH = 1000;

  /** For so many days a message finds the partition of its day. */
  private static final int DAYS_AHEAD = 7;

  /** A message m that has to stay whatever its age. */
  private static final String UNDELIVERED =
      "(m.state in ('queued', 'sending', 'retrying', 'ambiguous', 'held', 'rejected')"
          + " or exists (select 1 from message d where d.source = m.id"
          + "   and d.state in ('queued', 'sending', 'retrying', 'ambiguous', 'held', 'rejected')))";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Partners partners;
  private final RetentionSettings settings;
  private final Rows rows;
  private final Audit audit;
  private final Clock clock;

  /** A retention of the journal's database. */
  public Retention(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Partners partners,
      RetentionSettings settings,
      Audit audit,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.partners = partners;
    this.settings = settings;
    this.rows = new Rows(jdbc, transaction, audit, clock);
    this.audit = audit;
    this.clock = clock;
  }

  private record Rule(String partner, @Nullable Integer payload, @Nullable Integer metadata) {
    static Rule of(String partner, Ages ages) {
      return new Rule(partner, days(ages.payloadAge()), days(ages.metadataAge()));
    }

    private static @Nullable Integer days(@Nullable Duration age) {
      return age == null ? null : Math.toIntExact(age.toDays());
    }
  }

  /** Takes over the rules of the settings, and removes what is over by them. */
  public void run() {
    var rules = new TreeMap<String, Rule>();
    rules.put(Reception.CLINIC, Rule.of(Reception.CLINIC, settings.ofClinic()));
    partners.current().all().forEach(p -> rules.put(p.id(), Rule.of(p.id(), settings.of(p))));
    rules.values().forEach(this::takeOver);
    try {
      prepare();
      pending().forEach(this::rearrange);
      days("payload_other", "").forEach(this::adopt);
      over().forEach(this::drop);
    } catch (DataAccessException e) {
      // a partition is only made or dropped when nothing holds it: the next run tries again
      LOG.warn("retention stops for now: {}", e.getClass().getSimpleName());
    }
    for (var rule : rules.values()) {
      if (rule.metadata() != null) {
        rows.remove(rule.partner(), rule.metadata());
      }
    }
  }

  private void takeOver(Rule rule) {
    transaction.executeWithoutResult(
        status -> {
          int changed =
              jdbc.sql(
                      "insert into retention_rule (partner, payload_days, metadata_days, changed_at)"
                          + " select :partner, :payload::int, :metadata::int, :now"
                          + " where :payload::int is not null or :metadata::int is not null"
                          + " or exists (select 1 from retention_rule where partner = :partner)"
                          + " on conflict (partner) do update set payload_days = excluded.payload_days,"
                          + " metadata_days = excluded.metadata_days, pending = true,"
                          + " changed_at = excluded.changed_at"
                          + " where (retention_rule.payload_days, retention_rule.metadata_days)"
                          + " is distinct from (excluded.payload_days, excluded.metadata_days)")
                  .param("partner", rule.partner())
                  .param("payload", rule.payload())
                  .param("metadata", rule.metadata())
                  .param("now", now())
                  .update();
          if (changed > 0) {
            record(
                "retention-changed",
                rule.partner(),
                null,
                "payload-age %s, metadata-age %s"
                    .formatted(text(rule.payload()), text(rule.metadata())));
          }
        });
  }

  private static String text(@Nullable Integer days) {
    return days == null ? "not set" : days + "d";
  }

  /** Partitions for the days until which messages of the next days are kept. */
  private void prepare() {
    jdbc
        .sql(
            "select distinct retention_day(payload_days, :now + n * interval '1 day')::text"
                + " from retention_rule, generate_series(0, :ahead) n where payload_days is not null")
        .param("now", now())
        .param("ahead", DAYS_AHEAD)
        .query(String.class)
        .list()
        .stream()
        .map(LocalDate::parse)
        .forEach(this::partition);
  }

  private List<String> pending() {
    return jdbc.sql("select partner from retention_rule where pending order by partner")
        .query(String.class)
        .list();
  }

  /** What a partner's messages are stored under follows a change of its rule. */
  private void rearrange(String partner) {
    var days =
        jdbc.sql(
                "select distinct "
                    + Payloads.until("m.partner", "m.received_at")
                    + "::text from message m"
                    + " where m.partner = :partner and m.payload_until is not null")
            .param("partner", partner)
            .query(String.class)
            .list();
    days.stream()
        .filter(day -> !day.equals("infinity"))
        .map(LocalDate::parse)
        .forEach(this::partition);
    var after = "";
    while (after != null) {
      var from = after;
      after = transaction.execute(status -> rearrange(partner, from));
    }
    jdbc.sql("update retention_rule set pending = false where partner = :partner")
        .param("partner", partner)
        .update();
  }

  private @Nullable String rearrange(String partner, String after) {
    return jdbc.sql(
            """
            with part as (
              select id, payload_until, %s as day from message m
              where partner = :partner and id > :after order by id limit :most),
            moved as (
              update payload p set keep_until = part.day from part
              where p.message_id = part.id and p.keep_until = part.payload_until and part.day <> part.payload_until
              returning p.message_id, p.keep_until),
            noted as (
              update message m set payload_until = moved.keep_until from moved where m.id = moved.message_id)
            select max(id) from part
            """
                .formatted(Payloads.until("m.partner", "m.received_at")))
        .param("partner", partner)
        .param("after", after)
        .param("most", BATCH)
        .query(String.class)
        .optional()
        .orElse(null);
  }

  /** Gives what came for a day without a partition its own. */
  private void adopt(LocalDate day) {
    transaction.executeWithoutResult(
        status -> {
          hurry();
          create(day);
          jdbc.sql(
                  "with gone as (delete from payload_other where keep_until = :day returning *)"
                      + " insert into "
                      + name(day)
                      + " select * from gone")
              .param("day", day)
              .update();
          attach(day);
        });
  }

  private void partition(LocalDate day) {
    var there =
        jdbc.sql(
                "select to_regclass(:name) is not null or exists (select 1 from payload_other where keep_until = :day)")
            .param("name", name(day))
            .param("day", day)
            .query(Boolean.class)
            .single();
    if (!there) {
      transaction.executeWithoutResult(
          status -> {
            hurry();
            create(day);
            attach(day);
          });
    }
  }

  /** Rather later than let messages wait behind this. */
  private void hurry() {
    jdbc.sql("set local lock_timeout = '2s'").update();
  }

  private void create(LocalDate day) {
    jdbc.sql("create table if not exists " + name(day) + " (like payload including all)").update();
  }

  /** Attached, not created in place: that would keep all messages waiting. */
  private void attach(LocalDate day) {
    jdbc.sql(
            "alter table payload attach partition %s for values in ('%s')"
                .formatted(name(day), day))
        .update();
  }

  private static String name(LocalDate day) {
    return "payload_" + NAME.format(day);
  }

  private List<LocalDate> days(String table, String where) {
    return jdbc.sql("select distinct keep_until from " + table + where + " order by 1")
        .query(LocalDate.class)
        .list();
  }

  /** Partitions whose day has come. */
  private List<LocalDate> over() {
    var today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    var over = new TreeSet<LocalDate>();
    jdbc.sql(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = 'payload'::regclass and c.relname ~ '^payload_[0-9]{8}$'")
        .query(String.class)
        .list()
        .forEach(name -> over.add(LocalDate.parse(name.substring("payload_".length()), NAME)));
    return over.stream().filter(day -> !day.isAfter(today)).toList();
  }

  private void drop(LocalDate day) {
    if (postpone(day) > 0) {
      LOG.info("payloads of what was not delivered stay after {}", day);
    }
    var table = name(day);
    transaction.executeWithoutResult(
        status -> {
          var removed = count(table, day);
          jdbc.sql(
                  "update attempt set answer = null where answer is not null"
                      + " and message_id in (select message_id from "
                      + table
                      + ")")
              .update();
          jdbc.sql(
                  "update message set answer = null where direction = 'out' and answer is not null"
                      + " and id in (select message_id from "
                      + table
                      + ")")
              .update();
          removed.forEach(
              r ->
                  record(
                      "payloads-removed",
                      r.partner(),
                      day.toString(),
                      "%d payloads by payload-age %s".formatted(r.count(), text(r.days()))));
        });
    transaction.executeWithoutResult(
        status -> {
          hurry();
          jdbc.sql("drop table " + table).update();
        });
    LOG.info("payloads that were kept until {} are dropped", day);
  }

  /** What is not delivered, and what it came from, gets another day. */
  private int postpone(LocalDate day) {
    var next = retentionDay(1);
    partition(next);
    return Objects.requireNonNull(
        transaction.execute(
            status ->
                jdbc.sql(
                        "with moved as (update payload p set keep_until = :next from message m"
                            + " where m.id = p.message_id and p.keep_until = :day and "
                            + UNDELIVERED
                            + " returning p.message_id)"
                            + " update message set payload_until = :next"
                            + " where id in (select message_id from moved)")
                    .param("next", next)
                    .param("day", day)
                    .update()));
  }

  private LocalDate retentionDay(int days) {
    return jdbc.sql("select retention_day(:days, :now)")
        .param("days", days)
        .param("now", now())
        .query(LocalDate.class)
        .single();
  }

  private record Removed(String partner, @Nullable Integer days, long count) {}

  private List<Removed> count(String table, LocalDate day) {
    return jdbc.sql(
            "insert into payload_removal (keep_until, partner, payload_days, payloads, removed_at)"
                + " select :day, m.partner, max(r.payload_days), count(*), :now from "
                + table
                + " p join message m on m.id = p.message_id"
                + " left join retention_rule r on r.partner = m.partner group by m.partner"
                + " on conflict (keep_until, partner) do update set payloads ="
                + " payload_removal.payloads + excluded.payloads, removed_at = excluded.removed_at"
                + " returning partner, payload_days, payloads")
        .param("day", day)
        .param("now", now())
        .query(
            (row, n) ->
                new Removed(row.getString(1), row.getObject(2, Integer.class), row.getLong(3)))
        .list();
  }

  private void record(String event, String partner, @Nullable String about, String reason) {
    audit.record(new Audit.Event(event, Audit.Outcome.DONE, ACTOR, partner, about, reason));
  }

  private java.time.OffsetDateTime now() {
    return Records.at(clock.instant());
  }

  /** Removes the rows of messages. */
  private static final class Rows {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final Clock clock;

    Rows(JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Clock clock) {
      this.jdbc = jdbc;
      this.transaction = transaction;
      this.audit = audit;
      this.clock = clock;
    }

    private record Part(@Nullable String last, int removed) {}

    void remove(String partner, int days) {
      var before = clock.instant().minus(Duration.ofDays(days));
      var after = "";
      long removed = 0;
      while (after != null) {
        var from = after;
        var part =
            Objects.requireNonNull(
                transaction.execute(status -> remove(partner, days, before, from)));
        removed += part.removed();
        after = part.last();
      }
      if (removed > 0) {
        audit.record(
            new Audit.Event(
                "messages-removed",
                Audit.Outcome.DONE,
                ACTOR,
                partner,
                before.toString(),
                "%d messages by metadata-age %dd".formatted(removed, days)));
        LOG.info("{} messages of {} removed", removed, partner);
      }
    }

    private Part remove(String partner, int days, Instant before, String after) {
      var found =
          jdbc.sql(
                  "select m.id from message m where m.partner = :partner and m.id > :after"
                      + " and m.id < :before order by m.id limit :most")
              .param("partner", partner)
              .param("after", after)
              .param("before", Ulids.from(before))
              .param("most", BATCH)
              .query(String.class)
              .list();
      if (found.isEmpty()) {
        return new Part(null, 0);
      }
      var ids = settled(found);
      if (!ids.isEmpty()) {
        delete(ids, days);
      }
      return new Part(found.get(found.size() - 1), ids.size());
    }

    /**
     * Those that may go. The last delivery of each kind that a partner took of a record stays: it
     * says what the partner has, so that a later version goes out as a correction.
     */
    private List<String> settled(List<String> ids) {
      return jdbc.sql(
              "select m.id from message m where m.id in (:ids) and not "
                  + UNDELIVERED
                  + " and not (m.direction = 'out' and m.state = 'delivered' and m.record_kind is not null"
                  + "   and not exists (select 1 from message n where n.direction = 'out'"
                  + "     and n.partner = m.partner and n.exchange = m.exchange and n.stream = m.stream"
                  + "     and n.record_kind = m.record_kind and n.record_id = m.record_id"
                  + "     and split_part(n.type, '_', 1) = split_part(m.type, '_', 1)"
                  + "     and n.state = 'delivered' and n.id > m.id))"
                  + " and not exists (select 1 from message r where r.replay_of = m.id"
                  + "   and r.state in ('queued', 'sending', 'retrying', 'ambiguous', 'held', 'rejected'))")
          .param("ids", ids)
          .query(String.class)
          .list();
    }

    private void delete(List<String> ids, int days) {
      jdbc.sql(
              "insert into message_removal (message_id, partner, direction, metadata_days, removed_at)"
                  + " select id, partner, direction, :days, :now from message where id in (:ids)")
          .param("days", days)
          .param("now", Records.at(clock.instant()))
          .param("ids", ids)
          .update();
      for (var statement :
          List.of(
              "update message set source = null where source in (:ids)",
              "update message set replay_of = null where replay_of in (:ids)",
              "delete from attempt where message_id in (:ids)",
              "with gone as (delete from outbound_item where message_id in (:ids)"
                  + " returning file, position) delete from outbound_file f"
                  + " where f.id in (select file from gone) and f.placed_at is not null"
                  + " and not exists (select 1 from outbound_item i where i.file = f.id"
                  + "   and (i.file, i.position) not in (select file, position from gone))",
              "delete from payload p using message m where m.id in (:ids)"
                  + " and p.message_id = m.id and p.keep_until = m.payload_until",
              "delete from message where id in (:ids)")) {
        jdbc.sql(statement).param("ids", ids).update();
      }
    }
  }
}
