package org.luer.mappings.concept.disclosure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A class of information that not everybody may have who may have the rest. */
public enum Sensitivity {
  /** What tells of a psychiatric disorder; goes to those who treat the patient, labelled. */
  PSYCHIATRIC,
  /** What tells of substance use and does not come from a Part 2 program. */
  SUBSTANCE_USE,
  /** Records of a substance-use treatment program (42 CFR Part 2). */
  PART_2,
  /** A therapist's separate notes about what was said in a session (45 CFR 164.501). */
  PSYCHOTHERAPY_NOTES,
  /** What tells of abuse or violence against the patient. */
  VIOLENCE,
  /** A service that the patient paid and that the plan must not learn of (45 CFR 164.522). */
  SELF_PAID;

  /** As records, tables and receipts write it. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The class with this code. */
  public static Optional<Sensitivity> of(String code) {
    return Stream.of(values()).filter(one -> one.code().equals(code)).findFirst();
  }
}
