package org.luer.mappings.concept.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;
import org.luer.mappings.hl7v2.YesNo;

/**
 * {@link Coverage} to and from IN1, IN2 and IN3 (HL7 v2.5.1 ch. 6.5.6 to 6.5.8).
 *
 * <p>Mapped: IN1-2 to 9, 11 to 20, 22, 27, 29, 31, 35, 36, 42 to 44, 47, 49; IN2-1, 3 to 6, 8, 61;
 * {@link CoverageDeskHl7v2}; IN3-2 to 4, 6 to 10. IN1-36 holds the value of memberId when there is
 * no other policy number, and is read into it. A coverage that is cancelled or void is not written:
 * IN1 lists what is in force. Cannot carry: id, status, recordedAt; what {@link CoverageRowsHl7v2}
 * has, where a message has no observations; IN1-49 and IN2-61 where a version lacks them.
 */
public final class CoverageHl7v2 {
  private static final String PLAN_TYPE = Systems.V2 + "0086";

  private CoverageHl7v2() {}

  /** IN1, and where needed IN2 and IN3, of every coverage in force. */
  public static List<OutSegment> write(List<Coverage> coverages, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    int number = 0;
    for (var coverage : coverages) {
      if (coverage.status() == Coverage.Status.ACTIVE) {
        segments.addAll(write(coverage, ++number, dialect));
      }
    }
    return segments;
  }

  /** The segments of one coverage. */
  public static List<OutSegment> write(Coverage coverage, int number, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    segments.add(in1(coverage, number, dialect));
    var in2 =
        new OutSegment("IN2")
            .set(6, Wire.text(coverage.medicareNumber()))
            .set(8, Wire.text(coverage.medicaidNumber()))
            .set(61, Numbers.cx(coverage.patientMemberId()));
    terms(coverage.terms(), segments.get(0), in2);
    var desk = coverage.terms() == null ? null : coverage.terms().desk();
    CoverageDeskHl7v2.write(desk, segments.get(0), in2, dialect);
    if (in2.size() > 0) {
      segments.add(in2);
    }
    certifications(coverage, segments, dialect);
    return segments;
  }

  private static void certifications(
      Coverage coverage, List<OutSegment> segments, Dialect dialect) {
    var terms = coverage.terms();
    var reviews = new ArrayList<>(terms == null ? List.<CertificationReview>of() : terms.reviews());
    int number = 0;
    for (var certification : coverage.certifications()) {
      var in3 =
          new OutSegment("IN3").set(1, String.valueOf(++number)).set(2, Numbers.cx(certification));
      reviews.stream()
          .filter(r -> certification.equals(r.certification()))
          .findFirst()
          .ifPresent(
              r -> {
                reviews.remove(r);
                review(r, in3, dialect);
              });
      segments.add(in3);
    }
    for (var review : reviews) {
      var in3 =
          new OutSegment("IN3")
              .set(1, String.valueOf(++number))
              .set(2, Numbers.cx(review.certification()));
      review(review, in3, dialect);
      segments.add(in3);
    }
  }

  private static void review(CertificationReview review, OutSegment in3, Dialect dialect) {
    in3.set(3, person(review.by(), dialect))
        .set(4, YesNo.write(review.required()))
        .set(6, Hl7Timestamp.write(review.certifiedAt()))
        .set(7, Hl7Timestamp.write(review.modifiedAt()))
        .set(8, person(review.operator(), dialect))
        .set(9, Hl7Timestamp.write(review.from()))
        .set(10, Hl7Timestamp.write(review.to()));
  }

  private static String person(@Nullable Clinician person, Dialect dialect) {
    return person == null ? "" : ClinicianHl7v2.provider(person, dialect);
  }

  private static List<CertificationReview> reviews(List<Segment> others, Reading reading) {
    return others.stream()
        .filter(s -> s.name().equals("IN3"))
        .map(s -> review(s, reading))
        .filter(CertificationReview::saysMore)
        .toList();
  }

  private static CertificationReview review(Segment in3, Reading reading) {
    var dialect = reading.dialect();
    return new CertificationReview(
        Numbers.readCx(in3.field(2), reading).orElse(null),
        ClinicianHl7v2.read(in3.field(3), dialect).orElse(null),
        YesNo.read(in3.text(4)),
        reading.times().partialAside(in3, 6),
        reading.times().partialAside(in3, 7),
        ClinicianHl7v2.read(in3.field(8), dialect).orElse(null),
        reading.times().dateAside(in3, 9),
        reading.times().dateAside(in3, 10));
  }

