package org.luer.mappings.concept.condition;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.visit.OutsideVisitFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Notes;
import org.luer.mappings.fhir.Times;

/**
 * {@link Condition} to and from R4 Condition (US Core problems and encounter diagnoses).
 *
 * <p>Mapped: identifier (our key, else the sender's first), clinicalStatus, verificationStatus,
 * category (by whether there is a visit), code, encounter, onset, abatement, recordedDate,
 * asserter; stage and rank stand in Encounter.diagnosis. A diagnosis for a visit that does not
 * travel keeps its visit as logical reference; severity, bodySite, note, further identifiers and
 * categories, condition-assertedDate. Ignored when read: stage, evidence.
 */
public final class ConditionFhir {
  private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
  private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";
  private static final String STAGE = Systems.V2 + "0052";
  private static final String ASSERTED =
      "http://hl7.org/fhir/StructureDefinition/condition-assertedDate";
  private static final String SID = "condition";

  /** Our identifier system of registrations. */
  public static final String VISIT = "registration";

  private ConditionFhir() {}

  /**
   * Writes the condition and names it in its visit.
   *
   * @param encounter the visit that travels with it
   * @param visit its registration id
   */
  public static void toFhir(
      Condition condition,
      Reference patient,
      @Nullable Encounter encounter,
      @Nullable String visit,
      ClinicianFhir people,
      BundleWriter out) {
    var written = new org.hl7.fhir.r4.model.Condition();
    var listed = condition.categories().stream().anyMatch(ConditionFhir::listed);
    var diagnosis = condition.visitId() != null || (condition.outside() != null && !listed);
    written.setMeta(
        out.clinical(
            diagnosis
                ? "us-core-condition-encounter-diagnosis"
                : "us-core-condition-problems-health-concerns"));
    written.addIdentifier(Identifiers.of(out.sid(SID), condition.id()));
    condition.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    if (diagnosis) {
      written.addCategory(Codings.concept(CATEGORY, "encounter-diagnosis", "Encounter Diagnosis"));
    } else if (condition.outside() == null
        && condition.categories().stream().noneMatch(ConditionFhir::concern)) {
      written.addCategory(Codings.concept(CATEGORY, "problem-list-item", "Problem List Item"));
    }
    condition.categories().forEach(c -> written.addCategory(Codings.of(c)));
    if (condition.status() != null) {
      written.setClinicalStatus(Codings.concept(CLINICAL, condition.status().code(), null));
    }
    if (condition.verification() != null) {
      written.setVerificationStatus(
          Codings.concept(VERIFICATION, condition.verification().code(), null));
    }
    if (condition.severity() != null) {
      written.setSeverity(Codings.of(condition.severity()));
    }
    written.setCode(Codings.of(condition.code())).setSubject(patient);
    condition.bodySites().forEach(s -> written.addBodySite(Codings.of(s)));
    condition.notes().forEach(n -> written.addNote().setText(n));
    times(condition, written);
    if (condition.diagnosedBy() != null) {
      written.setAsserter(people.known(condition.diagnosedBy()));
    }
    if (condition.recordedBy() != null) {
      written.setRecorder(people.known(condition.recordedBy()));
    }
    if (condition.outside() != null) {
      written.setEncounter(OutsideVisitFhir.toFhir(condition.outside(), patient, out, people));
    }
    var here = encounter != null && visit != null && visit.equals(condition.visitId());
    if (here && visit != null) {
      written.setEncounter(BundleWriter.reference("Encounter", out.sid(VISIT), visit));
    } else if (condition.visitId() != null) {
      written.setEncounter(
          new Reference()
              .setType("Encounter")
              .setIdentifier(Identifiers.of(out.sid(VISIT), condition.visitId())));
    }
    var reference = out.update(written, out.sid(SID), condition.id());
    if (here && encounter != null) {
      diagnosis(condition, encounter, reference);
    }
  }

  private static void times(Condition condition, org.hl7.fhir.r4.model.Condition written) {
    if (condition.onset() != null) {
      written.setOnset(Times.dateTime(condition.onset()));
    }
    if (condition.abatement() != null) {
      written.setAbatement(Times.dateTime(condition.abatement()));
    }
    if (condition.recordedAt() != null) {
      written.setRecordedDateElement(Times.dateTime(condition.recordedAt()));
    } else if (condition.recordedOn() != null) {
      written.setRecordedDateElement(Times.dateTime(PartialTime.of(condition.recordedOn())));
    }
    if (condition.assertedOn() != null) {
      written.addExtension(ASSERTED, Times.dateTime(condition.assertedOn()));
    }
  }

  private static void diagnosis(Condition condition, Encounter encounter, Reference reference) {
    var diagnosis = encounter.addDiagnosis().setCondition(reference);
    if (condition.stage() != null) {
      diagnosis.setUse(Codings.concept(STAGE, condition.stage().table(), null));
    }
    if (condition.rank() != null) {
      diagnosis.setRank(condition.rank());
    }
  }

