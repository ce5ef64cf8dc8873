package org.luer.mappings.exchange.orderintake;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.medication.Medication;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.serviceorder.ServiceOrder;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.translation.Parcel;

/** The length in TQ.3, which orders have before version 2.5: how long, how often, how many. */
class OrderLengthsTest {
  private static final String BEFORE =
      """
      MSH|^~\\&|PHARM|RGH|LUER|NLKC|20250301080000-0600||%s|C1|P|%s
      PID|1||123^^^RGHMRN^MR||ZZDOE^JANE||19800101|F
      """;
  private static final String DRUG =
      BEFORE
          + """
          ORC|NW|P1^EPIC|||||^BID^%3$s^20250302080000-0600||20250301080000-0600
          RXE|^BID^%3$s^20250302080000-0600|723^amoxicillin^RXNORM|500||mg
          RXR|PO
          """;
  private static final String SERVICE =
      BEFORE
          + """
          ORC|NW|P1^EPIC|||||||20250301080000-0600
          OBR|1|P1^EPIC||24323-8^CMP^LN|||||||||||||||||||||||^Q1D^%3$s
          """;

  @ParameterizedTest
  @CsvSource({"S90, s", "H48, h", "D7, d", "W2, wk", "L3, mo"})
  void lengthOfACourseIsReadAndWritten(String written, String unit) {
    var length = new Quantity(new BigDecimal(written.substring(1)), unit);
    for (var version : List.of("2.3.1", "2.4")) {
      var drug = read(DRUG.formatted("RDE^O01", version, written));
      assertThat(timing(drug).course()).isEqualTo(length);
      assertThat(written(drug, "RDE_O11", version)).contains("|^BID^" + written + "^2025");
      var service = read(SERVICE.formatted("ORM^O01", version, written));
      assertThat(timing(service).course()).isEqualTo(length);
      assertThat(written(service, "ORM_O01", version)).contains("|^Q1D^" + written);
    }
    var drug = read(DRUG.formatted("RDE^O01", "2.4", written));
    assertThat(written(drug, "RDE_O11", "2.5.1")).contains("|" + written.substring(1) + "^" + unit);
    var again = Exchanges.ALL.fromFhir(drug.toFhir(Dialect.DEFAULT), Dialect.DEFAULT);
    assertThat(timing(again.value().orElseThrow().get(0)).course()).isEqualTo(length);
  }

  @Test
  void minutesAreThoseOfADoseAndOfAServiceThoseOfItsCourse() {
    var drug = read(DRUG.formatted("RDE^O01", "2.4", "M30"));
    assertThat(((Medication) drug.about()).duration())
        .isEqualTo(new Quantity(new BigDecimal("30"), "min"));
    assertThat(timing(drug).course()).isNull();
    assertThat(written(drug, "RDE_O11", "2.4")).contains("^BID^M30^").doesNotContain("ORD-MINUTES");
    var service = read(SERVICE.formatted("ORM^O01", "2.4", "M30"));
    assertThat(timing(service).course()).isEqualTo(new Quantity(new BigDecimal("30"), "min"));
    assertThat(written(service, "ORM_O01", "2.4")).contains("^Q1D^M30");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3.1", "2.4"})
  void conditionAndInstructionStandBesideIt(String version) {
    var text = DRUG.formatted("RDE^O01", version, "D7");
    var timed = "^BID^D7^20250302080000-0600";
    var read = read(text.replace("RXE|" + timed, "RXE|" + timed + "^^^if awake^with meals"));
    assertThat(timing(read).condition()).isEqualTo("if awake");
    assertThat(timing(read).instruction()).isEqualTo("with meals");
    assertThat(written(read, "RDE_O11", version))
        .contains("^^^if awake^with meals|")
        .doesNotContain("ORD-COND", "ORD-WHEN");
    var words = "only when awake and after a look at the chart of today";
    var longer = read(text.replace("RXE|" + timed, "RXE|" + timed + "^^^" + words));
    assertThat(written(longer, "RDE_O11", version)).contains("ORD-COND").contains(words);
  }

  @Test
  void timesAreHowOftenInAll() {
    assertThat(timing(read(DRUG.formatted("RDE^O01", "2.3.1", "X6"))).occurrences()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INDEF", "T500", "H", "7", "D1.5", "X0"})
  void whatIsNoLengthIsNotInvented(String written) {
    var timing = timing(read(DRUG.formatted("RDE^O01", "2.4", written)));
    assertThat(timing.course()).isNull();
    assertThat(timing.occurrences()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1.5, d", "7.0, d", "1, a", "123456, h"})
  void aLengthThatHasNoLetterIsAnObservation(String value, @Nullable String unit) {
    var drug = (Medication) read(DRUG.formatted("RDE^O01", "2.4", "D7")).about();
    var text = written(read(DRUG.formatted("RDE^O01", "2.4", "D7")), "RDE_O11", "2.4");
    assertThat(drug.duration()).isNull();
    var other =
        text.replace("^BID^D7^", "^BID^^")
            + "OBX|1|NM|ORD-COURSE^Length of the course ordered^99KIC||"
            + value
            + "|"
            + unit
            + "^^UCUM|||||F\r";
    var read = read(other.replace('\r', '\n'));
    var length = new Quantity(new BigDecimal(value), Objects.requireNonNull(unit));
    assertThat(timing(read).course()).isEqualTo(length);
    assertThat(written(read, "RDE_O11", "2.4")).contains("ORD-COURSE").contains("|^BID^^2025");
  }

  private static Parcel<?> read(String text) {
    var bytes = text.replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
    var read = Exchanges.ALL.fromHl7v2(bytes, Dialect.DEFAULT);
    assertThat(read.value()).as("%s", read.issues()).isPresent();
    return read.value().orElseThrow().get(0);
  }

  private static OrderTiming timing(Parcel<?> parcel) {
    var order = (PlacedOrder) parcel.about();
    var timing = order instanceof ServiceOrder s ? s.timing() : ((Medication) order).timing();
    return Objects.requireNonNull(timing);
  }

  private static String written(Parcel<?> parcel, String type, String version) {
    return parcel.toHl7v2(Dialect.DEFAULT.withVersion(version), Set.of(type)).get(0).text();
  }
}
