package org.luer.mappings.concept.infusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrderFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;

/**
 * Everything about the infusion of one session: which MedicationAdministration is the whole, which
 * are its segments and boluses, which are adjuncts; the products used.
 */
public final class InfusionReader {
  private final FactReader facts;
  private final @Nullable Procedure procedure;
  private final @Nullable MedicationAdministration parent;
  private final List<MedicationAdministration> parts = new ArrayList<>();
  private final List<MedicationAdministration> adjuncts = new ArrayList<>();
  private final List<Medication> products = new ArrayList<>();
  private @Nullable List<TimelineEvent> timeline;

  /**
   * Sorts the administrations.
   *
   * @param all the MedicationAdministrations of the session
   * @param procedure the Procedure of the session
   * @param voided whether the session is void, so that its facts may be
   */
  public InfusionReader(
      FactReader facts,
      List<MedicationAdministration> all,
      @Nullable Procedure procedure,
      boolean voided) {
    this.facts = facts;
    this.procedure = procedure;
    MedicationAdministration whole = null;
    for (var one : all) {
      usable(one, voided);
      if (one.getEffective() instanceof org.hl7.fhir.r4.model.Period
          || AdministrationFhir.isParent(one, all, facts)) {
        if (AdministrationFhir.isParent(one, all, facts)) {
          whole = one;
        } else {
          parts.add(one);
        }
      } else if (isBolus(one)) {
        parts.add(one);
      } else {
        adjuncts.add(one);
      }
    }
    this.parent = whole;
    findProducts();
  }

  private void usable(MedicationAdministration one, boolean voided) {
    var status = one.getStatus();
    if (status == null
        || status == MedicationAdministrationStatus.UNKNOWN
        || status == MedicationAdministrationStatus.NULL
        || (status == MedicationAdministrationStatus.ENTEREDINERROR && !voided)) {
      facts
          .issues()
          .error(
              IssueCode.NOT_USABLE,
              facts.path(one) + ".status",
              "is missing, unknown or entered in error: not read");
    }
  }

  private boolean isBolus(MedicationAdministration one) {
    return RateChangeReason.read(one.getReasonCode(), facts.in().base()).isPresent()
        || one.getPartOf().stream()
            .anyMatch(p -> facts.in().resolve(p, one, MedicationAdministration.class).isPresent());
  }

  /** The Medications that it was made of. */
  public List<Medication> products() {
    return List.copyOf(products);
  }

  private void findProducts() {
    if (procedure != null) {
      for (var used : procedure.getUsedReference()) {
        facts.in().resolve(used, procedure, Medication.class).ifPresent(this::product);
      }
    }
    var whole = parent != null ? parent : parts.isEmpty() ? null : parts.get(0);
    if (products.isEmpty() && whole != null && whole.getMedication() instanceof Reference given) {
      facts.in().resolve(given, whole, Medication.class).ifPresent(this::product);
    }
  }

  private void product(Medication medication) {
    if (products.contains(medication)) {
      return;
    }
    products.add(medication);
    for (var ingredient : medication.getIngredient()) {
      if (ingredient.hasItemReference()) {
        facts
            .in()
            .resolve(ingredient.getItemReference(), medication, Medication.class)
            .ifPresent(this::product);
      }
    }
  }

  /** The course of the infusion. */
  public List<TimelineEvent> timeline() {
    if (timeline == null) {
      timeline = new TimelineReader(facts).read(parent, parts);
    }
    return timeline;
  }

  /** What was given in all: the parent's dose; without a parent the doses of all parts together. */
  public @Nullable Totals totals() {
    if (parent != null || parts.isEmpty()) {
      return AdministrationFhir.totals(parent, timeline().isEmpty(), facts);
    }
    Totals sum = null;
    for (var part : parts) {
      var own = AdministrationFhir.totals(part, false, facts);
      if (own == null) {
        return null;
      }
      sum =
          sum == null ? own : new Totals(plus(sum.dose(), own.dose()), own.volume(), own.running());
    }
    return sum;
  }

  private static Quantity plus(Quantity one, Quantity other) {
    return new Quantity(one.value().add(other.value()), one.unit());
  }

