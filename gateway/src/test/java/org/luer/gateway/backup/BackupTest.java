package org.luer.gateway.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.Database;
import org.luer.gateway.database.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a backup holds, and into what it is restored. */
class BackupTest {
  private static final String TABLES =
      "select relname from pg_class where relnamespace = 'public'::regnamespace"
          + " and relkind in ('r', 'p') and not relispartition and relname <> 'flyway_schema_history'";

  @SuppressWarnings("NullAway.Init") // by JUnit
  @TempDir
  private Path folder;

  @Test
  void theTablesOfTheScriptsAreThoseOfAMigratedSchema() {
    try (var database = TestDatabase.migrated()) {
      var jdbc = JdbcClient.create(database);
      var own = Migrations.read();
      assertThat(own.tables()).isEqualTo(jdbc.sql(TABLES).query(String.class).set());
      assertThat(own.newest().getVersion())
          .isEqualTo(
              jdbc.sql(
                      "select version from flyway_schema_history order by installed_rank desc limit 1")
                  .query(String.class)
                  .single());
    }
  }

  @Test
  void everySequenceOfTheSchemaIsSaved() throws Exception {
    try (var database = TestDatabase.migrated()) {
      var all =
          JdbcClient.create(database)
              .sql("select sequencename from pg_sequences where schemaname = 'public'")
              .query(String.class)
              .set();
      assertThat(made(database).manifest().sequences())
          .extracting(Manifest.Sequence::name)
          .containsExactlyInAnyOrderElementsOf(all)
          .contains("fhir_stamp", "audit_event_id_seq");
    }
  }

  @Test
  void whatIsNotOfTheGatewayIsLeftOutAndSaid() throws Exception {
    try (var database = TestDatabase.migrated()) {
      var jdbc = JdbcClient.create(database);
      keep(jdbc);
      jdbc.sql("create sequence other").update();
      jdbc.sql("insert into token values ('\\x01', 'anna', 'operator', now(), 'test')").update();
      var made = made(database);
      assertThat(made.foreign()).containsExactly("keep");
      assertThat(made.summary()).endsWith("; not Luer's, left out: keep");
      try (var empty = emptyDatabase()) {
        Restore.into(empty, file(), Restore.check(file()));
        var restored = JdbcClient.create(empty);
        assertThat(restored.sql("select name from token").query(String.class).list())
            .containsExactly("anna");
        assertThat(Set.copyOf(restored.sql(TABLES).query(String.class).list()))
            .isEqualTo(Migrations.read().tables());
      }
    }
  }

  @Test
  void aPayloadIsSavedOnceWhateverPartitionItLiesIn() throws Exception {
    try (var database = TestDatabase.migrated()) {
      var jdbc = JdbcClient.create(database);
      jdbc.sql("create table payload_20300101 (like payload including all)").update();
      jdbc.sql("alter table payload attach partition payload_20300101 for values in ('2030-01-01')")
          .update();
      var made = made(database);
      assertThat(made.foreign()).isEmpty();
      assertThat(made.manifest().tables())
          .extracting(Manifest.Table::name)
          .contains("payload")
          .noneMatch(name -> name.startsWith("payload_2") || name.equals("payload_kept"));
      assertThat(made.summary()).doesNotContain("left out");
    }
  }

  @Test
  void aTableOfSomebodyElseInABackupOfAnEarlierLuerIsPassedOver() throws Exception {
    try (var database = TestDatabase.migrated();
        var empty = emptyDatabase()) {
      made(database);
      manifest(
          json -> {
            var keep = json.withArray("tables").addObject().put("name", "keep").put("rows", 0);
            keep.putArray("columns").add("id");
            keep.put("sha256", HexFormat.of().formatHex(Backup.sha256().digest()));
            json.withArray("sequences")
                .addObject()
                .put("name", "other")
                .put("value", 7)
                .put("given", true);
          });
      Restore.into(empty, file(), Restore.check(file()));
      assertThat(JdbcClient.create(empty).sql(TABLES).query(String.class).list())
          .contains("message")
          .doesNotContain("keep");
    }
  }

  @Test
  void whatALaterLuerMadeIsNeitherSavedNorRestored() throws Exception {
    try (var database = TestDatabase.migrated();
        var empty = emptyDatabase()) {
      made(database);
      manifest(json -> json.put("schema", "99999").put("luer", "9.9"));
      var later = Restore.check(file());
      assertThatThrownBy(() -> Restore.into(empty, file(), later))
          .isInstanceOf(BackupFailed.class)
          .hasMessageContaining("Luer 9.9, of schema 99999")
          .hasMessageContaining("Restore it with that version");
      JdbcClient.create(database)
          .sql(
              "insert into flyway_schema_history select installed_rank + 1, '99999', 'later', type, 'V99999__later.sql',"
                  + " checksum, installed_by, now(), 1, true from flyway_schema_history"
                  + " order by installed_rank desc limit 1")
          .update();
      assertThatThrownBy(() -> made(database))
          .isInstanceOf(BackupFailed.class)
          .hasMessageContaining("later Luer")
          .hasMessageContaining("99999");
    }
  }

  private static void keep(JdbcClient jdbc) {
    jdbc.sql("create table keep (id bigserial primary key, noted text)").update();
    jdbc.sql("insert into keep (noted) values ('by the DBA')").update();
  }

  private Backup.Made made(HikariDataSource database) throws Exception {
    try (var connection = database.getConnection()) {
      return Backup.write(connection, file());
    }
  }

  private Path file() {
    return folder.resolve("backup.zip");
  }

  private interface Change {
    void in(ObjectNode manifest);
  }

  /** Changes the manifest, and gives an entry to a table that has none. */
  private void manifest(Change change) throws IOException {
    var json = new ObjectMapper();
    try (var zip = FileSystems.newFileSystem(file())) {
      var manifest = zip.getPath(Manifest.ENTRY);
      var tree = (ObjectNode) json.readTree(Files.readAllBytes(manifest));
      change.in(tree);
      Files.write(manifest, json.writeValueAsBytes(tree));
      for (var table : tree.path("tables")) {
        var entry = zip.getPath("tables", table.path("name").asText() + ".copy");
        if (!Files.exists(entry)) {
          Files.createFile(entry);
        }
      }
    }
  }

  private static HikariDataSource emptyDatabase() {
    return Database.external(
            TestDatabase.empty(), TestDatabase.username(), TestDatabase.passwordFile())
        .dataSource();
  }
}
