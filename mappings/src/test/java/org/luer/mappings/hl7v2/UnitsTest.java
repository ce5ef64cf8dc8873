package org.luer.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.stream.Stream;
import javax.measure.IncommensurableException;
import javax.measure.UnconvertibleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Ucum;

class UnitsTest {
  static Stream<Arguments> pairs() {
    return Units.TABLE.rows().stream()
        .flatMap(a -> Units.TABLE.rows().stream().map(b -> Arguments.of(a, b)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theTableAgreesWithTheLibraryOnWhatConvertsIntoWhat(Units.Row from, Units.Row to) {
    assertThat(from.dimension().equals(to.dimension())).isEqualTo(libraryConverts(from, to));
    assertThat(Units.convert(BigDecimal.TEN, from.ucum(), to.ucum()).isPresent())
        .isEqualTo(libraryConverts(from, to));
  }

  private static boolean libraryConverts(Units.Row from, Units.Row to) {
    try {
      Ucum.unit(from.ucum()).orElseThrow().getConverterToAny(Ucum.unit(to.ucum()).orElseThrow());
      return true;
    } catch (IncommensurableException | UnconvertibleException | UnsupportedOperationException no) {
      return false;
    }
  }

  @Test
  void poundsBecomeKilogramsByTheLibrary() {
    assertThat(Units.convert(new BigDecimal("176.4"), "[lb_av]", "kg"))
        .contains(new BigDecimal("80.01"));
  }

  @Test
  void aUnitOutsideTheTableIsLeftToTheLibrary() {
    assertThat(Units.convert(new BigDecimal("2.00"), "ng", "mg"))
        .hasValueSatisfying(mg -> assertThat(mg).isEqualByComparingTo("0.000002"));
    assertThat(Units.convert(BigDecimal.ONE, "mol", "mg")).isEmpty();
  }
}
