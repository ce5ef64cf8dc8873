package org.luer.mappings.concept.clinician;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Identifiers;

/**
 * The National Provider Identifier among the numbers of a person or a house. One with a wrong check
 * digit is none: nobody is found by it, and US Core forbids to send it on as one. It stays a number
 * of the registry, under the object identifier of that one.
 */
public final class NpiFhir {
  /** Object identifier of the registry. */
  public static final String OID = "2.16.840.1.113883.4.6";

  private NpiFhir() {}

  /** The number; empty with a warning when its check digit is wrong. */
  public static Optional<String> read(List<Identifier> numbers, String path, Issues issues) {
    var npi = Identifiers.value(numbers, Systems.NPI);
    if (npi.isPresent() && !Npi.valid(npi.get())) {
      issues.warning(
          IssueCode.VALUE,
          path + ".identifier",
          "is no National Provider Identifier, its check digit is wrong: kept as a number only");
    }
    return npi.filter(Npi::valid);
  }

  /** Whether it says to be a National Provider Identifier and is none. */
  public static boolean wrong(Identifier number) {
    return Systems.NPI.equals(number.getSystem())
        && number.hasValue()
        && !Npi.valid(number.getValue());
  }
}
