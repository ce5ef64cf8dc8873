package org.luer.mappings.concept.vitals;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.observation.Interpretations;
import org.luer.mappings.concept.observation.ReferenceRange;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Units;

/**
 * Reads {@link VitalSign}s out of the OBX of one patient, wherever they stand.
 *
 * <p>Read: LOINC or local code in either triplet; blood pressure as two values, as {@code 120/80}
 * or as SN {@code ^120^/^80}; time from OBX-14, else OBR-7; units of units.csv, converted by UCUM.
 * OBX-11 D and W withdraw a value, R keeps it preliminary, X says that there is none.
 */
public final class VitalSignsRead {
  private static final Pattern PRESSURES = Pattern.compile("\\s*(\\d+)\\s*/\\s*(\\d+)\\s*");
  static final String BOTH = "Blood pressure panel with all children optional";
  private static final List<String> BOTH_PRESSURES = List.of("LN|85354-9", "LN|55284-4");
  private static final Map<String, VitalSign.Kind> KINDS = kinds();

  private final Reading reading;
  private final Roster roster;
  private final boolean complete;
  private final Map<String, Obx> beside = new HashMap<>();
  private final List<VitalSign> signs = new ArrayList<>();

  private VitalSignsRead(Reading reading, Roster roster, boolean complete) {
    this.complete = complete;
    this.reading = reading;
    this.roster = roster;
  }

  /**
   * The readings in order of time, those of one time as they stand.
   *
   * @param complete whether the message is one of ours
   */
  public static List<VitalSign> read(Observations observations, Roster roster, boolean complete) {
    var read = new VitalSignsRead(observations.reading(), roster, complete);
    for (var obx : observations.all()) {
      var code = Observations.code(obx, VitalSignHl7v2.CODES);
      if (code != null) {
        obx.use();
        read.beside.put(code + "|" + read.report(obx) + "|" + obx.sub(), obx);
      }
    }
    observations.all().forEach(read::obx);
    read.signs.sort(Comparator.comparing(s -> s.takenAt().toInstant()));
    return read.signs;
  }

  private String report(Obx obx) {
    var above = obx.above();
    return above == null ? "" : above.path();
  }

  private void obx(Obx obx) {
    var kind = kind(obx);
    var both = kind == null && isBoth(obx);
    if ((kind == null && !both) || obx.used()) {
      return;
    }
    obx.use();
    var above = obx.above();
    var voided = above != null && above.text(25).equals("X");
    if (obx.withdrawn() && !voided) {
      return;
    }
    var takenAt = Found.time(obx, reading);
    if (takenAt == null) {
      if (!obx.segment().has(14)) {
        reading.issues().error(IssueCode.REQUIRED, obx.segment().path(14), "the time is missing");
      }
      return;
    }
    var pressures = pressures(obx);
    if (pressures != null && (both || isPressure(kind))) {
      add(VitalSign.Kind.SYSTOLIC, obx, takenAt, pressures[0]);
      add(VitalSign.Kind.DIASTOLIC, obx, takenAt, pressures[1]);
    } else if (kind != null) {
      single(kind, obx, takenAt);
    } else {
      reading
          .issues()
          .error(IssueCode.VALUE, obx.segment().path(5), "is not a blood pressure like 120/80");
    }
  }

  private static boolean isPressure(VitalSign.@Nullable Kind kind) {
    return kind == VitalSign.Kind.SYSTOLIC || kind == VitalSign.Kind.DIASTOLIC;
  }

  private static boolean isBoth(Obx obx) {
    return obx.keys().stream().anyMatch(BOTH_PRESSURES::contains);
  }

  private static VitalSign.@Nullable Kind kind(Obx obx) {
    for (var key : obx.keys()) {
      var kind = KINDS.get(key);
      if (kind != null) {
        return kind;
      }
    }
    return null;
  }

  private static Map<String, VitalSign.Kind> kinds() {
    var kinds = new HashMap<String, VitalSign.Kind>();
    for (var row : VitalSigns.TABLE.rows()) {
      for (var loinc : Arrays.asList(row.loinc(), row.loinc2())) {
        if (loinc != null) {
          kinds.put(Obx.key("LN", loinc), row.kind());
        }
      }
      if (row.kic() != null) {
        kinds.put(Obx.key(LocalCodes.SYSTEM, row.kic()), row.kind());
      }
    }
    return Map.copyOf(kinds);
  }

