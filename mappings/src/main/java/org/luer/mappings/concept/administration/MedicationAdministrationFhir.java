package org.luer.mappings.concept.administration;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration.Amount;
import org.luer.mappings.concept.administration.MedicationAdministration.Status;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.referral.fhir.FindingFhir;
import org.luer.mappings.concept.visit.AttachedVisitFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Notes;
import org.luer.mappings.fhir.Times;

/**
 * {@link MedicationAdministration} to and from an R4 MedicationAdministration.
 *
 * <p>Mapped: identifier, status, statusReason, medication[x] (a contained Medication where form,
 * strength or lots are known; further lots as supportingInformation), subject, context (a contained
 * Encounter), effective[x], performer, reasonCode, request (a contained MedicationRequest with the
 * order's numbers and requester), device, note, dosage. Ignored when read: category, partOf,
 * dosage.text and rate, eventHistory. Cannot carry: when it was recorded.
 */
public final class MedicationAdministrationFhir {
  private static final String SID = "administration";
  private static final String PRODUCT = "product";
  private static final String ORDER = "order";

  private MedicationAdministrationFhir() {}

  /** Writes the administration. */
  public static void toFhir(
      MedicationAdministration given,
      BundleWriter out,
      ClinicianFhir people,
      Reference subject,
      @Nullable Reference reporter) {
    var written = new org.hl7.fhir.r4.model.MedicationAdministration();
    written.setMeta(out.clinical(null));
    if (given.number() != null) {
      written.addIdentifier(Identifiers.of(given.number(), out.base()));
    }
    written.addIdentifier(Identifiers.of(out.sid(SID), given.id()));
    written.setStatus(
        org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus.fromCode(
            given.status().code()));
    if (given.statusReason() != null) {
      written.addStatusReason(Codings.of(given.statusReason()));
    }
    medication(given, written);
    written.setSubject(subject);
    if (given.visit() != null) {
      written.setContext(
          AttachedVisitFhir.toFhir(given.visit(), written, out, people, subject, reporter));
    }
    written.setEffective(
        given.endedAt() == null
            ? Times.dateTime(given.startedAt())
            : Times.period(given.startedAt(), given.endedAt()));
    if (given.giver() != null) {
      written.addPerformer().setActor(people.toFhir(given.giver(), written));
    }
    given.reasons().forEach(r -> written.addReasonCode(Codings.of(r)));
    request(given, written, out, people, subject);
    if (given.device() != null) {
      written.addDevice(device(given.device()));
    }
    if (given.note() != null) {
      written.addNote().setText(given.note());
    }
    for (int i = 0; i < given.findings().size(); i++) {
      written.addSupportingInformation(
          FindingFhir.toFhir(given.findings().get(i), i + 1, written, subject));
    }
    dosage(given, written);
    out.update(written, out.sid(SID), given.id());
  }

  private static void medication(
      MedicationAdministration given, org.hl7.fhir.r4.model.MedicationAdministration written) {
    if (given.form() == null && given.strength() == null && given.lots().isEmpty()) {
      written.setMedication(Codings.of(given.drug()));
      return;
    }
    var product = new Medication().setCode(Codings.of(given.drug()));
    product.setId(PRODUCT);
    if (given.form() != null) {
      product.setForm(Codings.of(given.form()));
    }
    if (given.strength() != null) {
      product
          .addIngredient()
          .setItem(Codings.of(given.drug()))
          .getStrength()
          .setNumerator(Amounts.of(given.strength()))
          .setDenominator(new org.hl7.fhir.r4.model.Quantity().setValue(1));
    }
    written.addContained(product);
    written.setMedication(new Reference("#" + PRODUCT));
    for (int i = 0; i < given.lots().size(); i++) {
      var carrier = i == 0 ? product : new Medication().setCode(Codings.of(given.drug()));
      lot(given.lots().get(i), carrier);
      if (i > 0) {
        carrier.setId("lot-" + (i + 1));
        written.addContained(carrier);
        written.addSupportingInformation(new Reference("#lot-" + (i + 1)));
      }
    }
  }

  private static void lot(Lot lot, Medication medication) {
    medication.getBatch().setLotNumber(lot.number());
    if (lot.expires() != null) {
      medication.getBatch().setExpirationDateElement(new DateTimeType(lot.expires().value()));
    }
    if (lot.manufacturer() != null) {
      medication.setManufacturer(
          new Reference().setType("Organization").setDisplay(lot.manufacturer()));
    }
    if (lot.ndc() != null) {
      medication.addIdentifier(Identifiers.of(Systems.NDC, lot.ndc()));
    }
  }

