package org.luer.mappings.concept.vitals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.DeviceNumbers;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutObx;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link VitalSign} to the OBX of ORU^R01; {@link VitalSignsRead} is the way back.
 *
 * <p>Mapped: OBX-3 (vital-signs.csv), -4 time point, -5 to -8, -11, -14, -16 to -19, NTE.
 * Observations beside it: VIT-PHASE per time point (or per reading where they differ), VIT-STATUS
 * where the clinic says final, VIT-DEVICE before version 2.4, VIT-NUMBER, VIT-CODE, VIT-SITE and
 * VIT-ISSUED of others. A second reading of the same sign at the same time has the sub-id {@code
 * 3.2}.
 */
public final class VitalSignHl7v2 {
  static final LocalCodes CODES = LocalCodes.load(VitalSignHl7v2.class, "vital-signs-hl7v2.csv");
  private static final Map<VitalSign.Kind, String> CODE = codesOfKinds();
  private static final List<String> PANELS =
      List.of(
          "85353-1^Vital signs, weight, height, head circumference, oxygen saturation and BMI panel^LN",
          "SCALES^Sedation, recovery and pain scales^99KIC",
          "CADSS6^Clinician-Administered Dissociative States Scale, 6 item^99KIC",
          "CADSS^Clinician-Administered Dissociative States Scale^99KIC");
  private static final int[] NUMBERS = {1, 5, 3, 4};

  private VitalSignHl7v2() {}

  /** The observations beside the readings. */
  public static LocalCodes codes() {
    return CODES;
  }

  private static Map<VitalSign.Kind, String> codesOfKinds() {
    var codes = new EnumMap<VitalSign.Kind, String>(VitalSign.Kind.class);
    for (var row : VitalSigns.TABLE.rows()) {
      var display = Wire.text(row.display());
      codes.put(
          row.kind(),
          row.loinc() == null
              ? Cwe.of(Objects.requireNonNull(row.kic()), row.display(), LocalCodes.SYSTEM)
              : row.loinc() + "^" + display + "^LN");
    }
    return codes;
  }

  private static int panelOf(VitalSign.Kind kind) {
    return switch (kind) {
      case CADSS6 -> 2;
      case CADSS -> 3;
      case PAIN, MOAAS, RASS, ALDRETE -> 1;
      default -> 0;
    };
  }

  /**
   * Writes the readings into their panels.
   *
   * @param timePoints number of each time, as the receiver knows it
   * @param staff XCN by staff number
   * @param devices EI by device number
   */
  public static List<Panel> write(
      List<VitalSign> readings,
      Map<Instant, Integer> timePoints,
      Map<String, String> staff,
      DeviceNumbers devices,
      Dialect dialect) {
    var panels = new ArrayList<Panel>(4);
    for (int i = 0; i < PANELS.size(); i++) {
      var panel = new Panel(NUMBERS[i], PANELS.get(i), "NRS");
      var byTime = new LinkedHashMap<Instant, List<VitalSign>>();
      for (var reading : readings) {
        if (panelOf(reading.kind()) == i) {
          byTime
              .computeIfAbsent(reading.takenAt().toInstant(), t -> new ArrayList<>())
              .add(reading);
        }
      }
      byTime.forEach(
          (time, together) ->
              timePoint(
                  panel,
                  String.valueOf(Objects.requireNonNull(timePoints.get(time))),
                  together,
                  staff,
                  devices,
                  dialect));
      panels.add(panel);
    }
    return panels;
  }

