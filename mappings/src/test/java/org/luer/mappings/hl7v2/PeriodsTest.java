package org.luer.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Period;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/** From when to when a name, an address, a number or a telephone holds, in each version. */
class PeriodsTest {
  private static final Period PERIOD =
      new Period(PartialTime.of("2016-12-06"), PartialTime.of("2020-07"));

  @ParameterizedTest
  @CsvSource({
    "V231, Shaw^Amy",
    "V24, Shaw^Amy^^^^^^^^20161206&202007",
    "V251, Shaw^Amy^^^^^^^^^^20161206^202007",
    "V28, Shaw^Amy^^^^^^^^^^20161206^202007",
  })
  void aNameIsWrittenWithItsPeriodWhereTheVersionHasAPlaceForIt(Version version, String written) {
    var name = new PersonName(null, "Shaw", List.of("Amy"), null, null, PERIOD);
    assertThat(People.xpn(name, version)).isEqualTo(written);
    assertThat(People.readXpn(part(written)).orElseThrow().period())
        .isEqualTo(version == Version.V231 ? null : PERIOD);
  }

  @ParameterizedTest
  @CsvSource({
    "V231, 49 Meadow St^^Mounds",
    "V24, 49 Meadow St^^Mounds^^^^^^^^^20161206&202007",
    "V251, 49 Meadow St^^Mounds^^^^^^^^^^20161206^202007",
    "V28, 49 Meadow St^^Mounds^^^^^^^^^^20161206^202007",
  })
  void anAddressIsWrittenWithItsPeriodWhereTheVersionHasAPlaceForIt(
      Version version, String written) {
    var lines = List.of("49 Meadow St");
    var address = new Address(null, lines, "Mounds", null, null, null, null, null, PERIOD);
    assertThat(Contacts.xad(address, version)).isEqualTo(written);
    assertThat(Contacts.readXad(part(written)).period())
        .isEqualTo(version == Version.V231 ? null : PERIOD);
  }

  @ParameterizedTest
  @CsvSource({
    "V231, 203713^^^RGHMRN^MR",
    "V24, 203713^^^RGHMRN^MR^^20161206^202007",
    "V251, 203713^^^RGHMRN^MR^^20161206^202007",
    "V28, 203713^^^RGHMRN^MR^^20161206^202007",
  })
  void aNumberIsWrittenWithItsPeriodWhereTheVersionHasAPlaceForIt(Version version, String written) {
    var number = new Identifier("203713", "RGHMRN", null, "MR", null, null, null, PERIOD);
    assertThat(Numbers.cx(number, version)).isEqualTo(written);
    assertThat(Numbers.readCx(part(written), Dialect.DEFAULT).orElseThrow().period())
        .isEqualTo(version == Version.V231 ? null : PERIOD);
  }

  @Test
  void aTelephoneHasRankAndPeriodInVersion28() {
    var line = new Telecom(Telecom.Kind.PHONE, Telecom.Use.HOME, "608-555-0101", 2, PERIOD);
    var written = "^PRN^PH^^^^^^^^^608-555-0101^20161206^202007^^^^2";
    assertThat(Contacts.xtn(line, Version.V28)).isEqualTo(written);
    assertThat(Contacts.readXtn(part(written))).contains(line);
    assertThat(Contacts.xtn(line, Version.V251)).isEqualTo("^PRN^PH^^^^^^^^^608-555-0101");
  }

  @ParameterizedTest
  @CsvSource({
    "PAGER, 608-555-0101, ^PRN^BP^^^^^^^^^608-555-0101",
    "SMS, 608-555-0101, ^PRN^PH^^^^^^SMS^^^608-555-0101",
    "URL, https://example.org/x, ^PRN^Internet^https://example.org/x",
  })
  void everyKindOfLineComesBack(Telecom.Kind kind, String value, String written) {
    var line = new Telecom(kind, Telecom.Use.HOME, value);
    assertThat(Contacts.xtn(line, Version.V251)).isEqualTo(written);
    assertThat(Contacts.readXtn(part(written))).contains(line);
  }

  @Test
  void aTimeWithoutOffsetIsNoEndOfAPeriod() {
    assertThat(People.readXpn(part("Shaw^Amy^^^^^^^^^^20161206083000")).orElseThrow().period())
        .isNull();
    assertThat(People.readXpn(part("Shaw^Amy^^^^^^^^^^20161206083000-0600")).orElseThrow().period())
        .isEqualTo(new Period(PartialTime.of("2016-12-06T08:30:00-06:00"), null));
  }

  @Test
  void aCodeIsSpelledAsItsTableHasIt() {
    assertThat(CodingSystems.spelled("HL70281", "PSY")).isEqualTo("Psy");
    assertThat(CodingSystems.spelled("HL70281", "Psy")).isEqualTo("Psy");
    assertThat(CodingSystems.spelled("HL70281", "XYZ")).isEqualTo("XYZ");
    assertThat(CodingSystems.spelled("LN", "PSY")).isEqualTo("PSY");
  }

  private static Part part(String raw) {
    var text = "MSH|^~\\&|A|B|C|D|20260101000000+0000||ADT^A08|1|P|2.5.1\rPID|||||" + raw;
    var pid = PreParser.read(text).value().orElseThrow().first("PID").orElseThrow();
    return pid.field(5);
  }
}
