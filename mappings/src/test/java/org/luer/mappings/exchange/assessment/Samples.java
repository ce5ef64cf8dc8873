package org.luer.mappings.exchange.assessment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.function.Consumer;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.Scoring;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Issues;
import org.luer.mappings.synthetic.SyntheticAssessments;
import org.luer.mappings.synthetic.SyntheticClinic;

/** A PHQ-9 with a positive suicide item, and what can become of it. */
final class Samples {
  private Samples() {}

  /** The first PHQ-9 of the first invented patient who has a positive suicide item. */
  static AssessmentReport phq9() {
    for (long seed = 0; seed < 50; seed++) {
      for (var report : SyntheticAssessments.of(seed)) {
        var assessment = report.assessment();
        if (assessment.instrument().equals("phq-9") && !assessment.signals().isEmpty()) {
          return report;
        }
      }
    }
    throw new IllegalStateException("no seed gives one");
  }

  /** An assessment of an invented patient, scored as it is when it is sent. */
  static AssessmentReport about(Assessment assessment) {
    var series = SyntheticClinic.series(0);
    return new AssessmentReport(
        series.clinic(), series.patient(), Scoring.complete(assessment, "", new Issues()));
  }

  /** Item 9 raised to 2, and the total with it. */
  static AssessmentReport amended(AssessmentReport report) {
    return changed(
        report,
        tree -> {
          tree.put("status", "amended");
          tree.putObject("amendment")
              .put("at", "2026-12-01T09:00:00-06:00")
              .put("reason", "misread");
          ((ObjectNode) tree.at("/answers/8")).put("value", 2);
          var total = (ObjectNode) tree.at("/scores/0");
          total.put("value", total.get("value").decimalValue().add(BigDecimal.ONE));
          ((ObjectNode) tree.at("/signals/0")).put("grade", "urgent");
          tree.remove("severity");
        });
  }

  static AssessmentReport voided(AssessmentReport report) {
    return changed(report, tree -> tree.put("status", "entered-in-error"));
  }

  /** Without scores, severity and signals. */
  static AssessmentReport bare(AssessmentReport report) {
    return changed(
        report,
        tree -> {
          tree.remove("scores");
          tree.remove("severity");
        });
  }

  /** The same answers in another patient's chart. */
  static AssessmentReport of(AssessmentReport report, Patient patient) {
    var moved = changed(report, tree -> tree.put("patientId", patient.id()));
    return new AssessmentReport(report.clinic(), report.people(), patient, moved.assessment());
  }

  private static AssessmentReport changed(AssessmentReport report, Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(report.assessment());
    change.accept(tree);
    var changed = ClinicRecords.read(tree, "").value().orElseThrow();
    return new AssessmentReport(
        report.clinic(), report.people(), report.patient(), (Assessment) changed);
  }
}
