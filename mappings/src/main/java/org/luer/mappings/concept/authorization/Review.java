package org.luer.mappings.concept.authorization;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;

/**
 * What an insurer decided about one thing that was asked for (X12 278 HCR).
 *
 * @param action the decision in the insurer's code (X12 306); review-actions.csv says what it means
 * @param number authorization number
 * @param reasons why it was decided so (X12 886)
 * @param secondOpinion whether a second surgical opinion is asked for
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Review(
    @Nullable Coded action,
    @Nullable String number,
    List<Coded> reasons,
    @Nullable Boolean secondOpinion) {
  /** Code system of the decisions. */
  public static final String ACTIONS = "https://codesystem.x12.org/005010/306";

  private static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          Review.class,
          "review-actions.csv",
          l -> new Row(l.getField("code"), decision(l.getField("decision")), l.getField("text")),
          Row::code);

  public Review {
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
  }

  /**
   * One decision.
   *
   * @param code X12 306
   * @param decision what it means
   * @param text our words
   */
  record Row(String code, Decision decision, String text) {}

  /** What a decision means for the clinic. */
  public enum Decision {
    APPROVED,
    PARTIAL,
    DENIED,
    PENDED,
    CANCELLED,
    /** The insurer wants to be called. */
    CONTACT,
    /** No authorization is needed. */
    NOT_NEEDED,
    /** The code is not known here: somebody has to look at it. */
    UNKNOWN;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static Decision decision(String code) {
    return Arrays.stream(Decision.values())
        .filter(d -> d.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  /** What was decided. */
  @JsonIgnore
  public Decision decision() {
    return Optional.ofNullable(action)
        .flatMap(a -> a.codeIn(ACTIONS))
        .flatMap(TABLE::find)
        .map(Row::decision)
        .orElse(Decision.UNKNOWN);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/action", action, Coded::check);
    Check.each(issues, path + "/reasons", reasons, Coded::check);
  }
}
