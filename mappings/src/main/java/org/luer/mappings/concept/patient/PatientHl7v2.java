package org.luer.mappings.concept.patient;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.CodePairs;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Facility;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Period;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;
import org.luer.mappings.hl7v2.YesNo;

/**
 * {@link Patient} to and from PID and the panel PATIENT of ORU^R01; {@link ContactHl7v2} has NK1.
 *
 * <p>Mapped: PID-3 (with 2 and 4), 5 (with 9) to 8, 10, 11 (with 12), 13 to 16, 22, 29, 30, 33, 34;
 * gender identity, referrer, status and merger are observations. PID-3 carries the receiver's
 * numbers and the clinic's own only. Ignored when read: PID-19 to 21, 23 to 28, 31, 32. Cannot
 * carry: numbers of other partners (withheld), the order between work and other telecoms.
 */
public final class PatientHl7v2 {
  /** Segments that tell of a patient, whatever the message is about. */
  public static final Set<String> AROUND =
      Set.of("PD1", "NK1", "AL1", "DG1", "PR1", "GT1", "IN1", "IN2", "IN3");

  /** XON.2 of a legal name, and XON.7 of the organization's own number. */
  private static final String LEGAL = "L";

  private static final String KEY = "XX";
  private static final CodePairs<Patient.Sex> SEX =
      CodePairs.load(
          PatientHl7v2.class, "sex.csv", List.of(Patient.Sex.values()), Patient.Sex::code);

  private static final LocalCodes CODES = LocalCodes.load(PatientHl7v2.class, "patient-hl7v2.csv");

  private PatientHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** PID. */
  public static OutSegment write(Patient patient, @Nullable Identifier account, Dialect dialect) {
    var version = Version.of(dialect.version());
    var dead = patient.deceasedAt();
    var mother = patient.mothersMaidenName();
    var known = patient.demographics() == null ? Demographics.none() : patient.demographics();
    var order = known.birthOrder();
    return new OutSegment("PID")
        .set(1, "1")
        .set(3, numbers(patient, dialect))
        .set(
            5, Wire.repetitions(patient.names().stream().map(n -> People.xpn(n, version)).toList()))
        .set(6, mother == null ? "" : People.xpn(mother))
        .set(7, Hl7Timestamp.write(patient.birthDate()))
        .set(8, patient.sex() == null ? "" : sex(patient.sex()))
        .set(10, Wire.repetitions(patient.race().stream().map(r -> Cwe.write(r, dialect)).toList()))
        .set(
            11,
            Wire.repetitions(
                patient.addresses().stream().map(a -> Contacts.xad(a, version)).toList()))
        .set(13, telecoms(patient.telecoms(), false, version))
        .set(14, telecoms(patient.telecoms(), true, version))
        .set(15, PatientCodes.language(patient.language()))
        .set(16, PatientCodes.marital(patient.maritalStatus(), dialect))
        .set(17, Cwe.write(known.religion(), dialect))
        .set(18, Numbers.cx(account))
        .set(22, Cwe.write(patient.ethnicity(), dialect))
        .set(23, Wire.text(known.birthPlace()))
        .set(24, order == null ? YesNo.write(known.multipleBirth()) : "Y")
        .set(25, order == null ? "" : String.valueOf(order))
        .set(
            26,
            Wire.repetitions(
                known.citizenships().stream().map(c -> Cwe.write(c, dialect)).toList()))
        .set(29, Hl7Timestamp.write(dead))
        .set(30, dead == null ? YesNo.write(patient.deceased()) : "Y")
        .set(33, Hl7Timestamp.write(patient.recordedAt()))
        .set(34, facility(patient.recordedIn()));
  }

  private static String facility(@Nullable Facility facility) {
    return facility == null ? "" : Numbers.hd(facility.name(), facility.oid());
  }

  private static String numbers(Patient patient, Dialect dialect) {
    var numbers = new ArrayList<String>();
    told(patient, dialect).stream()
        .map(i -> Numbers.cx(i, Version.of(dialect.version())))
        .forEach(numbers::add);
    var own = dialect.clinic();
    numbers.add(Numbers.cx(patient.id(), own.authority(), own.authorityOid(), "PI"));
    return Wire.repetitions(numbers);
  }

