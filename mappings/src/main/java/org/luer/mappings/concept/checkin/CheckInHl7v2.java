package org.luer.mappings.concept.checkin;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * {@link CheckIn} to and from the panel CHECKIN of ORU^R01.
 *
 * <p>Mapped: every component, one observation each.
 */
public final class CheckInHl7v2 {
  private static final LocalCodes CODES = LocalCodes.load(CheckInHl7v2.class, "check-in-hl7v2.csv");

  private CheckInHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the check-in; an empty panel when there was none. */
  public static Panel write(@Nullable CheckIn checkIn, Dialect dialect) {
    var panel = new Panel(9, "CHECKIN^Readiness for the infusion^99KIC", "NRS");
    if (checkIn == null) {
      return panel;
    }
    var rows = panel.group(CODES, "", dialect);
    rows.time("CI-AT", checkIn.at());
    rows.text("CI-BY", checkIn.by());
    rows.quantity("FASTING-SOLID", checkIn.sinceSolidFood());
    rows.quantity("FASTING-CLEAR", checkIn.sinceClearFluid());
    rows.texts("MEDS-HELD", checkIn.medicationsHeld());
    rows.bool("CONSENT-SIGNED", checkIn.consentSigned());
    rows.coded("UPREG", checkIn.pregnancyTest());
    rows.coded("UDS", checkIn.drugScreen());
    rows.bool("CI-COMPANION", checkIn.companionConfirmed());
    panel.rows().forEach(r -> r.time(checkIn.at()));
    return panel;
  }

  /** Reads the check-in; null when there is none. */
  public static @Nullable CheckIn read(Observations observations, Roster roster) {
    var found = observations.single(CODES);
    if (found.isEmpty()) {
      return null;
    }
    var at = found.has("CI-AT") ? found.time("CI-AT") : found.timeOfFirst();
    if (at == null) {
      found
          .reading()
          .issues()
          .error(IssueCode.REQUIRED, found.path("CI-AT"), "no time of check-in");
      return null;
    }
    return new CheckIn(
        at,
        roster.known(found.text("CI-BY"), found.path("CI-BY")),
        found.quantity("FASTING-SOLID", "h"),
        found.quantity("FASTING-CLEAR", "h"),
        found.texts("MEDS-HELD"),
        found.bool("CONSENT-SIGNED"),
        found.coded("UPREG"),
        found.coded("UDS"),
        found.bool("CI-COMPANION"));
  }
}