  private static OutSegment in1(Coverage coverage, int number, Dialect dialect) {
    var member = coverage.memberId();
    var policy = coverage.policyNumber();
    var in1 =
        new OutSegment("IN1")
            .set(1, String.valueOf(number))
            .set(2, Cwe.write(coverage.plan(), dialect))
            .set(8, Wire.text(coverage.groupNumber()))
            .set(9, Wire.text(coverage.groupName()))
            .set(12, Hl7Timestamp.write(coverage.startsOn()))
            .set(13, Hl7Timestamp.write(coverage.endsOn()))
            .set(14, authorization(coverage.authorization()))
            .set(15, Cwe.code(coverage.type()))
            .set(17, CoverageCodes.relationship(coverage.relationship(), dialect))
            .set(20, coverage.assignment() == null ? "" : coverage.assignment().table())
            .set(22, coverage.priority() == null ? "" : String.valueOf(coverage.priority()))
            .set(36, Wire.text(policy == null && member != null ? member.value() : policy))
            .set(49, Numbers.cx(member));
    payer(coverage.payer(), in1, Version.of(dialect.version()));
    var subscriber = coverage.subscriber();
    if (subscriber != null) {
      in1.set(16, People.xpn(subscriber.name()))
          .set(18, Hl7Timestamp.write(subscriber.birthDate()))
          .set(19, subscriber.address() == null ? "" : Contacts.xad(subscriber.address()))
          .set(43, subscriber.sex() == null ? "" : PatientHl7v2.sex(subscriber.sex()));
    }
    return in1;
  }

  private static void terms(@Nullable CoverageTerms terms, OutSegment in1, OutSegment in2) {
    if (terms == null) {
      return;
    }
    var contact = terms.payerContact();
    in1.set(6, contact == null ? "" : People.xpn(contact))
        .set(11, Wire.text(terms.employer()))
        .set(27, Cwe.code(terms.release()))
        .set(29, Hl7Timestamp.write(terms.verifiedOn()))
        .set(31, Cwe.code(terms.agreement()))
        .set(35, Cwe.code(terms.companyPlan()))
        .set(42, Cwe.code(terms.employmentStatus()))
        .set(44, terms.employerAddress() == null ? "" : Contacts.xad(terms.employerAddress()))
        .set(47, Cwe.code(terms.kind()));
    in2.set(1, Wire.text(terms.employeeNumber()))
        .set(
            3,
            terms.employerNumber() == null
                ? ""
                : Wire.components(Wire.text(terms.employerNumber()), Wire.text(terms.employer())))
        .set(4, Cwe.code(terms.employerInformation()))
        .set(5, Cwe.code(terms.mailTo()));
  }

  private static @Nullable CoverageTerms terms(
      Segment in1, @Nullable Segment in2, List<Segment> others, Reading reading) {
    var dialect = reading.dialect();
    var employer = in1.field(11).optional(1);
    if (employer == null && in2 != null) {
      employer = in2.field(3).optional(2);
    }
    return new CoverageTerms(
            People.readXpn(in1.field(6)).orElse(null),
            employer,
            in1.has(44) ? Contacts.readXad(in1.field(44)) : null,
            Cwe.ofTable(in1.field(42), "0066", dialect),
            Cwe.ofTable(in1.field(27), "0093", dialect),
            Hl7Timestamp.parse(in1.text(29)).map(Hl7Timestamp::date).orElse(null),
            Cwe.ofTable(in1.field(31), "0098", dialect),
            Cwe.ofTable(in1.field(35), "0042", dialect),
            Cwe.ofTable(in1.field(47), "0309", dialect),
            in2 == null ? null : Cwe.ofTable(in2.field(5), "0137", dialect),
            in2 == null ? null : in2.field(1).optional(1),
            in2 == null ? null : in2.field(3).optional(1),
            in2 == null ? null : Cwe.ofTable(in2.field(4), "0139", dialect),
            reviews(others, reading),
            CoverageDeskHl7v2.read(in1, in2, reading))
        .orNull();
  }

  private static void payer(@Nullable Payer payer, OutSegment in1, Version version) {
    if (payer == null) {
      return;
    }
    var numbers = new ArrayList<String>();
    numbers.add(Numbers.cx(payer.number()));
    payer.identifiers().forEach(i -> numbers.add(Numbers.cx(i)));
    in1.set(3, Wire.repetitions(numbers))
        .set(4, payer.name() == null ? "" : Wire.components(Wire.text(payer.name()), "L"))
        .set(5, payer.address() == null ? "" : Contacts.xad(payer.address()))
        .set(
            7,
            Wire.repetitions(
                payer.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()));
  }

  private static String authorization(@Nullable CoverageAuthorization authorization) {
    return authorization == null
        ? ""
        : Wire.components(
            Wire.text(authorization.number()),
            Hl7Timestamp.write(authorization.date()),
            Wire.text(authorization.source()));
  }