  /** Other drugs given. */
  public List<AdjunctGiven> adjuncts() {
    return AdjunctGivenFhir.fromFhir(adjuncts, facts);
  }

  /** The drug as stocked; of a foreign bag, what its code says. */
  public @Nullable Drug drug() {
    BundleReader in = facts.in();
    for (var product : products) {
      if (!BagFhir.isBag(product) && !product.getBatch().hasLotNumber()) {
        return DrugFhir.fromFhir(product, in).orElse(null);
      }
    }
    var bag = products.stream().filter(BagFhir::isBag).findFirst();
    if (bag.isPresent() && bag.get().getCode().hasCoding()) {
      return DrugFhir.fromFhir(bag.get(), in).orElse(null);
    }
    var whole = parent != null ? parent : parts.isEmpty() ? null : parts.get(0);
    if (products.size() == 1 && !BagFhir.isBag(products.get(0))) {
      return DrugFhir.fromFhir(products.get(0), in).orElse(null); // the vial itself was given
    }
    return whole == null || whole.getMedication() instanceof Reference
        ? null
        : InfusionOrderFhir.drug(whole.getMedication(), whole, in).orElse(null);
  }

  /** The bag that hung. */
  public @Nullable Bag bag() {
    return products.stream()
        .filter(BagFhir::isBag)
        .findFirst()
        .flatMap(b -> BagFhir.fromFhir(b, facts.in()))
        .orElse(null);
  }

  /** The vials used. */
  public List<Lot> lots() {
    return BagFhir.lots(products);
  }

  /** The route that the administrations name. */
  public Optional<Coded> route() {
    for (var one : whole()) {
      if (one.getDosage().hasRoute()) {
        return Codings.read(one.getDosage().getRoute());
      }
    }
    return Optional.empty();
  }

  /** The order's number that the administrations name. */
  public Optional<String> orderId() {
    for (var one : whole()) {
      if (one.hasRequest()) {
        var request = one.getRequest();
        return facts
            .in()
            .resolve(request, one, org.hl7.fhir.r4.model.MedicationRequest.class)
            .flatMap(r -> InfusionOrderFhir.id(r, facts.in()))
            .or(() -> Optional.ofNullable(request.getIdentifier().getValue()));
      }
    }
    return Optional.empty();
  }

  private List<MedicationAdministration> whole() {
    var all = new ArrayList<MedicationAdministration>();
    if (parent != null) {
      all.add(parent);
    }
    all.addAll(parts);
    return all;
  }

  /** The pump's number. */
  public @Nullable String pump() {
    if (procedure != null) {
      for (var used : procedure.getUsedReference()) {
        if (isDevice(used, procedure)) {
          return facts.device(used, procedure);
        }
      }
    }
    for (var one : whole()) {
      for (var device : one.getDevice()) {
        if (isDevice(device, one)) {
          return facts.device(device, one);
        }
      }
    }
    return null;
  }

  private boolean isDevice(Reference used, DomainResource owner) {
    return ("Device".equals(used.getType())
            && used.hasIdentifier()
            && !AdministrationFhir.isKind(used))
        || facts.in().resolve(used, owner, Device.class).isPresent();
  }

  /** Where the administrations say that the line lay. */
  public Optional<Coded> site() {
    return whole().stream()
        .filter(a -> a.getDosage().hasSite())
        .findFirst()
        .flatMap(a -> Codings.read(a.getDosage().getSite()));
  }

  /** Why the infusion did not take place. */
  public @Nullable Coded notDoneReason() {
    if (procedure != null && procedure.hasStatusReason()) {
      return Codings.read(procedure.getStatusReason()).orElse(null);
    }
    return parent != null && parent.hasStatusReason()
        ? Codings.read(parent.getStatusReasonFirstRep()).orElse(null)
        : null;
  }

  /** Whether the infusion was not done, by Procedure or administration. */
  public boolean notDone() {
    return (procedure != null && procedure.getStatus() == Procedure.ProcedureStatus.NOTDONE)
        || (procedure == null
            && parent != null
            && parent.getStatus() == MedicationAdministrationStatus.NOTDONE);
  }
}