  private static void request(
      MedicationAdministration given,
      org.hl7.fhir.r4.model.MedicationAdministration written,
      BundleWriter out,
      ClinicianFhir people,
      Reference subject) {
    var ordered = given.order();
    if (given.placerNumber() == null
        && given.fillerNumber() == null
        && given.orderer() == null
        && ordered == null) {
      return;
    }
    var order = new org.hl7.fhir.r4.model.MedicationRequest();
    order.setId(ORDER);
    order
        .setStatus(org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus.UNKNOWN)
        .setIntent(org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent.ORDER)
        .setMedication(Codings.of(ordered == null ? given.drug() : ordered.drug()))
        .setSubject(subject);
    if (ordered != null) {
      AdministeredOrderFhir.toFhir(ordered, order);
    }
    if (given.placerNumber() != null) {
      order.addIdentifier(Identifiers.of(given.placerNumber(), "PLAC", out.base()));
    }
    if (given.fillerNumber() != null) {
      order.addIdentifier(Identifiers.of(given.fillerNumber(), "FILL", out.base()));
    }
    if (given.orderer() != null) {
      order.setRequester(people.toFhir(given.orderer(), written));
    }
    written.addContained(order);
    written.setRequest(new Reference("#" + ORDER));
  }

  private static Reference device(Coded device) {
    var reference = new Reference().setType("Device").setDisplay(device.text());
    if (device.system() != null && device.code() != null) {
      reference.setIdentifier(Identifiers.of(device.system(), device.code()));
    }
    return reference;
  }

  private static void dosage(
      MedicationAdministration given, org.hl7.fhir.r4.model.MedicationAdministration written) {
    if (given.dose() == null
        && given.route() == null
        && given.site() == null
        && given.method() == null) {
      return;
    }
    var dosage = written.getDosage();
    dosage.setDose(
        given.dose() == null
            ? Times.absent(new org.hl7.fhir.r4.model.Quantity())
            : Amounts.of(given.dose()));
    if (given.route() != null) {
      dosage.setRoute(Codings.of(given.route()));
    }
    if (given.site() != null) {
      dosage.setSite(Codings.of(given.site()));
    }
    if (given.method() != null) {
      dosage.setMethod(Codings.of(given.method()));
    }
  }

