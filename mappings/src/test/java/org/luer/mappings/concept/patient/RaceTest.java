package org.luer.mappings.concept.patient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.Exchanges;

/** Race and ethnic group as hospitals write them. */
class RaceTest {
  private static Patient patient(String race, String group) {
    var message =
        "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20260705080000-0500||ADT^A31^ADT_A05|1|P|2.5.1\r"
            + "EVN|A31|20260705080000-0500\r"
            + "PID|1||4711^^^RGHMRN^MR||ZZTEST^ANA||19840719|F||"
            + race
            + "||||||||||||"
            + group
            + "\rPV1|1|N\r";
    var read =
        Exchanges.ALL
            .fromHl7v2(message.getBytes(java.nio.charset.StandardCharsets.UTF_8), Dialect.DEFAULT)
            .value()
            .orElseThrow();
    return read.stream()
        .flatMap(parcel -> parcel.records().stream())
        .filter(Patient.class::isInstance)
        .map(Patient.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "2106-3^White^CDCREC,2106-3,White",
    "2106-3^White^HL70005,2106-3,White",
    "2106-3^White,2106-3,White",
    "2106-3,2106-3,",
    "2131-1^Other^HL70005,2131-1,Other",
  })
  void aCodeOfTheCdcIsOneUnderEachNameOfItsTable(String written, String code, String text) {
    var race = patient(written, "").race().get(0);
    assertThat(race.system()).isEqualTo(Systems.CDC_RACE_ETHNICITY);
    assertThat(race.code()).isEqualTo(code);
    assertThat(race.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "H^Hispanic^HL70189,2135-2",
    "N^Not Hispanic^HL70189,2186-5",
    "N,2186-5",
    "2186-5^Not Hispanic or Latino^HL70189,2186-5",
    "2135-2^Hispanic or Latino^CDCREC^H^Hispanic or Latino^HL70189,2135-2",
  })
  void anEthnicGroupHasItsCodeOfTheCdc(String written, String code) {
    var group = patient("", written).ethnicity();
    assertThat(group).isNotNull();
    assertThat(group.system()).isEqualTo(Systems.CDC_RACE_ETHNICITY);
    assertThat(group.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"U^Unknown^HL70189", "N^Nordic^99RGH"})
  void whatStandsForNoCodeStaysAsItIs(String written) {
    var group = patient("", written).ethnicity();
    assertThat(group).isNotNull();
    assertThat(group.system()).isNotEqualTo(Systems.CDC_RACE_ETHNICITY);
  }

  @Test
  void someOtherRaceComesBackFromItsWords() {
    var patient = patient("2131-1^Other^HL70005~2106-3^White^HL70005", "");
    var written = new org.hl7.fhir.r4.model.Patient();
    RaceFhir.toFhir(patient, written);
    assertThat(RaceFhir.race(written))
        .extracting(c -> c.code())
        .containsExactly("2106-3", "2131-1");
  }
}
