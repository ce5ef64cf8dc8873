package org.luer.mappings.concept.observation;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ProviderHl7v2;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Moments;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Finding} to and from OBX with its NTE.
 *
 * <p>Mapped: OBX-2 to -8, -10, -11, -13 to -19, -23 to -25, and in 2.8 -20 (body site) and -21
 * (number); NTE-3. A reason for a missing value is a code of data-absent-reason in OBX-5, or status
 * N for not asked. A component is an OBX whose sub-id is that of its finding with {@code .c1}. Not
 * carried: in 2.3.1 and 2.4 what is beyond OBX-18 and OBX-19. Ignored when read: OBX-9, 12.
 */
final class FindingHl7v2 {
  private static final String ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
  private static final String FORM = "REPORT-FORM";
  private final Dialect dialect;
  private final List<OutSegment> out;
  private final @Nullable OffsetDateTime time;
  private int number;

  /**
   * Writes behind the segments at hand.
   *
   * @param time when all that has no time of its own was observed
   */
  FindingHl7v2(List<OutSegment> out, @Nullable OffsetDateTime time, Dialect dialect) {
    this(out, time, dialect, 0);
  }

  /**
   * The same behind some OBX.
   *
   * @param before how many OBX stand above
   */
  FindingHl7v2(List<OutSegment> out, @Nullable OffsetDateTime time, Dialect dialect, int before) {
    this.number = before;
    this.out = out;
    this.time = time;
    this.dialect = dialect;
  }

  /** Writes one finding with its components. */
  void write(Finding finding) {
    var sub = Objects.requireNonNullElse(finding.sub(), "");
    if (!finding.components().isEmpty() && sub.isEmpty()) {
      sub = "p" + (number + 1);
    }
    obx(finding, sub);
    var components = finding.components();
    for (int i = 0; i < components.size(); i++) {
      var part = components.get(i);
      var obx = segment(part.code(), sub + ".c" + (i + 1), part.value(), part.absent(), false);
      about(obx, part.range(), part.interpretations());
      obx.set(11, Statuses.write(finding.status()));
      out.add(obx);
    }
  }

  /** Writes a whole report under a code of ours, with its title as words. */
  void form(ReportForm form) {
    var value = FindingValue.attachment(form.content());
    number++;
    out.add(
        new OutSegment("OBX")
            .set(1, String.valueOf(number))
            .set(2, FindingValueHl7v2.type(value))
            .set(3, Wire.components(FORM, Wire.text(form.title()), LocalCodes.SYSTEM))
            .set(5, FindingValueHl7v2.write(value, dialect))
            .set(11, "F")
            .set(14, Hl7Timestamp.write(form.createdAt())));
  }

  private static boolean isForm(Segment obx) {
    return obx.text(3).equals(FORM) && obx.field(3).component(3).equals(LocalCodes.SYSTEM);
  }

  /** The whole reports among some observations. */
  static List<ReportForm> forms(List<ObservationHl7v2.Received> received, Reading reading) {
    var forms = new ArrayList<ReportForm>();
    for (var one : received) {
      var value = isForm(one.obx()) ? FindingValueHl7v2.read(one.obx(), reading) : null;
      if (value != null && value.attachment() != null) {
        forms.add(
            new ReportForm(
                value.attachment(),
                one.obx().field(3).optional(2),
                Moments.time(one.obx(), 14, reading)));
      }
    }
    return forms;
  }

  private OutSegment segment(
      Coded code,
      String sub,
      @Nullable FindingValue value,
      Finding.@Nullable Absent absent,
      boolean saidByStatus) {
    number++;
    var obx =
        new OutSegment("OBX")
            .set(1, String.valueOf(number))
            .set(2, "ST") // required by some versions even where there is no value
            .set(3, Cwe.write(code, dialect))
            .set(4, Wire.text(sub));
    if (value != null) {
      obx.set(2, FindingValueHl7v2.type(value))
          .set(5, FindingValueHl7v2.write(value, dialect))
          .set(6, FindingUnits.write(value.unit(), dialect));
    } else if (absent != null && !saidByStatus) {
      obx.set(2, "CWE").set(5, Cwe.write(Coded.of(ABSENT, absent.code(), absent.code()), dialect));
    }
    return obx;
  }

  private static void about(
      OutSegment obx, @Nullable ReferenceRange range, List<Coded> interpretations) {
    obx.set(7, range == null ? "" : Wire.text(range.inOne()))
        .set(
            8,
            Wire.repetitions(
                interpretations.stream()
                    .map(i -> Wire.text(i.code() == null ? i.text() : i.code()))
                    .toList()));
  }

