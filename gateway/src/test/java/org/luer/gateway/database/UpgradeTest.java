package org.luer.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.Gateway;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.partner.SettingsSource;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database that a gateway of an older version left when it was killed at work: deliveries to six
 * partners, one of whom takes everything, one refuses everything, one never answers, one is paused
 * and two are away.
 */
class UpgradeTest {
  /** The newest migration that the older version knew. */
  private static final String VERSION = "107";

  private static final String LEFT = "waiting-at-107.gz";
  private static final String SETTINGS =
      """
      luer:
        data-dir: %s
        database: {url: "%s", username: %s, password-file: %s}
        http: {port: 0}
        mllp: {port: 0}
        clinic: {id: northlake, name: Northlake, npi: "2000000036", zone: America/Chicago, application: LUER, facility: NLKC, processing: P}
        partners:
      """;
  private static final String PARTNER =
      """
          - id: %s
            kind: hospital
            name: Partner
            receives: {transport: "%s", format: %s, exchanges: [sessionreport]}
      """;

  @TempDir private Path home;

  @Test
  void whatWaitsInTheDatabaseOfAnOlderVersionIsDeliveredInOrderAndNothingIsLost() throws Exception {
    var url = TestDatabase.empty();
    try (var database =
            Database.external(url, TestDatabase.username(), TestDatabase.passwordFile())
                .dataSource();
        var well = new MllpPeer(0, MllpPeer.ALL_WELL);
        var away = new MllpPeer(0, MllpPeer.ALL_WELL);
        var silent = new MllpPeer(0, MllpPeer.ALL_WELL);
        var refuses = new MllpPeer(0, MllpPeer.ALL_WELL);
        var paused = new MllpPeer(0, MllpPeer.ALL_WELL)) {
      Flyway.configure().dataSource(database).target(VERSION).load().migrate();
      load(database);
      var jdbc = JdbcClient.create(database);
      assertThat(states(jdbc))
          .containsEntry("away", "ambiguous 1, queued 6, retrying 1")
          .containsEntry("silent", "ambiguous 1, queued 6, sending 1");
      var told = told(jdbc, "u.told");
      assertThat(told).isNotEmpty();
      Flyway.configure().dataSource(database).load().migrate();
      assertThat(told(jdbc, "i.told")).isEqualTo(told);

      var settings =
          SETTINGS.formatted(
                  home.resolve("data"), url, TestDatabase.username(), TestDatabase.passwordFile())
              + mllp("well", well)
              + mllp("away", away)
              + mllp("silent", silent)
              + mllp("refuses", refuses)
              + mllp("paused", paused)
              + PARTNER.formatted("fhir", "http://127.0.0.1:1/fhir", "fhir");
      var file = Files.writeString(home.resolve("luer.yaml"), settings);
      try (var gateway = Gateway.start(new SettingsSource(file, Map.of(), List.of()), List.of())) {
        assertThat(gateway.isRunning()).isTrue();
        await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(
                () ->
                    assertThat(states(jdbc))
                        .containsEntry("away", "delivered 8")
                        .containsEntry("silent", "delivered 8"));
      }

      assertThat(states(jdbc))
          .containsEntry("clinic", "received 7")
          .containsEntry("well", "delivered 8")
          .containsEntry("refuses", "rejected 8")
          .containsEntry("paused", "queued 8");
      assertThat(states(jdbc).get("fhir")).matches("(queued 6, retrying 2|queued 7, retrying 1)");
      assertThat(well.received).isEmpty();
      assertThat(refuses.received).isEmpty();
      assertThat(paused.received).isEmpty();
      inOrder(jdbc, "away", away);
      inOrder(jdbc, "silent", silent);
    }
  }

  private static String mllp(String partner, MllpPeer peer) {
    return PARTNER.formatted(partner, "mllp://127.0.0.1:" + peer.port(), "hl7v2");
  }

  /** To whom each resource of the index is told, where that stands at first and later. */
  private static List<String> told(JdbcClient jdbc, String column) {
    return jdbc.sql(
            "select i.type || '/' || i.id || '/' || i.kind || '/' || i.record || ' ' || "
                + column
                + "::text from fhir_index i join fhir_unit u using (kind, record) order by 1")
        .query(String.class)
        .list();
  }

  /** By partner: how many messages are in which state. */
  private static Map<String, String> states(JdbcClient jdbc) {
    return jdbc
        .sql(
            "select partner, string_agg(state || ' ' || n, ', ' order by state) from (select"
                + " partner, state, count(*) n from message group by 1, 2) s group by 1")
        .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Each lane's messages came in the order in which they were queued, none twice. */
  private static void inOrder(JdbcClient jdbc, String partner, MllpPeer peer) {
    var came = peer.received.stream().map(MllpPeer::controlId).toList();
    assertThat(came).hasSize(8).doesNotHaveDuplicates();
    var lanes =
        jdbc.sql(
                "select string_agg(control_id, ' ' order by position) from message"
                    + " where partner = :partner and direction = 'out' group by lane_patient, stream")
            .param("partner", partner)
            .query(String.class)
            .list();
    for (var lane : lanes) {
      var queued = List.of(lane.split(" ", -1));
      assertThat(came.stream().filter(queued::contains).toList()).isEqualTo(queued);
    }
  }

  /**
   * Fills the tables: {@code table name (columns)}, rows as COPY writes them, a line of its own.
   */
  private static void load(DataSource database) throws SQLException, IOException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var in =
            new GZIPInputStream(
                Objects.requireNonNull(UpgradeTest.class.getResourceAsStream(LEFT)));
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      statement.execute("set session_replication_role = replica"); // tables come by name
      var copy = new CopyManager(connection.unwrap(BaseConnection.class));
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("table ")) {
          copy.copyIn("copy " + line.substring(6) + " from stdin", new StringReader(rows(lines)));
        } else if (line.startsWith("sequence ")) {
          var words = line.split(" ", -1);
          statement.execute("select setval('%s', %s)".formatted(words[1], words[2]));
        }
      }
      statement.execute("set session_replication_role = origin");
    }
  }

  private static String rows(BufferedReader lines) throws IOException {
    var rows = new ArrayList<String>();
    for (var row = lines.readLine(); !"\\.".equals(row); row = lines.readLine()) {
      rows.add(row + "\n");
    }
    return String.join("", rows);
  }
}
