package org.luer.mappings.concept.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Rows;

/**
 * {@link Diagnosis} to and from the panel DIAGNOSES of ORU^R01, one group of observations each.
 *
 * <p>Mapped: every component.
 */
public final class DiagnosisHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(DiagnosisHl7v2.class, "diagnoses-hl7v2.csv");

  private DiagnosisHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the diagnoses. */
  public static Panel write(List<Diagnosis> diagnoses, Dialect dialect) {
    var panel = new Panel(19, "DIAGNOSES^Diagnoses of the session^99KIC", "OTH");
    for (int i = 0; i < diagnoses.size(); i++) {
      var diagnosis = diagnoses.get(i);
      var rows = panel.group(CODES, String.valueOf(i + 1), dialect);
      rows.text("DX-CODE", diagnosis.code());
      rows.coded("DX-VERIFY", diagnosis.verification());
      time(rows, "DX-ONSET", diagnosis.onset());
      time(rows, "DX-RECORDED", diagnosis.recordedOn());
      time(rows, "DX-ASSERTED", diagnosis.assertedOn());
    }
    return panel;
  }

  private static void time(Rows rows, String code, @Nullable PartialTime when) {
    if (when != null) {
      rows.raw(code, Hl7Timestamp.write(when));
    }
  }

  /** Reads the diagnoses. */
  public static List<Diagnosis> read(Observations observations) {
    var diagnoses = new ArrayList<Diagnosis>();
    for (var found : observations.groups(CODES)) {
      var code = found.text("DX-CODE");
      if (code != null) {
        diagnoses.add(
            new Diagnosis(
                code,
                found.coded("DX-VERIFY"),
                time(found, "DX-ONSET"),
                time(found, "DX-RECORDED"),
                time(found, "DX-ASSERTED")));
      }
    }
    return diagnoses;
  }

  private static @Nullable PartialTime time(Found found, String code) {
    var obx = found.first(code);
    return obx == null ? null : found.reading().times().partial(obx.segment(), 5);
  }
}
