package org.luer.mappings.concept.claimoutcome.fhir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ClaimResponse.AdjudicationComponent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.claimoutcome.Adjustment;
import org.luer.mappings.concept.claimoutcome.AdjustmentReasons;
import org.luer.mappings.concept.claimoutcome.AmountKinds;
import org.luer.mappings.concept.claimoutcome.OutcomeAmount;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;

/**
 * The entries of an adjudication, which ClaimResponse and ExplanationOfBenefit have alike: amounts,
 * adjustments and remarks (reference/fhir.md 4.3).
 *
 * <p>R4 has no place for the group of an adjustment (CO, PR …): an extension of ours carries it.
 * Read as well: any extension whose value is such a group.
 */
record Adjudication(
    List<OutcomeAmount> amounts, List<Adjustment> adjustments, List<Coded> remarks) {
  static final String GROUP = "adjustment-group-code";
  static final String OWN = "kic-adjudication";
  private static final String ADJUSTMENT = "adjustment";
  private static final String REMARK = "remark";

  /** The entries in their order: amounts, adjustments, remarks. */
  List<AdjudicationComponent> toFhir(String base) {
    var written = new ArrayList<AdjudicationComponent>();
    amounts.forEach(a -> written.add(amount(a)));
    adjustments.forEach(a -> written.add(adjustment(a, base)));
    for (var remark : remarks) {
      written.add(
          new AdjudicationComponent()
              .setCategory(Codings.concept(Systems.own(base, OWN), REMARK, "Remark"))
              .setReason(Codings.of(remark)));
    }
    return written;
  }

  private static AdjudicationComponent amount(OutcomeAmount amount) {
    var entry = new AdjudicationComponent().setCategory(category(amount));
    if (amount.reason() != null) {
      entry.setReason(Codings.of(amount.reason()));
    }
    if (amount.amount() != null) {
      entry.setAmount(BillingFhir.money(amount.amount()));
    }
    if (amount.value() != null) {
      entry.setValue(amount.value());
    }
    return entry;
  }

  /** The category of an amount: the insurer's, else the usual one of its kind. */
  static CodeableConcept category(OutcomeAmount amount) {
    if (amount.category() != null) {
      return Codings.of(amount.category());
    }
    var row = AmountKinds.written(amount.kind()).orElseThrow();
    return Codings.concept(
        row.system(), row.code(), row.display().isEmpty() ? null : row.display());
  }

  private static AdjudicationComponent adjustment(Adjustment adjustment, String base) {
    var entry =
        new AdjudicationComponent()
            .setCategory(
                adjustment.category() == null
                    ? Codings.concept(Systems.own(base, OWN), ADJUSTMENT, "Adjustment")
                    : Codings.of(adjustment.category()))
            .setReason(Codings.of(adjustment.reason()));
    if (adjustment.amount() != null) {
      entry.setAmount(BillingFhir.money(adjustment.amount()));
    }
    if (adjustment.units() != null) {
      entry.setValue(adjustment.units());
    }
    if (adjustment.group() != null) {
      entry.addExtension(
          Extensions.own(base, GROUP),
          new Coding().setSystem(AdjustmentReasons.GROUPS).setCode(adjustment.group().name()));
    }
    return entry;
  }

  /** Reads the entries at a path. */
  static Adjudication fromFhir(List<AdjudicationComponent> written, String path, BundleReader in) {
    var read = new Adjudication(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < written.size(); i++) {
      read.entry(written.get(i), path + "[" + i + "]", in);
    }
    return read;
  }

  private void entry(AdjudicationComponent entry, String path, BundleReader in) {
    var category = Codings.read(entry.getCategory()).orElse(null);
    var reason = Codings.read(entry.getReason()).orElse(null);
    if (category == null) {
      in.issues().error(IssueCode.REQUIRED, path + ".category", "says nothing");
      return;
    }
    var kind = AmountKinds.read(category);
    var amount = BillingFhir.read(entry.getAmount(), path + ".amount", in.issues());
    var own = category.codeIn(Systems.own(in.base(), OWN));
    if (reason != null && adjusts(kind, own.orElse(""), reason, entry)) {
      adjustments.add(
          new Adjustment(
              group(entry.getExtension()).orElse(null),
              own.filter(ADJUSTMENT::equals).isPresent() ? null : category,
              reason,
              amount,
              entry.getValue()));
    } else if (reason != null && own.filter(REMARK::equals).isPresent()) {
      remarks.add(reason);
    } else {
      amounts.add(
          new OutcomeAmount(
              kind,
              usual(entry.getCategory(), kind) ? null : category,
              reason,
              amount,
              entry.getValue()));
    }
  }

  /** Whether an entry says what is not paid and why. */
  private static boolean adjusts(
      OutcomeAmount.Kind kind, String own, Coded reason, AdjudicationComponent entry) {
    return switch (kind) {
      case SUBMITTED, ALLOWED, PAID, PATIENT, PRIOR_PAID -> false;
      default ->
          own.equals(ADJUSTMENT)
              || reason.codeIn(AdjustmentReasons.CARC).isPresent()
              || group(entry.getExtension()).isPresent();
    };
  }

  /** Whether a category is written as we write it. */
  static boolean usual(CodeableConcept category, OutcomeAmount.Kind kind) {
    var written = category.getCodingFirstRep();
    return category.getCoding().size() == 1
        && !category.hasText()
        && AmountKinds.written(kind)
            .filter(r -> r.system().equals(written.getSystem()))
            .filter(r -> r.code().equals(written.getCode()))
            .filter(r -> !written.hasDisplay() || r.display().equals(written.getDisplay()))
            .isPresent();
  }

  private static Optional<Adjustment.Group> group(List<Extension> extensions) {
    return extensions.stream()
        .flatMap(e -> Optional.ofNullable(code(e.getValue())).stream())
        .flatMap(
            code -> Arrays.stream(Adjustment.Group.values()).filter(g -> g.name().equals(code)))
        .findFirst();
  }

  private static @Nullable String code(@Nullable Type value) {
    if (value instanceof Coding coding) {
      return coding.getCode();
    }
    if (value instanceof CodeableConcept concept) {
      return concept.getCodingFirstRep().getCode();
    }
    return value == null ? null : value.primitiveValue();
  }

  /** The entry of an explanation of benefit in the form of a response. */
  static AdjudicationComponent response(ExplanationOfBenefit.AdjudicationComponent written) {
    var same = new AdjudicationComponent();
    same.setExtension(written.getExtension());
    same.setCategory(written.getCategory());
    same.setReason(written.hasReason() ? written.getReason() : null);
    same.setAmount(written.hasAmount() ? written.getAmount() : null);
    same.setValueElement(written.hasValue() ? written.getValueElement() : null);
    return same;
  }

  /** The entry of a response in the form of an explanation of benefit. */
  static ExplanationOfBenefit.AdjudicationComponent benefit(AdjudicationComponent written) {
    var same = new ExplanationOfBenefit.AdjudicationComponent();
    same.setExtension(written.getExtension());
    same.setCategory(written.getCategory());
    same.setReason(written.hasReason() ? written.getReason() : null);
    same.setAmount(written.hasAmount() ? written.getAmount() : null);
    same.setValueElement(written.hasValue() ? written.getValueElement() : null);
    return same;
  }
}
