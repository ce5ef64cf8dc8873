package org.luer.mappings.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;

/** Scores and signals that a summary takes out of assessments. */
class AssessmentScoresTest {

  @Test
  void totalsComeOldestFirstAndUnfinishedFormsDoNotCount() {
    var scores =
        AssessmentScores.scores(
            List.of(
                phq9("b", "2025-03-11T09:40:00-05:00", "completed", 14),
                phq9("a", "2025-03-04T09:40:00-06:00", "completed", 17),
                phq9("c", "2025-03-12T09:40:00-05:00", "in-progress", null)));
    assertThat(scores)
        .extracting(s -> s.instrument() + " " + s.total())
        .containsExactly("PHQ-9 17", "PHQ-9 14");
    assertThat(scores.get(0).max()).isEqualByComparingTo("27");
  }

  private static Assessment phq9(
      String id, String at, String status, @org.jspecify.annotations.Nullable Integer total) {
    var scores =
        total == null ? "" : ",\"scores\":[{\"code\":\"44261-6\",\"value\":" + total + "}]";
    var json =
        "{\"kind\":\"Assessment\",\"id\":\""
            + id
            + "\",\"patientId\":\"P1\",\"instrument\":\"phq-9\",\"status\":\""
            + status
            + "\",\"authored\":\""
            + at
            + "\""
            + scores
            + "}";
    return (Assessment) ClinicRecords.read(json).value().orElseThrow().get(0);
  }
}