  private static void timePoint(
      Panel panel,
      String point,
      List<VitalSign> together,
      Map<String, String> staff,
      DeviceNumbers devices,
      Dialect dialect) {
    var subs = subs(point, together);
    var told = new HashSet<VitalSign>();
    for (int i = 0; i < together.size(); i++) {
      var other = partner(together.get(i), together);
      if (other == null) {
        reading(panel, subs.get(i), together.get(i), staff, devices, dialect);
      } else if (told.add(together.get(i))) {
        told.add(other);
        pressures(panel, subs.get(i), together.get(i), other, staff, devices, dialect);
      }
    }
    var phase = together.get(0).phase();
    var same = together.stream().allMatch(r -> r.phase() == phase);
    if (same && phase != null) {
      phase(panel, point, together.get(0), phase);
    }
    for (int i = 0; i < together.size(); i++) {
      var reading = together.get(i);
      var beside = subs.get(i) + "." + shortCode(reading.kind());
      var own = reading.phase();
      if (!same && own != null) {
        phase(panel, beside, reading, own);
      }
      if (reading.status() != null) {
        var status = reading.status().code();
        beside(panel, "VIT-STATUS", beside, Cwe.of(status, status, "99KIC"), reading);
      }
      if (reading.device() != null && Version.of(dialect.version()) == Version.V231) {
        beside(panel, "VIT-DEVICE", beside, Wire.text(reading.device()), reading);
      }
      details(panel, beside, reading, dialect);
    }
  }

  /** The other half of a blood pressure that its sender told as one value; null for none. */
  private static @Nullable VitalSign partner(VitalSign reading, List<VitalSign> all) {
    return Boolean.TRUE.equals(reading.beside().together())
        ? all.stream()
            .filter(r -> r.kind() != reading.kind() && BloodPressureFhir.isPressure(r.kind()))
            .filter(r -> Objects.equals(r.device(), reading.device()))
            .filter(r -> r.value() != null && reading.value() != null)
            .filter(r -> Objects.equals(r.beside(), reading.beside()))
            .findFirst()
            .orElse(null)
        : null;
  }

  private static void pressures(
      Panel panel,
      String sub,
      VitalSign one,
      VitalSign other,
      Map<String, String> staff,
      DeviceNumbers devices,
      Dialect dialect) {
    var inOrder = one.kind() == VitalSign.Kind.SYSTOLIC;
    var systolic = inOrder ? one : other;
    var diastolic = inOrder ? other : one;
    var details = systolic.beside();
    var name = details.text() == null ? VitalSignsRead.BOTH : details.text();
    var code =
        details.codes().isEmpty()
            ? Cwe.of("85354-9", name, "LN")
            : Cwe.write(named(details, VitalSigns.TABLE.row(systolic.kind())), dialect);
    var value = Numbers.nm(systolic.value()) + "/" + Numbers.nm(diastolic.value());
    var obx = panel.add("ST", code, sub, value);
    if (Boolean.TRUE.equals(details.corrected())) {
      obx.status("C");
    }
    about(obx.time(systolic.takenAt()), systolic, staff, devices, dialect);
  }

  private static List<String> subs(String point, List<VitalSign> together) {
    if (together.size() == 1) {
      return List.of(point);
    }
    var seen = new HashMap<VitalSign.Kind, Integer>();
    return together.stream()
        .map(r -> seen.merge(r.kind(), 1, Integer::sum))
        .map(n -> n == 1 ? point : point + "." + n)
        .toList();
  }

  private static void phase(Panel panel, String sub, VitalSign reading, VitalSign.Phase phase) {
    beside(panel, "VIT-PHASE", sub, phase.code() + "^" + phase.code() + "^99KICPHASE", reading);
  }

  private static void beside(
      Panel panel, String code, String sub, String value, VitalSign reading) {
    var row = CODES.row(code);
    panel.add(row.type(), row.obx3(), sub, value).time(reading.takenAt());
  }

  private static void reading(
      Panel panel,
      String sub,
      VitalSign reading,
      Map<String, String> staff,
      DeviceNumbers devices,
      Dialect dialect) {
    var obx = value(panel, sub, reading, dialect).time(reading.takenAt());
    about(obx, reading, staff, devices, dialect);
  }

  private static void about(
      OutObx obx,
      VitalSign reading,
      Map<String, String> staff,
      DeviceNumbers devices,
      Dialect dialect) {
    var measured = reading.beside().measured();
    if (measured != null) {
      obx.unit(Units.write(measured.unit()));
    } else if (reading.unit() != null) {
      obx.unit(Units.write(reading.unit()));
    }
    var details = reading.beside();
    obx.flag(flags(reading));
    if (details.range() != null) {
      obx.range(Wire.text(details.range().inOne()));
    }
    if (details.method() != null) {
      obx.method(Cwe.list(details.method(), dialect));
    }
    obx.analyzed(details.analyzedAt());
    if (reading.takenBy() != null) {
      obx.observer(staff.getOrDefault(reading.takenBy(), Wire.text(reading.takenBy())));
    }
    if (reading.device() != null) {
      obx.device(devices.ei(reading.device()));
    }
    if (reading.note() != null) {
      obx.note(Wire.text(reading.note()));
    }
  }

