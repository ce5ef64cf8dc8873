package org.luer.mappings.exchange.referral;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.allergy.AllergyHl7v2;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageHl7v2;
import org.luer.mappings.concept.coverage.CoverageRowsHl7v2;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.StatusChange;
import org.luer.mappings.concept.referral.hl7v2.ReferralHl7v2;
import org.luer.mappings.concept.referral.hl7v2.ReferralReader;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;
import org.luer.mappings.hl7v2.Version;

/**
 * {@link PatientReferral} to and from ORM^O01: the referral itself, and how far it is for the
 * referrer (ORC-1 SC, OC, OD, OH with the numbers that the referrer gave). Version 2.7 and later
 * have no ORM; there it is OMG^O19. REF^I12 to I14 are read ({@link RefReader}), and written for a
 * partner that asks for nothing else.
 *
 * <p>Cannot carry: contacts of the patient, who have no segment in an order.
 */
final class PatientReferralHl7v2 {
  static final String ORM = "ORM_O01";
  static final String OMG = "OMG_O19";

  /** New, changed and cancelled referral; written only for a partner that asks for it. */
  static final List<String> REF = List.of("REF_I12", "REF_I13", "REF_I14");

  private static final Set<String> READ =
      Set.of(
          "MSH", "SFT", "UAC", "PID", "PV1", "ORC", "TQ1", "OBR", "NTE", "DG1", "OBX", "IN1", "IN2",
          "IN3", "AL1", "RF1", "PRD", "CTD", "AUT", "PR1");

  private PatientReferralHl7v2() {}

  static List<Draft> compose(PatientReferral set, Dialect dialect, Set<String> types) {
    if (!types.contains(ORM) && !types.contains(OMG)) {
      return REF.stream()
          .filter(types::contains)
          .findFirst()
          .map(
              type ->
                  draft(
                      type,
                      RefWriter.write(set.referral(), order(set, true, dialect), dialect),
                      set,
                      dialect))
          .stream()
          .toList();
    }
    var version = Version.of(dialect.version());
    var omg = version == Version.V28 || (!types.contains(ORM) && !version.before(Version.V251));
    return List.of(draft(omg ? OMG : ORM, order(set, false, dialect), set, dialect));
  }

  private static Draft draft(
      String type, List<OutSegment> behind, PatientReferral set, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    segments.add(Header.msh(type, recorded(set), dialect));
    segments.addAll(behind);
    return new Draft(type, segments);
  }

  /** The segments of the patient and of the order. */
  private static List<OutSegment> order(PatientReferral set, boolean ref, Dialect dialect) {
    var referral = set.referral();
    var segments = new ArrayList<OutSegment>();
    var visit = referral.visit();
    segments.add(
        PatientHl7v2.write(set.patient(), visit == null ? null : visit.account(), dialect));
    var pv1 = VisitHl7v2.write(visit, staff(referral), dialect);
    if (pv1 != null) {
      segments.add(pv1);
    }
    segments.addAll(CoverageHl7v2.write(set.coverages(), dialect));
    segments.addAll(AllergyHl7v2.write(set.allergies(), dialect));
    var beside = PatientHl7v2.writePanel(set.patient(), dialect);
    beside(set, beside, dialect);
    if (ref) {
      ReferralHl7v2.withoutOrc(referral, beside, dialect);
    }
    segments.addAll(ReferralHl7v2.write(referral, beside, dialect));
    return segments;
  }

  /** What IN1 and AL1 have no place for. */
  private static void beside(PatientReferral set, Panel panel, Dialect dialect) {
    int allergies = 0;
    for (var allergy : set.allergies()) {
      if (allergy.stands()) {
        AllergyHl7v2.beside(allergy, panel, String.valueOf(++allergies), dialect);
      }
    }
    int coverages = 0;
    for (var coverage : set.coverages()) {
      if (coverage.status() == Coverage.Status.ACTIVE) {
        CoverageRowsHl7v2.write(coverage, panel, String.valueOf(++coverages), dialect);
      }
    }
  }

  private static List<StaffMember> staff(Referral referral) {
    var staff = new ArrayList<StaffMember>();
    if (referral.attending() != null) {
      staff.add(new StaffMember(StaffMember.Role.ATTENDING, referral.attending()));
    }
    if (referral.from().clinician() != null) {
      staff.add(new StaffMember(StaffMember.Role.REFERRER, referral.from().clinician()));
    }
    return staff;
  }

