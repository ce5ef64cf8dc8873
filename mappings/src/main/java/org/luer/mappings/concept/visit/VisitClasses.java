package org.luer.mappings.concept.visit;

import java.util.List;
import java.util.Optional;
import org.luer.mappings.core.CodePairs;

/** Classes of visits in both formats: patient-class.csv (table 0004), patient-class-fhir.csv. */
public final class VisitClasses {
  private static final CodePairs<Visit.PatientClass> TABLE = load("patient-class.csv");
  private static final CodePairs<Visit.PatientClass> ACT = load("patient-class-fhir.csv");

  private VisitClasses() {}

  private static CodePairs<Visit.PatientClass> load(String file) {
    return CodePairs.load(
        VisitClasses.class, file, List.of(Visit.PatientClass.values()), Visit.PatientClass::code);
  }

  /** The code of HL7 table 0004. */
  public static String write(Visit.PatientClass patientClass) {
    return TABLE.write(patientClass);
  }

  /** What a code of table 0004 says. */
  public static Optional<Visit.PatientClass> read(String code) {
    return Optional.ofNullable(TABLE.read(code));
  }

  /** Whether a word stands in the place of a code of table 0004. */
  public static boolean inPlaceOf(String word, String code) {
    return TABLE.inPlaceOf(word, code);
  }

  /** The code of v3-ActCode. */
  public static String act(Visit.PatientClass patientClass) {
    return ACT.write(patientClass);
  }

  /** What a code of v3-ActCode says. */
  public static Optional<Visit.PatientClass> ofAct(String code) {
    return Optional.ofNullable(ACT.read(code));
  }
}