  /**
   * The coverage of an IN1 with the IN2 and IN3 behind it.
   *
   * @param others IN2 and IN3 up to the next IN1
   */
  public static Optional<Coverage> read(
      Segment in1, List<Segment> others, String patientId, Reading reading) {
    var dialect = reading.dialect();
    var in2 = others.stream().filter(s -> s.name().equals("IN2")).findFirst();
    var member = member(in1);
    var policy = in1.field(36).optional(1);
    var payer = payer(in1, reading);
    try {
      return Optional.of(
          new Coverage(
              id(in1, payer, member, policy, patientId, dialect),
              patientId,
              number(in1, 22, reading),
              Coverage.Status.ACTIVE,
              payer,
              Cwe.read(in1.repetitions(2), dialect),
              in1.has(15) ? Coded.of(PLAN_TYPE, in1.text(15), null) : null,
              member,
              member != null && member.value().equals(policy) ? null : policy,
              in2.flatMap(s -> Numbers.readCx(s.field(61), reading)).orElse(null),
              in2.map(s -> s.field(6).optional(1)).orElse(null),
              in2.map(s -> s.field(8).optional(1)).orElse(null),
              in1.field(8).optional(1),
              in1.field(9).optional(1),
              reading.times().date(in1, 12),
              reading.times().date(in1, 13),
              authorization(in1.field(14), reading),
              others.stream()
                  .filter(s -> s.name().equals("IN3"))
                  .flatMap(s -> Numbers.readCx(s.field(2), reading).stream())
                  .toList(),
              CoverageCodes.readRelationship(in1.field(17), dialect),
              subscriber(in1, reading),
              assignment(in1, reading),
              terms(in1, in2.orElse(null), others, reading),
              null,
              List.of()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> reading.issues().error(i.code(), in1.path(), i.text()));
      return Optional.empty();
    }
  }

  private static @Nullable Identifier member(Segment in1) {
    var part = in1.field(49);
    var authority = part.component(4).isEmpty() ? part.sub(4, 2) : part.component(4);
    return part.component(1).isEmpty() || authority.isEmpty()
        ? null
        : new Identifier(
            part.component(1),
            authority,
            Identifier.oid(part.optionalSub(4, 2)),
            part.optional(5),
            part.optional(6));
  }

  private static @Nullable Payer payer(Segment in1, Reading reading) {
    var numbers =
        in1.repetitions(3).stream().flatMap(p -> Numbers.readCx(p, reading).stream()).toList();
    var name = in1.field(4).optional(1);
    return numbers.isEmpty() && name == null
        ? null
        : new Payer(
            numbers.isEmpty() ? null : numbers.get(0),
            numbers.stream().skip(1).toList(),
            List.of(),
            name,
            in1.has(5) ? Contacts.readXad(in1.field(5)) : null,
            in1.repetitions(7).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList());
  }

  private static @Nullable Integer number(Segment in1, int field, Reading reading) {
    var text = in1.text(field);
    if (text.matches("[1-9]\\d{0,2}")) {
      return Integer.valueOf(text);
    }
    if (!text.isEmpty()) {
      reading.issues().warning(IssueCode.VALUE, in1.path(field), "is no rank: not read");
    }
    return null;
  }

  private static @Nullable CoverageAuthorization authorization(Part part, Reading reading) {
    if (part.component(1).isEmpty()) {
      return null;
    }
    var date = Hl7Timestamp.parse(part.component(2)).map(Hl7Timestamp::date);
    if (date.isEmpty() && !part.component(2).isEmpty()) {
      reading.issues().warning(IssueCode.VALUE, part.path(), "has no readable date");
    }
    return new CoverageAuthorization(
        part.component(1), date.orElse((PartialDate) null), part.optional(3));
  }

  private static @Nullable Subscriber subscriber(Segment in1, Reading reading) {
    var birth = reading.times().date(in1, 18);
    return People.readXpn(in1.field(16))
        .map(
            name ->
                new Subscriber(
                    name,
                    birth,
                    PatientHl7v2.readSex(in1, 43, reading),
                    in1.has(19) ? Contacts.readXad(in1.field(19)) : null))
        .orElse(null);
  }

  private static Coverage.@Nullable Assignment assignment(Segment in1, Reading reading) {
    for (var assignment : Coverage.Assignment.values()) {
      if (assignment.table().equals(in1.text(20))) {
        return assignment;
      }
    }
    if (in1.has(20)) {
      reading
          .issues()
          .warning(IssueCode.CODE_UNKNOWN, in1.path(20), "is no code of HL7 table 0135");
    }
    return null;
  }

  /** The same insurance of the same patient from the same sender is the same record. */
  private static String id(
      Segment in1,
      @Nullable Payer payer,
      @Nullable Identifier member,
      @Nullable String policy,
      String patientId,
      Dialect dialect) {
    var insurer = payer == null ? "" : number(payer.number()) + payer.name();
    var number = member == null ? String.valueOf(policy) : member.value();
    return Ids.uuid(
            "coverage", dialect.partner(), patientId, insurer, in1.text(2), number, in1.text(8))
        .toString();
  }

  private static String number(@Nullable Identifier number) {
    return number == null ? "" : number.authority() + "|" + number.value() + "|";
  }
}
