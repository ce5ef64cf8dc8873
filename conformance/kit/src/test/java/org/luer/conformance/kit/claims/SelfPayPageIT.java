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

/** Estimate and superbill as the page about patients who pay walks through them, on the demo. */
class SelfPayPageIT {
  @TempDir Path home;

  @Test
  void theCommandsOfThePageLeadFromAnEstimateToASuperbillThatBreaksIt() throws Exception {
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
      assertThat(Commands.ofPage("self-pay.md", home.resolve("data"), address))
          .contains("GFE-88\testimate\ttotal 775.00\tvalid until 2027-02-28")
          .contains("superbill\ttotal 310.00\tbalance 0.00")
          .contains("look at substantially-above\tEstimate/GFE-88\t400.00 more than estimated");
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
