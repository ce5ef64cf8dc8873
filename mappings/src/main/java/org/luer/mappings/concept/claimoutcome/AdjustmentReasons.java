package org.luer.mappings.concept.claimoutcome;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;

/**
 * Reason and remark codes of adjustments (CARC, RARC) in our own words, with what can be done about
 * them: adjustment-reasons.csv and remark-codes.csv. A code that is not in them is passed on as it
 * is, and somebody has to look at it.
 */
public final class AdjustmentReasons {
  /** Code system of claim adjustment reason codes. */
  public static final String CARC = "https://x12.org/codes/claim-adjustment-reason-codes";

  /** Code system of remittance advice remark codes. */
  public static final String RARC = "https://x12.org/codes/remittance-advice-remark-codes";

  /** Code system of claim adjustment group codes. */
  public static final String GROUPS = "https://x12.org/codes/claim-adjustment-group-codes";

  /** Claim adjustment reason codes. */
  public static final CodeTable<String, Row> REASONS = load("adjustment-reasons.csv");

  /** Remittance advice remark codes. */
  public static final CodeTable<String, Row> REMARKS = load("remark-codes.csv");

  private static final Pattern REMARK = Pattern.compile("\\b(?:MA?|N)[0-9]{1,3}\\b");

  private AdjustmentReasons() {}

  /** What can be done about an adjustment. */
  public enum Todo {
    /** The patient owes it. */
    BILL_PATIENT,
    /** Correct the claim and send a replacement. */
    CORRECT,
    /** Appeal with evidence from the record. */
    APPEAL,
    /** Ask for authorization, or for more units of one. */
    ASK_AUTHORIZATION,
    /** Send the records that were asked for. */
    SEND_RECORDS,
    /** Another insurer has to pay first, or at all. */
    OTHER_PAYER,
    /** Ask again whether and where the patient is covered. */
    VERIFY_COVERAGE,
    /** Look what became of the other claim. */
    CHECK_STATUS,
    /** The remark beside it says what to do. */
    SEE_REMARK,
    /** Somebody has to look at it. */
    REVIEW,
    /** It stands: write it off. */
    NOTHING;

    /** The code in tables and in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One code.
   *
   * @param code the code
   * @param text our words for it
   * @param todo what can be done
   */
  public record Row(String code, String text, Todo todo) {}

  private static CodeTable<String, Row> load(String file) {
    return CodeTable.load(
        AdjustmentReasons.class,
        file,
        l -> new Row(l.getField("code"), l.getField("text"), todo(l.getField("todo"))),
        Row::code);
  }

  private static Todo todo(String code) {
    return Arrays.stream(Todo.values()).filter(t -> t.code().equals(code)).findFirst().orElseThrow();
  }

  /** The row of a reason code. */
  public static Optional<Row> reason(Coded reason) {
    return reason.codeIn(CARC).flatMap(REASONS::find);
  }

  /** Whether a reason is a share of the patient: deductible, coinsurance, copayment. */
  static boolean isPatientShare(Coded reason) {
    return reason(reason).filter(r -> r.todo() == Todo.BILL_PATIENT).isPresent();
  }

  /** The known remark codes that a text names. */
  static List<String> remarksIn(@Nullable String text) {
    return text == null
        ? List.of()
        : REMARK
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .filter(c -> REMARKS.find(c).isPresent())
            .toList();
  }

  /**
   * What can be done about an adjustment: what its group decides, else its reason, else the remarks
   * beside it.
   *
   * @param remarks remark codes of the line
   */
  public static Todo todo(Adjustment adjustment, List<String> remarks) {
    if (adjustment.group() == Adjustment.Group.PR) {
      return Todo.BILL_PATIENT;
    }
    var byReason = reason(adjustment.reason()).map(Row::todo).orElse(Todo.REVIEW);
    return byReason != Todo.SEE_REMARK
        ? byReason
        : remarks.stream()
            .flatMap(r -> REMARKS.find(r).stream())
            .map(Row::todo)
            .findFirst()
            .orElse(Todo.REVIEW);
  }
}
