package org.luer.mappings.concept.charge.hl7v2;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.ChargeReview;
import org.luer.mappings.concept.clinician.Roster;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * Reads the charges of one patient in one message: one per day of service; the counterpart of
 * {@link ChargeHl7v2}.
 *
 * <p>A message that does not number its charge gets a number that derives from the sender and the
 * transaction numbers, so that the same message is the same charge and a credit is a record of its
 * own. Findings of {@link ChargeReview} are warnings at the place where they stand.
 */
public final class ChargeReader {
  private static final Set<String> READ =
      Set.of(
          "MSH", "SFT", "UAC", "EVN", "PID", "PD1", "PV1", "PV2", "ORC", "OBR", "TQ1", "TQ2", "OBX",
          "FT1", "NTE", "PR1", "DG1", "GT1", "IN1", "IN2", "IN3");

  private final Segment msh;
  private final Segment pid;
  private final List<Segment> segments;
  private final Observations observations;
  private final Reading reading;
  private final Found own;
  private final ChargePeople people;

  /**
   * The charges of one patient.
   *
   * @param segments all of that patient
   * @param observations those before the lines
   */
  public ChargeReader(Segment msh, Segment pid, List<Segment> segments, Observations observations) {
    this.msh = msh;
    this.pid = pid;
    this.segments = segments;
    this.observations = observations;
    this.reading = observations.reading();
    this.own = observations.single(ChargeHl7v2.CODES);
    this.people = ChargePeople.read(observations);
  }

  /** The clinic's own numbers of the coverages, in order. */
  public List<String> coverageIds() {
    return own.texts("CHG-COV");
  }

  /** Whether IN1-14 of the first coverage is the authorization of the charge. */
  public boolean authorizes() {
    return Boolean.TRUE.equals(own.bool("CHG-AUTH-IN1"));
  }

  /**
   * The charges; what is wrong stands in the issues.
   *
   * @param firstPlan the plan of the first coverage
   * @param authorization the number in IN1-14, when there is one
   */
  public List<Charge> read(
      String patientId,
      List<String> coverageIds,
      @Nullable Coded firstPlan,
      @Nullable String authorization) {
    var diagnoses = DiagnosesHl7v2.read(named("DG1"), people, reading);
    var sessionId = session();
    var lines =
        new ChargeLineReader(
            msh,
            observations,
            diagnoses,
            people,
            ChargeLineHl7v2.session(sessionId, reading.dialect()));
    var byDay = new LinkedHashMap<PartialDate, List<ChargeLineReader.Read>>();
    for (var group : ChargeLineReader.groups(segments)) {
      lines
          .read(group)
          .ifPresent(r -> byDay.computeIfAbsent(r.day(), d -> new ArrayList<>()).add(r));
    }
    if (byDay.isEmpty() && !reading.issues().refuse()) {
      reading.issues().error(IssueCode.REQUIRED, "FT1[1]", "no charge and no credit is there");
    }
    foreign();
    var charges = new ArrayList<Charge>();
    byDay.forEach(
        (day, read) ->
            charge(
                    patientId,
                    sessionId,
                    day,
                    read,
                    diagnoses,
                    coverageIds,
                    firstPlan,
                    authorization)
                .ifPresent(charges::add));
    return charges;
  }

  private @Nullable String session() {
    if (own.has("CHG-ID")) {
      return own.text("CHG-SESSION");
    }
    var ours = reading.dialect().clinic().application();
    return named("FT1").stream()
        .flatMap(ft1 -> Numbers.readEi(ft1.field(23), ChargeLineReader.FILLER).stream())
        .filter(number -> number.authority().equals(ours))
        .map(number -> number.value())
        .findFirst()
        .orElse(null);
  }

