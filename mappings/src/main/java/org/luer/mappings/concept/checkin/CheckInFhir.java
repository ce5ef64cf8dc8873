package org.luer.mappings.concept.checkin;

import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link CheckIn} to and from one R4 Observation CHECK-IN (US Core clinical result) with one
 * component per finding.
 *
 * <p>Mapped: effectiveDateTime, performer, component (kic-observation codes FASTING-SOLID,
 * FASTING-CLEAR, MEDS-HELD, CONSENT-SIGNED, UPREG, UDS, COMPANION).
 */
public final class CheckInFhir {
  private CheckInFhir() {}

  /** Writes the check-in. */
  public static void toFhir(CheckIn checkIn, FactWriter facts) {
    var written = facts.finding("CHECK-IN", checkIn.by());
    written.setEffective(Times.dateTime(checkIn.at()));
    var solid = checkIn.sinceSolidFood();
    var clear = checkIn.sinceClearFluid();
    add(written, "FASTING-SOLID", solid == null ? null : Quantities.of(solid), facts);
    add(written, "FASTING-CLEAR", clear == null ? null : Quantities.of(clear), facts);
    checkIn.medicationsHeld().forEach(m -> add(written, "MEDS-HELD", new StringType(m), facts));
    add(written, "CONSENT-SIGNED", truth(checkIn.consentSigned()), facts);
    var pregnancy = checkIn.pregnancyTest();
    var drugs = checkIn.drugScreen();
    add(written, "UPREG", pregnancy == null ? null : Codings.of(pregnancy), facts);
    add(written, "UDS", drugs == null ? null : Codings.of(drugs), facts);
    add(written, "COMPANION", truth(checkIn.companionConfirmed()), facts);
    if (!written.hasComponent()) {
      written.setDataAbsentReason(Codings.unknown());
    }
    facts.add(written, "check-in");
  }

  private static void add(Observation parent, String code, @Nullable Type value, FactWriter facts) {
    if (value != null) {
      facts.component(parent, code).setValue(value);
    }
  }

  private static @Nullable BooleanType truth(@Nullable Boolean value) {
    return value == null ? null : new BooleanType(value);
  }

  /** Reads the check-in. */
  public static @Nullable CheckIn fromFhir(FactReader facts) {
    return facts
        .finding("CHECK-IN")
        .flatMap(
            o ->
                facts
                    .needed(o.getEffective(), facts.path(o) + ".effectiveDateTime")
                    .map(
                        at ->
                            new CheckIn(
                                at,
                                facts.by(o.getPerformer(), o),
                                facts.quantity(facts.value(o, "FASTING-SOLID"), "h", facts.path(o)),
                                facts.quantity(facts.value(o, "FASTING-CLEAR"), "h", facts.path(o)),
                                facts.texts(o, "MEDS-HELD"),
                                facts.truth(facts.value(o, "CONSENT-SIGNED")),
                                facts.coded(facts.value(o, "UPREG")),
                                facts.coded(facts.value(o, "UDS")),
                                facts.truth(facts.value(o, "COMPANION")))))
        .orElse(null);
  }
}
