package org.luer.mappings.concept.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;

/** Minutes to units, forms of codes, and the tables of billing. */
class BillingTest {

  /** The vectors of reference/codes.md 8.1: minutes, then units of 96374, 96365 and 96366. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0",
    "1, 1, 0, 0",
    "10, 1, 0, 0",
    "15, 1, 0, 0",
    "16, 0, 1, 0",
    "40, 0, 1, 0",
    "60, 0, 1, 0",
    "90, 0, 1, 0",
    "91, 0, 1, 1",
    "120, 0, 1, 1",
    "150, 0, 1, 1",
    "151, 0, 1, 2",
    "210, 0, 1, 2",
    "211, 0, 1, 3",
    "90.9, 0, 1, 0"
  })
  void minutesComeToUnits(BigDecimal minutes, int push, int first, int further) {
    assertThat(InfusionUnits.of(minutes)).isEqualTo(new InfusionUnits(push, first, further));
  }

  @ParameterizedTest
  @CsvSource({
    "0409-2051-15, 00409205115",
    "67457-108-10, 67457010810",
    "12345-6789-1, 12345678901",
    "00409-2051-15, 00409205115",
    "00409205115, 00409205115",
    "0409205115, 0409205115",
    "123-4567-89, 123-4567-89"
  })
  void hyphensSayWhereTheZeroGoesAndNothingElseDoes(String written, String billed) {
    assertThat(Ndc.billing(written)).isEqualTo(billed);
  }

  @ParameterizedTest
  @CsvSource({"F332, F33.2", "R45851, R45.851", "F33.2, F33.2", "T41295A, T41.295A", "F32, F32"})
  void icdGetsItsDot(String written, String dotted) {
    assertThat(BillingCodes.dotted(Coded.of(Systems.ICD_10_CM, written, null)).code())
        .isEqualTo(dotted);
  }

  @Test
  void everyServiceHasTheFormOfItsSystem() {
    assertThat(BillingCodes.SERVICES.rows()).hasSizeGreaterThan(80);
    for (var row : BillingCodes.SERVICES.rows()) {
      var cpt = Character.isDigit(row.code().charAt(0));
      var coded = Coded.of(cpt ? Systems.CPT : Systems.HCPCS, row.code(), row.text());
      assertThat(BillingCodes.wellFormed(coded)).as(row.code()).isTrue();
      assertThat(row.text()).as(row.code()).isNotBlank();
    }
  }

  @Test
  void tablesAreFilled() {
    assertThat(BillingCodes.MODIFIERS.rows()).allMatch(r -> BillingCodes.modifier(r.code()));
    assertThat(BillingCodes.PLACES.rows()).allMatch(r -> r.code().matches("\\d\\d"));
    assertThat(BillingCodes.TAXONOMY.rows()).allMatch(r -> r.code().matches("[0-9A-Z]{9}X"));
    assertThat(BillingCodes.place("11")).contains("Office");
  }

  /** Equivalent rows invert: no unit stands twice on either side. */
  @Test
  void unitsOfDrugsInvert() {
    for (Function<NdcUnit.Row, String> side :
        List.<Function<NdcUnit.Row, String>>of(NdcUnit.Row::x12, NdcUnit.Row::ucum)) {
      assertThat(NdcUnit.TABLE.rows().stream().map(side)).doesNotHaveDuplicates();
    }
    for (var row : NdcUnit.TABLE.rows()) {
      assertThat(NdcUnit.ucum(row.x12()).flatMap(NdcUnit::x12)).contains(row.x12());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"InfusionSession/NV-1", "InfusionSession/NV-1#/timeline/0"})
  void evidenceReadsWhatItWrites(String written) {
    assertThat(Evidence.of(written).map(Evidence::written)).contains(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "InfusionSession", "/x", "a b/c", "InfusionSession/NV-1#timeline"})
  void whatIsNoEvidenceIsNone(String written) {
    assertThat(Evidence.of(written)).isEmpty();
  }
}
