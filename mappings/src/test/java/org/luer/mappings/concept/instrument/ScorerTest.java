package org.luer.mappings.concept.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test vectors of the code reference (3.4, 3.10), and the rules beside them. */
class ScorerTest {

  @ParameterizedTest
  @CsvSource({
    "3 3 2 2 1 2 2 1 1, 17, moderately-severe, ALERT",
    "0 0 0 0 0 0 0 0 0, 0, minimal,",
    "3 3 3 3 3 3 3 3 3, 27, severe, URGENT",
    "1 1 1 1 0 0 0 0 0, 4, minimal,",
    "1 1 1 1 1 0 0 0 0, 5, mild,",
    "0 0 0 0 0 0 0 0 1, 1, minimal, ALERT"
  })
  void phq9(String answers, String total, String band, Grade grade) {
    var result = score("phq-9", answers);
    assertThat(result.scores()).containsEntry("44261-6", new BigDecimal(total));
    assertThat(result.band().map(Instrument.Band::code)).contains(band);
    assertThat(grade(result)).isEqualTo(grade);
    assertThat(result.alerts()).allMatch(a -> a.item().equals("44260-8") && a.flag().equals("A"));
  }

  @ParameterizedTest
  @CsvSource({
    "2 1 2 1 0 1 0, 7, mild",
    "3 3 3 3 3 3 3, 21, severe",
    "1 1 1 1 0 0 0, 4, minimal",
    "2 2 2 2 2 0 0, 10, moderate",
    "3 3 3 2 2 1 1, 15, severe"
  })
  void gad7(String answers, String total, String band) {
    var result = score("gad-7", answers);
    assertThat(result.scores()).containsEntry("70274-6", new BigDecimal(total));
    assertThat(result.band().map(Instrument.Band::code)).contains(band);
    assertThat(result.alerts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3 1 0 0 2 0 1 0 2 1 1 0 2 2 1 0, 14,",
    "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0, 0,",
    "3 3 3 3 3 3 3 3 3 3 3 3 3 3 3 3, 27, URGENT",
    "0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0, 1, ALERT"
  })
  void qidsIsNotTheSumOfSixteen(String answers, String total, Grade grade) {
    var result = score("qids-sr16", answers);
    assertThat(result.scores()).containsEntry("QIDSSR16-TOTAL", new BigDecimal(total));
    assertThat(grade(result)).isEqualTo(grade);
  }

  @ParameterizedTest
  @CsvSource({"1 0 0, 1", "4 2 3, 9", "0, 0"})
  void auditC(String answers, String total) {
    assertThat(score("audit-c", answers).scores()).containsEntry("75626-2", new BigDecimal(total));
  }

  @Test
  void auditCWithoutAnswersThatWereDueHasNoTotal() {
    assertThat(score("audit-c", "1").scores()).isEmpty();
    assertThat(score("audit-c", "1").unanswered()).hasSize(2);
    assertThat(score("audit-c", "0").unanswered()).isEmpty();
  }

  @Test
  void pcl5CountsSymptomsByCluster() {
    pcl5("2 2 2 2 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", 25, "5 0 0 0", false);
    pcl5("2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2", 40, "5 2 7 6", true);
    pcl5("4 4 4 4 4 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", 20, "5 0 0 0", false);
  }

  private static void pcl5(String answers, int total, String clusters, boolean provisional) {
    var result = score("pcl-5", answers);
    assertThat(result.scores().get("101698-9")).isEqualByComparingTo(BigDecimal.valueOf(total));
    var counts = clusters.split(" ", -1);
    var names = "B C D E".split(" ", -1);
    for (int i = 0; i < names.length; i++) {
      assertThat(result.scores()).containsEntry("PCL5-" + names[i], new BigDecimal(counts[i]));
    }
    assertThat(result.patterns().contains("provisional-dsm-5")).isEqualTo(provisional);
    assertThat(result.band().map(Instrument.Band::code))
        .contains(total >= 33 ? "at-cut-point" : "below-cut-point");
  }

  /** Items 1 to 6 and the follow-up of 6; a dash is not asked. */
  @ParameterizedTest
  @CsvSource({
    "1 0 - - - 0 -, LOW",
    "1 1 1 0 0 0 -, ALERT",
    "1 1 0 1 0 0 -, URGENT",
    "0 0 - - - 1 0, ALERT",
    "0 0 - - - 1 1, URGENT",
    "0 0 - - - 0 -,"
  })
  void cSsrsFirstMatchWins(String answers, Grade grade) {
    var result = score("c-ssrs-screener", answers);
    assertThat(grade(result)).isEqualTo(grade);
    assertThat(result.unanswered()).isEmpty();
    assertThat(result.scores()).isEmpty();
    assertThat(result.alerts())
        .allMatch(a -> a.flag().equals(a.grade() == Grade.URGENT ? "AA" : "A"));
  }

