package org.luer.mappings.concept.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is normal for a finding, in the unit of its value.
 *
 * @param low lowest normal value
 * @param high highest normal value
 * @param text words that say it otherwise, for example {@code negative} or {@code <5}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReferenceRange(
    @Nullable BigDecimal low, @Nullable BigDecimal high, @Nullable String text) {
  private static final String NUMBER = "([+-]?\\d+(?:\\.\\d+)?)";
  private static final Pattern BOTH = Pattern.compile(NUMBER + " ?- ?" + NUMBER);
  private static final Pattern LOW = Pattern.compile(">= ?" + NUMBER);
  private static final Pattern HIGH = Pattern.compile("<= ?" + NUMBER);

  /** The range of a written one: {@code 3.5-5.1}, {@code >=60}, {@code <=200}, or words. */
  public static ReferenceRange of(String written) {
    var both = BOTH.matcher(written);
    if (both.matches()) {
      return range(new BigDecimal(both.group(1)), new BigDecimal(both.group(2)), written);
    }
    var low = LOW.matcher(written);
    if (low.matches()) {
      return range(new BigDecimal(low.group(1)), null, written);
    }
    var high = HIGH.matcher(written);
    return high.matches()
        ? range(null, new BigDecimal(high.group(1)), written)
        : new ReferenceRange(null, null, written);
  }

  /** Words stay only where the numbers written out say something else. */
  static ReferenceRange range(
      @Nullable BigDecimal low, @Nullable BigDecimal high, @Nullable String written) {
    var plain = new ReferenceRange(low, high, null);
    return plain.written().equals(written) ? plain : new ReferenceRange(low, high, written);
  }

  /**
   * The range as one string: the words, unless they name other numbers than the range has, for one
   * string cannot hold both.
   */
  public String inOne() {
    if (text == null || (low == null && high == null)) {
      return written();
    }
    var said = of(text);
    var numbers = new ReferenceRange(low, high, null).written();
    return numbers.equals(new ReferenceRange(said.low(), said.high(), null).written())
        ? text
        : numbers;
  }

  /** The words, else the numbers written out. */
  public String written() {
    if (text != null) {
      return text;
    }
    if (low != null && high != null) {
      return low.toPlainString() + "-" + high.toPlainString();
    }
    if (low != null) {
      return ">=" + low.toPlainString();
    }
    return high == null ? "" : "<=" + high.toPlainString();
  }
}
