package org.luer.conformance.kit.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Commands;
import org.luer.conformance.kit.RunningGateway;

/** The loop of a claim as the page about claims walks it, on the demo with its insurer. */
class ClaimsPageIT {
  @TempDir Path home;

  @Test
  void theCommandsOfThePageLeadFromAChargeToTheMoneyAndBack() throws Exception {
    var address = "http://127.0.0.1:" + RunningGateway.freePort();
    var demo =
        new ProcessBuilder(
                Commands.ofJar(
                    "serve",
                    "--demo",
                    "--luer.data-dir=" + home.resolve("data"),
                    "--luer.http.port=" + address.substring(address.lastIndexOf(':') + 1),
                    "--luer.mllp.port=" + RunningGateway.freePort()))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("demo.log").toFile())
            .start();
    try {
      await().atMost(Duration.ofMinutes(5)).until(() -> !demo.isAlive() || healthy(address));
      var output = Commands.ofPage("claims.md", home.resolve("data"), address);
      assertThat(output)
          .contains("K-1 is proposed", "paid 248.00", "patient 62.00")
          .contains("K-2\tpaid", "-> 300.0", "K-1\treplaced", "K-2\tvoided")
          .contains("J3490\tneeds authorization\tcopay-percent 20");
    } finally {
      demo.destroy();
      demo.waitFor(30, TimeUnit.SECONDS);
      demo.destroyForcibly();
    }
  }

  private static boolean healthy(String address) throws InterruptedException {
    try {
      var request = HttpRequest.newBuilder(URI.create(address + "/actuator/health")).build();
      return HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (java.io.IOException notYet) {
      return false;
    }
  }
}