  private static BigDecimal @Nullable [] pressures(Obx obx) {
    var value = obx.value();
    var written =
        value.component(3).equals("/")
            ? value.component(2) + "/" + value.component(4)
            : value.component(1);
    var m = PRESSURES.matcher(written);
    return m.matches()
        ? new BigDecimal[] {new BigDecimal(m.group(1)), new BigDecimal(m.group(2))}
        : null;
  }

  private void single(VitalSign.Kind kind, Obx obx, OffsetDateTime takenAt) {
    if (obx.status().equals("X") || obx.value().component(3).equals("99KICDAR")) {
      absent(kind, obx, takenAt);
      return;
    }
    if (!obx.segment().has(5)) {
      reading
          .issues()
          .warning(IssueCode.REQUIRED, obx.segment().path(5), "has no value; nothing was read");
      return;
    }
    var number = Numbers.readNm(obx.value().component(1));
    if (number.isEmpty()) {
      reading.issues().error(IssueCode.VALUE, obx.segment().path(5), "is not a number");
      return;
    }
    add(kind, obx, takenAt, number.get());
  }

  private void absent(VitalSign.Kind kind, Obx obx, OffsetDateTime takenAt) {
    var code = obx.value().component(1);
    for (var absent : VitalSign.Absent.values()) {
      if (absent.code().equals(code)) {
        var unit = obx.segment().field(6).optional(1);
        signs.add(sign(kind, obx, takenAt, null, unit, absent));
        return;
      }
    }
    reading
        .issues()
        .warning(IssueCode.REQUIRED, obx.segment().path(5), "has no value; nothing was read");
  }

  private void add(VitalSign.Kind kind, Obx obx, OffsetDateTime takenAt, BigDecimal number) {
    var unit = VitalSigns.TABLE.row(kind).unit();
    var scored = unit.equals("{score}") && !obx.segment().has(6);
    var value = scored ? number : Found.inUnit(obx.segment(), 6, number, unit, reading);
    if (value != null) {
      signs.add(sign(kind, obx, takenAt, value, unit, null));
    }
  }

  private VitalSign sign(
      VitalSign.Kind kind,
      Obx obx,
      OffsetDateTime takenAt,
      @Nullable BigDecimal value,
      @Nullable String unit,
      VitalSign.@Nullable Absent absent) {
    var device = obx.segment().field(18).optional(1);
    var besideDevice = beside("VIT-DEVICE", kind, obx);
    return new VitalSign(
        kind,
        value,
        unit,
        takenAt,
        phase(kind, obx),
        device == null && besideDevice != null ? besideDevice.value().whole() : device,
        roster.id(obx.segment().field(16), StaffMember.Role.NURSE),
        flag(obx),
        absent,
        status(kind, obx),
        obx.note(),
        details(kind, obx));
  }

  private @Nullable ReadingDetails details(VitalSign.Kind kind, Obx obx) {
    var segment = obx.segment();
    var dialect = reading.dialect();
    var number = beside("VIT-NUMBER", kind, obx);
    var site = beside("VIT-SITE", kind, obx);
    var issued = beside("VIT-ISSUED", kind, obx);
    return new ReadingDetails(
            number == null
                ? Numbers.readEi(segment.field(21), null).orElse(null)
                : Numbers.readCx(number.value(), dialect).orElse(null),
            measured(kind, obx),
            text(kind, obx),
            codes(kind, obx),
            range(obx),
            further(obx),
            segment.has(17) ? Cwe.read(segment.repetitions(17), dialect) : null,
            Cwe.read(
                (site == null ? segment.repetitions(20) : site.segment().repetitions(5)), dialect),
            reading.times().aside(segment, 19),
            issued == null ? null : reading.times().aside(issued.segment(), 5),
            corrected(kind, obx) ? true : null,
            isTogether(kind, obx) ? true : null)
        .orNull();
  }

  /** Our own messages say C of what the receiver had otherwise; then VIT-CORR stands beside. */
  private boolean corrected(VitalSign.Kind kind, Obx obx) {
    return complete ? beside("VIT-CORR", kind, obx) != null : obx.status().equals("C");
  }

