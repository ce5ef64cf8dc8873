package org.luer.mappings.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers keep their scale, times their offset and seconds, dates their precision. */
class QuantityAndTimeTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.50", "70.0", "118", "0.000", "100000000000000000000.10", "-3"})
  void numbersKeepTheirScale(String written) throws JsonProcessingException {
    var json = "{\"value\":" + written + ",\"unit\":\"mg\"}";
    var quantity = ClinicJson.mapper().readValue(json, Quantity.class);
    assertThat(quantity.value()).isEqualTo(new BigDecimal(written));
    assertThat(ClinicJson.mapper().readTree(ClinicJson.mapper().writeValueAsString(quantity)))
        .isEqualTo(ClinicJson.mapper().readTree(json));
    assertThat(ClinicJson.mapper().writeValueAsString(quantity)).contains(written);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-05T09:02:00-07:00, 2026-10-05T09:02:00-07:00",
    "2026-10-05T09:02-07:00, 2026-10-05T09:02:00-07:00",
    "2026-10-05T09:02:00+05:45, 2026-10-05T09:02:00+05:45",
    "2026-10-05T09:02:00.250Z, 2026-10-05T09:02:00.25Z"
  })
  void timesKeepTheirOffsetAndHaveSeconds(String read, String written)
      throws JsonProcessingException {
    var time = ClinicJson.mapper().readValue("\"" + read + "\"", OffsetDateTime.class);
    assertThat(ClinicJson.mapper().writeValueAsString(time)).isEqualTo("\"" + written + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-10-05T09:02:00", "2026-10-05", "20261005090200-0700", "now", ""})
  void aTimeWithoutOffsetIsRefused(String read) {
    assertThatThrownBy(
            () -> ClinicJson.mapper().readValue("\"" + read + "\"", OffsetDateTime.class))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void aTimeIsNeverMovedToAnotherOffset() throws JsonProcessingException {
    var time = OffsetDateTime.of(2026, 3, 8, 2, 30, 0, 0, ZoneOffset.ofHoursMinutes(-3, -30));
    var json = ClinicJson.mapper().writeValueAsString(time);
    assertThat(ClinicJson.mapper().readValue(json, OffsetDateTime.class)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1984", "1984-07", "1984-07-19", "2024-02-29"})
  void datesKeepTheirPrecision(String written) {
    assertThat(new PartialDate(written)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"84", "1984-7", "1984-13", "2023-02-29", "19840719", "1984-07-19T00:00"})
  void whatIsNoDateIsRefusedWithoutItsValue(String written) {
    assertThatThrownBy(() -> new PartialDate(written))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain(written);
  }

  @Test
  void quantitiesNameTheUnitThatIsExpected() {
    var issues = new Issues();
    Quantity.of("-1", "ug").check(issues, "/dose", "mg");
    assertThat(issues.list()).extracting(Issue::path).containsExactly("/dose/unit", "/dose/value");
  }
}
