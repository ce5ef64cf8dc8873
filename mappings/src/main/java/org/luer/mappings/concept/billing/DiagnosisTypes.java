package org.luer.mappings.concept.billing;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.fhir.Enums;

/** What diagnoses are, to and from HL7 table 0052, as diagnosis-type.csv has it. */
public final class DiagnosisTypes {
  private static final String FINAL = "final";
  private static final CodePairs<String> TABLE =
      CodePairs.load(
          DiagnosisTypes.class,
          "diagnosis-type.csv",
          List.of(
              BilledDiagnosis.Type.ADMITTING.code(), BilledDiagnosis.Type.WORKING.code(), FINAL),
          code -> code);

  private DiagnosisTypes() {}

  /** DG1-6; a diagnosis that is no other is final. */
  public static String write(BilledDiagnosis.@Nullable Type type) {
    return TABLE.write(type == null ? FINAL : type.code());
  }

  /** Whether table 0052 has the code. */
  public static boolean known(String code) {
    return TABLE.read(code) != null;
  }

  /** What DG1-6 says; empty for a final diagnosis and for a code that the table does not have. */
  public static Optional<BilledDiagnosis.Type> read(String code) {
    return Enums.read(BilledDiagnosis.Type.values(), BilledDiagnosis.Type::code, TABLE.read(code));
  }
}
