package org.luer.mappings.concept.allergy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCriticality;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceSeverity;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Notes;
import org.luer.mappings.fhir.Times;

/**
 * {@link Allergy} to and from AllergyIntolerance (US Core).
 *
 * <p>Mapped: identifier (our key, else the sender's first), clinicalStatus, verificationStatus,
 * category, code, type, criticality, onset (to the day), recordedDate, reaction (severity of the
 * first, manifestations of all; substance, description, onset and exposureRoute of the first),
 * note; criticality unable-to-assess says that the severity is unknown. Cannot carry: the
 * categories animal, plant, pollen (environment) and both miscellaneous ones (none).
 */
public final class AllergyFhir {
  private static final String CLINICAL =
      "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
  private static final String SID = "allergy";

  private AllergyFhir() {}

  /** Writes the allergy; our version replaces the receiver's copy of it. */
  public static Reference toFhir(
      Allergy allergy, Reference patient, BundleWriter out, ClinicianFhir people) {
    var written = new AllergyIntolerance();
    written.setMeta(out.clinical("us-core-allergyintolerance"));
    allergy.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.addIdentifier(Identifiers.of(out.sid(SID), allergy.id()));
    if (allergy.recordedBy() != null) {
      written.setRecorder(people.toFhir(allergy.recordedBy(), written));
    }
    if (allergy.status() != null) {
      written.setClinicalStatus(Codings.concept(CLINICAL, allergy.status().code(), null));
    }
    if (allergy.verification() != null) {
      written.setVerificationStatus(
          Codings.concept(VERIFICATION, allergy.verification().code(), null));
    }
    var category = allergy.category() == null ? null : category(allergy.category());
    if (category != null) {
      written.addCategory(category);
    }
    written.setCode(Codings.of(allergy.substance())).setPatient(patient);
    if (allergy.identifiedAt() != null) {
      written.setOnset(new DateTimeType(allergy.identifiedAt().value()));
    }
    if (allergy.recordedAt() != null) {
      written.setRecordedDateElement(Times.dateTime(allergy.recordedAt()));
    }
    if (allergy.mechanism() != null) {
      written.setType(
          AllergyIntolerance.AllergyIntoleranceType.fromCode(allergy.mechanism().code()));
    }
    reaction(allergy, written);
    return out.update(written, out.sid(SID), allergy.id());
  }

  private static void reaction(Allergy allergy, AllergyIntolerance written) {
    var severity = allergy.severity();
    var unknown = severity == Allergy.Severity.UNKNOWN;
    if (allergy.criticality() != null) {
      written.setCriticality(AllergyIntoleranceCriticality.fromCode(allergy.criticality().code()));
    } else if (unknown) {
      written.setCriticality(AllergyIntoleranceCriticality.UNABLETOASSESS);
    }
    var details = allergy.details();
    if (details != null) {
      details.notes().forEach(n -> written.addNote().setText(n));
    }
    var reacted = details != null && details.reacted();
    if ((severity == null || unknown) && allergy.reactions().isEmpty() && !reacted) {
      return;
    }
    var reaction = written.addReaction();
    if (details != null) {
      told(details, reaction);
    }
    allergy.reactions().forEach(r -> reaction.addManifestation(Codings.of(r)));
    if (allergy.reactions().isEmpty()) {
      reaction.addManifestation(Codings.unknown());
    }
    if (severity != null && !unknown) {
      reaction.setSeverity(AllergyIntoleranceSeverity.fromCode(severity.code()));
    }
  }

  private static void told(
      AllergyDetails details, AllergyIntolerance.AllergyIntoleranceReactionComponent reaction) {
    if (details.cause() != null) {
      reaction.setSubstance(Codings.of(details.cause()));
    }
    reaction.setDescription(details.course());
    if (details.startedAt() != null) {
      reaction.setOnsetElement(Times.dateTime(details.startedAt()));
    }
    if (details.route() != null) {
      reaction.setExposureRoute(Codings.of(details.route()));
    }
  }

