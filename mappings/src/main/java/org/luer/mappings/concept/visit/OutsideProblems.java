package org.luer.mappings.concept.visit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.core.Coded;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;

/**
 * What a visit elsewhere was for, as Conditions contained in its Encounter; where the problem
 * itself travels in the same Bundle, that one is named instead.
 */
final class OutsideProblems {
  private OutsideProblems() {}

  static void write(OutsideVisit visit, Encounter written, Reference subject) {
    var known = new ArrayList<Coded>();
    for (var problem : visit.problems()) {
      written.addReasonReference(condition(problem, known, written, subject));
    }
    for (var diagnosis : visit.diagnoses()) {
      var one =
          written.addDiagnosis().setCondition(condition(diagnosis.code(), known, written, subject));
      if (diagnosis.use() != null) {
        one.setUse(Codings.of(diagnosis.use()));
      }
      if (diagnosis.rank() != null) {
        one.setRank(diagnosis.rank());
      }
    }
  }

  private static Reference condition(
      Coded code, List<Coded> known, Encounter written, Reference subject) {
    if (!known.contains(code)) {
      known.add(code);
      var condition = new Condition().setCode(Codings.of(code)).setSubject(subject);
      condition.setId("problem-" + known.size());
      written.addContained(condition);
    }
    return new Reference("#problem-" + (known.indexOf(code) + 1));
  }

  static List<Coded> problems(Encounter written, BundleReader in) {
    return written.getReasonReference().stream()
        .flatMap(r -> code(r, written, in).stream())
        .toList();
  }

  static List<OutsideVisit.Diagnosis> diagnoses(Encounter written, BundleReader in) {
    var diagnoses = new ArrayList<OutsideVisit.Diagnosis>();
    for (var one : written.getDiagnosis()) {
      code(one.getCondition(), written, in)
          .ifPresent(
              code ->
                  diagnoses.add(
                      new OutsideVisit.Diagnosis(
                          code,
                          Codings.read(one.getUse()).orElse(null),
                          one.hasRank() && one.getRank() > 0 ? one.getRank() : null)));
    }
    return diagnoses;
  }

  private static Optional<Coded> code(Reference reference, Encounter owner, BundleReader in) {
    return in.resolve(reference, owner, Condition.class)
        .flatMap(c -> Codings.read(c.getCode()))
        .or(() -> Optional.ofNullable(reference.getDisplay()).map(Coded::text));
  }
}
