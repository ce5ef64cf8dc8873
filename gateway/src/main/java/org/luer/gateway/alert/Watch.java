package org.luer.gateway.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.luer.gateway.journal.Backlog;
import org.luer.gateway.journal.DeliveryFlow.Circuit;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.mllp.CertificateDates.Dated;
import org.luer.gateway.partner.AlertSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Receives;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at the journal and at delivery for what somebody should know of. */
public final class Watch {
  private static final String OF_PARTNER = "partner ";
  private static final Duration USUAL_ANSWER = Duration.ofHours(24);

  private final JdbcClient jdbc;
  private final Partners partners;
  private final AlertSettings settings;
  private final Supplier<List<Circuit>> circuits;
  private final Supplier<List<Dated>> certificates;
  private final Clock clock;
  private final Instant startedAt;

  /**
   * A watch.
   *
   * @param circuits the endpoints that are left in peace
   * @param certificates those of listeners and partners
   */
  public Watch(
      JdbcClient jdbc,
      Partners partners,
      AlertSettings settings,
      Supplier<List<Circuit>> circuits,
      Supplier<List<Dated>> certificates,
      Clock clock) {
    this.jdbc = jdbc;
    this.partners = partners;
    this.settings = settings;
    this.circuits = circuits;
    this.certificates = certificates;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** Everything that is the case now. */
  public List<Condition> conditions() {
    var now = clock.instant();
    var all = new ArrayList<Condition>();
    all.addAll(queues(now));
    all.addAll(unanswered(now));
    all.addAll(stuck());
    all.addAll(safety(now));
    all.addAll(open());
    all.addAll(silent(now));
    all.addAll(gaps());
    all.addAll(ending());
    return List.copyOf(all);
  }

  /**
   * Deliveries of one kind that wait.
   *
   * @param batched true behind one that goes out with the partner's next file
   */
  private record Waiting(String partner, String exchange, boolean batched, Instant since) {}

  private List<Condition> queues(Instant now) {
    return jdbc
        .sql(
            "with batched as (select distinct partner, lane_patient, stream from message"
                + " where direction = 'out' and state = 'queued' and reason_code = :batch)"
                + " select m.partner, m.exchange, b.partner is not null, min(m.received_at)"
                + " from message m left join batched b on b.partner = m.partner"
                + " and b.lane_patient = m.lane_patient and b.stream = m.stream"
                + " where m.direction = 'out'"
                + " and m.state in ('queued', 'sending', 'retrying', 'ambiguous')"
                + " and m.reason_code is distinct from :answer group by 1, 2, 3")
        .param("batch", Reason.WAITS_FOR_BATCH)
        .param("answer", Reason.WAITS_FOR_ANSWER)
        .query(
            (row, n) ->
                new Waiting(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getObject(4, OffsetDateTime.class).toInstant()))
        .list()
        .stream()
        .filter(w -> due(w).isBefore(now.minus(settings.queueAge())))
        .map(Waiting::partner)
        .distinct()
        .sorted()
        .map(
            p ->
                new Condition(
                    "queue-age/" + p,
                    "queue-age",
                    p,
                    "Deliveries to " + p + " wait longer than " + text(settings.queueAge()) + "."))
        .toList();
  }

  /** When it should have gone: at once, or with the file that is due next. */
  private Instant due(Waiting waiting) {
    if (!waiting.batched()) {
      return waiting.since();
    }
    return partners.current().find(waiting.partner()).stream()
        .flatMap(
            p ->
                p.receives().stream()
                    .filter(r -> r.exchanges().contains(waiting.exchange()))
                    .flatMap(r -> Stream.ofNullable(r.batch()))
                    .flatMap(b -> b.next(p, waiting.since()).stream()))
        .max(Instant::compareTo)
        .orElse(waiting.since());
  }

  private record Outstanding(String partner, String endpoint, Instant since) {}

  /** Messages in a partner's folder that it has not answered in the time of its settings. */
  private List<Condition> unanswered(Instant now) {
    return jdbc
        .sql(
            "select f.partner, f.endpoint, min(f.placed_at) as since from outbound_item i"
                + " join outbound_file f on f.id = i.file join message m on m.id = i.message_id"
                + " where i.answered_at is null and f.answers and m.state = 'sending'"
                + " and m.reason_code = :answer group by f.partner, f.endpoint")
        .param("answer", Reason.WAITS_FOR_ANSWER)
        .query(
            (row, n) ->
                new Outstanding(
                    row.getString(1),
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class).toInstant()))
        .list()
        .stream()
        .filter(o -> o.since().isBefore(now.minus(within(o))))
        .map(Outstanding::partner)
        .distinct()
        .sorted()
        .map(
            p ->
                new Condition(
                    "answers-missing/" + p,
                    "answers-missing",
                    p,
                    p + " has not answered messages in files that were put into its folder."))
        .toList();
  }

