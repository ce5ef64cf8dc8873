package org.luer.gateway.intake.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Translation;

/** Reads what insurers post about claims and questions that they were sent. */
public interface PostedAnswers {
  /** The exchange that an insurer must be permitted to send. */
  String exchange();

  /** Whether a Bundle is such answers, and nothing else but what these refer to. */
  boolean are(Bundle bundle);

  /** The answers as records of the insurer; refused with every reason. */
  Translation<List<RecordFacts>> read(Bundle bundle, Partner insurer);

  /**
   * Reads each answer of a Bundle by itself.
   *
   * @param answers resource types that are answers
   * @param one reads one, as the only entry of a Bundle
   */
  static Translation<List<RecordFacts>> each(
      Bundle bundle, Set<String> answers, Function<Resource, Translation<RecordFacts>> one) {
    var facts = new ArrayList<RecordFacts>();
    var reasons = new ArrayList<Issue>();
    var warnings = new ArrayList<Issue>();
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      var resource = bundle.getEntry().get(i).getResource();
      if (answers.contains(resource.fhirType())) {
        var at = "Bundle.entry[" + i + "].resource";
        one.apply(resource)
            .fold(
                (read, told) -> facts.add(read) && warnings.addAll(placed(told, at)),
                wrong -> reasons.addAll(placed(wrong, at)));
      }
    }
    return reasons.isEmpty()
        ? new Translation.Accepted<>(List.copyOf(facts), warnings)
        : new Translation.Refused<>(reasons);
  }

  /** An answer is read as the only entry of a Bundle; in the post it lies elsewhere. */
  private static List<Issue> placed(List<Issue> issues, String at) {
    return issues.stream()
        .map(
            i ->
                new Issue(
                    i.severity(),
                    i.code(),
                    i.path().replaceFirst("^Bundle\\.entry\\[0\\]\\.resource", at),
                    i.text()))
        .toList();
  }
}
