package org.luer.mappings.concept.observation;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ProviderHl7v2;
import org.luer.mappings.concept.specimen.SpecimenHl7v2;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Moments;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Observation} to and from one order group of ORU^R01: ORC, OBR, NTE, OBX with NTE, SPM.
 *
 * <p>Mapped: ORC-2 to -5, -9, -12, -14; OBR-2 to -4, -7, -8, -13, -14, -15, -16, -17, -20, -22,
 * -24, -25, -31, -32; see {@link FindingHl7v2} and {@link SpecimenHl7v2}. OBR-20 carries the key of
 * our own record, marked by 99KIC in OBR-21; {@link ExaminationRequestHl7v2} has what is said of
 * the order. Ignored when read: ORC-15 to -20, the rest of OBR. Not carried: specialty of people,
 * telephone numbers of all but the orderer.
 */
public final class ObservationHl7v2 {
  private static final String MARK = "99KIC";
  private static final int ROOM = 20; // 22 characters of OBR-3 less two separators
  private final Observation observation;
  private final Dialect dialect;

  private ObservationHl7v2(Observation observation, Dialect dialect) {
    this.observation = observation;
    this.dialect = dialect;
  }

  /** ORC with what is known of the order. */
  public static OutSegment orc(Observation observation, Dialect dialect) {
    return new ObservationHl7v2(observation, dialect).orc();
  }

  /**
   * OBR and everything below it.
   *
   * @param withdrawn findings of the version that the receiver has and this one has not
   */
  public static List<OutSegment> write(
      Observation observation, List<Finding> withdrawn, Dialect dialect) {
    return new ObservationHl7v2(observation, dialect).report(withdrawn);
  }

  private OutSegment orc() {
    var orderer = observation.orderer();
    var orc = new OutSegment("ORC");
    ExaminationRequestHl7v2.entered(observation.request(), orc, dialect);
    return orc.set(1, "RE")
        .set(2, Numbers.ei(observation.placerNumber()))
        .set(3, filler(observation.id(), observation.fillerNumber(), dialect))
        .set(4, Numbers.ei(observation.groupNumber()))
        .set(5, Statuses.order(observation.status()))
        .set(9, ordered())
        .set(12, ProviderHl7v2.write(orderer, dialect))
        .set(14, telecoms(orderer));
  }

  private String ordered() {
    var request = observation.request();
    return request == null || request.orderedAt() == null || observation.issuedAt() == null
        ? Hl7Timestamp.write(observation.issuedAt())
        : Hl7Timestamp.write(request.orderedAt());
  }

  private String telecoms(@Nullable Clinician orderer) {
    var version = Version.of(dialect.version());
    return orderer == null
        ? ""
        : Wire.repetitions(
            orderer.telecoms().stream().limit(2).map(t -> Contacts.xtn(t, version)).toList());
  }

  /** The number of the report: the examiner's, else one of ours. */
  static String filler(String id, @Nullable Identifier number, Dialect dialect) {
    return number == null
        ? Numbers.ei(own(id, dialect), dialect.clinic().application())
        : Numbers.ei(number);
  }

  private static String own(String id, Dialect dialect) {
    return id.length() + dialect.clinic().application().length() <= ROOM
        ? id
        : Ids.uuid("results", id).toString().substring(24);
  }

  private List<OutSegment> report(List<Finding> withdrawn) {
    var segments = new ArrayList<OutSegment>();
    var behind = new ArrayList<OutSegment>(1);
    var obr = obr();
    segments.add(obr);
    ExaminationRequestHl7v2.write(observation.request(), obr, dialect);
    var timing = ExaminationRequestHl7v2.timing(observation.request(), dialect);
    if (timing != null) {
      segments.add(timing);
    }
    SpecimenHl7v2.write(observation.specimen(), obr, behind, dialect);
    FindingHl7v2.notes(observation.note(), segments);
    var span = observation.effectiveTo() != null;
    var findings = new FindingHl7v2(segments, span ? null : observation.effectiveFrom(), dialect);
    observation
        .findings()
        .forEach(
            f -> findings.write(observation.voided() ? f.as(Finding.Status.ENTERED_IN_ERROR) : f));
    withdrawn.forEach(f -> findings.write(f.as(Finding.Status.ENTERED_IN_ERROR)));
    observation.forms().forEach(findings::form);
    segments.addAll(behind);
    return segments;
  }

