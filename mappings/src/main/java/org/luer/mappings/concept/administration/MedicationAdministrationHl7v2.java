package org.luer.mappings.concept.administration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration.Amount;
import org.luer.mappings.concept.administration.MedicationAdministration.Status;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ProviderHl7v2;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.observation.FindingUnits;
import org.luer.mappings.concept.referral.hl7v2.FindingHl7v2;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Moments;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link MedicationAdministration} to and from ORC, RXA and RXR of RAS^O17.
 *
 * <p>Mapped: ORC-2, -3, -12, -14; RXA-3 to -11 (-27 where -11 is withdrawn), -13 to -20, -22;
 * RXA-21 D; RXR-1 to -4. The key of our own record is a second repetition of RXA-9 in the system
 * 99KIC. Without a route RXR-1 says so, because the field is required. Ignored when read: RXA-2,
 * -12, -23 to -26. The number of the dose is an observation of our own. Not carried: NDC of a lot,
 * specialty and telephone numbers of the giver.
 */
public final class MedicationAdministrationHl7v2 {
  private static final CodePairs<Status> COMPLETION =
      CodePairs.load(
          MedicationAdministrationHl7v2.class,
          "completion-status.csv",
          List.of(Status.values()),
          Status::code);

  private static final LocalCodes CODES =
      LocalCodes.load(MedicationAdministrationHl7v2.class, "administration-own-hl7v2.csv");
  private static final String NUMBER = "DOSE-NUMBER";
  private static final String MARK = "99KIC";
  private static final String NOT_STATED = "not stated";

  private MedicationAdministrationHl7v2() {}

  /** ORC, RXA and RXR; clinic fields of ORC are left to the message. */
  public static List<OutSegment> write(MedicationAdministration given, Dialect dialect) {
    var status = given.status();
    var orc =
        new OutSegment("ORC")
            .set(1, "RE")
            .set(2, Numbers.ei(given.placerNumber()))
            .set(3, Numbers.ei(given.fillerNumber()))
            .set(5, status == Status.IN_PROGRESS ? "IP" : "CM")
            .set(9, ordered(given))
            .set(12, ProviderHl7v2.write(given.orderer(), dialect))
            .set(14, telecoms(given.orderer(), dialect));
    var segments = new ArrayList<OutSegment>();
    segments.add(orc);
    var order = given.order();
    if (order != null && order.terms() != null) {
      OrderedTermsHl7v2.entry(order.terms(), orc, dialect);
    }
    segments.addAll(AdministeredOrderHl7v2.write(given.order(), dialect));
    segments.add(rxa(given, dialect));
    segments.add(rxr(given, dialect));
    var panel = new Panel(1, "", "");
    FindingHl7v2.write(given.findings(), panel, dialect);
    if (given.number() != null) {
      panel.group(CODES, "", dialect).raw(NUMBER, Numbers.cx(given.number()));
    }
    panel.write(segments, "F");
    return segments;
  }

  /** When it was ordered where RXA-22 says when it was recorded. */
  private static String ordered(MedicationAdministration given) {
    var order = given.order();
    return order == null || order.orderedAt() == null || given.recordedAt() == null
        ? Hl7Timestamp.write(given.recordedAt())
        : Hl7Timestamp.write(order.orderedAt());
  }

  private static String telecoms(@Nullable Clinician person, Dialect dialect) {
    var version = Version.of(dialect.version());
    return person == null
        ? ""
        : Wire.repetitions(
            person.telecoms().stream().limit(2).map(t -> Contacts.xtn(t, version)).toList());
  }

  private static OutSegment rxa(MedicationAdministration given, Dialect dialect) {
    var dose = given.dose();
    var strength = given.strength();
    var lots = given.lots();
    return new OutSegment("RXA")
        .set(1, "0")
        .set(2, "1")
        .set(3, Hl7Timestamp.write(given.startedAt()))
        .set(4, Hl7Timestamp.write(given.endedAt() == null ? given.startedAt() : given.endedAt()))
        .set(5, Cwe.write(given.drug(), dialect))
        .set(6, dose == null ? "0" : Numbers.nm(dose.value()))
        .set(7, dose == null ? "^" + NOT_STATED : FindingUnits.write(dose.unit(), dialect))
        .set(8, Cwe.write(given.form(), dialect))
        .set(9, notes(given))
        .set(10, ProviderHl7v2.write(given.giver(), dialect))
        .set(11, VisitHl7v2.la2(given.place()))
        .set(13, strength == null ? "" : Numbers.nm(strength.value()))
        .set(14, strength == null ? "" : FindingUnits.write(strength.unit(), dialect))
        .set(15, aligned(lots.stream().map(l -> Wire.text(l.number())).toList()))
        .set(16, aligned(lots.stream().map(l -> Hl7Timestamp.write(l.expires())).toList()))
        .set(17, aligned(lots.stream().map(l -> maker(l, dialect)).toList()))
        .set(18, Cwe.write(given.statusReason(), dialect))
        .set(
            19, Wire.repetitions(given.reasons().stream().map(r -> Cwe.write(r, dialect)).toList()))
        .set(20, completion(given.status()))
        .set(21, given.status() == Status.ENTERED_IN_ERROR ? "D" : "A")
        .set(22, Hl7Timestamp.write(given.recordedAt()));
  }

