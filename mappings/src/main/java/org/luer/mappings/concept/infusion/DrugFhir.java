package org.luer.mappings.concept.infusion;

import java.math.BigDecimal;
import java.util.Optional;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Ratio;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.Ndc;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Quantities;

/**
 * {@link Drug} to and from an R4 Medication (US Core).
 *
 * <p>Mapped: code; the vial as ingredient with its NDC and its strength per mL. Ignored when read:
 * form, manufacturer.
 */
public final class DrugFhir {
  private DrugFhir() {}

  /** The drug as stocked; identifier and entry are the caller's. */
  public static Medication toFhir(Drug drug, BundleWriter out) {
    var medication = new Medication().setCode(Codings.of(drug.code()));
    medication.setMeta(out.meta("us-core-medication"));
    if (drug.ndc() != null || drug.concentration() != null) {
      var vial = medication.addIngredient().setIsActive(true);
      vial.setItem(
          drug.ndc() == null
              ? Codings.of(drug.code())
              : Codings.concept(Systems.NDC, drug.ndc(), null));
      if (drug.concentration() != null) {
        vial.setStrength(perMillilitre(drug.concentration()));
      }
    }
    return medication;
  }

  private static Ratio perMillilitre(Quantity concentration) {
    return new Ratio()
        .setNumerator(Quantities.of(concentration.value(), "mg"))
        .setDenominator(Quantities.of(BigDecimal.ONE, "mL"));
  }

  /** Reads a drug; empty when its code says nothing. */
  public static Optional<Drug> fromFhir(Medication medication, BundleReader in) {
    var code = Codings.read(medication.getCode());
    if (code.isEmpty() || Codings.isUnknown(medication.getCode())) {
      return Optional.empty();
    }
    @Nullable String ndc = null;
    @Nullable Quantity concentration = null;
    if (medication.hasIngredient()) {
      var vial = medication.getIngredientFirstRep();
      if (vial.hasItemCodeableConcept()) {
        ndc = Codings.codeIn(vial.getItemCodeableConcept(), Systems.NDC).orElse(null);
      }
      if (vial.hasStrength() && vial.hasItemCodeableConcept() && !BagFhir.isBag(medication)) {
        var path = in.path(medication) + ".ingredient[0].strength";
        concentration =
            Quantities.read(vial.getStrength(), "mg", "mL", path, in.issues()).orElse(null);
      }
    } else {
      ndc = Codings.codeIn(medication.getCode(), Systems.NDC).orElse(null);
    }
    return Optional.of(new Drug(code.get(), ndc == null ? null : digits(ndc), concentration));
  }

  /** Eleven digits, however they were grouped. */
  public static String digits(String ndc) {
    return Ndc.billing(ndc);
  }
}