  private OutSegment obr() {
    var o = observation;
    return new OutSegment("OBR")
        .set(1, "1")
        .set(2, Numbers.ei(o.placerNumber()))
        .set(3, filler(o.id(), o.fillerNumber(), dialect))
        .set(4, Cwe.write(o.code(), dialect))
        .set(
            7,
            o.effectiveFrom() == null
                ? Hl7Timestamp.write(o.effectiveOn())
                : Hl7Timestamp.write(o.effectiveFrom()))
        .set(8, Hl7Timestamp.write(o.effectiveTo()))
        .set(13, Wire.text(o.clinicalInfo()))
        .set(16, ProviderHl7v2.write(o.orderer(), dialect))
        .set(17, telecoms(o.orderer()))
        .set(20, Wire.text(o.id()))
        .set(21, MARK)
        .set(22, Hl7Timestamp.write(o.issuedAt()))
        .set(24, Wire.text(o.section()))
        .set(25, Statuses.write(o.status()))
        .set(31, Wire.repetitions(o.reasons().stream().map(r -> Cwe.write(r, dialect)).toList()))
        .set(32, ClinicianHl7v2.ndl(o.interpreter(), dialect));
  }

  /** An OBX with the NTE below it. */
  public record Received(Segment obx, List<Segment> notes) {}

  /**
   * One order group as received.
   *
   * @param orc absent when the sender has none
   * @param obr the report
   * @param notes NTE below OBR
   * @param findings OBX with their NTE
   * @param spm the specimen
   * @param tq1 when it was to be done
   * @param sender whose numbers those without a namespace are
   */
  public record Group(
      @Nullable Segment orc,
      Segment obr,
      List<Segment> notes,
      List<Received> findings,
      @Nullable Segment spm,
      @Nullable Segment tq1,
      String sender) {}

  /** The observation of a group; empty and issues when it cannot be one. */
  public static Optional<Observation> read(
      Group group, String patientId, @Nullable Visit visit, Reading reading) {
    var obr = group.obr();
    var code = Cwe.read(obr.repetitions(4), reading.dialect());
    if (code == null) {
      reading.issues().error(IssueCode.REQUIRED, obr.path(4), "what was examined is missing");
    }
    var findings = FindingHl7v2.read(group.findings(), group.sender(), reading);
    var status = status(group, findings, reading);
    var day = date(obr, 7);
    var from = day == null ? Moments.time(obr, 7, reading) : null;
    var to = day == null ? end(obr, reading) : null;
    var issued = issued(group, reading);
    var specimen = SpecimenHl7v2.read(group.spm(), obr, group.sender(), reading);
    if (code == null || status == null) {
      return Optional.empty();
    }
    var placer = number(group, 2, "PLAC");
    var filler = number(group, 3, "FILL");
    var id = id(group, placer, filler, code, patientId, reading.dialect());
    var ours = filler != null && isOurs(filler, id, reading.dialect());
    var section = obr.text(24).strip();
    var known = DiagnosticSections.TABLE.find(section).isPresent();
    if (!section.isEmpty() && !known) {
      reading
          .issues()
          .warning(IssueCode.CODE_UNKNOWN, obr.path(24), "is no code of HL7 table 0074: not read");
    }
    var orc = group.orc();
    return Optional.of(
        new Observation(
            id,
            patientId,
            status,
            known ? section : null,
            code,
            placer,
            ours ? null : filler,
            orc == null ? null : EntityNumbers.read(orc.field(4), "PGN", group.sender()),
            orderer(group, reading.dialect()),
            from,
            to,
            day,
            issued,
            ClinicianHl7v2.readNdl(obr.field(32), reading.dialect()).orElse(null),
            obr.has(13) ? obr.field(13).whole() : null,
            reasons(obr, reading.dialect()),
            visit,
            specimen,
            findings,
            FindingHl7v2.readNotes(group.notes()),
            null,
            List.of(),
            List.of(),
            ExaminationRequestHl7v2.read(orc, obr, group.tq1(), group.sender(), reading),
            FindingHl7v2.forms(group.findings(), reading)));
  }

  private static org.luer.mappings.core.@Nullable PartialDate date(Segment obr, int field) {
    return Moments.date(obr.field(field));
  }

