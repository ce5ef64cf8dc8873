package org.luer.mappings.concept.referral.hl7v2;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.referral.Diagnosis;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * {@link Diagnosis} to and from DG1.
 *
 * <p>Mapped: DG1-3, 5 (the day), 6 (W, F), 15 (the order), 16; what XCN has no place for as
 * observations DX-BY. An ICD-10-CM code without its dot is read with it. Read as working with a
 * warning: any other type than W or F. Ignored when read: DG1-2, 4, 7 to 14, 17 to 21. Cannot
 * carry: a third code system of one diagnosis.
 */
public final class DiagnosisHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(DiagnosisHl7v2.class, "diagnosis-hl7v2.csv");

  private DiagnosisHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** One DG1 each; further details go into the panel. */
  public static List<OutSegment> write(List<Diagnosis> diagnoses, Panel panel, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    for (int i = 0; i < diagnoses.size(); i++) {
      var diagnosis = diagnoses.get(i);
      var number = String.valueOf(i + 1);
      segments.add(
          new OutSegment("DG1")
              .set(1, number)
              .set(3, Cwe.write(diagnosis.code(), dialect))
              .set(5, Hl7Timestamp.write(diagnosis.date()))
              .set(6, diagnosis.certainty() == Diagnosis.Certainty.FINAL ? "F" : "W")
              .set(15, number)
              .set(16, ProviderRowsHl7v2.field(diagnosis.by(), dialect)));
      ProviderRowsHl7v2.rows(panel.group(CODES, number, dialect), "DX-BY", diagnosis.by());
    }
    return segments;
  }

  /** Reads the diagnoses, the main one first. */
  public static List<Diagnosis> read(
      List<Segment> segments, Observations observations, Reading reading) {
    var makers = new HashMap<String, Clinician>();
    for (var found : observations.groups(CODES)) {
      var group = found.any().group();
      ClinicianRowsHl7v2.read(found, "DX-BY").ifPresent(c -> makers.put(group, c));
    }
    var ranked =
        segments.stream()
            .filter(s -> s.name().equals("DG1"))
            .sorted(Comparator.comparingInt(DiagnosisHl7v2::rank))
            .toList();
    var diagnoses = new ArrayList<Diagnosis>();
    for (var segment : ranked) {
      var code = Cwe.read(segment.field(3), reading.dialect());
      if (code == null) {
        reading.issues().warning(IssueCode.REQUIRED, segment.path(3), "names no diagnosis");
        continue;
      }
      var maker = makers.get(segment.text(1));
      diagnoses.add(
          new Diagnosis(
              dotted(code),
              certainty(segment, reading),
              reading.times().date(segment, 5),
              maker == null ? maker(segment, reading.dialect()) : maker));
    }
    return diagnoses;
  }

  private static @Nullable Clinician maker(Segment segment, Dialect dialect) {
    return segment.repetitions(16).stream()
        .flatMap(p -> ClinicianHl7v2.read(p, dialect).stream())
        .findFirst()
        .orElse(null);
  }

  /** Diagnoses without a rank stay behind those that have one. */
  private static int rank(Segment segment) {
    var rank = segment.text(15);
    return rank.matches("\\d{1,4}") && !rank.matches("0+") ? Integer.parseInt(rank) : 99_999;
  }

  private static Diagnosis.Certainty certainty(Segment segment, Reading reading) {
    var type = segment.text(6).toUpperCase(Locale.ROOT);
    if (type.equals("F")) {
      return Diagnosis.Certainty.FINAL;
    }
    if (!type.equals("W")) {
      reading
          .issues()
          .warning(IssueCode.CODE_UNKNOWN, segment.path(6), "is neither W nor F: read as working");
    }
    return Diagnosis.Certainty.WORKING;
  }

  /** The code with the dot of ICD-10-CM that some senders leave out. */
  private static Coded dotted(Coded code) {
    var written = code.code();
    return written != null
            && Systems.ICD_10_CM.equals(code.system())
            && written.matches("[A-Z]\\d[0-9A-Z][0-9A-Z]{1,4}")
        ? new Coded(
            code.system(),
            written.substring(0, 3) + "." + written.substring(3),
            code.text(),
            code.also())
        : code;
  }
}