  private void obx(Finding finding, String sub) {
    var notAsked = status(finding).equals("N");
    var obx = segment(finding.code(), sub, finding.value(), finding.absent(), notAsked);
    about(obx, finding.range(), finding.interpretations());
    suffix(obx, finding.suffix());
    var laboratory = finding.laboratory();
    obx.set(10, Wire.text(finding.nature()))
        .set(11, status(finding))
        .set(13, Wire.text(finding.access()))
        .set(14, Hl7Timestamp.write(finding.takenAt() == null ? time : finding.takenAt()))
        .set(15, Cwe.write(finding.producer(), dialect))
        .set(16, ProviderHl7v2.write(finding.observer(), dialect))
        .set(17, finding.method() == null ? "" : Cwe.list(finding.method(), dialect))
        .set(18, Numbers.ei(finding.device()))
        .set(19, Hl7Timestamp.write(finding.analyzedAt()));
    if (Version.of(dialect.version()) == Version.V28) {
      obx.set(20, Cwe.write(finding.bodySite(), dialect)).set(21, Numbers.ei(finding.number()));
    }
    if (laboratory != null) {
      obx.set(23, xon(laboratory))
          .set(24, laboratory.address() == null ? "" : Contacts.xad(laboratory.address()))
          .set(25, director(laboratory.director()));
    }
    out.add(obx);
    notes(finding.note(), out);
  }

  /** The suffix is a second part of the code (HL7 v2.3.1 ch. 7.1.4). */
  private static void suffix(OutSegment obx, @Nullable String suffix) {
    if (suffix != null) {
      var code = obx.get(3);
      var end = code.indexOf('^') < 0 ? code.length() : code.indexOf('^');
      obx.set(3, code.substring(0, end) + "&" + Wire.text(suffix) + code.substring(end));
    }
  }

  private String director(@Nullable Clinician person) {
    return person == null ? "" : ClinicianHl7v2.provider(person, dialect);
  }

  private static String status(Finding finding) {
    return finding.absent() == Finding.Absent.NOT_ASKED && finding.status() == Finding.Status.FINAL
        ? "N"
        : Statuses.write(finding.status());
  }

  private static String xon(Laboratory laboratory) {
    var number = laboratory.number();
    return number == null
        ? Wire.components(Wire.text(laboratory.name()), Wire.text(laboratory.nameType()))
        : Wire.components(
            Wire.text(laboratory.name()),
            Wire.text(laboratory.nameType()),
            "",
            "",
            "",
            Numbers.authority(number.authority(), number.oid()),
            Wire.text(number.type()),
            "",
            "",
            Wire.text(number.value()));
  }

  /** Remarks, one NTE per line. */
  static void notes(@Nullable String note, List<OutSegment> out) {
    if (note == null) {
      return;
    }
    var lines = note.split("\n", -1);
    var blank = Arrays.stream(lines).anyMatch(String::isBlank);
    var written = blank ? List.of(Wire.text(note)) : Arrays.stream(lines).map(Wire::text).toList();
    for (int i = 0; i < written.size(); i++) {
      out.add(
          new OutSegment("NTE").set(1, String.valueOf(i + 1)).set(2, "L").set(3, written.get(i)));
    }
  }

  /** The remarks of some NTE; null when they say nothing. */
  static @Nullable String readNotes(List<Segment> notes) {
    var text =
        notes.stream()
            .flatMap(n -> n.repetitions(3).stream())
            .map(Part::whole)
            .collect(Collectors.joining("\n"));
    return text.isBlank() ? null : text;
  }

  /**
   * The findings of one report, in their order.
   *
   * @param sender whose numbers those without a namespace are
   */
  static List<Finding> read(
      List<ObservationHl7v2.Received> received, String sender, Reading reading) {
    var findings = new ArrayList<Finding>();
    for (var one : received.stream().filter(r -> !isForm(r.obx())).toList()) {
      var sub = one.obx().text(4).strip();
      var dot = sub.lastIndexOf(".c");
      var last = findings.isEmpty() ? null : findings.get(findings.size() - 1);
      if (last != null && dot > 0 && sub.substring(0, dot).equals(last.sub())) {
        findings.set(findings.size() - 1, with(last, component(one.obx(), reading)));
      } else {
        var finding = finding(one, sub, sender, reading);
        if (finding != null) {
          findings.add(distinct(finding, findings));
        }
      }
    }
    return findings.stream().map(f -> plain(f, findings)).toList();
  }

  /** A sub-id that was needed only for its components, or by a version that requires one. */
  private static Finding plain(Finding finding, List<Finding> all) {
    var sub = Objects.requireNonNullElse(finding.sub(), "");
    var ours = !finding.components().isEmpty() && sub.matches("p\\d+");
    var lone =
        sub.equals("1") && all.stream().filter(f -> f.code().equals(finding.code())).count() == 1;
    return ours || lone ? finding.numbered(null) : finding;
  }

  private static Finding with(Finding finding, Finding.@Nullable Component component) {
    return component == null ? finding : finding.and(component);
  }

  /** Senders who number nothing send several lines under one code; each gets a number. */
  static Finding distinct(Finding finding, List<Finding> before) {
    var keys = before.stream().map(Finding::key).collect(Collectors.toSet());
    var found = finding;
    for (int i = 2; keys.contains(found.key()); i++) {
      var sub = finding.sub() == null ? String.valueOf(i) : finding.sub() + "." + i;
      found = finding.numbered(sub.length() <= 20 ? sub : String.valueOf(i));
    }
    return found;
  }

