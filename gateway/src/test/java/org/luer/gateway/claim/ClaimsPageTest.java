package org.luer.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.Gateway;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.delivery.MllpPeer;
import org.luer.gateway.demo.Demo;
import org.luer.gateway.demo.SimulatedInsurer;
import org.luer.gateway.partner.SettingsSource;

/** The page about claims: its commands work on the demo, its table is the table. */
class ClaimsPageTest {
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  private static String page() throws Exception {
    return Files.readString(Path.of("../src/docs/claims.md"));
  }

  @Test
  void everyStateStandsOnThePageWithItsMeaning() throws Exception {
    for (var state : ClaimState.values()) {
      assertThat(page()).contains("| `" + state.code() + "` | " + state.meaning() + " |");
    }
  }

  @Test
  void theLoopOfThePageRunsOnTheDemo(@TempDir Path folder) throws Exception {
    var arguments =
        List.of(
            "--luer.data-dir=" + folder.resolve("luer-data"),
            "--luer.database.url=" + TestDatabase.fresh(),
            "--luer.database.username=" + TestDatabase.username(),
            "--luer.database.password-file=" + TestDatabase.passwordFile(),
            "--luer.http.port=0",
            "--luer.mllp.port=0");
    var text = Files.readString(Demo.settings());
    for (var port : List.of("2591", "8091", "8092")) {
      text = text.replace(port, String.valueOf(MllpPeer.freePort()));
    }
    text = text.replace("inquire-every: 5s", "inquire-every: 500ms");
    var settings = Files.writeString(folder.resolve("demo.yaml"), text);
    var source = new SettingsSource(settings, Map.of(), arguments);
    try (var service = Gateway.start(source, Gateway.class, List.of(Demo.class))) {
      var address = Files.readString(folder.resolve("luer-data/http.address")).strip();
      var script = new ArrayList<String>();
      script.add("set -euo pipefail");
      var blocks = BLOCK.matcher(page());
      while (blocks.find()) {
        script.add(
            blocks
                .group(1)
                .replace("http://127.0.0.1:8080", address)
                .replace(
                    "java -jar gateway/target/luer.jar",
                    "\""
                        + System.getProperty("java.home")
                        + "/bin/java\" -cp \"$CP\" org.luer.gateway.cli.Main"));
      }
      assertThat(script).hasSizeGreaterThan(5);
      var process =
          new ProcessBuilder("bash", "-c", String.join("\n", script))
              .directory(folder.toFile())
              .redirectErrorStream(true);
      process.environment().put("CP", System.getProperty("java.class.path"));
      var run = process.start();
      var said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(run.waitFor()).as(said).isZero();
      assertThat(said).contains("K-1 is proposed", "paid 248.00", "K-2", "simulated-plan");
      assertThat(service.getBean(SimulatedInsurer.class).claims()).isEqualTo(3);
    }
  }
}
