package org.luer.mappings.concept.observation;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;

/** Numbers that senders write as people do: {@code >168}, {@code 120/80}, {@code 1:128}. */
final class LooseNumbers {
  private static final String NUMBER = "([+-]?\\d{1,40}(?:\\.\\d{1,40})?)";
  private static final Pattern COMPARED = Pattern.compile("([<>]=?) ?" + NUMBER);
  private static final Pattern PAIR = Pattern.compile(NUMBER + " ?([-/:]) ?" + NUMBER);

  private LooseNumbers() {}

  /** The value; null when it is no such number. */
  static @Nullable FindingValue read(String written, @Nullable Coded unit) {
    var compared = COMPARED.matcher(written);
    if (compared.matches()) {
      var comparator = FindingValue.Comparator.of(compared.group(1));
      return FindingValue.number(new BigDecimal(compared.group(2)), comparator, unit);
    }
    var pair = PAIR.matcher(written);
    if (!pair.matches()) {
      return null;
    }
    var separator = FindingValue.Separator.of(pair.group(2));
    return FindingValue.numbers(
        new BigDecimal(pair.group(1)), null, separator, new BigDecimal(pair.group(3)), unit);
  }
}
