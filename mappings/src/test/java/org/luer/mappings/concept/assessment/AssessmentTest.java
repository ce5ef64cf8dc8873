package org.luer.mappings.concept.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Issues;

/** Which assessments are valid, and what scoring them again adds. */
class AssessmentTest {

  @Test
  void everyReasonAtOnce() throws Exception {
    var read =
        read(
            """
            {"kind":"Assessment","id":"a b","patientId":"P1","instrument":"phq-9","status":"completed",
             "answers":[{"item":"44250-9","value":4},{"item":"44250-9","value":1},{"item":"x"},
                        {"item":"44255-8","text":"often"}],
             "scores":[{"code":"44261-6","value":28}]}
            """);
    assertThat(read).contains("/id", "/authored", "/answers/2");
    assertThat(
            read(
                """
                {"kind":"Assessment","id":"ab","patientId":"P1","instrument":"phq-9","status":"completed",
                 "authored":"2026-10-05T08:36:00-07:00","severity":"mild",
                 "rater":{"id":"R1","name":{"family":"ZZRATER"}},
                 "answers":[{"item":"44255-8","value":4},{"item":"44250-9","value":1},{"item":"44251-7","text":"often"}],
                 "signals":[{"item":"93246-7","grade":"alert"}]}
                """))
        .contains(
            "/rater",
            "/answers/0/value",
            "/answers/1/item",
            "/answers/2/text",
            "/signals/0/item",
            "/severity");
  }

  @Test
  void anUnknownInstrumentIsRefused() throws Exception {
    assertThat(
            read(
                """
                {"kind":"Assessment","id":"ab","patientId":"P1","instrument":"moca","status":"completed",
                 "authored":"2026-10-05T08:36:00-07:00"}
                """))
        .containsExactly("/instrument");
  }

  @Test
  void aBandThatNobodySignedOffIsRefused() throws Exception {
    assertThat(
            read(
                """
                {"kind":"Assessment","id":"ab","patientId":"P1","instrument":"madrs","status":"completed",
                 "authored":"2026-10-05T08:36:00-07:00","scores":[{"code":"MADRS-TOTAL","value":30}],
                 "severity":"moderate"}
                """))
        .containsExactly("/severity");
  }

  @Test
  void scoringAddsTotalBandAndSignal() {
    var issues = new Issues();
    var scored = Scoring.complete(Phq9.of(3, 3, 2, 2, 1, 2, 2, 1, 1), "", issues);
    assertThat(scored.scores()).containsExactly(new Score("44261-6", new BigDecimal("17"), null));
    assertThat(scored.severity()).isEqualTo("moderately-severe");
    assertThat(scored.signals()).containsExactly(new SafetySignal("44260-8", Grade.ALERT, null));
    assertThat(issues.list()).isEmpty();
    assertThat(Scoring.complete(scored, "", issues)).isEqualTo(scored);
  }

  @Test
  void aTotalThatDiffersIsKeptBesideOurs() {
    var issues = new Issues();
    var sent =
        Phq9.of(3, 3, 2, 2, 1, 2, 2, 1, 1)
            .with(List.of(new Score("44261-6", new BigDecimal("14"), null)), null, List.of());
    var scored = Scoring.complete(sent, "/0", issues);
    assertThat(scored.scores())
        .containsExactly(new Score("44261-6", new BigDecimal("14"), new BigDecimal("17")));
    assertThat(scored.severity()).isNull();
    assertThat(issues.list()).extracting(Issue::path).containsExactly("/0/scores/0/value");
    assertThat(issues.refuse()).isFalse();
  }

  @Test
  void aSignalIsNeverTakenAwayAndNeverLowered() {
    var declared =
        Phq9.of(0, 0, 0, 0, 0, 0, 0, 0, 2)
            .with(
                List.of(),
                null,
                List.of(new SafetySignal("44260-8", Grade.LOW, "called the team")));
    assertThat(Scoring.complete(declared, "", new Issues()).signals())
        .containsExactly(new SafetySignal("44260-8", Grade.URGENT, "called the team"));
    var kept =
        Phq9.of(0, 0, 0, 0, 0, 0, 0, 0, 0)
            .with(List.of(), null, List.of(new SafetySignal("44260-8", Grade.URGENT, null)));
    assertThat(Scoring.complete(kept, "", new Issues()).signals()).isEqualTo(kept.signals());
  }

  @Test
  void anOpenSafetyItemIsAWarningAndNoTotal() {
    var issues = new Issues();
    var scored = Scoring.complete(Phq9.of(3, 3, 2, 2, 1, 2, 2, 1), "", issues);
    assertThat(scored.scores()).isEmpty();
    assertThat(issues.list()).hasSize(1).allMatch(i -> i.text().contains("safety item 9"));
  }

  @Test
  void jsonIsTheSameBothWays() {
    var scored = Scoring.complete(Phq9.of(3, 3, 2, 2, 1, 2, 2, 1, 1), "", new Issues());
    assertThat(ClinicRecords.read(ClinicRecords.tree(scored), "").value()).contains(scored);
  }

  private static List<String> read(String json) throws Exception {
    var tree = (ObjectNode) ClinicJson.mapper().readTree(json);
    var read = ClinicRecords.read(tree, "");
    assertThat(read.value()).isEmpty();
    return read.issues().stream().map(Issue::path).toList();
  }
}
