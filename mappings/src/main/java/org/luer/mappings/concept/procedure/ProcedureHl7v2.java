package org.luer.mappings.concept.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Procedure} to and from PR1 (HL7 v2.5.1 ch. 6.5.4).
 *
 * <p>Mapped: PR1-3 (PR1-4 is its text when it has none), 5 to 8, 11, 12, 15, 16, 19, 20 (D =
 * entered in error). One that was not done is not written. Cannot carry: PR1-19 and 20 before
 * version 2.5, PR1-8, 11 and 12 in version 2.8.
 */
public final class ProcedureHl7v2 {
  private static final Map<Integer, Procedure.Function> PERFORMERS =
      Map.of(
          8, Procedure.Function.ANESTHESIOLOGIST,
          11, Procedure.Function.SURGEON,
          12, Procedure.Function.PRACTITIONER);

  private ProcedureHl7v2() {}

  /** PR1 of every procedure that was done. */
  public static List<OutSegment> write(List<Procedure> procedures, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    for (var procedure : procedures) {
      if (procedure.status() != Procedure.Status.NOT_DONE) {
        segments.add(pr1(procedure, segments.size() + 1, dialect));
      }
    }
    return segments;
  }

  private static OutSegment pr1(Procedure procedure, int number, Dialect dialect) {
    var type = procedure.functionType();
    var pr1 =
        new OutSegment("PR1")
            .set(1, String.valueOf(number))
            .set(3, Cwe.write(procedure.code(), dialect))
            .set(5, Hl7Timestamp.write(procedure.performedAt()))
            .set(6, type == null ? "" : type.table())
            .set(7, procedure.minutes() == null ? "" : String.valueOf(procedure.minutes()))
            .set(15, Cwe.write(procedure.reason(), dialect))
            .set(16, repetitions(procedure.modifiers(), dialect))
            .set(19, Numbers.ei(procedure.id(), dialect.clinic().application()))
            .set(20, procedure.status() == Procedure.Status.ENTERED_IN_ERROR ? "D" : "");
    for (var field : List.of(8, 11, 12)) {
      pr1.set(
          field,
          Wire.repetitions(
              procedure.performers().stream()
                  .filter(p -> p.function() == PERFORMERS.get(field))
                  .map(p -> ClinicianHl7v2.provider(p.clinician(), dialect))
                  .toList()));
    }
    return pr1;
  }

  private static String repetitions(List<Coded> codes, Dialect dialect) {
    return Wire.repetitions(codes.stream().map(c -> Cwe.write(c, dialect)).toList());
  }

  /** The procedure of a PR1; empty and an issue without a code. */
  public static Optional<Procedure> read(
      Segment pr1, String patientId, @Nullable String visitId, Reading reading) {
    var dialect = reading.dialect();
    var code = code(pr1, dialect);
    if (code == null) {
      reading
          .issues()
          .warning(IssueCode.REQUIRED, pr1.path(3), "names no procedure: the segment is not read");
      return Optional.empty();
    }
    var when = reading.times().partial(pr1, 5);
    var voided = pr1.text(20).equals("D");
    try {
      return Optional.of(
          new Procedure(
              id(pr1, code, patientId, dialect),
              patientId,
              visitId,
              code,
              pr1.repetitions(16).stream()
                  .map(p -> Cwe.read(p, dialect))
                  .filter(Objects::nonNull)
                  .toList(),
              type(pr1, reading),
              when,
              minutes(pr1, reading),
              performers(pr1, reading.dialect()),
              Cwe.read(pr1.repetitions(15), dialect),
              voided ? Procedure.Status.ENTERED_IN_ERROR : Procedure.Status.COMPLETED,
              List.of()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> reading.issues().error(i.code(), pr1.path(), i.text()));
      return Optional.empty();
    }
  }

  private static @Nullable Coded code(Segment pr1, Dialect dialect) {
    var read = Cwe.read(pr1.repetitions(3), dialect);
    var words = pr1.field(4).optional(1);
    if (read == null) {
      return words == null ? null : Coded.text(words);
    }
    return new Coded(
        read.system(), read.code(), read.text() == null ? words : read.text(), read.also());
  }

  private static String id(Segment pr1, Coded code, String patientId, Dialect dialect) {
    var own = pr1.field(19);
    if (own.present() && own.component(2).equals(dialect.clinic().application())) {
      return own.component(1);
    }
    var what = code.code() == null ? String.valueOf(code.text()) : code.code();
    var key = own.present() ? own.whole() : what + "|" + pr1.text(5);
    return Ids.uuid("procedure", dialect.partner(), patientId, key).toString();
  }

  private static Procedure.@Nullable FunctionType type(Segment pr1, Reading reading) {
    for (var type : Procedure.FunctionType.values()) {
      if (type.table().equals(pr1.text(6))) {
        return type;
      }
    }
    if (pr1.has(6)) {
      reading
          .issues()
          .warning(
              IssueCode.CODE_UNKNOWN,
              pr1.path(6),
              "is no code of HL7 table 0230; it is kept as foreign content");
    }
    return null;
  }

  private static @Nullable Integer minutes(Segment pr1, Reading reading) {
    var text = pr1.text(7);
    if (text.matches("\\d{1,6}")) {
      return Integer.valueOf(text);
    }
    if (!text.isEmpty()) {
      reading.issues().warning(IssueCode.VALUE, pr1.path(7), "is no number of minutes: not read");
    }
    return null;
  }

  private static List<Performer> performers(Segment pr1, Dialect dialect) {
    var performers = new ArrayList<Performer>();
    for (var field : List.of(8, 11, 12)) {
      for (var xcn : pr1.repetitions(field)) {
        ClinicianHl7v2.read(xcn, dialect)
            .map(c -> new Performer(Objects.requireNonNull(PERFORMERS.get(field)), c))
            .ifPresent(performers::add);
      }
    }
    return List.copyOf(performers);
  }
}