  /** The numbers that the receiver may see: its own, where it is known which those are. */
  private static List<Identifier> told(Patient patient, Dialect dialect) {
    var agreed = dialect.peer().authority() != null || dialect.peer().authorityOid() != null;
    return patient.identifiers().stream().filter(i -> !agreed || dialect.peer().gave(i)).toList();
  }

  static String telecoms(List<Telecom> telecoms, boolean work, Version version) {
    return Wire.repetitions(
        telecoms.stream()
            .filter(t -> (t.use() == Telecom.Use.WORK) == work)
            .map(t -> Contacts.xtn(t, version))
            .toList());
  }

  /** The code of HL7 table 0001. */
  public static String sex(Patient.Sex sex) {
    return SEX.write(sex);
  }

  /** The panel with what PID has no place for. */
  public static Panel writePanel(Patient patient, Dialect dialect) {
    var panel = new Panel(15, "PATIENT^Patient beside PID^99KIC", "OTH");
    var rows = panel.group(CODES, "", dialect);
    rows.coded("PAT-GENDER", patient.genderIdentity());
    rows.text(
        "PAT-BIRTHSEX", patient.demographics() == null ? null : patient.demographics().birthSex());
    var known = patient.demographics() == null ? Demographics.none() : patient.demographics();
    rows.text("PAT-SEX", known.recordedSex());
    rows.text("PAT-RACE", known.raceText());
    rows.text("PAT-ETHNIC", known.ethnicityText());
    rows.time("PAT-BORN", known.bornAt());
    rows.code("PAT-STATUS", patient.status() == null ? null : patient.status().code(), "99KIC");
    rows.text("PAT-MERGED", patient.mergedInto());
    if (Version.of(dialect.version()) == Version.V231) {
      rows.time("PAT-RECORDED", patient.recordedAt());
    }
    ClinicianRowsHl7v2.write(rows, "PAT-REF", patient.referrer());
    KeepingHl7v2.write(patient, told(patient, dialect), panel, dialect);
    return panel;
  }

  /** The patient of a PID; empty and issues when number or name is missing. */
  public static Optional<Patient> read(
      Segment pid, List<Segment> contacts, Observations observations) {
    var reading = observations.reading();
    var found = observations.single(CODES);
    var numbers = numbers(pid, reading);
    var id = id(numbers, reading.dialect());
    numbers.addAll(civil(pid, numbers));
    var names =
        Stream.concat(pid.repetitions(5).stream(), pid.repetitions(9).stream())
            .flatMap(n -> People.readXpn(n).stream())
            .distinct()
            .toList();
    if (id.isEmpty()) {
      reading.issues().error(IssueCode.REQUIRED, pid.path(3), "no patient number with authority");
    }
    if (names.isEmpty()) {
      reading.issues().error(IssueCode.REQUIRED, pid.path(5), "the patient's name is missing");
    }
    if (id.isEmpty() || names.isEmpty()) {
      return Optional.empty();
    }
    var status = found.code("PAT-STATUS");
    var dialect = reading.dialect();
    var recorded = found.time("PAT-RECORDED");
    var died = died(pid, reading);
    return Optional.of(
        new Patient(
            id.get(),
            KeepingHl7v2.numbers(numbers, found).stream()
                .filter(n -> !dialect.clinic().gave(n))
                .toList(),
            names,
            People.readXpn(pid.field(6)).orElse(null),
            reading.times().date(pid, 7),
            sex(pid, reading),
            found.coded("PAT-GENDER"),
            RaceHl7v2.races(pid.repetitions(10), dialect),
            RaceHl7v2.ethnicity(pid.field(22), dialect),
            PatientCodes.readLanguage(pid.field(15)),
            PatientCodes.readMarital(pid.field(16), dialect),
            KeepingHl7v2.addresses(addresses(pid), found),
            KeepingHl7v2.telecoms(readTelecoms(pid.repetitions(13), pid.repetitions(14)), found),
            contacts.stream()
                .map(c -> ContactHl7v2.read(c, dialect))
                .flatMap(Optional::stream)
                .toList(),
            List.of(),
            ClinicianRowsHl7v2.read(found, "PAT-REF").orElse(null),
            died == null ? deceased(pid) : null,
            died,
            found.text("PAT-MERGED"),
            status == null
                ? null
                : reading.member(
                    Patient.Status.values(),
                    Patient.Status::code,
                    status,
                    found.path("PAT-STATUS")),
            List.of(),
            recorded == null ? reading.times().aside(pid, 33) : recorded,
            Numbers.readHd(pid.field(34)).orElse(null),
            demographics(pid, found, dialect),
            List.of()));
  }

