package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * A treatment that was tried before the referral, as the referrer tells it.
 *
 * @param kind drug, or something that is not a drug (psychotherapy, ECT, TMS)
 * @param treatment which one: RxNorm, SNOMED CT, CPT or words
 * @param from since when
 * @param to until when; absent while it goes on or when nobody knows
 * @param dose highest dose of a drug, in words
 * @param outcome what came of it: no response, partial response, not tolerated …
 * @param note further words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PriorTreatment(
    Kind kind,
    Coded treatment,
    @Nullable PartialDate from,
    @Nullable PartialDate to,
    @Nullable String dose,
    @Nullable Coded outcome,
    @Nullable String note) {

  /** Drugs and everything else. */
  public enum Kind {
    DRUG,
    PROCEDURE;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/kind", kind);
    Check.present(issues, path + "/treatment", treatment);
    Check.optional(issues, path + "/treatment", treatment, Coded::check);
    Check.optional(issues, path + "/outcome", outcome, Coded::check);
    if (kind == Kind.PROCEDURE && dose != null) {
      issues.error(IssueCode.CONFLICT, path + "/dose", "only a drug has a dose");
    }
  }
}
