package org.luer.mappings.concept.medication;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.fhir.DosageFhir;
import org.luer.mappings.concept.order.fhir.FindingFhir;
import org.luer.mappings.concept.order.fhir.InstructionFhir;
import org.luer.mappings.concept.order.fhir.MedicationRequestKinds;
import org.luer.mappings.concept.order.fhir.ProblemFhir;
import org.luer.mappings.concept.order.fhir.RequestFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * Reads a {@link Medication} from MedicationRequest and MedicationStatement; the counterpart of
 * {@link MedicationFhir}. A statement is home medication: its status not-taken is read as stopped,
 * intended as draft; unknown is refused.
 */
public final class MedicationFhirReader {
  private static final List<String> SIDS = List.of(MedicationRequestKinds.MEDICATION);

  private final BundleReader in;
  private final PartiesFhir people;

  /** A reader of one Bundle. */
  public MedicationFhirReader(BundleReader in, PartiesFhir people) {
    this.in = in;
    this.people = people;
  }

  /** Reads a request; empty and issues when it cannot be used. */
  public Optional<Medication> read(MedicationRequest request, String patientId) {
    var status = MedicationRequestKinds.usable(request, in);
    var head = new Head(request, request.getIdentifier());
    var drug = drug(request.getMedication(), request);
    if (!needed(head, drug) || status.isEmpty()) {
      return Optional.empty();
    }
    return valid(
        request, () -> request(request, head.id().get(), patientId, status.get(), drug.get()));
  }

  /** The numbers of a request. */
  private final class Head {
    private final DomainResource owner;
    private final List<org.hl7.fhir.r4.model.Identifier> identifiers;

    Head(DomainResource owner, List<org.hl7.fhir.r4.model.Identifier> identifiers) {
      this.owner = owner;
      this.identifiers = identifiers;
    }

    Optional<String> id() {
      return RequestFhir.key(owner, identifiers, SIDS, in);
    }

    @Nullable Identifier placer() {
      return RequestFhir.placer(identifiers, SIDS, in);
    }

    String path() {
      return in.path(owner);
    }
  }

