package org.luer.mappings.concept.procedure;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link Procedure} to and from R4 Procedure (US Core).
 *
 * <p>Mapped: identifier (our key, else the sender's first), status, category (HL7 table 0230),
 * code, encounter, performed (the period says the minutes), performer with function in words,
 * reasonCode. Cannot carry: modifiers (R4 has no place), minutes of a procedure that is known to
 * the day only.
 */
public final class ProcedureFhir {
  private static final String TYPE = Systems.V2 + "0230";
  private static final String SID = "procedure-history";
  private static final String VISIT = "registration";

  private ProcedureFhir() {}

  /** Writes the procedure; our version replaces the receiver's copy. */
  public static void toFhir(
      Procedure procedure,
      Reference patient,
      @Nullable String visit,
      Function<Clinician, Reference> people,
      BundleWriter out) {
    var written = new org.hl7.fhir.r4.model.Procedure();
    written.setMeta(out.clinical("us-core-procedure"));
    written.addIdentifier(Identifiers.of(out.sid(SID), procedure.id()));
    written.setStatus(status(procedure.status()));
    if (procedure.functionType() != null) {
      written.setCategory(Codings.concept(TYPE, procedure.functionType().table(), null));
    }
    written.setCode(Codings.of(procedure.code())).setSubject(patient);
    if (procedure.visitId() != null) {
      written.setEncounter(
          visit != null && visit.equals(procedure.visitId())
              ? BundleWriter.reference("Encounter", out.sid(VISIT), visit)
              : new Reference()
                  .setType("Encounter")
                  .setIdentifier(Identifiers.of(out.sid(VISIT), procedure.visitId())));
    }
    performed(procedure, written);
    for (var performer : procedure.performers()) {
      written
          .addPerformer()
          .setActor(people.apply(performer.clinician()))
          .setFunction(new CodeableConcept().setText(words(performer.function())));
    }
    if (procedure.reason() != null) {
      written.addReasonCode(Codings.of(procedure.reason()));
    }
    out.update(written, out.sid(SID), procedure.id());
  }

  private static ProcedureStatus status(Procedure.@Nullable Status status) {
    return status == null
        ? ProcedureStatus.COMPLETED
        : switch (status) {
          case COMPLETED -> ProcedureStatus.COMPLETED;
          case IN_PROGRESS -> ProcedureStatus.INPROGRESS;
          case NOT_DONE -> ProcedureStatus.NOTDONE;
          case ENTERED_IN_ERROR -> ProcedureStatus.ENTEREDINERROR;
        };
  }

  private static void performed(Procedure procedure, org.hl7.fhir.r4.model.Procedure written) {
    var when = procedure.performedAt();
    if (when == null) {
      written.setPerformed(Times.absent(new DateTimeType()));
      return;
    }
    var start = when.time();
    var minutes = procedure.minutes();
    written.setPerformed(
        start.isPresent() && minutes != null
            ? Times.period(start.get(), start.get().plusMinutes(minutes))
            : Times.dateTime(when));
  }

  private static String words(Procedure.Function function) {
    var name = function.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a procedure; empty and an issue without a code or with a status that the clinic does not
   * record.
   */
  public static Optional<Procedure> fromFhir(
      org.hl7.fhir.r4.model.Procedure written,
      String patientId,
      @Nullable String visit,
      Function<Reference, Optional<Clinician>> people,
      BundleReader in) {
    var path = in.path(written);
    var code = Codings.read(written.getCode());
    if (code.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".code", "is missing");
    }
    var status =
        Enums.read(
            Procedure.Status.values(),
            Procedure.Status::code,
            written.hasStatus() ? written.getStatus().toCode() : null);
    if (status.isEmpty()) {
      in.issues().error(IssueCode.NOT_USABLE, path + ".status", "is none that a history can have");
    }
    if (code.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    var type = Codings.codeIn(written.getCategory(), TYPE).orElse(null);
    try {
      return Optional.of(
          new Procedure(
              Identifiers.key(written.getIdentifier(), SID, "procedure", in, path),
              patientId,
              visitId(written, visit, in),
              code.get(),
              List.of(),
              Enums.read(Procedure.FunctionType.values(), Procedure.FunctionType::table, type)
                  .orElse(null),
              performedAt(written, path, in),
              minutes(written, path, in),
              performers(written, people),
              written.hasReasonCode()
                  ? Codings.read(written.getReasonCodeFirstRep()).orElse(null)
                  : null,
              status.get(),
              List.of()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private static @Nullable String visitId(
      org.hl7.fhir.r4.model.Procedure written, @Nullable String visit, BundleReader in) {
    if (in.resolve(written.getEncounter(), written, Encounter.class).isPresent()) {
      return visit;
    }
    return Identifiers.value(List.of(written.getEncounter().getIdentifier()), in.sid(VISIT))
        .orElse(null);
  }

  private static @Nullable PartialTime performedAt(
      org.hl7.fhir.r4.model.Procedure written, String path, BundleReader in) {
    var performed = written.getPerformed();
    return performed instanceof Period period
        ? Times.partial(
                period.hasStart() ? period.getStartElement() : null,
                path + ".performedPeriod.start",
                in.issues())
            .orElse(null)
        : Times.partial(performed, path + ".performedDateTime", in.issues()).orElse(null);
  }

  private static @Nullable Integer minutes(
      org.hl7.fhir.r4.model.Procedure written, String path, BundleReader in) {
    if (!(written.getPerformed() instanceof Period period)
        || !period.hasStart()
        || !period.hasEnd()
        || period.getEndElement().getValueAsString().length() <= 10
        || period.getStartElement().getValueAsString().length() <= 10) {
      return null;
    }
    var start = Times.read(period.getStartElement(), path + ".performedPeriod.start", in.issues());
    var end = Times.read(period.getEndElement(), path + ".performedPeriod.end", in.issues());
    return start.flatMap(s -> end.map(e -> between(s, e))).orElse(null);
  }

  private static Integer between(OffsetDateTime start, OffsetDateTime end) {
    return (int) Duration.between(start, end).toMinutes();
  }

  private static List<Performer> performers(
      org.hl7.fhir.r4.model.Procedure written, Function<Reference, Optional<Clinician>> people) {
    var performers = new ArrayList<Performer>();
    for (var performer : written.getPerformer()) {
      var text = performer.getFunction().getText();
      var function =
          Enums.read(Procedure.Function.values(), ProcedureFhir::words, text)
              .orElse(Procedure.Function.PRACTITIONER);
      people
          .apply(performer.getActor())
          .map(c -> new Performer(function, c))
          .ifPresent(performers::add);
    }
    return List.copyOf(performers);
  }
}
