package org.luer.gateway.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.luer.gateway.database.PrivateFiles;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Bearer tokens: 256 random bits, kept as SHA-256 only. So much randomness needs no slow hash: it
 * cannot be guessed.
 */
public final class Tokens implements TokenSource {
  private static final String PREFIX = "luer_";

  private final JdbcClient jdbc;
  private final Clock clock;

  public Tokens(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A token as it may be shown: without the token. */
  public record Entry(String name, String role, Instant createdAt, String createdBy) {}

  /** The file that holds the first token. */
  public static Path firstTokenFile(Path dataDirectory) {
    return dataDirectory.resolve("clinic.token");
  }

  /**
   * Makes a token.
   *
   * @return the only copy of it; empty if the name is taken
   */
  public Optional<String> create(String name, Role role, String by) {
    var token = PREFIX + PrivateFiles.secret();
    try {
      insert(token, name, role, by);
      return Optional.of(token);
    } catch (DuplicateKeyException e) {
      return Optional.empty();
    }
  }

  /** Takes a token out of use; whether there was one of that name. */
  public boolean revoke(String name) {
    return jdbc.sql("delete from token where name = :name").param("name", name).update() > 0;
  }

  /** All tokens by name. */
  public List<Entry> list() {
    return jdbc.sql("select name, role, created_at, created_by from token order by name")
        .query(
            (row, n) ->
                new Entry(
                    row.getString("name"),
                    row.getString("role"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant(),
                    row.getString("created_by")))
        .list();
  }

  @Override
  public Optional<Caller> find(String token) {
    if (!token.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return jdbc.sql("select name, role from token where hash = :hash")
        .param("hash", hash(token))
        .query(
            (row, n) ->
                new Caller(
                    row.getString("name"),
                    Role.valueOf(row.getString("role").toUpperCase(java.util.Locale.ROOT))))
        .optional();
  }

  /** Writes a new first token, which the next start makes known to the database. */
  public static void renew(Path dataDirectory) throws IOException {
    PrivateFiles.write(firstTokenFile(dataDirectory), PREFIX + PrivateFiles.secret() + "\n");
  }

  /**
   * Sees to it that the clinic's first token exists: in the file (0600), and known to the database.
   * With tokens known and no file nothing is made: somebody took the file away on purpose.
   */
  public void first(Path dataDirectory) throws IOException {
    var file = firstTokenFile(dataDirectory);
    if (!Files.exists(file)) {
      if (!list().isEmpty()) {
        return;
      }
      renew(dataDirectory);
    }
    var token = Files.readString(file, StandardCharsets.UTF_8).strip();
    if (find(token).isEmpty()) {
      revoke("clinic");
      insert(token, "clinic", Role.CLINIC, "first start");
    }
  }

  private void insert(String token, String name, Role role, String by) {
    jdbc.sql(
            "insert into token (hash, name, role, created_at, created_by) values (:hash, :name, :role, :now, :by)")
        .param("hash", hash(token))
        .param("name", name)
        .param("role", role.code())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("by", by)
        .update();
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
