package org.luer.mappings.concept.billing;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;

/**
 * What all billing resources share: {@link Money}, and the code of a service with the clinic's own
 * code beside it.
 *
 * <p>Mapped: Money.value, currency; coding (CPT or HCPCS first, the clinic's own second), text (the
 * words of the first). The https form of the HCPCS system is read as the http form.
 */
public final class BillingFhir {
  private static final String HCPCS_HTTPS = Systems.HCPCS.replace("http:", "https:");

  private BillingFhir() {}

  /** Money in FHIR. */
  public static org.hl7.fhir.r4.model.Money money(Money money) {
    return new org.hl7.fhir.r4.model.Money().setValue(money.value()).setCurrency(money.currency());
  }

  /** The amount; null when there is none, and an issue when it has no currency. */
  public static @Nullable Money read(
      org.hl7.fhir.r4.model.@Nullable Money money, String path, Issues issues) {
    if (money == null || money.isEmpty()) {
      return null;
    }
    if (!money.hasValue() || !money.hasCurrency()) {
      issues.error(IssueCode.REQUIRED, path, "needs a value and its currency");
      return null;
    }
    return new Money(money.getValue(), money.getCurrency());
  }

  /** A code with the words of its list as display; others with the clinic's words as text. */
  public static CodeableConcept listed(Coded coded, CodeTable<String, BillingCodes.Row> list) {
    var code = coded.code();
    var row = code == null ? Optional.<BillingCodes.Row>empty() : list.find(code);
    return coded.also().isEmpty()
            && coded.system() != null
            && row.filter(r -> r.text().equals(coded.text())).isPresent()
        ? Codings.concept(coded.system(), row.get().code(), row.get().text())
        : Codings.of(coded);
  }

  /** The concept of a service; at least one of both is there. */
  public static CodeableConcept service(@Nullable Coded code, @Nullable Coded item) {
    var concept = code == null ? new CodeableConcept() : Codings.of(code);
    if (item != null && item.system() != null && item.code() != null) {
      concept.addCoding(Codings.coding(item.system(), item.code(), item.text()));
    }
    return concept;
  }

  /** The CPT or HCPCS code of a service. */
  public static Optional<Coded> code(CodeableConcept concept) {
    for (var coding : concept.getCoding()) {
      var system = system(coding);
      if (BillingCodes.bills(system) && coding.hasCode()) {
        var text = concept.hasText() ? concept.getText() : coding.getDisplay();
        return Optional.of(Coded.of(system, coding.getCode(), text));
      }
    }
    return Optional.empty();
  }

  /** The sender's own code of a service. */
  public static Optional<Coded> item(CodeableConcept concept) {
    for (var coding : concept.getCoding()) {
      if (coding.hasSystem() && coding.hasCode() && !BillingCodes.bills(system(coding))) {
        return Optional.of(Coded.of(coding.getSystem(), coding.getCode(), coding.getDisplay()));
      }
    }
    return Optional.empty();
  }

  /** A concept whose system may have the https form. */
  public static Optional<Coded> read(CodeableConcept concept) {
    return Codings.read(concept)
        .map(
            c ->
                HCPCS_HTTPS.equals(c.system())
                    ? new Coded(Systems.HCPCS, c.code(), c.text(), c.also())
                    : c);
  }

  private static String system(Coding coding) {
    var system = coding.hasSystem() ? coding.getSystem() : "";
    return HCPCS_HTTPS.equals(system) ? Systems.HCPCS : system;
  }
}
