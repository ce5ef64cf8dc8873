package org.luer.mappings.concept.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.visit.OutsideVisitHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;

/**
 * {@link Condition} to and from DG1 (HL7 v2.5.1 ch. 6.5.2).
 *
 * <p>Mapped: DG1-3 (DG1-4 is its text when it has none), 5, 6, 15, 16, 19, 20, 21 (D = entered in
 * error). An ICD-10-CM code without its dot gets it. DG1-6 is needed: without a stage a confirmed
 * diagnosis is written as final, any other as working. What DG1 has no place for is a group of
 * observations with the number of the DG1 in OBX-4, where the message has any ({@link #beside}).
 * Cannot carry: DG1-20 and 21 before version 2.5.
 */
public final class ConditionHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(ConditionHl7v2.class, "condition-hl7v2.csv");
  private static final String LISTED = "99KIC";
  private static final String LIST = "COND-LIST";

  private ConditionHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Whether a diagnosis is written: a refuted one is none. */
  public static boolean told(Condition condition) {
    return condition.verification() != Condition.Verification.REFUTED;
  }

  /**
   * Writes what DG1 has no place for.
   *
   * @param number DG1-1 of the condition
   */
  public static void beside(Condition condition, Panel panel, String number, Dialect dialect) {
    var rows = panel.group(CODES, number, dialect);
    var status = condition.status();
    rows.code(
        "COND-STATUS",
        status == null || status == Condition.Status.ACTIVE ? null : status.code(),
        LISTED);
    // before 2.5 no DG1-21 says that a diagnosis is taken back
    var said = condition.isVoid() && !Version.of(dialect.version()).before(Version.V251);
    var sure = said ? null : condition.verification();
    rows.code("COND-SURE", sure == null ? null : sure.code(), LISTED);
    rows.code(
        "COND-STAGE",
        sure == null || condition.stage() == null ? null : condition.stage().table(),
        "HL70052");
    rows.codeds("COND-CAT", condition.categories());
    rows.coded("COND-SEV", condition.severity());
    rows.codeds("COND-SITE", condition.bodySites());
    rows.partial("COND-END", condition.abatement());
    rows.partial(
        "COND-RECORDED",
        condition.recordedAt() != null
            ? PartialTime.of(condition.recordedAt())
            : condition.recordedOn() == null ? null : PartialTime.of(condition.recordedOn()));
    ClinicianRowsHl7v2.write(rows, "COND-BY", condition.recordedBy());
    rows.raws("COND-NO", condition.identifiers().stream().map(Numbers::cx).toList());
    rows.texts("COND-NOTE", condition.notes());
    OutsideVisitHl7v2.write(condition.outside(), panel, number, dialect);
  }

  /**
   * Writes of a problem that it is none of the visit that the message is about.
   *
   * @param number DG1-1 of the condition
   */
  public static void listed(Condition condition, Panel panel, String number, Dialect dialect) {
    if (condition.visitId() == null) {
      panel
          .group(CODES, number, dialect)
          .code(
              LIST,
              "problem-list-item",
              "http://terminology.hl7.org/CodeSystem/condition-category");
    }
  }

  /** DG1 of every diagnosis; a refuted one is none. */
  public static List<OutSegment> write(List<Condition> conditions, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    for (var condition : conditions) {
      if (told(condition)) {
        segments.add(dg1(condition, segments.size() + 1, dialect));
      }
    }
    return segments;
  }

  private static OutSegment dg1(Condition condition, int number, Dialect dialect) {
    var by = condition.diagnosedBy();
    return new OutSegment("DG1")
        .set(1, String.valueOf(number))
        .set(3, Cwe.write(condition.code(), dialect))
        .set(5, Hl7Timestamp.write(condition.onset()))
        .set(6, stage(condition))
        .set(15, condition.rank() == null ? "" : String.valueOf(condition.rank()))
        .set(16, by == null ? "" : ClinicianHl7v2.provider(by, dialect))
        .set(19, Hl7Timestamp.write(condition.assertedOn()))
        .set(20, Numbers.ei(condition.id(), dialect.clinic().application()))
        .set(21, condition.isVoid() ? "D" : "");
  }

  private static String stage(Condition condition) {
    if (condition.stage() != null) {
      return condition.stage().table();
    }
    return condition.verification() == Condition.Verification.CONFIRMED ? "F" : "W";
  }

  /**
   * The diagnosis of a DG1; empty and an issue without one.
   *
   * @param about the registration that the message is about
   */
  public static Optional<Condition> read(
      Segment dg1, String patientId, @Nullable String about, Observations observations) {
    var reading = observations.reading();
    var number = dg1.text(1);
    var beside =
        observations.groups(CODES).stream()
            .filter(g -> g.any().group().equals(number))
            .findFirst()
            .orElse(null);
    var visitId = beside != null && beside.has(LIST) ? null : about;
    var outside =
        visitId == null ? OutsideVisitHl7v2.read(observations, number).orElse(null) : null;
    var code = code(dg1, reading.dialect());
    if (code == null) {
      reading
          .issues()
          .warning(IssueCode.REQUIRED, dg1.path(3), "names no diagnosis: the segment is not read");
      return Optional.empty();
    }
    var when = reading.times().partial(dg1, 5);
    var voided =
        dg1.text(21).equals("D") || sure(beside) == Condition.Verification.ENTERED_IN_ERROR;
    try {
      return Optional.of(
          new Condition(
              id(dg1, code, patientId, visitId, reading.dialect()),
              patientId,
              visitId,
              code,
              staged(dg1, beside, reading),
              rank(dg1, reading),
              when,
              beside == null ? null : beside.partial("COND-END"),
              voided ? null : status(beside),
              voided ? Condition.Verification.ENTERED_IN_ERROR : sure(beside),
              dg1.repetitions(16).stream()
                  .flatMap(p -> ClinicianHl7v2.read(p, reading.dialect()).stream())
                  .findFirst()
                  .orElse(null),
              recorded(beside).flatMap(PartialTime::time).orElse(null),
              recorded(beside).filter(r -> r.time().isEmpty()).map(PartialTime::date).orElse(null),
              reading.times().partial(dg1, 19),
              beside == null
                  ? List.of()
                  : beside.all("COND-NO").stream()
                      .flatMap(n -> Numbers.readCx(n.value(), reading.dialect()).stream())
                      .toList(),
              beside == null ? List.of() : beside.codeds("COND-CAT"),
              beside == null ? null : beside.coded("COND-SEV"),
              beside == null ? List.of() : beside.codeds("COND-SITE"),
              beside == null ? List.of() : beside.texts("COND-NOTE"),
              List.of(),
              beside == null ? null : ClinicianRowsHl7v2.read(beside, "COND-BY").orElse(null),
              outside));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> reading.issues().error(i.code(), dg1.path(), i.text()));
      return Optional.empty();
    }
  }

  private static @Nullable Coded code(Segment dg1, Dialect dialect) {
    var read = Cwe.read(dg1.repetitions(3), dialect);
    var words = dg1.field(4).optional(1);
    if (read == null) {
      return words == null ? null : Coded.text(words);
    }
    var code = read.code();
    var dotted =
        Systems.ICD_10_CM.equals(read.system()) && code != null && code.matches("[A-Z]\\w{3,6}")
            ? code.substring(0, 3) + "." + code.substring(3)
            : code;
    return new Coded(read.system(), dotted, read.text() == null ? words : read.text(), read.also());
  }

  private static String id(
      Segment dg1, Coded code, String patientId, @Nullable String visitId, Dialect dialect) {
    var own = dg1.field(20);
    if (own.present() && own.component(2).equals(dialect.clinic().application())) {
      return own.component(1);
    }
    var what = code.code() == null ? String.valueOf(code.text()) : code.code();
    var key = own.present() ? own.whole() : what + "|" + dg1.text(6);
    return Ids.uuid("condition", dialect.partner(), patientId, String.valueOf(visitId), key)
        .toString();
  }

  /** A stage that only fills DG1-6, because the verification is said beside it, is none. */
  private static Condition.@Nullable Stage staged(
      Segment dg1, @Nullable Found beside, Reading reading) {
    return beside != null && beside.has("COND-SURE") && !beside.has("COND-STAGE")
        ? null
        : stage(dg1, reading);
  }

  private static Condition.@Nullable Status status(@Nullable Found beside) {
    return beside == null
        ? null
        : member(beside, "COND-STATUS", Condition.Status.values(), Condition.Status::code);
  }

  private static Condition.@Nullable Verification sure(@Nullable Found beside) {
    return beside == null
        ? null
        : member(
            beside, "COND-SURE", Condition.Verification.values(), Condition.Verification::code);
  }

  private static <T> @Nullable T member(
      Found found, String code, T[] members, Function<T, String> name) {
    var written = found.code(code);
    return written == null
        ? null
        : found.reading().member(members, name, written, found.path(code));
  }

  private static Optional<PartialTime> recorded(@Nullable Found beside) {
    return Optional.ofNullable(beside == null ? null : beside.partial("COND-RECORDED"));
  }

  private static Condition.@Nullable Stage stage(Segment dg1, Reading reading) {
    for (var stage : Condition.Stage.values()) {
      if (stage.table().equals(dg1.text(6))) {
        return stage;
      }
    }
    if (dg1.has(6)) {
      reading
          .issues()
          .warning(
              IssueCode.CODE_UNKNOWN,
              dg1.path(6),
              "is no code of HL7 table 0052; it is kept as foreign content");
    }
    return null;
  }

  private static @Nullable Integer rank(Segment dg1, Reading reading) {
    var text = dg1.text(15);
    if (text.matches("[1-9]\\d{0,3}")) {
      return Integer.valueOf(text);
    }
    if (!text.isEmpty()) {
      reading.issues().warning(IssueCode.VALUE, dg1.path(15), "is no rank: not read");
    }
    return null;
  }
}