  /** The time that the settings give it, or the usual one where they no longer know the folder. */
  private Duration within(Outstanding outstanding) {
    return partners.current().find(outstanding.partner()).stream()
        .flatMap(p -> p.receives().stream())
        .filter(r -> r.transport().toString().equals(outstanding.endpoint()))
        .flatMap(r -> Stream.ofNullable(r.batch()))
        .flatMap(b -> Stream.ofNullable(b.answers()))
        .map(Receives.Answers::within)
        .findFirst()
        .orElse(USUAL_ANSWER);
  }

  private List<Condition> stuck() {
    return jdbc
        .sql(
            "select distinct partner from message where direction = 'out'"
                + " and state in ('held', 'rejected') order by partner")
        .query(String.class)
        .list()
        .stream()
        .map(
            p ->
                new Condition(
                    "needs-person/" + p,
                    "needs-person",
                    p,
                    "Deliveries to " + p + " are held or rejected and need a person."))
        .toList();
  }

  private record Signal(String id, String partner, String state) {}

  private List<Condition> safety(Instant now) {
    return jdbc
        .sql(
            "select id, partner, state from message where direction = 'out' and stream = 'safety'"
                + " and state in ('queued', 'sending', 'retrying', 'ambiguous', 'held', 'rejected')"
                + " and received_at < :before order by id")
        .param("before", utc(now.minus(settings.safetyAge())))
        .query((row, n) -> new Signal(row.getString(1), row.getString(2), row.getString(3)))
        .list()
        .stream()
        .map(
            s ->
                new Condition(
                    "safety-signal/" + s.id(),
                    "safety-signal",
                    s.partner(),
                    "A safety signal was not taken by %s within %s: message %s is %s."
                        .formatted(s.partner(), text(settings.safetyAge()), s.id(), s.state())))
        .toList();
  }

  private List<Condition> open() {
    return circuits.get().stream()
        .map(
            c ->
                new Condition(
                    "circuit-open/" + c.partner() + "/" + c.endpoint(),
                    "circuit-open",
                    c.partner(),
                    "An endpoint of " + c.partner() + " fails: " + c.reason() + "."))
        .toList();
  }

  /** As the last look at expected against delivered found them. */
  private List<Condition> gaps() {
    return new Backlog(jdbc)
        .missing().keySet().stream()
            .map(
                p ->
                    new Condition(
                        "delivery-gap/" + p,
                        "delivery-gap",
                        p,
                        p
                            + " should have records that were never made ready for it; luer partner expected "
                            + p
                            + " names them."))
            .toList();
  }

  /** One for each certificate: a renewed one has another end, which is another condition. */
  private List<Condition> ending() {
    return certificates.get().stream()
        .filter(c -> c.daysLeft() == null || c.daysLeft() < settings.certificateDays())
        .map(
            c ->
                new Condition(
                    "certificate/%s/%s/%s/%s"
                        .formatted(c.where(), c.role(), c.subject(), c.validUntil()),
                    "certificate",
                    c.where().startsWith(OF_PARTNER)
                        ? c.where().substring(OF_PARTNER.length())
                        : null,
                    end(c)))
        .distinct()
        .toList();
  }

  private static String end(Dated certificate) {
    var days = certificate.daysLeft();
    if (days == null) {
      return "The certificates of %s cannot be read: %s"
          .formatted(certificate.where(), certificate.problem());
    }
    return "The certificate of %s (%s, %s) %s."
        .formatted(
            certificate.where(),
            certificate.role(),
            certificate.subject(),
            days < 0 ? "has ended" : "ends in " + days + " days");
  }

  private List<Condition> silent(Instant now) {
    var silent = new ArrayList<Condition>();
    for (var partner : partners.current().all()) {
      var after = partner.sends().silentAfter();
      if (after != null && heard(partner).isBefore(now.minus(after))) {
        silent.add(
            new Condition(
                "silent-feed/" + partner.id(),
                "silent-feed",
                partner.id(),
                partner.id() + " has sent nothing for " + text(after) + "."));
      }
    }
    return silent;
  }

  /** When the partner sent something last; before that counts from the start. */
  private Instant heard(Partner partner) {
    return jdbc.sql(
            "select received_at from message where partner = :partner and direction = 'in'"
                + " order by id desc limit 1")
        .param("partner", partner.id())
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant)
        .orElse(startedAt);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static String text(Duration duration) {
    return duration.toSeconds() % 60 == 0
        ? duration.toMinutes() + " min"
        : duration.toSeconds() + " s";
  }
}