  /**
   * The patient with what the segments around the PID say: NK1, GT1 and PD1-4.
   *
   * @param around segments of the message; others than those are left
   */
  public static Optional<Patient> readWhole(
      Segment pid, List<Segment> around, Observations observations) {
    var reading = observations.reading();
    var read = read(pid, named(around, "NK1"), observations);
    if (read.isEmpty()) {
      return read;
    }
    var patient =
        read.get()
            .withDemographics(withPractice(read.get().demographics(), around, reading.dialect()))
            .withGuarantors(
                named(around, "GT1").stream()
                    .flatMap(g -> GuarantorHl7v2.read(g, reading).stream())
                    .toList());
    return Optional.of(
        patient.referrer() != null
            ? patient
            : named(around, "PD1").stream()
                .findFirst()
                .flatMap(pd1 -> ClinicianHl7v2.read(pd1.field(4), reading.dialect()))
                .or(() -> primaryCare(around, reading))
                .map(c -> reached(c, around))
                .map(patient::withReferrer)
                .orElse(patient));
  }

  /**
   * The clinician with the address and the telephone numbers of ROL, which PD1 has no place for.
   */
  private static Clinician reached(Clinician clinician, List<Segment> around) {
    var rol =
        named(around, "ROL").stream()
            .filter(r -> Ids.key(r.text(4)).equals(clinician.id()))
            .findFirst();
    if (rol.isEmpty()) {
      return clinician;
    }
    var addresses = rol.get().repetitions(11).stream().map(Contacts::readXad).toList();
    var telecoms =
        rol.get().repetitions(12).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList();
    return clinician.with().addresses(addresses).telecoms(telecoms).build();
  }

  /**
   * ROL of the clinician who cares for the patient at home; null when PD1-4 says all of it, and
   * before version 2.4, whose patient segments have none.
   */
  public static @Nullable OutSegment role(Clinician clinician, Dialect dialect) {
    var version = Version.of(dialect.version());
    if (version == Version.V231
        || (clinician.addresses().isEmpty() && clinician.telecoms().isEmpty())) {
      return null;
    }
    return new OutSegment("ROL")
        .set(2, "UP")
        .set(3, "PP^Primary Care Provider^HL70443")
        .set(4, ClinicianHl7v2.provider(clinician, dialect))
        .set(
            11,
            Wire.repetitions(
                clinician.addresses().stream().map(a -> Contacts.xad(a, version)).toList()))
        .set(
            12,
            Wire.repetitions(
                clinician.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()));
  }

  /** ROL says the same for those who do not write PD1-4 any more (HL7 table 0443). */
  private static Optional<Clinician> primaryCare(List<Segment> around, Reading reading) {
    return named(around, "ROL").stream()
        .filter(rol -> rol.text(3).equals("PP"))
        .findFirst()
        .flatMap(rol -> ClinicianHl7v2.read(rol.field(4), reading.dialect()));
  }

