package org.luer.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of an insurer's own words. */
class InsurerWordsTest {
  private static String of(String body) {
    return InsurerWords.of(body.getBytes(StandardCharsets.UTF_8)).map(Object::toString).orElse("");
  }

  @Test
  void issuesKeepCodeTextAndPlace() {
    assertThat(
            of(
                """
                {"resourceType":"OperationOutcome","issue":[
                 {"severity":"error","code":"business-rule","details":{"coding":[{"code":"A7"}],"text":"Not on file."},"expression":["Claim.provider"]},
                 {"severity":"warning","code":"value","diagnostics":"line one\\nline two","location":["Claim.item[0]"]}]}"""))
        .isEqualTo(
            "[{\"severity\":\"error\",\"code\":\"A7\",\"text\":\"Not on file.\",\"place\":\"Claim.provider\"},"
                + "{\"severity\":\"warning\",\"code\":\"value\",\"text\":\"line one line two\",\"place\":\"Claim.item[0]\"}]");
  }

  @Test
  void errorsOfAnAnswerAreTheSame() {
    assertThat(
            of(
                """
                {"resourceType":"ClaimResponse","outcome":"error","errors":[{"itemSequence":2,
                 "code":{"coding":[{"code":"b002","display":"Invalid ID"}]}}]}"""))
        .isEqualTo("[{\"code\":\"b002\",\"text\":\"Invalid ID\",\"place\":\"2\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Sign in</html>",
        "[]",
        "{}",
        "{\"issue\":{}}",
        "{\"issue\":[{}]}",
        "{\"issue\":[{\"details\":{\"text\":{\"a\":1}}}]}",
        "{\"errors\":[null,1]}"
      })
  void whatSaysNothingKeepsNothing(String body) {
    assertThat(of(body)).isEmpty();
  }

  @Test
  void aFloodIsCut() {
    var one = "{\"code\":\"value\",\"diagnostics\":\"" + "x".repeat(5_000) + "\"},";
    var kept = of("{\"issue\":[" + one.repeat(400) + "{}]}");
    assertThat(kept.length()).isLessThan(20 * 600);
    assertThat(kept.split("value", -1)).hasSize(21);
  }
}
