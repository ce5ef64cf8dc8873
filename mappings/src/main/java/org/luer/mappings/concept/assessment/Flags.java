package org.luer.mappings.concept.assessment;

import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.concept.instrument.Instrument;

/** How a safety signal is flagged in the formats: by the alert of its item. */
public final class Flags {
  private Flags() {}

  /** HL7 table 0078 code: A, or AA for what a scale calls so. */
  public static String of(Assessment assessment, SafetySignal signal) {
    return assessment.form().alerts().stream()
        .filter(a -> a.item().equals(signal.item()) && a.grade() == signal.grade())
        .map(Instrument.Alert::flag)
        .findFirst()
        .orElse(signal.grade() == Grade.URGENT ? "AA" : "A");
  }

  /** Short words. */
  public static String words(Assessment assessment, SafetySignal signal) {
    return assessment.form().alerts().stream()
        .filter(a -> a.item().equals(signal.item()))
        .map(Instrument.Alert::text)
        .findFirst()
        .orElse("Safety signal");
  }
}