  private boolean needed(Head head, Optional<Coded> drug) {
    if (head.id().isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, head.path() + ".identifier", "is missing");
    }
    if (drug.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, head.path() + ".medication[x]", "says nothing");
    }
    return head.id().isPresent() && drug.isPresent();
  }

  private Optional<Medication> valid(
      DomainResource owner, java.util.function.Supplier<Medication> medication) {
    try {
      return Optional.of(medication.get());
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), in.path(owner), i.text()));
      return Optional.empty();
    }
  }

  private Optional<org.hl7.fhir.r4.model.Medication> product(
      @Nullable Type medication, DomainResource owner) {
    return medication instanceof Reference reference
        ? in.resolve(reference, owner, org.hl7.fhir.r4.model.Medication.class)
        : Optional.empty();
  }

  private Optional<Coded> drug(@Nullable Type medication, DomainResource owner) {
    if (medication instanceof CodeableConcept concept) {
      return Codings.isUnknown(concept) ? Optional.empty() : Codings.read(concept);
    }
    var product = product(medication, owner);
    if (product.isPresent()) {
      return Codings.read(product.get().getCode());
    }
    return medication instanceof Reference reference && reference.hasDisplay()
        ? Optional.of(Coded.text(reference.getDisplay()))
        : Optional.empty();
  }

  private Medication request(
      MedicationRequest request,
      String id,
      String patientId,
      InfusionOrder.Status status,
      Coded drug) {
    var head = new Head(request, request.getIdentifier());
    var dosage =
        request.hasDosageInstruction() ? request.getDosageInstructionFirstRep() : new Dosage();
    var product = product(request.getMedication(), request);
    var form = product.flatMap(p -> Codings.read(p.getForm())).orElse(null);
    var amount = product.map(org.hl7.fhir.r4.model.Medication::getAmount).orElseGet(Ratio::new);
    var at = head.path() + ".dosageInstruction[0]";
    var provenance = RequestFhir.provenance(request, in);
    var line = dosage.getDoseAndRateFirstRep();
    var authored = request.hasAuthoredOn() ? request.getAuthoredOnElement() : null;
    return new Medication(
        id,
        patientId,
        use(request),
        head.placer(),
        RequestFhir.filler(request.getIdentifier(), in),
        request.hasGroupIdentifier()
            ? Identifiers.read(request.getGroupIdentifier(), in.dialect()).orElse(null)
            : null,
        status,
        MedicationRequestKinds.priority(request),
        people.clinician(request.getRequester(), request).orElse(null),
        Times.partial(authored, head.path() + ".authoredOn", in.issues()).orElse(null),
        ProblemFhir.read(request.getReasonReference(), request.getReasonCode(), request, in),
        drug,
        product.map(p -> ingredients(p, request)).orElse(List.of()),
        dose(line.getDose()),
        line.getDose() instanceof Range range && range.hasHigh()
            ? range.getHigh().getValue()
            : null,
        amount(amount.getNumerator()),
        whole(amount.getDenominator()) ? null : amount(amount.getDenominator()),
        line.getRate() instanceof Quantity rate ? amount(rate) : null,
        DosageFhir.readDuration(dosage, at, in),
        Codings.read(dosage.getRoute()).orElse(null),
        DosageFhir.readDelivery(dosage, in.base()),
        DosageFhir.readTiming(request, dosage, at, in).orNull(),
        asNeeded(dosage),
        DosageFhir.readSupply(
                request,
                dosage,
                dispensed(request),
                null,
                form,
                prescription(request),
                null,
                head.path(),
                in)
            .orNull(),
        DosageStepFhir.read(dosage, at, in).when(),
        DosageStepFhir.read(request, head.path(), in),
        instructions(dosage),
        findings(request),
        MedicationRequestKinds.notes(request),
        entry(request, RequestFhir.verifier(provenance, people)).orNull(),
        MedicationRequestKinds.review(request, in),
        RequestFhir.recordedAt(provenance, in));
  }

  private static Medication.Use use(MedicationRequest request) {
    var reported =
        request.getReported() instanceof BooleanType reportedBoolean
            && reportedBoolean.booleanValue();
    return reported || request.getIntent() == MedicationRequest.MedicationRequestIntent.PLAN
        ? Medication.Use.HOME
        : Medication.Use.ORDER;
  }

  private List<Ingredient> ingredients(
      org.hl7.fhir.r4.model.Medication product, MedicationRequest request) {
    var ingredients = new ArrayList<Ingredient>();
    for (var written : product.getIngredient()) {
      var item = written.getItem();
      var other =
          item instanceof Reference reference
              ? in.resolve(reference, request, org.hl7.fhir.r4.model.Medication.class)
              : Optional.<org.hl7.fhir.r4.model.Medication>empty();
      var code =
          item instanceof CodeableConcept concept
              ? Codings.read(concept)
              : other.flatMap(o -> Codings.read(o.getCode()));
      var stock = other.map(org.hl7.fhir.r4.model.Medication::getAmount).orElseGet(Ratio::new);
      code.ifPresent(
          c ->
              ingredients.add(
                  new Ingredient(
                      c,
                      !written.hasIsActive() || written.getIsActive(),
                      amount(written.getStrength().getNumerator()),
                      amount(stock.getNumerator()),
                      whole(stock.getDenominator()) ? null : amount(stock.getDenominator()))));
    }
    return ingredients;
  }

  private static boolean whole(Quantity quantity) {
    return quantity.hasValue()
        && quantity.getValue().compareTo(BigDecimal.ONE) == 0
        && !quantity.hasUnit()
        && !quantity.hasCode();
  }

  private static @Nullable Amount amount(Quantity quantity) {
    return quantity.hasValue() ? new Amount(quantity.getValue(), FindingFhir.unit(quantity)) : null;
  }

  private static @Nullable Amount dose(@Nullable Type dose) {
    if (dose instanceof Range range) {
      return amount(range.getLow());
    }
    return dose instanceof Quantity quantity ? amount(quantity) : null;
  }

  private static @Nullable Boolean asNeeded(Dosage dosage) {
    if (dosage.getAsNeeded() instanceof BooleanType needed) {
      return needed.getValue();
    }
    return dosage.hasAsNeededCodeableConcept() ? Boolean.TRUE : null;
  }

  private List<String> instructions(Dosage dosage) {
    var instructions = new ArrayList<String>();
    if (dosage.hasText()) {
      instructions.add(dosage.getText());
    }
    instructions.addAll(InstructionFhir.others(dosage, in.base()));
    return instructions;
  }

  private @Nullable Coded dispensed(MedicationRequest request) {
    return request.getSupportingInformation().stream()
        .flatMap(r -> in.resolve(r, request, org.hl7.fhir.r4.model.Medication.class).stream())
        .flatMap(m -> Codings.read(m.getCode()).stream())
        .findFirst()
        .orElse(null);
  }

  private @Nullable String prescription(MedicationRequest request) {
    return Identifiers.value(request.getIdentifier(), Systems.sid(in.base(), "prescription"))
        .orElse(null);
  }

  private List<org.luer.mappings.concept.order.OrderFinding> findings(MedicationRequest request) {
    return request.getSupportingInformation().stream()
        .flatMap(r -> in.resolve(r, request, Observation.class).stream())
        .flatMap(o -> FindingFhir.fromFhir(o, in, people).stream())
        .toList();
  }

  private OrderEntry entry(MedicationRequest request, @Nullable Clinician verifier) {
    var visit = RequestFhir.visit(request.getEncounter(), request, people, in);
    var parent =
        request.getBasedOn().stream()
            .filter(r -> "MedicationRequest".equals(r.getType()))
            .map(r -> RequestFhir.named(r, in))
            .filter(Objects::nonNull)
            .findFirst();
    return new OrderEntry(
        people.clinician(request.getRecorder(), request).orElse(null),
        verifier,
        MedicationRequestKinds.setting(request),
        Codings.read(request.getStatusReason()).orElse(null),
        request.hasPriorPrescription()
            ? RequestFhir.named(request.getPriorPrescription(), in)
            : null,
        parent.orElse(null),
        visit.visit(),
        visit.staff(),
        visit.department(),
        MedicationRequestKinds.categories(request),
        MedicationRequestKinds.therapy(request, in.base()),
        visit.outside());
  }

  /** Reads a statement of what the patient takes. */
  public Optional<Medication> read(MedicationStatement statement, String patientId) {
    var head = new Head(statement, statement.getIdentifier());
    var drug = drug(statement.getMedication(), statement);
    var status = status(statement);
    if (!needed(head, drug) || status.isEmpty()) {
      return Optional.empty();
    }
    var request = asRequest(statement);
    return valid(
        statement, () -> request(request, head.id().get(), patientId, status.get(), drug.get()));
  }

  private Optional<InfusionOrder.Status> status(MedicationStatement statement) {
    var code = statement.hasStatus() ? statement.getStatus().toCode() : "";
    var status =
        switch (code) {
          case "active" -> InfusionOrder.Status.ACTIVE;
          case "completed" -> InfusionOrder.Status.COMPLETED;
          case "entered-in-error" -> InfusionOrder.Status.ENTERED_IN_ERROR;
          case "intended" -> InfusionOrder.Status.DRAFT;
          case "stopped", "not-taken" -> InfusionOrder.Status.STOPPED;
          case "on-hold" -> InfusionOrder.Status.ON_HOLD;
          default -> null;
        };
    if (status == null) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE, in.path(statement) + ".status", "is missing or cannot be used");
    }
    return Optional.ofNullable(status);
  }

  /** The same in the form of a request, so that it is read in one place. */
  private static MedicationRequest asRequest(MedicationStatement statement) {
    var request = new MedicationRequest();
    request.setIdentifier(statement.getIdentifier());
    request.setIntent(MedicationRequest.MedicationRequestIntent.PLAN);
    request.setReported(new BooleanType(true));
    request.setMedication(statement.getMedication());
    request.setReasonCode(statement.getReasonCode());
    request.setReasonReference(statement.getReasonReference());
    request.setContained(statement.getContained());
    if (statement.hasDateAsserted()) {
      request.setAuthoredOnElement(statement.getDateAssertedElement());
    }
    for (var reason : statement.getStatusReason()) {
      request.setStatusReason(reason);
    }
    for (Annotation note : statement.getNote()) {
      request.addNote(note);
    }
    statement.getDosage().forEach(d -> request.addDosageInstruction(d.copy()));
    if (statement.hasEffectivePeriod()) {
      request
          .getDosageInstructionFirstRep()
          .getTiming()
          .getRepeat()
          .setBounds(statement.getEffectivePeriod());
    }
    return request;
  }
}