  private static List<Segment> named(List<Segment> segments, String name) {
    return segments.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** One who is the first of one child is none of several. */
  private static @Nullable Demographics demographics(Segment pid, Found found, Dialect dialect) {
    var several = YesNo.read(pid.text(24));
    var order = Boolean.FALSE.equals(several) ? null : Numbers.positive(pid.text(25), 2);
    var sex = found.text("PAT-BIRTHSEX");
    var known =
        new Demographics(
            sex != null && sex.matches("F|M|OTH|ASKU|UNK") ? sex : null,
            Cwe.read(pid.field(17), dialect),
            pid.field(23).optional(1),
            order == null ? several : null,
            order,
            codeds(pid, 26, dialect),
            null,
            null,
            null,
            null,
            found.text("PAT-SEX"),
            found.text("PAT-RACE"),
            found.text("PAT-ETHNIC"),
            found.time("PAT-BORN"));
    return KeepingHl7v2.demographics(known, found).orNull();
  }

  /** The demographics with what PD1 says beside them. */
  private static @Nullable Demographics withPractice(
      @Nullable Demographics known, List<Segment> around, Dialect dialect) {
    var pd1 = named(around, "PD1").stream().findFirst();
    if (pd1.isEmpty()) {
      return known;
    }
    var base = known == null ? Demographics.none() : known;
    var practice = pd1.get().field(3);
    var number = practice.optional(3) == null ? practice.optional(10) : practice.optional(3);
    var name = practice.optional(1);
    return new Demographics(
            base.birthSex(),
            base.religion(),
            base.birthPlace(),
            base.multipleBirth(),
            base.birthOrder(),
            base.citizenships(),
            name,
            name == null ? null : number,
            YesNo.read(pd1.get().text(12)),
            Cwe.ofTable(pd1.get().field(11), "0215", dialect),
            base.recordedSex(),
            base.raceText(),
            base.ethnicityText(),
            base.bornAt(),
            base.keptBy(),
            base.masked(),
            base.languages())
        .orNull();
  }

  /** PD1; null when nothing of it is known. The practice has its legal name and its own number. */
  public static @Nullable OutSegment pd1(Patient patient, Dialect dialect) {
    var known = patient.demographics() == null ? Demographics.none() : patient.demographics();
    var referrer = patient.referrer();
    var number = known.practiceNumber() == null ? "" : Wire.text(known.practiceNumber());
    var older = number.matches("\\d+") && Version.of(dialect.version()) != Version.V28;
    var pd1 =
        new OutSegment("PD1")
            .set(
                3,
                known.practice() == null
                    ? ""
                    : older
                        ? Wire.components(
                            Wire.text(known.practice()), LEGAL, number, "", "", "", KEY)
                        : Wire.components(
                            Wire.text(known.practice()),
                            LEGAL,
                            "",
                            "",
                            "",
                            "",
                            number.isEmpty() ? "" : KEY,
                            "",
                            "",
                            number))
            .set(4, referrer == null ? "" : ClinicianHl7v2.provider(referrer, dialect))
            .set(11, Cwe.code(known.publicity()))
            .set(12, YesNo.write(known.protection()));
    return pd1.size() == 0 ? null : pd1;
  }

  /** PID-12 is the county of the first address, where XAD.9 does not say it. */
  private static List<Address> addresses(Segment pid) {
    var addresses = new ArrayList<>(pid.repetitions(11).stream().map(Contacts::readXad).toList());
    var county = pid.field(12).optional(1);
    if (county != null && !addresses.isEmpty() && addresses.get(0).county() == null) {
      var first = addresses.get(0);
      addresses.set(
          0,
          new Address(
              first.use(),
              first.lines(),
              first.city(),
              first.state(),
              first.postalCode(),
              first.country(),
              county,
              first.kind(),
              first.period()));
    }
    return List.copyOf(addresses);
  }

  private static @Nullable Boolean deceased(Segment pid) {
    return YesNo.read(pid.has(29) ? "Y" : pid.text(30));
  }

  /** The time of death; a date alone says that the patient died, but not when to the minute. */
  private static @Nullable OffsetDateTime died(Segment pid, Reading reading) {
    var written = pid.text(29);
    if (written.matches("\\d{4,10}")) {
      reading
          .issues()
          .warning(
              IssueCode.VALUE,
              pid.path(29),
              "is not precise to the minute; only the death is read");
      return null;
    }
    return reading.times().instant(pid, 29);
  }

  static List<Telecom> readTelecoms(List<Part> home, List<Part> work) {
    var telecoms = new ArrayList<Telecom>();
    home.forEach(p -> Contacts.readXtn(p).ifPresent(telecoms::add));
    for (var part : work) {
      Contacts.readXtn(part)
          .map(t -> new Telecom(t.system(), Telecom.Use.WORK, t.value(), t.rank(), t.period()))
          .ifPresent(telecoms::add);
    }
    return telecoms;
  }

  private static List<Identifier> numbers(Segment pid, Reading reading) {
    var numbers = new ArrayList<Identifier>();
    for (var part : numbered(pid)) {
      var number = Numbers.readCx(part, reading);
      if (part.present() && Numbers.readCx(part, reading.dialect()).isEmpty()) {
        reading
            .issues()
            .warning(
                IssueCode.REQUIRED,
                part.path(),
                number.isEmpty()
                    ? "has no assigning authority"
                    : "has no assigning authority: read as a number of the sending facility");
      }
      number.filter(n -> numbers.stream().noneMatch(n::sameAs)).ifPresent(numbers::add);
    }
    return numbers;
  }

  /**
   * The driver's licence, which later versions have in PID-3; a social security number in PID-19 is
   * not stored.
   */
  private static List<Identifier> civil(Segment pid, List<Identifier> known) {
    var numbers = new ArrayList<Identifier>();
    var licence = pid.field(20);
    if (licence.present() && !licence.component(1).isEmpty()) {
      numbers.add(
          new Identifier(
              licence.component(1),
              licence.component(2),
              null,
              "DL",
              null,
              null,
              null,
              expires(licence)));
    }
    return numbers.stream()
        .filter(n -> known.stream().noneMatch(k -> digits(k.value()).equals(digits(n.value()))))
        .toList();
  }

  private static @Nullable Period expires(Part licence) {
    return Hl7Timestamp.parse(licence.component(3))
        .map(end -> new Period(null, PartialTime.of(end.date())))
        .orElse(null);
  }

  private static String digits(String number) {
    return number.replaceAll("[^0-9A-Za-z]", "");
  }

  /** PID-3, and the numbers in PID-2 and 4 that later versions have there. */
  private static List<Part> numbered(Segment pid) {
    var parts = new ArrayList<>(pid.repetitions(3));
    parts.addAll(pid.repetitions(4));
    parts.addAll(pid.repetitions(2));
    return parts;
  }

  /** The clinic's own number, else the sender's first one as key of its copy of the patient. */
  private static Optional<String> id(List<Identifier> numbers, Dialect dialect) {
    var own = numbers.stream().filter(dialect.clinic()::gave).map(Identifier::value).findFirst();
    return own.or(() -> numbers.stream().findFirst().map(n -> foreign(n, dialect)));
  }

  /** The key of the patient that a PID names, whatever else it says. */
  public static Optional<String> id(Segment pid, Reading reading) {
    return id(numbers(pid, reading), reading.dialect());
  }

  private static String foreign(Identifier number, Dialect dialect) {
    return Ids.uuid("patient", dialect.partner(), number.authority(), number.value()).toString();
  }

  private static List<Coded> codeds(Segment pid, int field, Dialect dialect) {
    return pid.repetitions(field).stream()
        .map(p -> Cwe.read(p, dialect))
        .filter(Objects::nonNull)
        .toList();
  }

  private static Patient.@Nullable Sex sex(Segment pid, Reading reading) {
    return readSex(pid, 8, reading);
  }

  /** The sex of a code of HL7 table 0001; null for any other. */
  static Patient.@Nullable Sex sexOf(String code) {
    return SEX.read(code);
  }

  /** The sex in a field; null and an issue when it is no code of HL7 table 0001. */
  public static Patient.@Nullable Sex readSex(Segment segment, int field, Reading reading) {
    var code = segment.text(field);
    var sex = SEX.read(code);
    if (sex == null && !code.isEmpty()) {
      reading
          .issues()
          .error(IssueCode.CODE_UNKNOWN, segment.path(field), "is not a code of HL7 table 0001");
    }
    return sex;
  }
}
