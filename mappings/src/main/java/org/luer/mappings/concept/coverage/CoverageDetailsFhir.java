package org.luer.mappings.concept.coverage;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;

/**
 * {@link CoverageDetails} to and from R4 Coverage.
 *
 * <p>Mapped: identifier (those of no kind that {@link CoverageNumbers} knows), class (but the first
 * group and plan), network, dependent, policyHolder (the patient or the insured), costToBeneficiary
 * with valueMoney. Ignored when read: any other policyHolder, costs as quantity, exceptions.
 */
final class CoverageDetailsFhir {
  private static final String CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class";
  private static final String NUMBER = Systems.V2 + "0203";
  private static final Set<String> KNOWN = Set.of("MB", "PT", "MC", "MA");

  private CoverageDetailsFhir() {}

  static void toFhir(
      @Nullable CoverageDetails details, Coverage written, Reference patient, BundleWriter out) {
    if (details == null) {
      return;
    }
    details.numbers().forEach(n -> written.addIdentifier(Identifiers.of(n, out.base())));
    for (var one : details.classes()) {
      written.addClass_().setType(Codings.of(one.type())).setValue(one.value()).setName(one.name());
    }
    written.setNetwork(details.network()).setDependent(details.dependent());
    var holder = details.holder();
    if (holder == CoverageDetails.Holder.PATIENT) {
      written.setPolicyHolder(patient);
    } else if (holder == CoverageDetails.Holder.SUBSCRIBER && written.hasSubscriber()) {
      written.setPolicyHolder(written.getSubscriber().copy());
    }
    for (var cost : details.costs()) {
      var money = new org.hl7.fhir.r4.model.Money();
      money.setValue(cost.amount().value()).setCurrency(cost.amount().currency());
      var entry = written.addCostToBeneficiary().setValue(money);
      if (cost.type() != null) {
        entry.setType(Codings.of(cost.type()));
      }
    }
  }

  static @Nullable CoverageDetails fromFhir(Coverage written, String sid, BundleReader in) {
    return new CoverageDetails(
            numbers(written, sid, in),
            written.getClass_().stream()
                .filter(c -> !first(c, "group", written) && !first(c, "plan", written))
                .filter(c -> c.hasValue())
                .flatMap(
                    c ->
                        Codings.read(c.getType()).stream()
                            .map(
                                t ->
                                    new CoverageDetails.CoverageClass(
                                        t, c.getValue(), c.getName())))
                .toList(),
            written.getNetwork(),
            written.getDependent(),
            holder(written),
            written.getCostToBeneficiary().stream()
                .map(CoverageDetailsFhir::cost)
                .filter(Objects::nonNull)
                .toList())
        .orNull();
  }

  private static List<Identifier> numbers(Coverage written, String sid, BundleReader in) {
    return written.getIdentifier().stream()
        .filter(i -> !sid.equals(i.getSystem()) && !"Certification".equals(i.getType().getText()))
        .filter(i -> !known(i.getType()))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .toList();
  }

  private static boolean known(CodeableConcept type) {
    return type.getCoding().stream()
        .anyMatch(c -> NUMBER.equals(c.getSystem()) && c.hasCode() && KNOWN.contains(c.getCode()));
  }

  private static boolean first(Coverage.ClassComponent one, String kind, Coverage written) {
    return written.getClass_().stream()
            .filter(c -> Codings.codeIn(c.getType(), CLASS).filter(kind::equals).isPresent())
            .findFirst()
            .orElse(null)
        == one;
  }

  private static CoverageDetails.@Nullable Holder holder(Coverage written) {
    var holder = written.getPolicyHolder().getReference();
    if (holder == null) {
      return null;
    }
    if (holder.equals(written.getSubscriber().getReference())) {
      return holder.equals(written.getBeneficiary().getReference())
          ? CoverageDetails.Holder.PATIENT
          : CoverageDetails.Holder.SUBSCRIBER;
    }
    return holder.equals(written.getBeneficiary().getReference())
        ? CoverageDetails.Holder.PATIENT
        : null;
  }

  private static CoverageDetails.@Nullable Cost cost(Coverage.CostToBeneficiaryComponent written) {
    if (!written.hasValueMoney()
        || !written.getValueMoney().hasValue()
        || !written.getValueMoney().hasCurrency()) {
      return null;
    }
    var money = written.getValueMoney();
    return new CoverageDetails.Cost(
        Codings.read(written.getType()).orElse(null),
        new Money(money.getValue(), money.getCurrency()));
  }
}
