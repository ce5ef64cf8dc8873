package org.luer.mappings.concept.registration;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Provenance;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.PlaceFhir;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitClasses;
import org.luer.mappings.concept.visit.VisitCodes;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * Reads a {@link Registration} from an Encounter and the Provenance of its event. Without the
 * Provenance the event follows from the status of the Encounter.
 */
public final class RegistrationReader {
  private final BundleReader in;
  private final @Nullable Encounter encounter;
  private final @Nullable Provenance provenance;

  /** The registration of an Encounter, a Provenance, or both. */
  public RegistrationReader(
      BundleReader in, @Nullable Encounter encounter, @Nullable Provenance provenance) {
    this.in = in;
    this.encounter = encounter;
    this.provenance = provenance;
  }

  /** The key of the registration; null when there is none. */
  public @Nullable String id() {
    if (provenance != null) {
      var what = provenance.getEntityFirstRep().getWhat().getIdentifier();
      var own = Identifiers.value(List.of(what), in.sid(RegistrationFhir.SID));
      if (own.isPresent()) {
        return own.get();
      }
    }
    if (encounter != null) {
      return Identifiers.key(
          encounter.getIdentifier(), RegistrationFhir.SID, "registration", in, in.path(encounter));
    }
    return provenance == null
        ? null
        : Ids.uuid("registration", in.dialect().partner(), in.fullUrl(in.path(provenance)))
            .toString();
  }

