package org.luer.mappings.concept.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * The answer to one item: what it counts, or words, or why there is none.
 *
 * @param item code of the item in the instrument's table, for example {@code 44260-8}
 * @param value the answer as its number in the table, before any reversing
 * @param text the answer in words, for items that take words
 * @param absent why there is no answer
 * @param asked how the sender's form asks for it; only with askedOn of the assessment
 * @param at when it was answered, where that is not the time of the assessment
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Answer(
    String item,
    @Nullable Integer value,
    @Nullable String text,
    @Nullable Absent absent,
    @Nullable Asked asked,
    @Nullable OffsetDateTime at) {

  /** An answer on the clinic's form. */
  public Answer(
      String item, @Nullable Integer value, @Nullable String text, @Nullable Absent absent) {
    this(item, value, text, absent, null, null);
  }

  /** An answer by its number. */
  public static Answer of(String item, int value) {
    return new Answer(item, value, null, null);
  }

  /** The same answer on another form. */
  public Answer askedAs(@Nullable Asked other) {
    return new Answer(item, value, text, absent, other, at);
  }

  /** The same answer with a time of its own. */
  public Answer at(@Nullable OffsetDateTime other) {
    return new Answer(item, value, text, absent, asked, other);
  }

  /** Why there is no answer. */
  public enum Absent {
    /** The form did not ask, because of an earlier answer; HL7 v2 OBX-11 N. */
    NOT_ASKED("not-asked"),
    /** Asked and left open; HL7 v2 OBX-11 X. */
    NOT_ANSWERED("unknown");

    private final String fhir;

    Absent(String fhir) {
      this.fhir = fhir;
    }

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The FHIR data-absent-reason code. */
    public String fhirCode() {
      return fhir;
    }
  }

  /** Reports every broken rule that can be told without the item. */
  void check(Issues issues, String path) {
    Check.present(issues, path + "/item", item);
    var given = (value == null ? 0 : 1) + (text == null ? 0 : 1) + (absent == null ? 0 : 1);
    if (given != 1) {
      issues.error(IssueCode.CONFLICT, path, "has exactly one of value, text and absent");
    }
    Check.optional(issues, path + "/asked", asked, Asked::check);
    if (asked != null && absent != null) {
      issues.error(IssueCode.CONFLICT, path + "/asked", "only beside an answer");
    }
    if (text != null && text.isBlank()) {
      issues.error(IssueCode.VALUE, path + "/text", "must not be blank");
    }
  }

  /** Reports an answer that this item cannot have. */
  void check(Item asked, Issues issues, String path) {
    if (value != null && !asked.allows(BigDecimal.valueOf(value))) {
      issues.error(IssueCode.VALUE, path + "/value", "is no answer that this item has");
    }
    if (text != null && !asked.words()) {
      issues.error(IssueCode.VALUE, path + "/text", "this item is answered by a number");
    }
  }
}
