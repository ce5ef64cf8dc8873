package org.luer.gateway.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.core.namedparam.ParsedSql;

/**
 * Statements that go to the database together, one way there and back instead of one each. They are
 * run in their order; each sees what those before it wrote.
 */
final class Together {
  /** So many at once: of a message with a thousand records each number would be prepared anew. */
  private static final int MOST = 16;

  /** What statements are made of: a fixed set of texts. */
  private static final Map<String, Parsed> PARSED = new ConcurrentHashMap<>();

  private final JdbcOperations jdbc;
  private final List<Statement> statements = new ArrayList<>();

  /** Nothing yet. */
  Together(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A statement with named parameters.
   *
   * @param params by name; a null is written as such
   */
  record Statement(String sql, Map<String, @Nullable Object> params) {}

  /** The same statement for JDBC: with a question mark for each parameter. */
  private record Parsed(ParsedSql named, String sql) {
    static Parsed of(String text) {
      var named = NamedParameterUtils.parseSqlStatement(text);
      var none = new MapSqlParameterSource();
      return new Parsed(named, NamedParameterUtils.substituteNamedParameters(named, none));
    }
  }

  /** Runs one that stands alone and gives no rows. */
  static void run(JdbcOperations jdbc, Statement statement) {
    new Together(jdbc).add(statement).run();
  }

  /** Adds a statement. */
  Together add(Statement statement) {
    statements.add(statement);
    return this;
  }

  /** Runs what was added, none of which gives rows; nothing is left. */
  void run() {
    send(rows -> null);
  }

  /**
   * Runs what was added, one of which gives rows; nothing is left.
   *
   * @param rows reads them
   */
  <T> T run(ResultSetExtractor<T> rows) {
    return Objects.requireNonNull(send(rows), "none of the statements gave rows");
  }

  private <T> @Nullable T send(ResultSetExtractor<T> rows) {
    T read = null;
    while (!statements.isEmpty()) {
      var some = statements.subList(0, Math.min(MOST, statements.size()));
      var gave = send(some, rows);
      read = gave == null ? read : gave;
      some.clear();
    }
    return read;
  }

  private <T> @Nullable T send(List<Statement> some, ResultSetExtractor<T> rows) {
    var sql = new ArrayList<String>();
    var values = new ArrayList<@Nullable Object>();
    for (var statement : some) {
      var parsed = PARSED.computeIfAbsent(statement.sql(), Parsed::of);
      var params = new MapSqlParameterSource(statement.params());
      sql.add(parsed.sql());
      Collections.addAll(values, NamedParameterUtils.buildValueArray(parsed.named(), params, null));
    }
    var setter = new ArgumentPreparedStatementSetter(values.toArray());
    return jdbc.execute(
        String.join("; ", sql),
        (PreparedStatement statement) -> {
          setter.setValues(statement);
          return read(statement, rows);
        });
  }

  private static <T> @Nullable T read(PreparedStatement statement, ResultSetExtractor<T> rows)
      throws SQLException {
    T read = null;
    var gives = statement.execute();
    while (gives || statement.getUpdateCount() >= 0) {
      if (gives) {
        try (var found = statement.getResultSet()) {
          read = rows.extractData(found);
        }
      }
      gives = statement.getMoreResults();
    }
    return read;
  }
}
