package org.luer.conformance.kit.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Commands;
import org.luer.conformance.kit.RunningGateway;

/** The loop of a claim as the page about claims walks it, on the demo with its insurer. */
class ClaimsPageIT {
  @TempDir Path home;

  @Test
  void theCommandsOfThePageLeadFromAChargeToTheMoneyAndBack() throws Exception {
    try (var demo = RunningGateway.demo(home)) {
      assertThat(Commands.ofPage("claims.md", home.resolve("data"), demo.address()))
          .contains("K-1 is proposed", "paid 248.00", "patient 62.00")
          .contains("K-2\tpaid", "-> 300.0", "K-1\treplaced", "K-2\tvoided")
          .contains("J3490\tneeds authorization\tcopay-percent 20");
    }
  }
}
