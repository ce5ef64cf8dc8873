package org.luer.mappings.concept.session;

import java.util.ArrayList;
import java.util.List;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * {@link NumberedPart}s to and from the panel PARTS of ORU^R01, one group of observations each.
 *
 * <p>Mapped: every component.
 */
public final class NumberedPartHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(NumberedPartHl7v2.class, "parts-hl7v2.csv");

  private NumberedPartHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the parts. */
  public static Panel write(List<NumberedPart> parts, Dialect dialect) {
    var panel = new Panel(18, "PARTS^Parts of the session^99KIC", "OTH");
    for (int i = 0; i < parts.size(); i++) {
      var rows = panel.group(CODES, String.valueOf(i + 1), dialect);
      rows.text("PART", parts.get(i).part());
      if (parts.get(i).number() != null) {
        rows.raw("PART-NUMBER", Numbers.cx(parts.get(i).number()));
      }
      rows.text("PART-WORDS", parts.get(i).words());
    }
    return panel;
  }

  /** Reads the parts. */
  public static List<NumberedPart> read(Observations observations) {
    var parts = new ArrayList<NumberedPart>();
    for (var found : observations.groups(CODES)) {
      var part = found.text("PART");
      var number = found.first("PART-NUMBER");
      if (part != null) {
        parts.add(
            new NumberedPart(
                part,
                number == null
                    ? null
                    : Numbers.readCx(number.value(), observations.reading().dialect()).orElse(null),
                found.text("PART-WORDS")));
      }
    }
    return parts;
  }
}