  private static String maker(Lot lot, Dialect dialect) {
    var maker = lot.maker();
    if (maker == null) {
      return lot.manufacturer() == null ? "" : "^" + Wire.text(lot.manufacturer());
    }
    return Cwe.write(Coded.of(maker.system(), maker.code(), lot.manufacturer()), dialect);
  }

  /** The three lists about lots run side by side: an empty place keeps the others in step. */
  private static String aligned(List<String> parts) {
    return parts.stream().allMatch(String::isEmpty) ? "" : String.join("~", parts);
  }

  private static String notes(MedicationAdministration given) {
    var notes = new ArrayList<String>();
    if (given.note() != null) {
      notes.add("^" + Wire.text(given.note()));
    }
    notes.add(Cwe.of(given.id(), "record", MARK));
    return Wire.repetitions(notes);
  }

  /** HL7 table 0322. */
  private static String completion(Status status) {
    return COMPLETION.write(status);
  }

  private static OutSegment rxr(MedicationAdministration given, Dialect dialect) {
    return new OutSegment("RXR")
        .set(1, given.route() == null ? "^" + NOT_STATED : Cwe.write(given.route(), dialect))
        .set(2, Cwe.write(given.site(), dialect))
        .set(3, Cwe.write(given.device(), dialect))
        .set(4, Cwe.write(given.method(), dialect));
  }

  /**
   * What stands around an RXA.
   *
   * @param before segments of its order
   * @param behind the RXA with what was measured, up to the next one
   */
  public record Around(List<Segment> before, List<Segment> behind) {}

  /**
   * The administration of an RXA; empty and issues when it cannot be one.
   *
   * @param sender whose numbers those without a namespace are
   */
  public static Optional<MedicationAdministration> read(
      @Nullable Segment orc,
      Segment rxa,
      @Nullable Segment rxr,
      Around around,
      String patientId,
      @Nullable Visit visit,
      String sender,
      Reading reading) {
    var dialect = reading.dialect();
    var drug = coded(rxa, 5, dialect);
    if (drug == null) {
      reading.issues().error(IssueCode.REQUIRED, rxa.path(5), "what was given is missing");
    }
    if (!rxa.has(3)) {
      reading.issues().error(IssueCode.REQUIRED, rxa.path(3), "the start is missing");
    }
    var from = rxa.has(3) ? reading.times().instant(rxa, 3) : null;
    var to = Moments.time(rxa, 4, reading);
    var status = status(orc, rxa, reading);
    var dose = dose(rxa, reading);
    var strength = amount(rxa, 13, 14, reading);
    if (drug == null || from == null || status == null) {
      return Optional.empty();
    }
    var observations = Observations.of(around.behind(), reading);
    var placer = orc == null ? null : EntityNumbers.read(orc.field(2), "PLAC", sender);
    var filler = orc == null ? null : EntityNumbers.read(orc.field(3), "FILL", sender);
    return Optional.of(
        new MedicationAdministration(
            id(rxa, placer == null ? filler : placer, drug, patientId, dialect),
            patientId,
            status,
            coded(rxa, 18, dialect),
            number(observations, dialect),
            placer,
            filler,
            drug,
            dose,
            coded(rxa, 8, dialect),
            strength,
            route(rxr, dialect),
            rxr == null ? null : coded(rxr, 2, dialect),
            rxr == null ? null : coded(rxr, 3, dialect),
            rxr == null ? null : coded(rxr, 4, dialect),
            from,
            to == null || to.isEqual(from) ? null : to,
            codeds(rxa, 19, dialect),
            ProviderHl7v2.read(rxa.repetitions(10), dialect),
            orderer(orc, dialect),
            lots(rxa, reading),
            Moments.time(rxa, 22, reading),
            visit,
            note(rxa),
            AdministeredOrderHl7v2.read(around.before(), orc, rxa, reading),
            VisitHl7v2.readLa2(rxa.field(rxa.has(11) ? 11 : 27)),
            FindingHl7v2.read(observations)));
  }

  /** The number of the dose; it is no finding. */
  private static @Nullable Identifier number(Observations observations, Dialect dialect) {
    var number = observations.single(CODES).first(NUMBER);
    return number == null ? null : Numbers.readCx(number.value(), dialect).orElse(null);
  }

  private static @Nullable Clinician orderer(@Nullable Segment orc, Dialect dialect) {
    var read = orc == null ? null : ProviderHl7v2.read(orc.repetitions(12), dialect);
    if (orc == null || read == null) {
      return null;
    }
    var numbers = new ArrayList<Telecom>();
    orc.repetitions(14).forEach(p -> Contacts.readXtn(p).ifPresent(numbers::add));
    return read.with().telecoms(numbers).build();
  }

