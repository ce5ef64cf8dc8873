package org.luer.conformance.kit.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Commands;
import org.luer.conformance.kit.RunningGateway;

/** Estimate and superbill as the page about patients who pay walks through them, on the demo. */
class SelfPayPageIT {
  @TempDir Path home;

  @Test
  void theCommandsOfThePageLeadFromAnEstimateToASuperbillThatBreaksIt() throws Exception {
    try (var demo = RunningGateway.demo(home)) {
      assertThat(Commands.ofPage("self-pay.md", home.resolve("data"), demo.address()))
          .contains("GFE-88\testimate\ttotal 775.00\tvalid until 2027-02-28")
          .contains("superbill\ttotal 310.00\tbalance 0.00")
          .contains("look at substantially-above\tEstimate/GFE-88\t400.00 more than estimated");
    }
  }
}