  /** When the version was recorded, else the latest time that it knows of. */
  private static @Nullable PartialTime recorded(PatientReferral set) {
    var referral = set.referral();
    if (referral.recordedAt() != null) {
      return PartialTime.of(referral.recordedAt());
    }
    return Stream.concat(
            referral.history().stream().map(StatusChange::at),
            Stream.of(
                time(referral.authoredAt()), time(referral.start()), set.patient().recordedAt()))
        .filter(Objects::nonNull)
        .max(OffsetDateTime.timeLineOrder())
        .map(PartialTime::of)
        .orElse(referral.authoredAt() == null ? referral.start() : referral.authoredAt());
  }

  private static @Nullable OffsetDateTime time(@Nullable PartialTime when) {
    return when == null ? null : when.time().orElse(null);
  }

  static Translation<List<PatientReferral>> read(List<Segments> messages, Dialect dialect) {
    var issues = new Issues();
    var sets = new ArrayList<PatientReferral>();
    for (var message : messages) {
      if (REF.contains(PreParser.type(message))) {
        var found = new Issues();
        var reading = new Reading(dialect, new Times(message, dialect, found), found);
        read(RefReader.order(message), reading).ifPresent(sets::add);
        found.list().forEach(i -> issues.add(replaced(i)));
        continue;
      }
      var reading = new Reading(dialect, new Times(message, dialect, issues), issues);
      for (var order : orders(message)) {
        read(order, reading).ifPresent(sets::add);
      }
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  /** The same issue at the place of REF that stands for the field of the order. */
  private static Issue replaced(Issue issue) {
    for (var place : RefReader.PLACES.entrySet()) {
      var path = issue.path();
      if (path.equals(place.getKey()) || path.startsWith(place.getKey() + "(")) {
        var there = place.getValue() + path.substring(place.getKey().length());
        return new Issue(issue.severity(), issue.code(), there, issue.text());
      }
    }
    return issue;
  }

  /** The segments of each order behind those of its patient. */
  private static List<List<Segment>> orders(Segments message) {
    var orders = new ArrayList<List<Segment>>();
    var head = new ArrayList<Segment>();
    @Nullable List<Segment> order = null;
    for (var segment : message.all()) {
      if (segment.name().equals("PID") && order != null) {
        head.clear();
        order = null;
      }
      if (segment.name().equals("ORC")) {
        order = new ArrayList<>(head);
        orders.add(order);
      }
      (order == null ? head : order).add(segment);
    }
    if (orders.isEmpty()) {
      orders.add(head);
    }
    return orders;
  }

  private static Optional<PatientReferral> read(List<Segment> order, Reading reading) {
    var pid = order.stream().filter(s -> s.name().equals("PID")).findFirst();
    if (pid.isEmpty()) {
      reading.issues().error(IssueCode.REQUIRED, "PID[1]", "the patient is missing");
      return Optional.empty();
    }
    var observations = Observations.of(order, reading);
    var patient = PatientHl7v2.readWhole(pid.get(), order, observations);
    var id = patient.map(Patient::id).orElse("unknown");
    var coverages = coverages(order, id, observations);
    var allergies = allergies(order, id, observations);
    // read even without a patient, so that a refusal names every reason
    var referral = ReferralReader.read(order, observations, id);
    var set =
        patient.flatMap(p -> referral.map(r -> new PatientReferral(p, coverages, allergies, r)));
    order.stream()
        .filter(s -> !READ.contains(s.name()) && !s.name().equals("NK1"))
        .forEach(
            s ->
                reading
                    .issues()
                    .warning(
                        IssueCode.NOT_SUPPORTED,
                        s.path(),
                        "has no place in the clinic model; it is kept as foreign content"));
    return set;
  }

  /** Every IN1 with the IN2 and IN3 behind it. */
  private static List<Coverage> coverages(
      List<Segment> order, String patientId, Observations observations) {
    var coverages = new ArrayList<Coverage>();
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).name().equals("IN1")) {
        var behind = order.subList(i + 1, order.size());
        var others = behind.stream().takeWhile(s -> s.name().matches("IN[23]")).toList();
        var in1 = order.get(i);
        CoverageHl7v2.read(in1, others, patientId, observations.reading())
            .map(c -> CoverageRowsHl7v2.read(c, in1.text(1), observations))
            .ifPresent(coverages::add);
      }
    }
    return coverages;
  }

  private static List<Allergy> allergies(
      List<Segment> order, String patientId, Observations observations) {
    return order.stream()
        .filter(s -> s.name().equals("AL1"))
        .flatMap(s -> AllergyHl7v2.read(s, patientId, observations).stream())
        .toList();
  }
}
