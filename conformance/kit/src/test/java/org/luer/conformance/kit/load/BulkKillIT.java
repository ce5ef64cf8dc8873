package org.luer.conformance.kit.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Postgres;
import org.luer.conformance.kit.RunningGateway;

/**
 * An export goes on where it was when the gateway is killed, and ends with what it would have had.
 * Profile {@code kill}.
 */
@Tag("kill")
class BulkKillIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SESSIONS = Integer.getInteger("kill.sessions", 150);
  private static final int KILLS = 3;

  @TempDir private Path home;

  @Test
  void anExportOutlivesTheGatewayThatBeganIt() throws Exception {
    try (var postgres = new Postgres(home);
        var gateway = RunningGateway.start(home, BulkClient.PARTNERS, postgres.settings(home))) {
      var client = new BulkClient(gateway);
      for (int n = 0; n < SESSIONS; n++) {
        client.session(n);
      }
      var undisturbed = finished(client, client.begin());
      var export = client.begin();
      int underWay = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        Thread.sleep(300 + 200L * kill);
        underWay += client.status(export).statusCode() == 202 ? 1 : 0;
        gateway.kill();
        gateway.restart();
      }
      var killed = finished(client, export);
      System.out.printf(
          "%d resources, killed %d times, %d of them under way%n", killed.size(), KILLS, underWay);
      assertThat(underWay).as("kills before its end").isPositive();
      assertThat(killed).isEqualTo(undisturbed);
    }
  }

  /** The resources of an export, by type and id. */
  private Map<String, String> finished(BulkClient client, String export) throws Exception {
    var status = client.status(export);
    while (status.statusCode() == 202) {
      Thread.sleep(200);
      status = client.status(export);
    }
    assertThat(status.statusCode()).as(status.body()).isEqualTo(200);
    assertThat(JSON.readTree(status.body()).path("error")).isEmpty();
    var resources = new TreeMap<String, String>();
    for (var file : client.files(status.body(), home)) {
      for (var line : Files.readAllLines(file)) {
        var resource = JSON.readTree(line);
        var name = resource.path("resourceType").asText() + "/" + resource.path("id").asText();
        assertThat(resources.put(name, line)).as(name + " comes once").isNull();
      }
    }
    return resources;
  }
}