  private Optional<Charge> charge(
      String patientId,
      @Nullable String sessionId,
      PartialDate day,
      List<ChargeLineReader.Read> read,
      DiagnosesHl7v2 diagnoses,
      List<String> coverageIds,
      @Nullable Coded firstPlan,
      @Nullable String authorization) {
    var status = status();
    if (status == null || reading.issues().refuse()) {
      return Optional.empty();
    }
    var voided = status == Charge.Status.ENTERED_IN_ERROR;
    var pv1 = named("PV1").stream().findFirst().orElse(null);
    var number = own.text("CHG-AUTH");
    try {
      var charge =
          new Charge(
              id(read),
              patientId,
              sessionId,
              status,
              day,
              VisitHl7v2.readWithService(pid, pv1, reading, new Roster(reading)),
              patientType(read),
              own.coded("CHG-POS"),
              pv1 == null ? null : people.find(pv1.field(7)),
              pv1 == null ? null : people.find(pv1.field(8)),
              plan(read, firstPlan),
              own.has("CHG-ID") ? number : authorization,
              coverageIds,
              diagnoses.all(),
              read.stream().map(r -> voided ? charged(r.line()) : r.line()).toList(),
              recorded());
      review(charge, read);
      return Optional.of(charge);
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> reading.issues().error(i.code(), place(i, read), i.text()));
      return Optional.empty();
    }
  }

  /** A void charge is told by credits; the record keeps what was charged. */
  private static ChargeLine charged(ChargeLine line) {
    return line.credit() ? line.reversed() : line;
  }

  private Charge.@Nullable Status status() {
    var code = own.code("CHG-STATUS");
    return code == null
        ? Charge.Status.BILLABLE
        : reading.member(Charge.Status.values(), Charge.Status::code, code, own.path("CHG-STATUS"));
  }

  private String id(List<ChargeLineReader.Read> read) {
    var id = own.text("CHG-ID");
    if (id != null) {
      return id;
    }
    var key = new ArrayList<String>(List.of("charge", reading.dialect().partner()));
    read.forEach(r -> key.add(r.line().key()));
    return Ids.uuid(key.toArray(String[]::new)).toString();
  }

  /** The plan that the lines name, when it is not that of the first coverage. */
  private @Nullable Coded plan(List<ChargeLineReader.Read> read, @Nullable Coded firstPlan) {
    var named =
        read.stream()
            .map(ChargeLineReader.Read::segment)
            .filter(ft1 -> ft1.has(14))
            .map(ft1 -> Cwe.read(ft1.field(14), reading.dialect()))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (named == null || named.code() == null) {
      return null;
    }
    return firstPlan != null && named.code().equals(firstPlan.code())
        ? null
        : new Coded(named.system(), named.code(), named.text(), List.of());
  }

  private @Nullable String patientType(List<ChargeLineReader.Read> read) {
    return read.stream()
        .map(ChargeLineReader.Read::segment)
        .filter(ft1 -> ft1.has(18))
        .map(ft1 -> ft1.text(18))
        .findFirst()
        .orElse(null);
  }

  private @Nullable OffsetDateTime recorded() {
    if (own.has("CHG-ID")) {
      return own.time("CHG-RECORDED");
    }
    var evn = named("EVN").stream().findFirst();
    return evn.isPresent() && evn.get().text(2).length() >= 12
        ? reading.times().instant(evn.get(), 2)
        : null;
  }

  private void review(Charge charge, List<ChargeLineReader.Read> read) {
    for (var issue : ChargeReview.of(charge, null)) {
      reading.issues().warning(issue.code(), place(issue, read), issue.text());
    }
  }

  /** The segment of the line that a finding is about; findings about all stand at the first. */
  private static String place(Issue issue, List<ChargeLineReader.Read> read) {
    var step = issue.path().split("/", -1);
    var line = step.length > 2 && step[1].equals("lines") ? Integer.parseInt(step[2]) : 0;
    return read.get(line).segment().path();
  }

  private List<Segment> named(String name) {
    return segments.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** Names what nobody reads: it is kept as foreign content, never lost silently. */
  private void foreign() {
    for (var obx : observations.unread()) {
      homeless(obx.segment());
    }
    var procedure = false;
    for (var segment : segments) {
      procedure = !segment.name().equals("FT1") && procedure;
      if (!READ.contains(segment.name()) || (segment.name().equals("PR1") && procedure)) {
        homeless(segment);
      }
      procedure |= segment.name().equals("PR1");
    }
  }

  private void homeless(Segment segment) {
    reading
        .issues()
        .warning(
            IssueCode.NOT_SUPPORTED,
            segment.path(),
            "has no place in the clinic model; it is kept as foreign content");
  }
}