  /**
   * Reads a condition; empty and an issue without a code.
   *
   * @param encounter the visit in the Bundle, with its id
   */
  public static Optional<Condition> fromFhir(
      org.hl7.fhir.r4.model.Condition written,
      String patientId,
      @Nullable Encounter encounter,
      @Nullable String visit,
      BiFunction<Reference, DomainResource, Optional<Clinician>> people,
      BundleReader in) {
    var path = in.path(written);
    var code = Codings.read(written.getCode());
    if (code.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".code", "is missing");
      return Optional.empty();
    }
    var entry = entry(written, encounter, in);
    var visitId = visitId(written, entry, encounter, visit, in);
    var outside =
        visitId == null
            ? OutsideVisitFhir.fromFhir(written.getEncounter(), written, people, in).orElse(null)
            : null;
    var status = Codings.codeIn(written.getClinicalStatus(), CLINICAL).orElse(null);
    var recorded =
        Times.partial(
            written.hasRecordedDate() ? written.getRecordedDateElement() : null,
            path + ".recordedDate",
            in.issues());
    var asserted = Extensions.first(written.getExtension(), ASSERTED).orElse(null);
    var sure = Codings.codeIn(written.getVerificationStatus(), VERIFICATION).orElse(null);
    try {
      return Optional.of(
          new Condition(
              key(written, in),
              patientId,
              visitId,
              code.get(),
              entry.map(ConditionFhir::stage).orElse(null),
              entry.filter(e -> e.hasRank()).map(e -> e.getRank()).orElse(null),
              Times.partial(written.getOnset(), path + ".onset", in.issues()).orElse(null),
              Times.partial(written.getAbatement(), path + ".abatement", in.issues()).orElse(null),
              Enums.read(Condition.Status.values(), Condition.Status::code, status).orElse(null),
              Enums.read(Condition.Verification.values(), Condition.Verification::code, sure)
                  .orElse(null),
              written.hasAsserter()
                  ? people.apply(written.getAsserter(), written).orElse(null)
                  : null,
              recorded.flatMap(PartialTime::time).orElse(null),
              recorded.filter(r -> r.time().isEmpty()).map(PartialTime::date).orElse(null),
              Times.partial(
                      asserted == null ? null : asserted.getValue(),
                      path + ".extension",
                      in.issues())
                  .orElse(null),
              further(written, in),
              written.getCategory().stream()
                  .filter(
                      c ->
                          !derived(c)
                              || (outside != null && c.hasCoding(CATEGORY, "problem-list-item")))
                  .flatMap(c -> Codings.read(c).stream())
                  .toList(),
              Codings.read(written.getSeverity()).orElse(null),
              written.getBodySite().stream().flatMap(s -> Codings.read(s).stream()).toList(),
              Notes.texts(written.getNote()),
              List.of(),
              written.hasRecorder()
                  ? people.apply(written.getRecorder(), written).orElse(null)
                  : null,
              outside));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  /** The key that a condition has here. */
  public static String key(org.hl7.fhir.r4.model.Condition written, BundleReader in) {
    return Identifiers.key(written.getIdentifier(), SID, "condition", in, in.path(written));
  }

  /** The place in a Bundle of the condition with this key. */
  public static Reference place(String key, BundleWriter out) {
    return BundleWriter.reference("Condition", out.sid(SID), key);
  }

  private static List<Identifier> further(
      org.hl7.fhir.r4.model.Condition written, BundleReader in) {
    return Identifiers.others(written.getIdentifier(), in.sid(SID), in.dialect()).toList();
  }

  /** A category that follows from whether there is a visit. */
  private static boolean derived(CodeableConcept category) {
    return category.hasCoding(CATEGORY, "problem-list-item")
        || category.hasCoding(CATEGORY, "encounter-diagnosis");
  }

  private static boolean listed(Coded category) {
    return concern(category) || "problem-list-item".equals(category.code());
  }

  /** A health concern need not be on the problem list (US Core). */
  private static boolean concern(Coded category) {
    return "health-concern".equals(category.code());
  }

  private static Optional<Encounter.DiagnosisComponent> entry(
      org.hl7.fhir.r4.model.Condition written, @Nullable Encounter encounter, BundleReader in) {
    return encounter == null
        ? Optional.empty()
        : encounter.getDiagnosis().stream()
            .filter(
                d ->
                    in.resolve(d.getCondition(), encounter, org.hl7.fhir.r4.model.Condition.class)
                            .orElse(null)
                        == written)
            .findFirst();
  }

  private static @Nullable String visitId(
      org.hl7.fhir.r4.model.Condition written,
      Optional<Encounter.DiagnosisComponent> entry,
      @Nullable Encounter encounter,
      @Nullable String visit,
      BundleReader in) {
    var beside = in.resolve(written.getEncounter(), written, Encounter.class);
    if (entry.isPresent() || beside.filter(e -> e == encounter).isPresent()) {
      return visit;
    }
    return Identifiers.value(List.of(written.getEncounter().getIdentifier()), in.sid(VISIT))
        .orElse(null);
  }

  private static Condition.@Nullable Stage stage(Encounter.DiagnosisComponent entry) {
    var code = Codings.codeIn(entry.getUse(), STAGE).orElse(null);
    return Enums.read(Condition.Stage.values(), Condition.Stage::table, code).orElse(null);
  }
}