  /** Reads an administration; empty and issues when it cannot be one. */
  public static Optional<MedicationAdministration> fromFhir(
      org.hl7.fhir.r4.model.MedicationAdministration written,
      String patientId,
      BiFunction<Reference, DomainResource, Optional<Clinician>> person,
      BundleReader in) {
    var path = in.path(written);
    var product = product(written, in);
    var drug = product.flatMap(p -> Codings.read(p.getCode()));
    if (drug.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".medication", "what was given is missing");
    }
    var status = status(written, path, in);
    var effective = written.getEffective();
    var from =
        effective instanceof Period period
            ? LooseTimes.start(period, path + ".effectivePeriod", in.issues())
            : LooseTimes.read(
                effective instanceof BaseDateTimeType time ? time : null,
                path + ".effectiveDateTime",
                in.issues());
    if (from == null) {
      in.issues().error(IssueCode.REQUIRED, path + ".effective", "does not say when it began");
    }
    if (drug.isEmpty() || status.isEmpty() || from == null) {
      return Optional.empty();
    }
    var to =
        effective instanceof Period period
            ? LooseTimes.end(period, path + ".effectivePeriod", in.issues())
            : null;
    var order =
        in.resolve(written.getRequest(), written, org.hl7.fhir.r4.model.MedicationRequest.class);
    var dosage = written.getDosage();
    try {
      return Optional.of(
          new MedicationAdministration(
              id(written, path, in),
              patientId,
              status.get(),
              written.hasStatusReason()
                  ? Codings.read(written.getStatusReasonFirstRep()).orElse(null)
                  : null,
              own(written, in),
              order.map(o -> number(o.getIdentifier(), "PLAC", in)).orElse(null),
              order.map(o -> number(o.getIdentifier(), "FILL", in)).orElse(null),
              drug.get(),
              Amounts.read(dosage.getDose(), path + ".dosage.dose", in.issues()),
              product.flatMap(p -> Codings.read(p.getForm())).orElse(null),
              strength(product.get(), path, in),
              Codings.read(dosage.getRoute()).orElse(null),
              Codings.read(dosage.getSite()).orElse(null),
              device(written),
              Codings.read(dosage.getMethod()).orElse(null),
              from,
              to,
              written.getReasonCode().stream().flatMap(r -> Codings.read(r).stream()).toList(),
              written.hasPerformer()
                  ? person.apply(written.getPerformerFirstRep().getActor(), written).orElse(null)
                  : null,
              order
                  .filter(org.hl7.fhir.r4.model.MedicationRequest::hasRequester)
                  .flatMap(
                      o ->
                          person.apply(
                              o.getRequester(), written.getContained().contains(o) ? written : o))
                  .orElse(null),
              lots(written, product.get(), in),
              null,
              in.resolve(written.getContext(), written, Encounter.class)
                  .map(e -> AttachedVisitFhir.fromFhir(e, written, in))
                  .orElse(null),
              note(written.getNote()),
              order.map(o -> AdministeredOrderFhir.fromFhir(o, path, in)).orElse(null),
              null,
              written.getSupportingInformation().stream()
                  .flatMap(
                      r -> in.resolve(r, written, org.hl7.fhir.r4.model.Observation.class).stream())
                  .flatMap(o -> FindingFhir.fromFhir(o, in).stream())
                  .toList()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.path() + ": " + i.text()));
      return Optional.empty();
    }
  }

  /** The drug as a product, whichever way it is named. */
  private static Optional<Medication> product(
      org.hl7.fhir.r4.model.MedicationAdministration written, BundleReader in) {
    var medication = written.getMedication();
    if (medication instanceof CodeableConcept concept) {
      return Optional.of(new Medication().setCode(concept));
    }
    if (!(medication instanceof Reference reference)) {
      return Optional.empty();
    }
    var found = in.resolve(reference, written, Medication.class);
    return found.isEmpty() && reference.hasDisplay()
        ? Optional.of(
            new Medication().setCode(new CodeableConcept().setText(reference.getDisplay())))
        : found;
  }

  private static Optional<Status> status(
      org.hl7.fhir.r4.model.MedicationAdministration written, String path, BundleReader in) {
    var code = written.hasStatus() ? written.getStatus().toCode() : "";
    for (var status : Status.values()) {
      if (status.code().equals(code)) {
        return Optional.of(status);
      }
    }
    in.issues().error(IssueCode.NOT_USABLE, path + ".status", "does not say how it went");
    return Optional.empty();
  }

  private static @Nullable Amount strength(Medication product, String path, BundleReader in) {
    return product.hasIngredient()
        ? Amounts.read(
            product.getIngredientFirstRep().getStrength().getNumerator(),
            path + ".medication.ingredient.strength",
            in.issues())
        : null;
  }

  private static @Nullable Coded device(org.hl7.fhir.r4.model.MedicationAdministration written) {
    if (!written.hasDevice()) {
      return null;
    }
    var reference = written.getDeviceFirstRep();
    var identifier = reference.getIdentifier();
    if (identifier.hasSystem() && identifier.hasValue()) {
      return Coded.of(identifier.getSystem(), identifier.getValue(), reference.getDisplay());
    }
    return reference.hasDisplay() ? Coded.text(reference.getDisplay()) : null;
  }

  private static List<Lot> lots(
      org.hl7.fhir.r4.model.MedicationAdministration written, Medication product, BundleReader in) {
    var carriers = new ArrayList<Medication>();
    carriers.add(product);
    written
        .getSupportingInformation()
        .forEach(r -> in.resolve(r, written, Medication.class).ifPresent(carriers::add));
    var lots = new ArrayList<Lot>();
    for (var carrier : carriers) {
      var batch = carrier.getBatch();
      if (batch.hasLotNumber()) {
        lots.add(
            new Lot(
                batch.getLotNumber(),
                Identifiers.value(carrier.getIdentifier(), Systems.NDC).orElse(null),
                expires(batch),
                maker(carrier, in)));
      }
    }
    return lots;
  }

  private static @Nullable PartialDate expires(Medication.MedicationBatchComponent batch) {
    return LooseTimes.day(batch.hasExpirationDate() ? batch.getExpirationDateElement() : null);
  }

  private static @Nullable String maker(Medication carrier, BundleReader in) {
    var reference = carrier.getManufacturer();
    return Optional.ofNullable(reference.getDisplay())
        .or(
            () ->
                in.resolve(reference, carrier, Organization.class)
                    .map(Organization::getName)
                    .filter(Objects::nonNull))
        .orElse(null);
  }

  private static @Nullable String note(List<Annotation> notes) {
    var text = Notes.joined(notes);
    return text == null || text.isBlank() ? null : text;
  }

  private static String id(
      org.hl7.fhir.r4.model.MedicationAdministration written, String path, BundleReader in) {
    var own = Identifiers.value(written.getIdentifier(), Systems.sid(in.base(), SID));
    if (own.isPresent() && Ids.valid(own.get())) {
      return own.get();
    }
    var partner = in.dialect().partner();
    var first = written.getIdentifierFirstRep();
    return (first.hasValue()
            ? Ids.uuid("administration", partner, first.getSystem() + "", first.getValue())
            : Ids.uuid("administration", partner, path, written.getIdElement().getValue() + ""))
        .toString();
  }

  /** The number of whoever gave it. */
  private static @Nullable Identifier own(
      org.hl7.fhir.r4.model.MedicationAdministration written, BundleReader in) {
    var ours = Systems.sid(in.base(), SID);
    return Identifiers.others(written.getIdentifier(), ours, in.dialect()).findFirst().orElse(null);
  }

  private static @Nullable Identifier number(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, String role, BundleReader in) {
    return identifiers.stream()
        .filter(i -> Identifiers.is(i, role))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .map(i -> i.as(role))
        .findFirst()
        .orElse(null);
  }
}
