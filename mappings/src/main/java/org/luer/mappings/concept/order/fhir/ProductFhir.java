package org.luer.mappings.concept.order.fhir;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.DrugFhir;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.Supply;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;

/**
 * The bag that an infusion order asks for, to and from an R4 Medication (US Core): the stocked drug
 * as active ingredient, the diluent as inactive one, the whole volume as amount.
 *
 * <p>Mapped: code (product, else the drug), form, ingredient (drug by reference to its own
 * Medication with NDC and strength; diluent), ingredient.strength (dose per volume), amount. A drug
 * without anything else but its form is written as the drug alone. Ignored when read: batch,
 * manufacturer.
 */
final class ProductFhir {
  private static final String BAG = "compounded-product";
  private static final String BAG_KEY = "-bag";

  private ProductFhir() {}

  /** What was read. */
  record Product(
      @Nullable Coded product,
      @Nullable Coded form,
      @Nullable Drug drug,
      @Nullable Coded diluent,
      @Nullable Quantity volume,
      @Nullable Quantity dose,
      @Nullable Identifier number) {
    static final Product NONE = new Product(null, null, null, null, null, null, null);
  }

  /** Writes bag and drug. */
  static Type toFhir(InfusionOrder order, BundleWriter out) {
    var supply = order.supply() == null ? Supply.none() : order.supply();
    var drug = order.drug();
    var rest = supply.product() != null || supply.productNumber() != null;
    var mixed = rest || order.diluent() != null || order.volume() != null;
    if (!mixed && supply.form() != null && drug != null && codeOnly(drug)) {
      return drug(order.id(), drug, supply.form(), out);
    }
    var bag =
        supply.product() != null
            || supply.productNumber() != null
            || supply.form() != null
            || order.diluent() != null
            || order.volume() != null;
    if (!bag) {
      return order.drug() == null ? Codings.unknown() : drug(order.id(), order.drug(), out);
    }
    var medication = new Medication();
    medication.setMeta(out.meta("us-core-medication"));
    var code = supply.product() == null ? name(order) : Codings.of(supply.product());
    medication.setCode(code);
    medication.setStatus(Medication.MedicationStatus.ACTIVE);
    if (supply.form() != null) {
      medication.setForm(Codings.of(supply.form()));
    }
    var volume = order.volume();
    var dose = order.dose();
    if (volume != null) {
      medication.setAmount(ratio(volume.value(), "mL", BigDecimal.ONE, "{bag}"));
    }
    if (order.drug() != null) {
      var active = medication.addIngredient().setIsActive(true).setItem(item(order, out));
      if (dose != null && volume != null) {
        active.setStrength(ratio(dose.value(), "mg", volume.value(), "mL"));
      }
    }
    if (order.diluent() != null) {
      medication.addIngredient().setIsActive(false).setItem(Codings.of(order.diluent()));
    }
    var number = supply.productNumber();
    if (number != null) {
      medication.addIdentifier(Identifiers.of(number, out.base()));
    }
    var key = order.id() + BAG_KEY;
    medication.addIdentifier(Identifiers.of(out.sid(BAG), key));
    return out.update(medication, out.sid(BAG), key);
  }

  /** The drug in the bag: by its code when that is all that is known of it. */
  private static Type item(InfusionOrder order, BundleWriter out) {
    var drug = Objects.requireNonNull(order.drug());
    return codeOnly(drug) ? Codings.of(drug.code()) : drug(order.id(), drug, out);
  }

  /** Whether its code is all that is known of a drug: another package would be an ingredient. */
  private static boolean codeOnly(Drug drug) {
    var ndc = drug.code().codeIn(Systems.NDC).map(DrugFhir::digits).orElse(null);
    return drug.concentration() == null && Objects.equals(drug.ndc(), ndc);
  }

  private static CodeableConcept name(InfusionOrder order) {
    return order.drug() == null
        ? new CodeableConcept().setText("Compounded infusion bag")
        : Codings.of(order.drug().code());
  }

  private static Reference drug(String orderId, Drug drug, BundleWriter out) {
    return drug(orderId, drug, null, out);
  }

  private static Reference drug(String orderId, Drug drug, @Nullable Coded form, BundleWriter out) {
    var medication = DrugFhir.toFhir(drug, out);
    if (form != null) {
      medication.setForm(Codings.of(form));
    }
    var key = orderId + "-drug";
    medication.addIdentifier(Identifiers.of(out.sid("medication"), key));
    return out.update(medication, out.sid("medication"), key);
  }

  private static Ratio ratio(BigDecimal above, String unit, BigDecimal below, String per) {
    return new Ratio()
        .setNumerator(Quantities.of(above, unit))
        .setDenominator(Quantities.of(below, per));
  }

