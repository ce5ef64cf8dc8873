package org.luer.mappings.concept.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.DrugFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * The part of an {@link InfusionOrder} that a session report carries, to and from MedicationRequest
 * (US Core).
 *
 * <p>Mapped: identifier (ours, PLAC, FILL), groupIdentifier, status, medicationReference,
 * requester, authoredOn, reasonCode, dosageInstruction (number in the series as sequence, planned
 * count as timing.repeat.count, spacing as timing.code.text). A drug or orderer that the order does
 * not name is said to be unknown. Everything else of an order travels with its own exchange.
 */
public final class InfusionOrderFhir {
  private static final String SID = "infusion-order";
  private static final String PLACER = "PLAC";
  private static final String FILLER = "FILL";

  private InfusionOrderFhir() {}

  /** The number of an order as identifier. */
  public static Reference logical(String orderId, BundleWriter out) {
    return new Reference()
        .setType("MedicationRequest")
        .setIdentifier(Identifiers.of(out.sid(SID), orderId));
  }

  /** Writes the order; the receiver's own stands when it has one. */
  public static Reference toFhir(
      InfusionOrder order, BundleWriter out, ClinicianFhir people, Reference patient) {
    var request = new MedicationRequest();
    request.setMeta(out.clinical("us-core-medicationrequest"));
    request.addIdentifier(Identifiers.of(out.sid(SID), order.id()));
    if (order.placerNumber() != null) {
      request.addIdentifier(Identifiers.of(order.placerNumber(), PLACER, out.base()));
    }
    if (order.fillerNumber() != null) {
      request.addIdentifier(Identifiers.of(order.fillerNumber(), FILLER, out.base()));
    }
    if (order.groupNumber() != null) {
      request.setGroupIdentifier(Identifiers.of(order.groupNumber(), out.base()));
    }
    request.setStatus(MedicationRequest.MedicationRequestStatus.fromCode(order.status().code()));
    request.setIntent(MedicationRequest.MedicationRequestIntent.ORDER);
    request.setMedication(medication(order, out));
    request.setSubject(patient);
    if (order.orderedAt() != null) {
      request.setAuthoredOnElement(Times.dateTime(order.orderedAt()));
    }
    request.setRequester(
        order.orderer() == null
            ? Times.absent(new Reference())
            : people.toFhir(order.orderer(), request));
    order.indications().forEach(i -> request.addReasonCode(Codings.of(i)));
    series(order, request);
    return out.create(request, out.sid(SID), order.id());
  }

  private static Type medication(InfusionOrder order, BundleWriter out) {
    if (order.drug() == null) {
      return Codings.unknown();
    }
    var medication = DrugFhir.toFhir(order.drug(), out);
    var key = order.id() + "-drug";
    medication.addIdentifier(Identifiers.of(out.sid("medication"), key));
    return out.create(medication, out.sid("medication"), key);
  }

  private static void series(InfusionOrder order, MedicationRequest request) {
    var series = order.series();
    if (series == null) {
      return;
    }
    var dosage = request.addDosageInstruction();
    if (series.number() != null) {
      dosage.setSequence(series.number());
    }
    if (series.of() != null) {
      dosage.getTiming().getRepeat().setCount(series.of());
    }
    if (series.interval() != null) {
      dosage.getTiming().getCode().setText(series.interval());
    }
  }

  /** Reads the order. */
  public static Optional<InfusionOrder> fromFhir(
      MedicationRequest request, String patientId, @Nullable Clinician orderer, BundleReader in) {
    var path = in.path(request);
    var issues = in.issues();
    if (request.getDoNotPerform()) {
      issues.error(
          IssueCode.NOT_USABLE, path + ".doNotPerform", "a prohibition is not read as an order");
    }
    if (request.getIntent() != MedicationRequest.MedicationRequestIntent.ORDER) {
      issues.error(IssueCode.NOT_USABLE, path + ".intent", "only orders are read");
    }
    var status =
        Enums.read(
            InfusionOrder.Status.values(),
            InfusionOrder.Status::code,
            request.hasStatus() ? request.getStatus().toCode() : null);
    if (status.isEmpty()) {
      issues.error(IssueCode.NOT_USABLE, path + ".status", "is missing or cannot be used");
    }
    var id = id(request, in);
    if (id.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + ".identifier", "is missing");
    }
    if (status.isEmpty() || id.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          InfusionOrder.identified(
              id.get(),
              patientId,
              number(request, PLACER, in).orElse(null),
              number(request, FILLER, in).orElse(null),
              request.hasGroupIdentifier()
                  ? Identifiers.read(request.getGroupIdentifier(), in.dialect()).orElse(null)
                  : null,
              status.get(),
              orderer,
              Times.partial(
                      request.hasAuthoredOn() ? request.getAuthoredOnElement() : null,
                      path + ".authoredOn",
                      issues)
                  .orElse(null),
              indications(request),
              series(request),
              drug(request.getMedication(), request, in).orElse(null)));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  /** The order's number: ours, else the placer's, else the first one. */
  public static Optional<String> id(MedicationRequest request, BundleReader in) {
    return Identifiers.value(request.getIdentifier(), Systems.sid(in.base(), SID))
        .or(() -> number(request, PLACER, in).map(Identifier::value))
        .or(
            () ->
                request.getIdentifier().stream()
                    .map(org.hl7.fhir.r4.model.Identifier::getValue)
                    .filter(java.util.Objects::nonNull)
                    .findFirst());
  }

  private static Optional<Identifier> number(
      MedicationRequest request, String role, BundleReader in) {
    return request.getIdentifier().stream()
        .filter(i -> Identifiers.is(i, role))
        .findFirst()
        .flatMap(i -> Identifiers.read(i, in.dialect()));
  }

  private static List<Coded> indications(MedicationRequest request) {
    var indications = new ArrayList<Coded>();
    request.getReasonCode().forEach(r -> Codings.read(r).ifPresent(indications::add));
    return indications;
  }

  private static @Nullable Series series(MedicationRequest request) {
    if (!request.hasDosageInstruction()) {
      return null;
    }
    var dosage = request.getDosageInstructionFirstRep();
    var timing = dosage.getTiming();
    var number = dosage.hasSequence() ? dosage.getSequence() : null;
    var of = timing.getRepeat().hasCount() ? timing.getRepeat().getCount() : null;
    var interval = timing.getCode().getText();
    return number == null && of == null && interval == null
        ? null
        : new Series(number, of, interval);
  }

  /** The drug of an order or administration, by reference or by code. */
  public static Optional<Drug> drug(
      @Nullable Type medication, DomainResource owner, BundleReader in) {
    if (medication instanceof Reference reference) {
      return in.resolve(reference, owner, Medication.class).flatMap(m -> DrugFhir.fromFhir(m, in));
    }
    if (medication instanceof org.hl7.fhir.r4.model.CodeableConcept concept
        && !Codings.isUnknown(concept)) {
      return DrugFhir.fromFhir(new Medication().setCode(concept), in);
    }
    return Optional.empty();
  }
}
