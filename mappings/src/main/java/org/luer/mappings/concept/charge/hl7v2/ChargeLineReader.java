package org.luer.mappings.concept.charge.hl7v2;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.PerformedProcedure;
import org.luer.mappings.concept.charge.TransactionTypes;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * Reads the lines of a charge: FT1 with the NTE and PR1 below it; the counterpart of {@link
 * ChargeLineHl7v2}.
 *
 * <p>Read: FT1-6 CG as charge, CD and CR as credit; a charge with a negative quantity as credit.
 * Payments, co-payments and adjustments are no charges: named and left out. Ignored when read:
 * FT1-1, 8, 9, 15, 17, 22, 27, 28, 30 to 42.
 */
final class ChargeLineReader {
  static final String FILLER = "FILL";

  private final Segment msh;
  private final DiagnosesHl7v2 diagnoses;
  private final ChargePeople people;
  private final Map<String, Found> beside;
  private final Reading reading;
  private final String ourReport;

  ChargeLineReader(
      Segment msh,
      Observations observations,
      DiagnosesHl7v2 diagnoses,
      ChargePeople people,
      String ourReport) {
    this.msh = msh;
    this.diagnoses = diagnoses;
    this.people = people;
    this.reading = observations.reading();
    this.ourReport = ourReport;
    this.beside = new HashMap<>();
    for (var found : observations.groups(ChargeLineHl7v2.CODES)) {
      var number = found.text("LINE-NO");
      if (number != null) {
        beside.put(number, found);
      }
    }
  }

  /** A line with the day on which it was served. */
  record Read(ChargeLine line, PartialDate day, Segment segment) {}

  /** What belongs to one FT1. */
  record Group(Segment ft1, List<Segment> below) {}

  /** FT1 with what follows it, in order. */
  static List<Group> groups(List<Segment> segments) {
    var groups = new ArrayList<Group>();
    for (var segment : segments) {
      if (segment.name().equals("FT1")) {
        groups.add(new Group(segment, new ArrayList<>()));
      } else if (!groups.isEmpty()) {
        groups.get(groups.size() - 1).below().add(segment);
      }
    }
    return groups;
  }

  /** The line of an FT1; empty when it is none, or cannot be read. */
  Optional<Read> read(Group group) {
    var ft1 = group.ft1();
    var type = type(ft1);
    if (type == null) {
      return Optional.empty();
    }
    var number = required(ft1, 2, "the transaction number");
    var units = units(ft1);
    var day = day(ft1);
    if (number == null || units == null || day == null) {
      return Optional.empty();
    }
    if (units.signum() < 0) {
      reading
          .issues()
          .warning(IssueCode.VALUE, ft1.path(10), "is negative: read as a credit of that quantity");
    }
    var credit = type == ChargeLine.Type.CREDIT || units.signum() < 0;
    var key = ChargeLineHl7v2.key(credit, number);
    var found = Objects.requireNonNullElseGet(beside.get(key), this::nothing);
    return Optional.of(new Read(line(group, number, credit, units.abs(), found), day, ft1));
  }

  private Found nothing() {
    return Observations.of(List.of(), reading).single(ChargeLineHl7v2.CODES);
  }

  private ChargeLine line(
      Group group, String number, boolean credit, BigDecimal units, Found found) {
    var ft1 = group.ft1();
    var pr1 = first(group, "PR1");
    var charged = coded(ft1, 7);
    var code = code(ft1, pr1, charged);
    var drug = BilledDrugHl7v2.read(ft1, note(group), found, reading);
    var own = found.text("LINE-OWN");
    return new ChargeLine(
        own == null ? number : own,
        credit ? ChargeLine.Type.CREDIT : ChargeLine.Type.CHARGE,
        item(ft1, charged, code),
        code,
        modifiers(ft1.has(26) || pr1 == null ? ft1.repetitions(26) : pr1.repetitions(16)),
        units,
        MoneyHl7v2.read(ft1.field(12), msh, reading),
        MoneyHl7v2.read(ft1.field(11), msh, reading),
        start(ft1),
        end(ft1, found),
        pr1 == null || code == null ? null : procedure(pr1, found),
        drug.drug(),
        diagnoses.pointers(ft1),
        department(ft1),
        people.find(ft1.field(20)),
        people.find(ft1.field(21)),
        people.find(ft1.field(24)),
        reading.times().partial(ft1, 5),
        filler(ft1, found),
        drug.note(),
        evidence(found),
        ft1.field(3).optional(1));
  }