  /** Reads bag and drug. */
  static Product read(MedicationRequest request, BundleReader in) {
    if (request.hasMedicationCodeableConcept()) {
      var concept = request.getMedicationCodeableConcept();
      return Codings.isUnknown(concept)
          ? Product.NONE
          : drugOnly(DrugFhir.fromFhir(new Medication().setCode(concept), in));
    }
    var medication = in.resolve(request.getMedicationReference(), request, Medication.class);
    if (medication.isEmpty()) {
      return Product.NONE;
    }
    return isBag(medication.get(), in)
        ? bag(medication.get(), request, in)
        : drugOnly(DrugFhir.fromFhir(medication.get(), in));
  }

  /** Whether the product is a bag of ours, which is never read as the drug in it. */
  private static boolean ours(Medication medication, MedicationRequest request, BundleReader in) {
    return Identifiers.value(medication.getIdentifier(), Systems.sid(in.base(), BAG)).isPresent()
        && derived(request).stream()
            .anyMatch(
                d -> medication.getIdentifier().stream().anyMatch(i -> d.equals(i.getValue())));
  }

  private static Set<String> derived(MedicationRequest request) {
    return request.getIdentifier().stream()
        .map(i -> i.getValue() + BAG_KEY)
        .collect(Collectors.toSet());
  }

  private static Product drugOnly(Optional<Drug> drug) {
    return new Product(null, null, drug.orElse(null), null, null, null, null);
  }

  /** A Medication that says more than what is stocked. */
  private static boolean isBag(Medication medication, BundleReader in) {
    return Identifiers.value(medication.getIdentifier(), Systems.sid(in.base(), BAG)).isPresent()
        || medication.getIdentifier().stream()
            .anyMatch(i -> i.hasValue() && !in.sid("medication").equals(i.getSystem()))
        || medication.hasForm()
        || medication.hasAmount()
        || medication.getIngredient().stream()
            .anyMatch(i -> (i.hasIsActive() && !i.getIsActive()) || i.hasItemReference());
  }

  private static Product bag(Medication bag, MedicationRequest request, BundleReader in) {
    @Nullable Drug drug = null;
    @Nullable Coded diluent = null;
    @Nullable Quantity volume = null;
    @Nullable Quantity dose = null;
    var path = in.path(bag);
    if (bag.getAmount().hasNumerator()) {
      volume =
          Quantities.read(
                  bag.getAmount().getNumerator(), "mL", path + ".amount.numerator", in.issues())
              .orElse(null);
    }
    for (var ingredient : bag.getIngredient()) {
      var active = !ingredient.hasIsActive() || ingredient.getIsActive();
      if (!active && ingredient.hasItemCodeableConcept()) {
        diluent = Codings.read(ingredient.getItemCodeableConcept()).orElse(null);
      } else if (active && drug == null) {
        drug = active(ingredient.getItem(), bag, in).orElse(null);
        if (ingredient.hasStrength()) {
          var strength = ingredient.getStrength();
          var at = path + ".ingredient.strength";
          dose = Quantities.read(strength.getNumerator(), "mg", at, in.issues()).orElse(null);
          var whole =
              Quantities.read(strength.getDenominator(), "mL", at, in.issues()).orElse(null);
          volume = volume == null ? whole : volume;
        }
      }
    }
    if (drug == null && bag.getIngredient().isEmpty() && !ours(bag, request, in)) {
      drug = DrugFhir.fromFhir(bag, in).orElse(null);
    }
    return new Product(
        product(bag.getCode(), drug),
        Codings.read(bag.getForm()).orElse(null),
        drug,
        diluent,
        volume,
        dose,
        number(bag, request, in));
  }

  /** The number that the bag has beside the one that follows from its order. */
  private static @Nullable Identifier number(
      Medication bag, MedicationRequest request, BundleReader in) {
    var derived = derived(request);
    return bag.getIdentifier().stream()
        .filter(i -> !in.sid("medication").equals(i.getSystem()))
        .filter(i -> !in.sid(BAG).equals(i.getSystem()) || !derived.contains(i.getValue()))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .findFirst()
        .orElse(null);
  }

  private static Optional<Drug> active(Type item, Medication bag, BundleReader in) {
    if (item instanceof Reference reference) {
      return in.resolve(reference, bag, Medication.class).flatMap(m -> DrugFhir.fromFhir(m, in));
    }
    return item instanceof CodeableConcept concept
        ? DrugFhir.fromFhir(new Medication().setCode(concept), in)
        : Optional.empty();
  }

  /** The code of the bag, when it says more than the drug. */
  private static @Nullable Coded product(CodeableConcept code, @Nullable Drug drug) {
    var product = Codings.read(code).orElse(null);
    var generic = product != null && product.equals(Coded.text("Compounded infusion bag"));
    return generic || (drug != null && drug.code().equals(product)) ? null : product;
  }
}
