package org.luer.mappings.concept.infusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Quantities;

/**
 * {@link Bag} and {@link Lot} to and from R4 Medications (US Core).
 *
 * <p>Mapped: the bag's identifier, amount (mg per mL of the whole bag), ingredient (the drug, the
 * vials used, the diluent as inactive); a vial's batch, NDC, manufacturer by name. Ignored when
 * read: form.
 */
public final class BagFhir {
  private static final String SID = "compounded-product";

  private BagFhir() {}

  /** Writes one vial. */
  public static Reference lot(Lot lot, int position, @Nullable Drug drug, FactWriter facts) {
    var medication = new Medication();
    medication.setMeta(facts.out().meta("us-core-medication"));
    medication.setCode(
        lot.ndc() == null
            ? new CodeableConcept().setText(name(drug) + ", vial")
            : Codings.concept(Systems.NDC, lot.ndc(), null));
    medication.getBatch().setLotNumber(lot.number());
    if (lot.expires() != null) {
      medication
          .getBatch()
          .setExpirationDateElement(new org.hl7.fhir.r4.model.DateTimeType(lot.expires().value()));
    }
    if (lot.manufacturer() != null) {
      medication.setManufacturer(new Reference().setDisplay(lot.manufacturer()));
    }
    if (lot.maker() != null) {
      medication
          .getManufacturer()
          .setType("Organization")
          .setIdentifier(Identifiers.of(lot.maker().system(), lot.maker().code()));
    }
    return facts.fact(medication, "vial", "L" + (position + 1), medication.addIdentifier());
  }

  /** Writes the bag. */
  public static Reference toFhir(
      Bag bag,
      @Nullable Drug drug,
      @Nullable Reference stocked,
      List<Reference> lots,
      @Nullable Coded form,
      FactWriter facts) {
    var medication = new Medication();
    medication.setMeta(facts.out().meta("us-core-medication"));
    medication.setCode(
        drug == null
            ? new CodeableConcept().setText("Compounded infusion bag")
            : Codings.of(drug.code()));
    medication.setAmount(
        new Ratio()
            .setNumerator(Quantities.of(bag.drugAmount()))
            .setDenominator(Quantities.of(bag.volume())));
    medication.setStatus(
        facts.isVoid()
            ? Medication.MedicationStatus.ENTEREDINERROR
            : Medication.MedicationStatus.ACTIVE);
    if (bag.content() != null) {
      medication
          .addIngredient()
          .setIsActive(true)
          .setItem(Codings.of(bag.content()))
          .setStrength(medication.getAmount().copy());
    } else if (stocked != null) {
      medication.addIngredient().setIsActive(true).setItem(stocked);
    }
    if (form != null) {
      medication.setForm(Codings.of(form));
    }
    lots.forEach(l -> medication.addIngredient().setIsActive(true).setItem(l));
    if (bag.diluent() != null) {
      medication.addIngredient().setIsActive(false).setItem(Codings.of(bag.diluent()));
    }
    if (bag.id() == null) {
      return facts.fact(medication, "medication", "bag", medication.addIdentifier());
    }
    var system = facts.out().sid(SID);
    medication.addIdentifier(Identifiers.of(system, bag.id()));
    return facts.isVoid()
        ? facts.out().update(medication, system, bag.id())
        : facts.out().create(medication, system, bag.id());
  }

  /** Whether the Medication is a bag. */
  public static boolean isBag(Medication medication) {
    return content(medication).isPresent();
  }

  /** Drug per volume of the whole bag: its amount, else the strength of the drug in the diluent. */
  private static Optional<Ratio> content(Medication medication) {
    if (medication.hasAmount() && medication.getAmount().hasDenominator()) {
      return Optional.of(medication.getAmount());
    }
    var diluted =
        medication.getIngredient().stream().anyMatch(i -> i.hasIsActive() && !i.getIsActive());
    return medication.getIngredient().stream()
        .filter(i -> diluted && i.hasStrength() && (!i.hasIsActive() || i.getIsActive()))
        .map(Medication.MedicationIngredientComponent::getStrength)
        .findFirst();
  }

  /** Reads the bag. */
  public static Optional<Bag> fromFhir(Medication medication, BundleReader in) {
    var path = in.path(medication) + ".amount";
    var amount = content(medication).orElseGet(Ratio::new);
    var drug = Quantities.read(amount.getNumerator(), "mg", path + ".numerator", in.issues());
    var volume = Quantities.read(amount.getDenominator(), "mL", path + ".denominator", in.issues());
    if (drug.isEmpty() || volume.isEmpty()) {
      return Optional.empty();
    }
    @Nullable Coded diluent = null;
    @Nullable Coded content = null;
    for (var ingredient : medication.getIngredient()) {
      if (ingredient.hasIsActive()
          && !ingredient.getIsActive()
          && ingredient.hasItemCodeableConcept()) {
        diluent = Codings.read(ingredient.getItemCodeableConcept()).orElse(null);
      } else if (ingredient.hasItemCodeableConcept() && content == null) {
        content = Codings.read(ingredient.getItemCodeableConcept()).orElse(null);
      }
    }
    var id = Identifiers.value(medication.getIdentifier(), Systems.sid(in.base(), SID));
    return Optional.of(new Bag(id.orElse(null), drug.get(), volume.get(), diluent, content));
  }

  /** Reads the vials among these Medications. */
  public static List<Lot> lots(List<Medication> medications) {
    var lots = new ArrayList<Lot>();
    for (var medication : medications) {
      if (medication.getBatch().hasLotNumber()) {
        var batch = medication.getBatch();
        var expires = batch.hasExpirationDate() ? batch.getExpirationDateElement() : null;
        lots.add(
            new Lot(
                batch.getLotNumber(),
                Codings.codeIn(medication.getCode(), Systems.NDC).orElse(null),
                LooseTimes.day(expires),
                medication.getManufacturer().getDisplay(),
                maker(medication.getManufacturer().getIdentifier())));
      }
    }
    return lots;
  }

  private static @Nullable Coding maker(org.hl7.fhir.r4.model.Identifier written) {
    return written.hasSystem() && written.hasValue()
        ? new Coding(written.getSystem(), written.getValue(), null)
        : null;
  }

  private static String name(@Nullable Drug drug) {
    return drug == null || drug.code().text() == null ? "Drug" : drug.code().text();
  }
}