  @Test
  void cSsrsSaysWhatWasNotAsked() {
    assertThat(score("c-ssrs-screener", "1 1 - - - - -").unanswered())
        .extracting(Item::number)
        .containsExactly(3, 4, 5, 6, 7);
    assertThat(score("c-ssrs-screener", "- - - - - 1 1").unanswered())
        .extracting(Item::number)
        .contains(1, 2);
  }

  @Test
  void madrsAlertsFromTwoOnAndItsBandNeedsASignature() {
    assertThat(grade(score("madrs", "0 0 0 0 0 0 0 0 0 1"))).isNull();
    assertThat(grade(score("madrs", "0 0 0 0 0 0 0 0 0 2"))).isEqualTo(Grade.ALERT);
    assertThat(grade(score("madrs", "6 6 6 6 6 6 6 6 6 4"))).isEqualTo(Grade.URGENT);
    assertThat(score("madrs", "6 6 6 6 6 6 6 6 6 6").scores())
        .containsEntry("MADRS-TOTAL", new BigDecimal("60"));
    assertThat(score("madrs", "6 6 6 6 6 6 6 6 6 6").band()).isEmpty();
  }

  @Test
  void subscoresOfYbocsAndBandWithoutSignature() {
    var result = score("y-bocs", "4 4 4 4 4 1 1 1 1 1");
    assertThat(result.scores())
        .containsEntry("YBOCS-OBS", new BigDecimal("20"))
        .containsEntry("YBOCS-COMP", new BigDecimal("5"))
        .containsEntry("YBOCS-TOTAL", new BigDecimal("25"));
    assertThat(result.band()).isEmpty();
    assertThat(score("y-bocs", "1 1 1 1 1").scores()).containsOnlyKeys("YBOCS-OBS");
  }

  @Test
  void dast10ReversesItsThirdItem() {
    assertThat(score("dast-10", "0 0 1 0 0 0 0 0 0 0").scores())
        .containsEntry("82667-7", new BigDecimal("0"));
    assertThat(score("dast-10", "1 1 0 1 1 1 1 1 1 1").scores())
        .containsEntry("82667-7", new BigDecimal("10"));
  }

  @Test
  void bdi2AlertsOnItemNine() {
    var result = score("bdi-ii", "0 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0");
    assertThat(grade(result)).isEqualTo(Grade.ALERT);
    assertThat(result.band().map(Instrument.Band::code)).contains("minimal");
  }

  @Test
  void pegIsAMean() {
    assertThat(score("peg", "7 6 6").scores()).containsEntry("91147-9", new BigDecimal("6.33"));
    assertThat(score("peg", "10 10 10").scores()).containsEntry("91147-9", new BigDecimal("10"));
  }

  @Test
  void cadss6IsNotTheSumOfTwentyThree() {
    assertThat(score("cadss-6", "4 4 4 4 4 4").scores())
        .containsEntry("CADSS6-TOTAL", new BigDecimal("24"));
    assertThat(score("cadss", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1").scores())
        .containsEntry("CADSS-TOTAL", new BigDecimal("23"));
  }

  @Test
  void anIncompletePhq9HasNoTotalButMayBeEstimated() {
    var two = score("phq-9", "2 2 2 2 2 - - 2 0");
    assertThat(two.scores()).isEmpty();
    assertThat(two.estimate()).contains(new BigDecimal("15")); // 12 / 7 x 9 = 15.4
    assertThat(score("phq-9", "2 2 2 2 - - - 2 0").estimate()).isEmpty();
    assertThat(score("phq-9", "2 2 2 2 2 2 2 2 -").estimate()).isEmpty();
    assertThat(score("gad-7", "2 2 2 2 2 2 -").estimate()).isEmpty();
    assertThat(score("phq-9", "2 2 2 2 2 2 2 2 2").estimate()).isEmpty();
  }

  private static Scorer.Result score(String code, String answers) {
    var instrument = Instruments.of(code);
    var values = answers.split(" ", -1);
    Map<String, BigDecimal> byItem = new LinkedHashMap<>();
    IntStream.range(0, values.length)
        .filter(i -> !values[i].equals("-"))
        .forEach(i -> byItem.put(instrument.items().get(i).code(), new BigDecimal(values[i])));
    return Scorer.score(instrument, byItem);
  }

  private static @Nullable Grade grade(Scorer.Result result) {
    return result.alerts().stream().map(Instrument.Alert::grade).max(Grade::compareTo).orElse(null);
  }
}
