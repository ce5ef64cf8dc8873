package org.luer.mappings.concept.observation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * The value of a finding: exactly one of number, codes, text, time, date, clock, truth, attachment
 * and other.
 *
 * @param number a number, its scale kept
 * @param comparator the real value lies below or above the number
 * @param separator joins the number to the second one: a range, a ratio or a titer
 * @param second the second number
 * @param unit unit of the numbers: UCUM, or the sender's own when it is none
 * @param codes coded values; more than one when all of them hold
 * @param text words; several lines where the sender has several
 * @param time an instant
 * @param date a date in its precision
 * @param clock a time of day, {@code HH:MM:SS}
 * @param truth yes or no
 * @param attachment a document, picture or strip
 * @param other a value of a type that only HL7 v2 has
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FindingValue(
    @Nullable BigDecimal number,
    @Nullable Comparator comparator,
    @Nullable Separator separator,
    @Nullable BigDecimal second,
    @Nullable Coded unit,
    List<Coded> codes,
    @Nullable String text,
    @Nullable OffsetDateTime time,
    @Nullable PartialDate date,
    @Nullable String clock,
    @Nullable Boolean truth,
    @Nullable Attachment attachment,
    @Nullable Other other) {

  public FindingValue {
    codes = codes == null ? List.of() : List.copyOf(codes);
  }

  /** On which side of the number the real value lies (FHIR quantity-comparator, SN.1). */
  public enum Comparator {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER_OR_EQUAL(">="),
    GREATER(">");

    private final String code;

    Comparator(String code) {
      this.code = code;
    }

    /** The one with this sign; null for any other. */
    public static @Nullable Comparator of(@Nullable String sign) {
      for (var value : values()) {
        if (value.code.equals(sign)) {
          return value;
        }
      }
      return null;
    }

    /** The sign. */
    @JsonValue
    public String code() {
      return code;
    }
  }

  /** How two numbers belong together (SN.3). */
  public enum Separator {
    RANGE("-"),
    RATIO("/"),
    TITER(":");

    private final String code;

    Separator(String code) {
      this.code = code;
    }

    /** The one with this sign; null for any other. */
    public static @Nullable Separator of(@Nullable String sign) {
      for (var value : values()) {
        if (value.code.equals(sign)) {
          return value;
        }
      }
      return null;
    }

    /** The sign. */
    @JsonValue
    public String code() {
      return code;
    }
  }

  /**
   * A document, picture or strip.
   *
   * @param contentType media type, for example {@code application/pdf}
   * @param data the content in base 64
   * @param url where it lies, when the content is not here
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Attachment(
      @Nullable String contentType, @Nullable String data, @Nullable String url) {}

  /**
   * A value of a type that only HL7 v2 has, as it stands in OBX-5.
   *
   * @param type data type, for example {@code CP}
   * @param encoded components and subcomponents in the standard delimiters
   */
  public record Other(String type, String encoded) {
    /** The data types that stand here; every version that is written has them. */
    public static final Set<String> TYPES =
        Set.of(
            "CP", "CQ", "MO", "DR", "NR", "NA", "MA", "XAD", "XPN", "XTN", "XCN", "XON", "CX", "EI",
            "PL");
  }

  /** A number with its unit. */
  public static FindingValue number(BigDecimal number, @Nullable Coded unit) {
    return number(number, null, unit);
  }

  /** A number that the real value is below or above. */
  public static FindingValue number(
      BigDecimal number, @Nullable Comparator comparator, @Nullable Coded unit) {
    return numbers(number, comparator, null, null, unit);
  }

  /** One or two numbers. */
  public static FindingValue numbers(
      BigDecimal number,
      @Nullable Comparator comparator,
      @Nullable Separator separator,
      @Nullable BigDecimal second,
      @Nullable Coded unit) {
    return new FindingValue(
        number,
        comparator,
        separator,
        second,
        unit,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** Coded values. */
  public static FindingValue codes(List<Coded> codes) {
    return new FindingValue(
        null, null, null, null, null, codes, null, null, null, null, null, null, null);
  }

  /** Words. */
  public static FindingValue text(String text) {
    return new FindingValue(
        null, null, null, null, null, List.of(), text, null, null, null, null, null, null);
  }

  /** An instant. */
  public static FindingValue time(OffsetDateTime time) {
    return new FindingValue(
        null, null, null, null, null, List.of(), null, time, null, null, null, null, null);
  }

  /** A date in its precision. */
  public static FindingValue date(PartialDate date) {
    return new FindingValue(
        null, null, null, null, null, List.of(), null, null, date, null, null, null, null);
  }

  /** A time of day. */
  public static FindingValue clock(String clock) {
    return new FindingValue(
        null, null, null, null, null, List.of(), null, null, null, clock, null, null, null);
  }

  /** Yes or no. */
  public static FindingValue truth(boolean truth) {
    return new FindingValue(
        null, null, null, null, null, List.of(), null, null, null, null, truth, null, null);
  }

  /** A document, picture or strip. */
  public static FindingValue attachment(Attachment attachment) {
    return new FindingValue(
        null, null, null, null, null, List.of(), null, null, null, null, null, attachment, null);
  }

  /** A value of a type that only HL7 v2 has. */
  public static FindingValue other(Other other) {
    return new FindingValue(
        null, null, null, null, null, List.of(), null, null, null, null, null, null, other);
  }

  /** Whether the unit is a UCUM code, or there is none. */
  @JsonIgnore
  public boolean ucum() {
    return unit == null || org.luer.mappings.core.Systems.UCUM.equals(unit.system());
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    var first = codes.isEmpty() ? null : codes;
    var kinds =
        Stream.of(number, first, text, time, date, clock, truth, attachment, other)
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      issues.error(IssueCode.CONFLICT, path, "must be of exactly one kind");
    }
    if (number == null && (comparator != null || second != null || unit != null)) {
      issues.error(IssueCode.REQUIRED, path + "/number", "is missing beside its companions");
    }
    if ((separator == null) != (second == null)) {
      issues.error(IssueCode.REQUIRED, path + "/second", "a separator needs a second number");
    }
    if (comparator != null && separator != null) {
      issues.error(IssueCode.CONFLICT, path + "/comparator", "goes with a single number only");
    }
    Check.optional(issues, path + "/unit", unit, Coded::check);
    Check.each(issues, path + "/codes", codes, Coded::check);
    if (text != null && text.isBlank()) {
      issues.error(IssueCode.REQUIRED, path + "/text", "is empty");
    }
    if (clock != null && !clock.matches("([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,4})?")) {
      issues.error(IssueCode.VALUE, path + "/clock", "must be a time of day like 09:30:00");
    }
    Check.optional(issues, path + "/attachment", attachment, FindingValue::attachment);
    Check.optional(issues, path + "/other", other, FindingValue::other);
  }

  private static void attachment(Attachment attachment, Issues issues, String path) {
    if ((attachment.data() == null) == (attachment.url() == null)) {
      issues.error(IssueCode.REQUIRED, path, "needs either data or a url");
    }
    var type = attachment.contentType();
    if (type != null && !type.matches("[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+")) {
      issues.error(IssueCode.VALUE, path + "/contentType", "is not a media type");
    }
    var data = attachment.data();
    if (data != null && !base64(data)) {
      issues.error(IssueCode.VALUE, path + "/data", "is not base 64");
    }
    if (attachment.url() != null && attachment.url().chars().anyMatch(c -> c <= ' ')) {
      issues.error(IssueCode.VALUE, path + "/url", "is not a URL");
    }
  }

  /** No regular expression: documents have many megabytes. */
  private static boolean base64(String data) {
    int end = data.length();
    while (end > 0 && end > data.length() - 2 && data.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      var c = data.charAt(i);
      var plain =
          (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+';
      if (!plain && c != '/') {
        return false;
      }
    }
    return !data.isEmpty() && data.length() % 4 == 0;
  }

  private static void other(Other other, Issues issues, String path) {
    if (other.type() == null || !Other.TYPES.contains(other.type())) {
      issues.error(IssueCode.CODE_UNKNOWN, path + "/type", "is not a data type that stands here");
    }
    if (other.encoded() == null
        || other.encoded().isBlank()
        || other.encoded().chars().anyMatch(c -> c < ' ' || c == '|' || c == '~')) {
      issues.error(IssueCode.VALUE, path + "/encoded", "must be one repetition of one field");
    }
  }
}