  private static OutObx value(Panel panel, String sub, VitalSign reading, Dialect dialect) {
    var code = code(reading, dialect);
    var absent = reading.absent();
    if (absent != null) {
      return panel
          .add("CWE", code, sub, absent.code() + "^" + absent.code() + "^99KICDAR")
          .status("X");
    }
    var measured = reading.beside().measured();
    var obx =
        panel.add(
            "NM", code, sub, Numbers.nm(measured == null ? reading.value() : measured.value()));
    if (Boolean.TRUE.equals(reading.beside().corrected())) {
      obx.status("C");
    }
    return reading.status() == VitalSign.Status.PRELIMINARY ? obx.status("R") : obx;
  }

  /** OBX-3: the sender's codings where two triplets hold them, else those of vital-signs.csv. */
  private static String code(VitalSign reading, Dialect dialect) {
    var details = reading.beside();
    var usual = Objects.requireNonNull(CODE.get(reading.kind()));
    if (!details.codes().isEmpty() && fits(reading)) {
      return Cwe.write(named(details, VitalSigns.TABLE.row(reading.kind())), dialect);
    }
    if (details.text() == null) {
      return usual;
    }
    var parts = usual.split("\\^", -1);
    parts[1] = Wire.text(details.text());
    return String.join("^", parts);
  }

  /**
   * Whether OBX-3 holds all codings of the sender, one by which the reading is known among them.
   */
  private static boolean fits(VitalSign reading) {
    var row = VitalSigns.TABLE.row(reading.kind());
    var codes = reading.beside().codes();
    var known = Arrays.asList(row.loinc(), row.loinc2(), row.kic());
    return codes.isEmpty()
        || (codes.size() <= 2 && codes.stream().anyMatch(c -> known.contains(c.code())));
  }

  private static Coded named(ReadingDetails details, VitalSigns.Row row) {
    var first = details.codes().get(0);
    return new Coded(
        first.system(),
        first.code(),
        details.text() != null
            ? details.text()
            : first.display() != null ? first.display() : usual(first, row),
        details.codes().subList(1, details.codes().size()));
  }

  private static @Nullable String usual(Coding first, VitalSigns.Row row) {
    return Arrays.asList(row.loinc(), row.kic()).contains(first.code()) ? row.display() : null;
  }

  private static String flags(VitalSign reading) {
    var own = reading.flag() == null ? "" : reading.flag().code();
    var others =
        reading.beside().interpretations().stream()
            .map(i -> Wire.text(i.code() == null ? i.text() : i.code()));
    return Wire.repetitions(Stream.concat(Stream.of(own), others).toList());
  }

  /** What OBX has no field for in every version. */
  private static void details(Panel panel, String beside, VitalSign reading, Dialect dialect) {
    var details = reading.beside();
    if (details.number() != null) {
      beside(panel, "VIT-NUMBER", beside, Numbers.cx(details.number()), reading);
    }
    if (Boolean.TRUE.equals(details.corrected())) {
      beside(panel, "VIT-CORR", beside, Wire.text("Y"), reading);
    }
    if (!fits(reading)) {
      beside(
          panel,
          "VIT-CODE",
          beside,
          Cwe.list(named(details, VitalSigns.TABLE.row(reading.kind())), dialect),
          reading);
    }
    if (details.bodySite() != null) {
      beside(panel, "VIT-SITE", beside, Cwe.write(details.bodySite(), dialect), reading);
    }
    if (details.issuedAt() != null) {
      beside(panel, "VIT-ISSUED", beside, Hl7Timestamp.write(details.issuedAt()), reading);
    }
  }

  /** LOINC or local code of a kind, as OBX-3.1. */
  static String shortCode(VitalSign.Kind kind) {
    return Objects.requireNonNull(CODE.get(kind)).split("\\^", 2)[0];
  }
}