  private static @Nullable Coded code(Segment obx, Reading reading) {
    var code = Cwe.read(obx.repetitions(3), reading.dialect());
    if (code == null) {
      reading.issues().error(IssueCode.REQUIRED, obx.path(3), "what was observed is missing");
    }
    return code;
  }

  private static Finding.@Nullable Absent absent(Segment obx, @Nullable FindingValue value) {
    if (value != null && value.codes().size() == 1) {
      var code = value.codes().get(0).codeIn(ABSENT).orElse("");
      for (var absent : Finding.Absent.values()) {
        if (absent.code().equals(code)) {
          return absent;
        }
      }
    }
    return value == null && obx.text(11).strip().equalsIgnoreCase("N")
        ? Finding.Absent.NOT_ASKED
        : null;
  }

  private static List<Coded> interpretations(Segment obx, Reading reading) {
    return obx.repetitions(8).stream()
        .filter(p -> !p.component(1).isBlank())
        .map(p -> Interpretations.read(p, reading.dialect()))
        .toList();
  }

  private static @Nullable ReferenceRange range(Segment obx) {
    var written = obx.has(7) ? obx.field(7).whole() : "";
    return written.isBlank() ? null : ReferenceRange.of(written);
  }

  private static Finding.@Nullable Component component(Segment obx, Reading reading) {
    var code = code(obx, reading);
    var value = FindingValueHl7v2.read(obx, reading);
    var absent = absent(obx, value);
    return code == null
        ? null
        : new Finding.Component(
            code, absent == null ? value : null, absent, range(obx), interpretations(obx, reading));
  }

  private static @Nullable Finding finding(
      ObservationHl7v2.Received received, String sub, String sender, Reading reading) {
    var obx = received.obx();
    var code = code(obx, reading);
    var value = FindingValueHl7v2.read(obx, reading);
    var absent = absent(obx, value);
    var status = Statuses.finding(obx.text(11));
    if (status == null) {
      reading.issues().error(IssueCode.CODE_UNKNOWN, obx.path(11), "is no code of HL7 table 0085");
    }
    if (shifted(obx)) {
      reading
          .issues()
          .error(
              IssueCode.STRUCTURE,
              obx.path(5),
              "seems to hold a field separator that is not escaped: everything behind it is shifted");
    } else if (!obx.has(11)) {
      reading.issues().warning(IssueCode.REQUIRED, obx.path(11), "is missing; read as final");
    } else if (value == null && "FC".contains(obx.text(11).strip().toUpperCase(Locale.ROOT))) {
      reading.issues().warning(IssueCode.REQUIRED, obx.path(5), "is final but has no value");
    }
    var taken = Moments.time(obx, 14, reading);
    var analyzed = Moments.time(obx, 19, reading);
    if (code == null || status == null) {
      return null;
    }
    var dialect = reading.dialect();
    return new Finding(
        code,
        EntityNumbers.read(obx.field(21), null, sender),
        sub.isEmpty() ? null : sub.length() <= 20 ? sub : sub.substring(0, 20).strip(),
        absent == null ? value : null,
        absent,
        range(obx),
        interpretations(obx, reading),
        obx.has(17) ? Cwe.read(obx.repetitions(17), dialect) : null,
        obx.has(20) ? Cwe.read(obx.repetitions(20), dialect) : null,
        status,
        taken,
        analyzed,
        ProviderHl7v2.read(obx.repetitions(16), dialect),
        obx.has(15) ? Cwe.read(obx.repetitions(15), dialect) : null,
        laboratory(obx, dialect),
        EntityNumbers.read(obx.field(18), null, sender),
        readNotes(received.notes()),
        List.of(),
        List.of(),
        null,
        List.of(),
        obx.field(3).optionalSub(1, 2),
        obx.field(10).optional(1),
        obx.field(13).optional(1));
  }

  /** A status of words that stands one field too late: the words hold a separator. */
  private static boolean shifted(Segment obx) {
    return Set.of("ST", "TX", "FT").contains(obx.text(2).strip().toUpperCase(Locale.ROOT))
        && !obx.has(11)
        && Set.of("F", "P", "C").contains(obx.text(12));
  }

  private static @Nullable Laboratory laboratory(Segment obx, Dialect dialect) {
    var xon = obx.field(23);
    var name = xon.component(1);
    if (name.isBlank()) {
      return null;
    }
    var value = xon.optional(10) == null ? xon.component(3) : xon.component(10);
    var authority = xon.component(6).isEmpty() ? xon.sub(6, 2) : xon.component(6);
    return new Laboratory(
        name,
        value.isEmpty() || authority.isEmpty()
            ? null
            : new org.luer.mappings.core.Identifier(
                value, authority, xon.optionalSub(6, 2), xon.optional(7)),
        address(obx),
        ProviderHl7v2.read(obx.repetitions(25), dialect),
        xon.optional(2));
  }

  private static @Nullable Address address(Segment obx) {
    return obx.has(24) ? Contacts.readXad(obx.field(24)) : null;
  }
}
