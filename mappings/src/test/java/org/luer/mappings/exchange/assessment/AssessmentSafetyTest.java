package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Before;

/** Every alert of the code reference (section 3) goes out at once, with its grade. */
class AssessmentSafetyTest {

  @ParameterizedTest
  @CsvSource({
    "phq-9, 44260-8, 1, ALERT, A",
    "phq-9, 44260-8, 2, URGENT, A",
    "c-ssrs-screener, 93246-7, 1, LOW, A",
    "c-ssrs-screener, 93247-5, 1, LOW, A",
    "c-ssrs-screener, 93248-3, 1, ALERT, A",
    "c-ssrs-screener, 93249-1, 1, URGENT, AA",
    "c-ssrs-screener, 93250-9, 1, URGENT, AA",
    "c-ssrs-screener, 93267-3, 1, ALERT, A",
    "c-ssrs-screener, 93269-9, 1, URGENT, AA",
    "madrs, MADRS-ITEM10, 2, ALERT, A",
    "madrs, MADRS-ITEM10, 4, URGENT, A",
    "qids-sr16, QIDSSR16-ITEM12, 1, ALERT, A",
    "qids-sr16, QIDSSR16-ITEM12, 2, URGENT, A",
    "bdi-ii, BDI2-ITEM9, 1, ALERT, A"
  })
  void everyAlertIsASignalAndFlagged(
      String instrument, String item, int value, Grade grade, String flag) {
    var assessment = assessment(instrument, item, value, Assessment.Status.COMPLETED);
    assertThat(AssessmentSafety.isSafety(assessment)).isTrue();
    assertThat(AssessmentSafety.signals(assessment))
        .containsExactly(new SafetySignal(item, grade, null));
    var report = Samples.about(assessment);
    var row =
        Wire.texts(report, Before.nothing(), Dialect.DEFAULT)
            .get(0)
            .lines()
            .filter(l -> l.matches("OBX\\|\\d+\\|[A-Z]+\\|" + item + "\\^.*"))
            .findFirst()
            .orElseThrow();
    assertThat(row.split("\\|", -1)[8]).isEqualTo(flag);
    var json = FhirJson.encode(AssessmentFhir.toFhir(report, null, Dialect.DEFAULT));
    assertThat(json)
        .contains("v3-ObservationInterpretation\",\"code\":\"" + flag + "\"")
        .contains("kic-safety-grade\",\"code\":\"" + grade.code() + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "phq-9, 44260-8, 0",
    "madrs, MADRS-ITEM10, 1",
    "gad-7, 69725-0, 3",
    "pcl-5, PCL5-01, 4",
    "c-ssrs-screener, 93246-7, 0"
  })
  void whatIsNoAlertIsNone(String instrument, String item, int value) {
    var assessment = assessment(instrument, item, value, Assessment.Status.COMPLETED);
    assertThat(AssessmentSafety.isSafety(assessment)).isFalse();
  }

  @Test
  void whatIsNotFinishedOrVoidHasNone() {
    for (var status :
        List.of(
            Assessment.Status.IN_PROGRESS,
            Assessment.Status.STOPPED,
            Assessment.Status.ENTERED_IN_ERROR)) {
      assertThat(AssessmentSafety.isSafety(assessment("phq-9", "44260-8", 3, status))).isFalse();
    }
  }

  @Test
  void takingASignalBackGoesTheSameWay() {
    var before = assessment("phq-9", "44260-8", 3, Assessment.Status.COMPLETED);
    var now = assessment("phq-9", "44260-8", 0, Assessment.Status.AMENDED);
    assertThat(AssessmentSafety.isSafety(now)).isFalse();
    assertThat(AssessmentSafety.isSafety(now, before)).isTrue();
  }

  private static Assessment assessment(
      String instrument, String item, int value, Assessment.Status status) {
    return new Assessment(
        "A1",
        "P1",
        null,
        null,
        null,
        null,
        instrument,
        null,
        status,
        null,
        OffsetDateTime.parse("2026-10-05T08:36:00-07:00"),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(Answer.of(item, value)),
        List.of(),
        null,
        List.of(),
        null,
        null,
        null,
        null);
  }
}
