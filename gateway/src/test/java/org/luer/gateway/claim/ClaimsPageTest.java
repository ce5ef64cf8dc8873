package org.luer.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about claims: its table is the table. */
class ClaimsPageTest {
  @Test
  void everyStateStandsOnThePageWithItsMeaning() throws Exception {
    var page = Files.readString(Path.of("../src/docs/claims.md"));
    for (var state : ClaimState.values()) {
      assertThat(page).contains("| `" + state.code() + "` | " + state.meaning() + " |");
    }
  }
}
