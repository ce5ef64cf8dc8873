package org.luer.gateway.intake.file;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The files that are being taken in, in the database: what each of their messages was answered. */
final class TakenFiles {
  private final JdbcClient jdbc;

  TakenFiles(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A file under way.
   *
   * @param startedAt when it was first looked at; the time of its answer file
   */
  record Taken(long id, Instant startedAt) {}

  /** The file, begun now or by an earlier start of the gateway. */
  Taken begin(String partner, String name, String hash, Instant now) {
    finishOther(partner, name, hash, now);
    jdbc.sql(
            "insert into batch_file (partner, name, content_hash, started_at)"
                + " values (:partner, :name, :hash, :now) on conflict do nothing")
        .param("partner", partner)
        .param("name", name)
        .param("hash", hash)
        .param("now", utc(now))
        .update();
    return jdbc.sql(
            "select id, started_at from batch_file"
                + " where partner = :partner and name = :name and finished_at is null")
        .param("partner", partner)
        .param("name", name)
        .query(
            (row, n) ->
                new Taken(
                    row.getLong("id"),
                    row.getObject("started_at", OffsetDateTime.class).toInstant()))
        .single();
  }

  private void finishOther(String partner, String name, String hash, Instant now) {
    jdbc.sql(
            "select id from batch_file where partner = :partner and name = :name"
                + " and content_hash <> :hash and finished_at is null")
        .param("partner", partner)
        .param("name", name)
        .param("hash", hash)
        .query(Long.class)
        .list()
        .forEach(id -> finish(id, now));
  }

  /** Ends the files that a stop overtook between moving them and ending them here. */
  void finishGone(String partner, List<String> there, Instant now) {
    jdbc
        .sql("select id, name from batch_file where partner = :partner and finished_at is null")
        .param("partner", partner)
        .query((row, n) -> Map.entry(row.getLong("id"), row.getString("name")))
        .list()
        .stream()
        .filter(file -> !there.contains(file.getValue()))
        .forEach(file -> finish(file.getKey(), now));
  }

  /** What was answered so far, by position. */
  Map<Integer, byte[]> answers(long file) {
    var answers = new HashMap<Integer, byte[]>();
    jdbc.sql("select position, answer from batch_answer where file = :file")
        .param("file", file)
        .query(
            row -> {
              answers.put(row.getInt("position"), row.getBytes("answer"));
            });
    return answers;
  }

  /** Notes an answer; in the transaction that took the message. */
  void answered(long file, int position, byte[] answer) {
    jdbc.sql("insert into batch_answer (file, position, answer) values (:file, :position, :answer)")
        .param("file", file)
        .param("position", position)
        .param("answer", answer)
        .update();
  }

  /** The file is where it belongs and answered. */
  void finish(long file, Instant now) {
    jdbc.sql("delete from batch_answer where file = :file").param("file", file).update();
    jdbc.sql("update batch_file set finished_at = :now where id = :file")
        .param("now", utc(now))
        .param("file", file)
        .update();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