  private @Nullable String required(Segment ft1, int field, String what) {
    if (!ft1.has(field)) {
      reading.issues().error(IssueCode.REQUIRED, ft1.path(field), what + " is missing");
      return null;
    }
    return ft1.text(field);
  }

  private ChargeLine.@Nullable Type type(Segment ft1) {
    var code = ft1.text(6).toUpperCase(Locale.ROOT);
    var type = TransactionTypes.read(code);
    if (type.isPresent()) {
      return type.get();
    }
    return switch (code) {
      case "AJ", "PY", "CO" -> {
        reading
            .issues()
            .warning(
                IssueCode.NOT_SUPPORTED,
                ft1.path(),
                "is a payment or an adjustment, no charge; it is kept as foreign content");
        yield null;
      }
      case "" -> {
        required(ft1, 6, "whether it charges or credits");
        yield null;
      }
      default -> {
        reading
            .issues()
            .error(IssueCode.CODE_UNKNOWN, ft1.path(6), "is not a code of HL7 table 0017");
        yield null;
      }
    };
  }

  private @Nullable BigDecimal units(Segment ft1) {
    var written = required(ft1, 10, "the quantity");
    if (written == null) {
      return null;
    }
    var units = Numbers.readNm(written);
    if (units.isEmpty()) {
      reading.issues().error(IssueCode.VALUE, ft1.path(10), "is not a number");
    }
    return units.orElse(null);
  }

  private static boolean isTime(Part part) {
    return Hl7Timestamp.parse(part.component(1).strip())
        .map(t -> t.precision().compareTo(Hl7Timestamp.Precision.MINUTE) >= 0)
        .orElse(false);
  }

  private @Nullable PartialDate day(Segment ft1) {
    if (required(ft1, 4, "the date of the service") == null) {
      return null;
    }
    var day = reading.times().date(ft1, 4);
    if (day == null || day.value().length() == 10) {
      return day;
    }
    reading.issues().error(IssueCode.VALUE, ft1.path(4), "must be precise to the day");
    return null;
  }

  private @Nullable OffsetDateTime start(Segment ft1) {
    return isTime(ft1.field(4)) ? reading.times().instant(ft1, 4) : null;
  }

  private @Nullable OffsetDateTime end(Segment ft1, Found found) {
    var end = Hl7Timestamp.parse(ft1.field(4).component(2).strip());
    if (end.isEmpty() || !isTime(ft1.field(4))) {
      return found.time("LINE-TO");
    }
    var written = ft1.field(4);
    return reading
        .times()
        .instant(
            new Part(
                written.raw(2),
                written.delimiters(),
                written.segment(),
                written.field(),
                written.repetition()));
  }

  private @Nullable Coded coded(Segment segment, int field) {
    var coded = segment.has(field) ? Cwe.read(segment.field(field), reading.dialect()) : null;
    if (coded != null && coded.code() == null) {
      reading
          .issues()
          .warning(
              IssueCode.CODE_UNKNOWN, segment.path(field), "has no code with its system: not read");
      return null;
    }
    return coded;
  }

  /** A department in the code of whoever sends it. */
  private @Nullable Coded department(Segment ft1) {
    var read = Cwe.ofTable(ft1.field(13), "0049", reading.dialect());
    return read == null || read.code() == null ? coded(ft1, 13) : read;
  }

