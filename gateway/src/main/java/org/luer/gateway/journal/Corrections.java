package org.luer.gateway.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which partners have an earlier version of a record, and whether the newest one has reached them.
 *
 * <p>A partner counts when it took an earlier version; it is corrected when it took the newest one
 * in every kind of message in which it has an earlier one. What it never took needs no correction.
 */
public final class Corrections {
  /**
   * What this record needs: of each kind of message (exchange, and the type without its trigger
   * event), the version that the partner took last, and its newest delivery after that.
   */
  private static final String QUERY =
      """
      with delivery as (
        select id, partner, exchange, split_part(type, '_', 1) as family, type, record_version as version,
          state, reason_code, reason_text
        from message where direction = 'out' and record_kind = :kind and record_id = :id),
      had as (
        select partner, exchange, family, max(version) as version, min(version) as first
        from delivery where state = 'delivered' group by partner, exchange, family)
      select h.partner, h.exchange, h.version as had, d.id, d.type, d.version, d.state, d.reason_code, d.reason_text
      from had h left join lateral (
        select * from delivery d where d.partner = h.partner and d.exchange = h.exchange and d.family = h.family
          and d.version > h.version and d.state <> 'superseded' order by d.version desc, d.id desc limit 1) d on true
      where h.first < :newest
      order by h.partner, h.exchange, h.family
      """;

  private final JdbcClient jdbc;

  /**
   * One kind of message at one partner.
   *
   * @param had the version that it took last
   * @param message the delivery of the newest version that is on its way; null when it has been
   *     taken, or when nothing is planned
   */
  public record Part(
      String exchange,
      int had,
      @Nullable String message,
      @Nullable String type,
      @Nullable String state,
      @Nullable Reason reason) {}

  /** One partner that had an earlier version. */
  public record Told(String partner, boolean corrected, List<Part> parts) {}

  /**
   * How far a correction has come.
   *
   * @param version the newest
   * @param had how many partners had an earlier version
   * @param summary such as {@code 3 of 4 corrected}
   */
  public record State(
      String record,
      int version,
      @Nullable String status,
      int had,
      int corrected,
      String summary,
      List<Told> partners) {}

  /** Corrections in the journal's database. */
  public Corrections(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Newest(int version, @Nullable String status) {}

  private record Row(String partner, Part part) {}

  /** How far the newest version of this record has come; empty when there is no such record. */
  public Optional<State> of(String kind, String id) {
    return jdbc.sql(
            "select version, status from record where kind = :kind and id = :id"
                + " order by version desc limit 1")
        .param("kind", kind)
        .param("id", id)
        .query((row, n) -> new Newest(row.getInt("version"), row.getString("status")))
        .optional()
        .map(newest -> state(kind, id, newest));
  }

  private State state(String kind, String id, Newest newest) {
    var parts = new LinkedHashMap<String, List<Part>>();
    rows(kind, id, newest.version())
        .forEach(
            row -> parts.computeIfAbsent(row.partner(), p -> new ArrayList<>()).add(row.part()));
    var told = new ArrayList<Told>();
    parts.forEach(
        (partner, of) ->
            told.add(
                new Told(partner, of.stream().allMatch(p -> p.had() == newest.version()), of)));
    int corrected = (int) told.stream().filter(Told::corrected).count();
    return new State(
        kind + "/" + id,
        newest.version(),
        newest.status(),
        told.size(),
        corrected,
        corrected + " of " + told.size() + " corrected",
        told);
  }

  private List<Row> rows(String kind, String id, int newest) {
    return jdbc.sql(QUERY)
        .param("kind", kind)
        .param("id", id)
        .param("newest", newest)
        .query(
            (row, n) -> {
              var state = row.getString("state");
              return new Row(
                  row.getString("partner"),
                  new Part(
                      row.getString("exchange"),
                      row.getInt("had"),
                      row.getString("id"),
                      row.getString("type"),
                      state,
                      Reason.of(
                          state, row.getString("reason_code"), row.getString("reason_text"))));
            })
        .list();
  }
}