  private static @Nullable Coded coded(Segment segment, int field, Dialect dialect) {
    return segment.has(field) ? Cwe.read(segment.repetitions(field), dialect) : null;
  }

  private static List<Coded> codeds(Segment segment, int field, Dialect dialect) {
    var all = new ArrayList<Coded>();
    for (var part : segment.repetitions(field)) {
      var one = Cwe.read(List.of(part), dialect);
      if (one != null) {
        all.add(one);
      }
    }
    return all;
  }

  private static @Nullable Coded route(@Nullable Segment rxr, Dialect dialect) {
    var route = rxr == null ? null : coded(rxr, 1, dialect);
    return route == null || NOT_STATED.equals(route.text()) ? null : route;
  }

  /** 999 stands for an unknown amount by a convention of immunization, and means none here. */
  private static @Nullable Amount dose(Segment rxa, Reading reading) {
    if (NOT_STATED.equals(rxa.field(7).component(2)) || !rxa.has(6)) {
      return null;
    }
    if (rxa.text(6).strip().equals("999")) {
      reading.issues().warning(IssueCode.VALUE, rxa.path(6), "999 stands for an unknown amount");
      return null;
    }
    return amount(rxa, 6, 7, reading);
  }

  private static @Nullable Amount amount(Segment rxa, int value, int unit, Reading reading) {
    if (!rxa.has(value)) {
      return null;
    }
    var number = Numbers.readNm(rxa.text(value));
    if (number.isEmpty()) {
      reading.issues().error(IssueCode.VALUE, rxa.path(value), "is not a number");
      return null;
    }
    var read = FindingUnits.read(rxa.field(unit), reading.dialect());
    if (read == null) {
      reading.issues().error(IssueCode.UNIT_UNKNOWN, rxa.path(unit), "the unit is missing");
      return null;
    }
    return new Amount(number.get(), read);
  }

  private static List<Lot> lots(Segment rxa, Reading reading) {
    var lots = new ArrayList<Lot>();
    for (var number : rxa.repetitions(15)) {
      @Nullable PartialDate expires = null;
      for (var date : rxa.repetitions(16)) {
        expires = date.repetition() == number.repetition() ? reading.times().date(date) : expires;
      }
      @Nullable String maker = null;
      for (var name : rxa.repetitions(17)) {
        maker = name.repetition() == number.repetition() ? words(name) : maker;
      }
      @Nullable Coding code = null;
      for (var name : rxa.repetitions(17)) {
        if (name.repetition() == number.repetition() && !name.component(3).isEmpty()) {
          var read = Cwe.read(name, reading.dialect());
          maker = name.optional(2);
          code = read == null ? null : read.codings().stream().findFirst().orElse(null);
        }
      }
      lots.add(new Lot(number.component(1), null, expires, maker, code));
    }
    return lots;
  }

  private static @Nullable String words(Part part) {
    var text = part.optional(2);
    return text == null ? part.optional(1) : text;
  }

  private static boolean isMark(Part part) {
    return part.component(3).equals(MARK);
  }

  private static @Nullable String note(Segment rxa) {
    var text =
        rxa.repetitions(9).stream()
            .filter(p -> !isMark(p))
            .map(MedicationAdministrationHl7v2::words)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("\n"));
    return text.isBlank() ? null : text;
  }

  private static String id(
      Segment rxa, @Nullable Identifier order, Coded drug, String patientId, Dialect dialect) {
    for (var part : rxa.repetitions(9)) {
      if (isMark(part) && Ids.valid(part.component(1))) {
        return part.component(1);
      }
    }
    var start = rxa.text(3);
    var what = Objects.requireNonNullElse(drug.code(), String.valueOf(drug.text()));
    return (order == null
            ? Ids.uuid("administration", dialect.partner(), patientId, what, start)
            : Ids.uuid(
                "administration",
                dialect.partner(),
                order.authority(),
                order.value(),
                what,
                rxa.text(2) + "@" + start))
        .toString();
  }

  private static @Nullable Status status(@Nullable Segment orc, Segment rxa, Reading reading) {
    if (rxa.text(21).strip().toUpperCase(Locale.ROOT).equals("D")) {
      return Status.ENTERED_IN_ERROR;
    }
    var running = orc != null && orc.text(5).strip().toUpperCase(Locale.ROOT).equals("IP");
    var code = rxa.text(20).strip().toUpperCase(Locale.ROOT);
    if (code.isEmpty() && running) {
      return Status.IN_PROGRESS;
    }
    if (code.isEmpty()
        && orc != null
        && orc.text(5).strip().toUpperCase(Locale.ROOT).equals("CM")) {
      return Status.COMPLETED;
    }
    var status = COMPLETION.read(code);
    if (status == null) {
      reading
          .issues()
          .error(
              code.isEmpty() ? IssueCode.REQUIRED : IssueCode.CODE_UNKNOWN,
              rxa.path(20),
              code.isEmpty()
                  ? "neither it nor ORC-5 says how it went"
                  : "is no code of HL7 table 0322");
    }
    return status == Status.COMPLETED && running ? Status.IN_PROGRESS : status;
  }
}