  /** The registration; empty when neither Encounter nor Provenance tell of one. */
  public Optional<Registration> read(
      String patientId,
      @Nullable Identifier account,
      @Nullable Clinician by,
      List<StaffMember> staff) {
    var id = id();
    var event = event();
    if (id == null || event == null) {
      return Optional.empty();
    }
    var types = encounter == null ? List.<CodeableConcept>of() : encounter.getType();
    try {
      return Optional.of(
          new Registration(
              id,
              patientId,
              event,
              time(provenance == null ? null : occurred(provenance), "occurredDateTime"),
              time(provenance == null ? null : recorded(provenance), "recorded"),
              provenance != null && provenance.hasReason()
                  ? Codings.read(provenance.getReasonFirstRep()).orElse(null)
                  : null,
              by,
              provenance == null
                  ? null
                  : RegistrationProvenance.facility(provenance.getLocation()).orElse(null),
              visit(account),
              staff,
              type(types, "0007"),
              concept(encounter == null ? null : encounter.getServiceType()),
              concept(encounter == null ? null : encounter.getHospitalization().getAdmitSource()),
              other(types),
              concept(
                  encounter == null
                      ? null
                      : encounter.getHospitalization().getDischargeDisposition()),
              number(false),
              encounter != null && encounter.hasReasonCode()
                  ? Codings.read(encounter.getReasonCodeFirstRep()).orElse(null)
                  : null,
              concept(
                  encounter == null
                      ? null
                      : encounter.getHospitalization().getSpecialCourtesyFirstRep()),
              encounter == null
                  ? List.of()
                  : encounter.getHospitalization().getSpecialArrangement().stream()
                      .flatMap(c -> Codings.read(c).stream())
                      .toList(),
              arrivedBy(),
              priorPlace(),
              stay(types),
              List.of()));
    } catch (InvalidRecordException invalid) {
      var path = encounter == null ? "Bundle" : in.path(encounter);
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private @Nullable Stay stay(List<CodeableConcept> types) {
    if (encounter == null) {
      return null;
    }
    var length = encounter.getLength();
    var days = "d".equals(length.getCode()) && length.hasValue() ? length.getValue() : null;
    return Stay.ofFhir(
        type(types, "0064"),
        concept(encounter.getHospitalization().getReAdmission()),
        days == null || days.stripTrailingZeros().scale() > 0 ? null : (Integer) days.intValue(),
        concept(encounter.getPriority()));
  }

  private @Nullable Coded arrivedBy() {
    return encounter == null
        ? null
        : Extensions.first(encounter.getExtension(), RegistrationFhir.ARRIVAL)
            .map(Extension::getValue)
            .filter(Coding.class::isInstance)
            .map(Coding.class::cast)
            .filter(c -> c.hasSystem() && c.hasCode())
            .map(c -> Coded.of(c.getSystem(), c.getCode(), c.getDisplay()))
            .orElse(null);
  }

  /** A place behind the first one that the patient has left. */
  private @Nullable Place priorPlace() {
    var places = encounter == null ? List.<Encounter.EncounterLocationComponent>of() : before();
    return encounter == null || places.isEmpty()
        ? null
        : PlaceFhir.fromFhir(places.get(0).getLocation(), encounter, in).orElse(null);
  }

  private List<Encounter.EncounterLocationComponent> before() {
    return encounter == null
        ? List.of()
        : encounter.getLocation().stream()
            .skip(1)
            .filter(l -> l.getStatus() == Encounter.EncounterLocationStatus.COMPLETED)
            .toList();
  }

  private java.time.@Nullable OffsetDateTime time(@Nullable BaseDateTimeType written, String name) {
    var path = provenance == null ? "" : in.path(provenance) + "." + name;
    return Times.read(written, path, in.issues()).orElse(null);
  }

  private static @Nullable BaseDateTimeType occurred(Provenance provenance) {
    return provenance.hasOccurredDateTimeType() ? provenance.getOccurredDateTimeType() : null;
  }

  private static @Nullable BaseDateTimeType recorded(Provenance provenance) {
    return provenance.hasRecorded() ? provenance.getRecordedElement() : null;
  }

  private Registration.@Nullable Event event() {
    if (provenance != null) {
      var said = RegistrationProvenance.read(provenance);
      if (said.isPresent()) {
        return said.get();
      }
    }
    if (encounter == null || !encounter.hasStatus()) {
      return null;
    }
    var inpatient =
        List.of("IMP", "ACUTE", "NONAC").contains(String.valueOf(encounter.getClass_().getCode()));
    return switch (encounter.getStatus()) {
      case PLANNED -> Registration.Event.PREADMITTED;
      case FINISHED -> Registration.Event.DISCHARGED;
      case CANCELLED -> Registration.Event.ADMISSION_CANCELLED;
      case ENTEREDINERROR -> Registration.Event.VISIT_DELETED;
      default -> inpatient ? Registration.Event.ADMITTED : Registration.Event.REGISTERED;
    };
  }

  private @Nullable Visit visit(@Nullable Identifier account) {
    if (encounter == null) {
      return account == null ? null : new Visit(null, account, null, null, null, null);
    }
    var path = in.path(encounter) + ".period";
    var period = encounter.getPeriod();
    var visit =
        new Visit(
            number(true),
            account,
            patientClass(encounter),
            encounter.hasLocation()
                ? PlaceFhir.fromFhir(encounter.getLocationFirstRep().getLocation(), encounter, in)
                    .orElse(null)
                : null,
            Times.read(
                    period.hasStart() ? period.getStartElement() : null,
                    path + ".start",
                    in.issues())
                .orElse(null),
            Times.read(period.hasEnd() ? period.getEndElement() : null, path + ".end", in.issues())
                .orElse(null));
    return visit.equals(new Visit(null, null, null, null, null, null)) ? null : visit;
  }

  /** The visit number, typed VN; or the first other number that is not ours. */
  private @Nullable Identifier number(boolean visit) {
    return encounter == null
        ? null
        : encounter.getIdentifier().stream()
            .filter(i -> !in.sid(RegistrationFhir.SID).equals(i.getSystem()))
            .filter(i -> Identifiers.is(i, RegistrationFhir.NUMBER) == visit)
            .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
            .findFirst()
            .orElse(null);
  }

  private static Visit.@Nullable PatientClass patientClass(Encounter encounter) {
    for (var type : encounter.getType()) {
      var said = Codings.codeIn(type, Systems.V2 + "0004").flatMap(VisitClasses::read);
      if (said.isPresent()) {
        return said.get();
      }
    }
    var act = encounter.getClass_();
    if (!RegistrationFhir.ACT.equals(act.getSystem()) || act.hasUserSelected()) {
      return null;
    }
    return act.hasCode() ? VisitClasses.ofAct(act.getCode()).orElse(null) : null;
  }

  private static @Nullable Coded concept(@Nullable CodeableConcept written) {
    return written == null ? null : Codings.read(written).orElse(null);
  }

  private static @Nullable Coded type(List<CodeableConcept> types, String table) {
    return types.stream()
        .filter(t -> VisitCodes.of(t, table))
        .findFirst()
        .flatMap(Codings::read)
        .orElse(null);
  }

  /** A type that is neither class nor admission type, and not the word that stands for none. */
  private static @Nullable Coded other(List<CodeableConcept> types) {
    return types.stream()
        .filter(t -> Codings.codeIn(t, Systems.V2 + "0004").isEmpty())
        .filter(t -> !VisitCodes.of(t, "0007") && !VisitCodes.of(t, "0064"))
        .filter(t -> t.hasCoding() || !"Visit".equals(t.getText()))
        .findFirst()
        .flatMap(Codings::read)
        .orElse(null);
  }
}
