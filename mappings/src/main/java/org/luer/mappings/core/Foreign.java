package org.luer.mappings.core;

import java.util.List;

/**
 * One leaf of a received message that the clinic model has no home for: kept as it stood on the
 * record of its sender, named in the receipt, and returned to that sender only. Nothing is computed
 * from it, and nobody else ever gets it.
 *
 * @param format hl7v2 or fhir
 * @param path where it stood: {@code PID[1]-12(1).1.1} in HL7 v2 (as in receipts), {@code
 *     Coverage.costToBeneficiary[0].valueMoney.value} in FHIR (below its resource)
 * @param value the decoded value; {@code ""} written out is the HL7 null
 * @param from key of the partner who sent it; nobody else gets it back
 */
public record Foreign(String format, String path, String value, String from) {
  /** Format of HL7 v2 leaves. */
  public static final String HL7V2 = "hl7v2";

  /** Format of FHIR leaves. */
  public static final String FHIR = "fhir";

  /** Those that go back to the partner of the dialect in a format; usually none. */
  public static List<Foreign> returned(List<Foreign> all, String format, Dialect dialect) {
    return all.stream()
        .filter(f -> f.format().equals(format) && f.from().equals(dialect.partner()))
        .toList();
  }

  /** Reports an incomplete entry. */
  public void check(Issues issues, String path) {
    if (!HL7V2.equals(format) && !FHIR.equals(format)) {
      issues.error(IssueCode.VALUE, path + "/format", "must be hl7v2 or fhir");
    }
    Check.present(issues, path + "/path", this.path);
    Check.present(issues, path + "/value", value);
    Check.present(issues, path + "/from", from);
  }
}
