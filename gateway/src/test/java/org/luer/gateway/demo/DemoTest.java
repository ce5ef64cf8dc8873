package org.luer.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The demo as a newcomer sees it: invented sessions arrive at both simulated hospitals. */
class DemoTest {
  private static final long SESSIONS = 18;

  @Test
  void everySessionArrivesAtBothSimulatedHospitals(@TempDir Path folder) throws Exception {
    var arguments =
        List.of(
            "--luer.data-dir=" + folder.resolve("data"),
            "--luer.database.url=" + TestDatabase.fresh(),
            "--luer.database.username=" + TestDatabase.username(),
            "--luer.database.password-file=" + TestDatabase.passwordFile(),
            "--luer.http.port=0",
            "--luer.mllp.port=0");
    var text =
        Files.readString(Demo.settings())
            .replace("2591", String.valueOf(MllpPeer.freePort()))
            .replace("8091", String.valueOf(MllpPeer.freePort()))
            .replace("8092", String.valueOf(MllpPeer.freePort()));
    var settings = Files.writeString(folder.resolve("demo.yaml"), text);
    var source = new SettingsSource(settings, Map.of(), arguments);
    try (var service = Gateway.start(source, Gateway.class, List.of(Demo.class))) {
      var jdbc = service.getBean(JdbcClient.class);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                // all accepted first: between two of them everything may be delivered for a moment
                assertThat(sessions(jdbc)).isEqualTo(SESSIONS);
                assertThat(states(jdbc)).containsOnlyKeys("delivered").isNotEmpty();
              });
      long sessions = sessions(jdbc);
      var lakeside = service.getBean(SimulatedHl7v2Hospital.class).taken();
      var riverside = service.getBean(SimulatedFhirHospital.class).counts();
      assertThat(sessions).isPositive();
      assertThat(lakeside.values().stream().filter("ORU_R01"::equals)).hasSize((int) sessions);
      assertThat(riverside.get("Encounter")).isEqualTo((int) sessions);
      assertThat(riverside).containsKeys("AdverseEvent", "Provenance");
    }
  }

  private static Map<String, Long> states(JdbcClient jdbc) {
    return jdbc
        .sql(
            "select state, count(*) as n from message where direction = 'out'"
                + " and state <> 'superseded' group by state")
        .query((row, n) -> Map.entry(row.getString("state"), row.getLong("n")))
        .list()
        .stream()
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static long sessions(JdbcClient jdbc) {
    return jdbc.sql("select count(*) from record where kind = 'InfusionSession'")
        .query(Long.class)
        .single();
  }
}