  private static @Nullable AllergyDetails details(
      AllergyIntolerance written, String path, BundleReader in) {
    var reaction =
        written.hasReaction()
            ? written.getReactionFirstRep()
            : new AllergyIntolerance.AllergyIntoleranceReactionComponent();
    return new AllergyDetails(
            Notes.texts(written.getNote()),
            Codings.read(reaction.getSubstance()).orElse(null),
            reaction.getDescription(),
            Times.partial(
                    reaction.hasOnset() ? reaction.getOnsetElement() : null,
                    path + ".reaction[0].onset",
                    in.issues())
                .orElse(null),
            Codings.read(reaction.getExposureRoute()).orElse(null))
        .orNull();
  }

  private static @Nullable AllergyIntoleranceCategory category(Allergy.Category category) {
    return AllergyCodes.category(category).map(AllergyIntoleranceCategory::fromCode).orElse(null);
  }

  /** Reads an allergy; empty and an issue without a code. */
  public static Optional<Allergy> fromFhir(
      AllergyIntolerance written, String patientId, BundleReader in) {
    var path = in.path(written);
    var substance = Codings.read(written.getCode());
    if (substance.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".code", "is missing");
      return Optional.empty();
    }
    var status = Codings.codeIn(written.getClinicalStatus(), CLINICAL).orElse(null);
    var sure = Codings.codeIn(written.getVerificationStatus(), VERIFICATION).orElse(null);
    try {
      return Optional.of(
          new Allergy(
              Identifiers.key(written.getIdentifier(), SID, "allergy", in, path),
              patientId,
              substance.get(),
              category(written),
              severity(written),
              reactions(written),
              identifiedAt(written),
              Enums.read(Allergy.Status.values(), Allergy.Status::code, status).orElse(null),
              Enums.read(Allergy.Verification.values(), Allergy.Verification::code, sure)
                  .orElse(null),
              Times.partial(
                      written.hasRecordedDate() ? written.getRecordedDateElement() : null,
                      path + ".recordedDate",
                      in.issues())
                  .orElse(null),
              Enums.read(
                      Allergy.Criticality.values(),
                      Allergy.Criticality::code,
                      written.hasCriticality() ? written.getCriticality().toCode() : null)
                  .orElse(null),
              Enums.read(
                      Allergy.Mechanism.values(),
                      Allergy.Mechanism::code,
                      written.hasType() ? written.getType().toCode() : null)
                  .orElse(null),
              Identifiers.others(written.getIdentifier(), in.sid(SID), in.dialect()).toList(),
              written.hasRecorder()
                  ? new ClinicianReader(in).read(written.getRecorder(), written).orElse(null)
                  : null,
              List.of(),
              details(written, path, in)));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private static Allergy.@Nullable Category category(AllergyIntolerance written) {
    if (!written.hasCategory() || written.getCategory().get(0).getValue() == null) {
      return null;
    }
    return AllergyCodes.readCategory(written.getCategory().get(0).getValue().toCode()).orElse(null);
  }

  private static Allergy.@Nullable Severity severity(AllergyIntolerance written) {
    var severity = written.getReactionFirstRep().getSeverity();
    if (severity != null) {
      return Enums.read(Allergy.Severity.values(), Allergy.Severity::code, severity.toCode())
          .orElse(null);
    }
    return written.getCriticality() == AllergyIntoleranceCriticality.UNABLETOASSESS
        ? Allergy.Severity.UNKNOWN
        : null;
  }

  private static List<Coded> reactions(AllergyIntolerance written) {
    var reactions = new ArrayList<Coded>();
    for (var reaction : written.getReaction()) {
      for (var manifestation : reaction.getManifestation()) {
        if (!Codings.isUnknown(manifestation)) {
          Codings.read(manifestation).ifPresent(reactions::add);
        }
      }
    }
    return List.copyOf(reactions);
  }

  private static @Nullable PartialDate identifiedAt(AllergyIntolerance written) {
    return LooseTimes.day(written.hasOnsetDateTimeType() ? written.getOnsetDateTimeType() : null);
  }
}