  /** CPT or HCPCS: FT1-25, else PR1-3 or FT1-7. */
  private @Nullable Coded code(Segment ft1, @Nullable Segment pr1, @Nullable Coded charged) {
    var procedure = coded(ft1, 25);
    var from = procedure == null && pr1 != null ? coded(pr1, 3) : procedure;
    if (from != null && BillingCodes.bills(from.system())) {
      return alone(from);
    }
    if (from == null && charged != null && BillingCodes.bills(charged.system())) {
      return alone(charged);
    }
    if (from != null) {
      reading
          .issues()
          .warning(IssueCode.CODE_UNKNOWN, ft1.path(25), "is neither CPT nor HCPCS: not read");
    }
    return null;
  }

  private @Nullable Coded item(Segment ft1, @Nullable Coded item, @Nullable Coded code) {
    if (item == null && code == null) {
      reading
          .issues()
          .error(IssueCode.REQUIRED, ft1.path(7), "names no code with its system, nor does FT1-25");
    }
    return item == null || BillingCodes.bills(item.system()) ? null : alone(item);
  }

  /** A line has one code and one item; what stands in the second triplet is left out. */
  private static Coded alone(Coded coded) {
    return new Coded(coded.system(), coded.code(), coded.text(), List.of());
  }

  private List<Coded> modifiers(List<Part> parts) {
    return parts.stream()
        .map(p -> Cwe.read(p, reading.dialect()))
        .filter(Objects::nonNull)
        .toList();
  }

  private @Nullable PerformedProcedure procedure(Segment pr1, Found found) {
    var started = pr1.has(5) ? reading.times().partial(pr1, 5) : null;
    if (started == null) {
      reading
          .issues()
          .warning(IssueCode.REQUIRED, pr1.path(5), "without start the procedure is not read");
      return null;
    }
    var minutes = pr1.has(7) ? Numbers.readNm(pr1.text(7)) : Optional.<BigDecimal>empty();
    if (pr1.has(7) && minutes.isEmpty()) {
      reading.issues().error(IssueCode.VALUE, pr1.path(7), "is not a number of minutes");
    }
    return new PerformedProcedure(
        procedureType(pr1),
        started,
        minutes.map(m -> new Quantity(m, "min")).orElse(null),
        practitioner(pr1, found));
  }

  private @Nullable Clinician practitioner(Segment pr1, Found found) {
    var beside = found.first("LINE-PRAC");
    var field = pr1.has(12) ? pr1.field(12) : pr1.field(11);
    return people.find(beside == null ? field : beside.value());
  }

  private PerformedProcedure.@Nullable Type procedureType(Segment pr1) {
    var code = pr1.text(6).toUpperCase(Locale.ROOT);
    for (var type : PerformedProcedure.Type.values()) {
      if (type.hl7().equals(code)) {
        return type;
      }
    }
    if (!code.isEmpty()) {
      reading
          .issues()
          .warning(IssueCode.CODE_UNKNOWN, pr1.path(6), "is not a code of HL7 table 0230");
    }
    return null;
  }

  private @Nullable Identifier filler(Segment ft1, Found found) {
    var full = found.first("LINE-FILLER");
    if (full != null) {
      return Numbers.readCx(full.value(), reading.dialect()).orElse(null);
    }
    return !ourReport.isEmpty() && ft1.raw(23).equals(ourReport)
        ? null
        : EntityNumbers.read(ft1.field(23), FILLER, EntityNumbers.sender(msh));
  }

  private List<Evidence> evidence(Found found) {
    return found.texts("LINE-EVID").stream().map(Evidence::of).flatMap(Optional::stream).toList();
  }

  private static @Nullable Segment first(Group group, String name) {
    return group.below().stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  /** The notes directly below FT1, line by line. */
  private static @Nullable String note(Group group) {
    var lines = new ArrayList<String>();
    for (var segment : group.below()) {
      if (!segment.name().equals("NTE")) {
        break;
      }
      segment.repetitions(3).forEach(p -> lines.add(p.whole()));
    }
    return lines.isEmpty() ? null : String.join("\n", lines);
  }
}
