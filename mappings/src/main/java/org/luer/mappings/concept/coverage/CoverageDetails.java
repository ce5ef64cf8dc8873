package org.luer.mappings.concept.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * What else stands on the card of an insurance (FHIR Coverage).
 *
 * @param numbers further numbers of the insurance, of no kind that the record knows
 * @param classes further classes beside group and plan, for example the numbers of a pharmacy
 *     benefit
 * @param network network of the insurer
 * @param dependent number of the patient below the insured
 * @param holder who holds the policy
 * @param costs what the patient pays
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CoverageDetails(
    List<Identifier> numbers,
    List<CoverageClass> classes,
    @Nullable String network,
    @Nullable String dependent,
    @Nullable Holder holder,
    List<Cost> costs) {
  private static final CoverageDetails NONE =
      new CoverageDetails(List.of(), List.of(), null, null, null, List.of());

  public CoverageDetails {
    numbers = numbers == null ? List.of() : List.copyOf(numbers);
    classes = classes == null ? List.of() : List.copyOf(classes);
    costs = costs == null ? List.of() : List.copyOf(costs);
  }

  /** Who holds a policy. */
  public enum Holder {
    PATIENT,
    SUBSCRIBER;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One class of an insurance.
   *
   * @param type what is classed (FHIR coverage-class), for example {@code rxbin}
   * @param value number of the class
   * @param name its name
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CoverageClass(Coded type, String value, @Nullable String name) {
    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      Check.present(issues, path + "/type", type);
      Check.optional(issues, path + "/type", type, Coded::check);
      Check.present(issues, path + "/value", value);
    }
  }

  /**
   * What the patient pays.
   *
   * @param type for what (FHIR coverage-copay-type)
   * @param amount how much
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cost(@Nullable Coded type, Money amount) {
    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      Check.optional(issues, path + "/type", type, Coded::check);
      Check.present(issues, path + "/amount", amount);
      Check.optional(issues, path + "/amount", amount, Money::check);
    }
  }

  /** Itself; null when nothing is known. */
  public @Nullable CoverageDetails orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.each(issues, path + "/classes", classes, CoverageClass::check);
    Check.each(issues, path + "/costs", costs, Cost::check);
  }
}
