package org.luer.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Counts as senders write them. */
class NumbersTest {
  @Test
  void onlyDigitsAreAWholeNumber() {
    assertThat(Numbers.whole("007", 3)).isEqualTo(7);
    assertThat(Numbers.whole("999999999", 9)).isEqualTo(999_999_999);
    for (var strange : new String[] {"", "1234", "-1", "1.0", "\u0661", "x"}) {
      assertThat(Numbers.whole(strange, 3)).as(strange).isNull();
    }
  }

  @Test
  void aPositiveNumberHasNoZeroInFront() {
    assertThat(Numbers.positive("70", 2)).isEqualTo(70);
    assertThat(Numbers.positive("07", 2)).isNull();
    assertThat(Numbers.positive("0", 2)).isNull();
  }
}
