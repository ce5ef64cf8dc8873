package org.luer.gateway.selfpay;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The papers in the database; what was handed out never changes. */
final class SelfPayStore {
  private final JdbcClient jdbc;

  SelfPayStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What a paper is. */
  enum Kind {
    SUPERBILL,
    ESTIMATE;

    String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A paper.
   *
   * @param content JSON of what is printed
   * @param hash of the content without number and time
   * @param records kind, id and version of what it tells
   */
  record Paper(
      String id,
      Kind kind,
      String patient,
      String content,
      String hash,
      List<String> records,
      LocalDate firstDay,
      LocalDate lastDay,
      Instant issuedAt,
      String issuedBy) {}

  /** Keeps a paper; false when there is one of this number. */
  boolean keep(Paper paper) {
    return jdbc.sql(
                "insert into self_pay_paper (id, kind, patient, content, content_hash, records,"
                    + " first_day, last_day, issued_at, issued_by) values (:id, :kind, :patient,"
                    + " :content, :hash, :records, :first, :last, :at, :by) on conflict do nothing")
            .param("id", paper.id())
            .param("kind", paper.kind().code())
            .param("patient", paper.patient())
            .param("content", paper.content())
            .param("hash", paper.hash())
            .param("records", paper.records().toArray(String[]::new))
            .param("first", paper.firstDay())
            .param("last", paper.lastDay())
            .param("at", paper.issuedAt().atOffset(ZoneOffset.UTC))
            .param("by", paper.issuedBy())
            .update()
        == 1;
  }

  Optional<Paper> find(Kind kind, String id) {
    return jdbc.sql("select * from self_pay_paper where kind = :kind and id = :id")
        .param("kind", kind.code())
        .param("id", id)
        .query(SelfPayStore::map)
        .optional();
  }

  /** Whatever paper has this number. */
  Optional<Paper> find(String id) {
    return jdbc.sql("select * from self_pay_paper where id = :id")
        .param("id", id)
        .query(SelfPayStore::map)
        .optional();
  }

  /** Those of a patient, the newest first. */
  List<Paper> of(String patient, Kind kind) {
    return jdbc.sql(
            "select * from self_pay_paper where patient = :patient and kind = :kind"
                + " order by issued_at desc, id")
        .param("patient", patient)
        .param("kind", kind.code())
        .query(SelfPayStore::map)
        .list();
  }

  private static Paper map(ResultSet row, int number) throws SQLException {
    return new Paper(
        row.getString("id"),
        row.getString("kind").equals("superbill") ? Kind.SUPERBILL : Kind.ESTIMATE,
        row.getString("patient"),
        row.getString("content"),
        row.getString("content_hash"),
        List.of((String[]) row.getArray("records").getArray()),
        row.getObject("first_day", LocalDate.class),
        row.getObject("last_day", LocalDate.class),
        row.getObject("issued_at", OffsetDateTime.class).toInstant(),
        row.getString("issued_by"));
  }
}