  private static @Nullable OffsetDateTime end(Segment obr, Reading reading) {
    return obr.has(7) ? Moments.time(obr, 8, reading) : null;
  }

  private static @Nullable OffsetDateTime issued(Group group, Reading reading) {
    var issued = Moments.time(group.obr(), 22, reading);
    return issued == null && group.orc() != null ? Moments.time(group.orc(), 9, reading) : issued;
  }

  private static @Nullable Identifier number(Group group, int field, String type) {
    var own = EntityNumbers.read(group.obr().field(field), type, group.sender());
    return own == null && group.orc() != null
        ? EntityNumbers.read(group.orc().field(field), type, group.sender())
        : own;
  }

  private static boolean isOurs(Identifier filler, String id, Dialect dialect) {
    return filler.authority().equals(dialect.clinic().application())
        && filler.value().equals(own(id, dialect));
  }

  /** Our own key where the message is ours; else one derived from the sender's numbers. */
  private static String id(
      Group group,
      @Nullable Identifier placer,
      @Nullable Identifier filler,
      Coded code,
      String patientId,
      Dialect dialect) {
    var key = group.obr().text(20);
    if (group.obr().text(21).equals(MARK) && Ids.valid(key)) {
      return key;
    }
    var partner = dialect.partner();
    var what = Objects.requireNonNullElse(code.code(), String.valueOf(code.text()));
    if (filler != null) {
      // several reports on one specimen often have one number
      return Ids.uuid("observation", partner, filler.authority(), filler.value(), what).toString();
    }
    return (placer != null
            ? Ids.uuid("observation", partner, placer.authority(), placer.value(), what)
            : Ids.uuid("observation", partner, patientId, what, group.obr().text(7)))
        .toString();
  }

  private static Observation.@Nullable Status status(
      Group group, List<Finding> findings, Reading reading) {
    var written = group.obr().text(25);
    var status = Statuses.report(written);
    var withdrawn =
        !findings.isEmpty()
            && findings.stream().allMatch(f -> f.status() == Finding.Status.ENTERED_IN_ERROR);
    if (withdrawn && (status == null || status == Observation.Status.CANCELLED)) {
      return Observation.Status.ENTERED_IN_ERROR;
    }
    if (status == null && written.isBlank()) {
      status = worst(findings);
      if (status != null) {
        reading
            .issues()
            .warning(
                IssueCode.REQUIRED, group.obr().path(25), "is missing; read from the findings");
      }
    }
    if (status == null) {
      reading
          .issues()
          .error(
              written.isBlank() ? IssueCode.REQUIRED : IssueCode.CODE_UNKNOWN,
              group.obr().path(25),
              "does not say how far the report is");
    }
    return status;
  }

  /** Any preliminary finding makes the report preliminary, any corrected one corrected. */
  private static Observation.@Nullable Status worst(List<Finding> findings) {
    var all = findings.stream().map(Finding::status).toList();
    if (all.isEmpty()) {
      return null;
    }
    if (all.contains(Finding.Status.PRELIMINARY) || all.contains(Finding.Status.REGISTERED)) {
      return Observation.Status.PRELIMINARY;
    }
    return all.contains(Finding.Status.CORRECTED) || all.contains(Finding.Status.AMENDED)
        ? Observation.Status.CORRECTED
        : Observation.Status.FINAL;
  }

  private static @Nullable Clinician orderer(Group group, Dialect dialect) {
    var orc = group.orc();
    var read = ProviderHl7v2.read(group.obr().repetitions(16), dialect);
    if (read == null && orc != null) {
      read = ProviderHl7v2.read(orc.repetitions(12), dialect);
    }
    if (read == null) {
      return null;
    }
    var numbers = new ArrayList<Telecom>();
    var from =
        group.obr().has(17) || orc == null ? group.obr().repetitions(17) : orc.repetitions(14);
    from.forEach(p -> Contacts.readXtn(p).ifPresent(numbers::add));
    return read.with().telecoms(numbers).build();
  }

  private static List<Coded> reasons(Segment obr, Dialect dialect) {
    var reasons = new ArrayList<Coded>();
    for (var part : obr.repetitions(31)) {
      var reason = Cwe.read(List.of(part), dialect);
      if (reason != null) {
        reasons.add(reason);
      }
    }
    return reasons;
  }
}