  /** The sender's words, where they are others than ours. */
  private @Nullable String text(VitalSign.Kind kind, Obx obx) {
    var text = obx.segment().field(3).optional(2);
    return (isBoth(obx) && BOTH.equals(text)) || VitalSigns.TABLE.row(kind).display().equals(text)
        ? null
        : text;
  }

  /**
   * The codes of VIT-CODE, else those of OBX-3 where they are others than we write, or in another
   * order.
   */
  private List<Coding> codes(VitalSign.Kind kind, Obx obx) {
    var said = beside("VIT-CODE", kind, obx);
    var concept =
        Cwe.read(
            said == null ? obx.segment().repetitions(3) : said.segment().repetitions(5),
            reading.dialect());
    if (concept == null || (isBoth(obx) && obx.keys().size() == 1)) {
      return List.of();
    }
    var row = VitalSigns.TABLE.row(kind);
    var usual = Arrays.asList(row.loinc(), row.loinc2(), row.kic());
    var first = row.loinc() == null ? row.kic() : row.loinc();
    return concept.codings().stream().allMatch(c -> usual.contains(c.code()))
            && concept.codings().stream().limit(1).allMatch(c -> c.code().equals(first))
        ? List.of()
        : List.copyOf(concept.codings());
  }

  /** OBX-7, in the unit of OBX-6. */
  private static @Nullable ReferenceRange range(Obx obx) {
    var written = obx.segment().has(7) ? obx.segment().field(7).whole() : "";
    if (written.isBlank()) {
      return null;
    }
    return ReferenceRange.of(written);
  }

  /** The value as told, where its unit is another one than that of the table. */
  private @Nullable Quantity measured(VitalSign.Kind kind, Obx obx) {
    var unit = Units.read(obx.segment().field(6)).orElse(null);
    var number = Numbers.readNm(obx.value().component(1)).orElse(null);
    return unit == null || number == null || unit.equals(VitalSigns.TABLE.row(kind).unit())
        ? null
        : new Quantity(number, unit);
  }

  /** Every judgement but the first flag. */
  private List<Coded> further(Obx obx) {
    var first = flag(obx);
    var others = new ArrayList<Coded>();
    for (var part : obx.segment().repetitions(8)) {
      if (first != null && first == flag(part.component(1))) {
        first = null;
      } else if (!part.component(1).isBlank()) {
        others.add(Interpretations.read(part, reading.dialect()));
      }
    }
    return others;
  }

  private @Nullable Obx beside(String code, VitalSign.Kind kind, Obx obx) {
    return beside.isEmpty() // nearly always; the key is asked for ten times a reading
        ? null
        : beside.get(
            code + "|" + report(obx) + "|" + obx.sub() + "." + VitalSignHl7v2.shortCode(kind));
  }

  private static boolean isTogether(VitalSign.Kind kind, Obx obx) {
    return isPressure(kind) && pressures(obx) != null;
  }

  private VitalSign.@Nullable Phase phase(VitalSign.Kind kind, Obx obx) {
    var own = beside("VIT-PHASE", kind, obx);
    var found = own == null ? beside.get("VIT-PHASE|" + report(obx) + "|" + obx.group()) : own;
    return found == null || (found.withdrawn() && !obx.withdrawn())
        ? null
        : reading.member(
            VitalSign.Phase.values(),
            VitalSign.Phase::code,
            found.value().component(1),
            found.segment().path(5));
  }

  private VitalSign.@Nullable Status status(VitalSign.Kind kind, Obx obx) {
    var said = beside("VIT-STATUS", kind, obx);
    if (said != null) {
      return reading.member(
          VitalSign.Status.values(),
          VitalSign.Status::code,
          said.value().component(1),
          said.segment().path(5));
    }
    return obx.status().equals("R") ? VitalSign.Status.PRELIMINARY : null;
  }

  private static VitalSign.@Nullable Flag flag(Obx obx) {
    return obx.segment().repetitions(8).stream()
        .map(p -> flag(p.component(1)))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static VitalSign.@Nullable Flag flag(String code) {
    for (var flag : VitalSign.Flag.values()) {
      if (flag.code().equals(code)) {
        return flag;
      }
    }
    return null;
  }
}
