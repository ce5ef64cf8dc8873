package org.luer.mappings.fhir;

import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Practitioner;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.Systems;

/** How people are numbered in FHIR. */
public final class People {
  /** Our identifier system of staff numbers below the base. */
  public static final String STAFF = "staff";

  private People() {}

  /** Our staff number, else the NPI, else the first number that the sender gives. */
  public static Optional<String> staffId(Practitioner practitioner, String base) {
    return Identifiers.value(practitioner.getIdentifier(), Systems.sid(base, STAFF))
        .or(() -> Identifiers.value(practitioner.getIdentifier(), Systems.NPI))
        .or(
            () ->
                practitioner.getIdentifier().stream()
                    .filter(Identifier::hasValue)
                    .map(Identifier::getValue)
                    .filter(java.util.Objects::nonNull)
                    .map(Ids::key)
                    .findFirst());
  }
}
