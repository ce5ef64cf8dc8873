package org.luer.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.luer.mappings.core.PartialDate;

/** Laws of escapes, time stamps and paths. */
class Hl7v2PropertiesTest {

  @Property(seed = "1")
  void anyTextSurvivesItsEscapes(@ForAll("texts") String text) {
    var written = Escapes.write(text);
    assertThat(written).doesNotContain("|", "^", "~", "&", "\r", "\n");
    assertThat(Escapes.read(written, Delimiters.STANDARD)).isEqualTo(text);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("|^~&\\\r\n\t ab.XFHE0D\"")
        .withChars('à', 'ÿ')
        .ofMaxLength(30);
  }

  @Property(seed = "1")
  void anyInstantSurvivesToTheSecond(
      @ForAll @LongRange(min = -2_000_000_000L, max = 4_000_000_000L) long second,
      @ForAll @IntRange(min = -14 * 60, max = 14 * 60) int minutes) {
    var time =
        OffsetDateTime.ofInstant(
            Instant.ofEpochSecond(second), ZoneOffset.ofTotalSeconds(minutes * 60));
    var written = Hl7Timestamp.write(time);
    assertThat(Hl7Timestamp.parse(written).flatMap(Hl7Timestamp::instant)).contains(time);
  }

  @Example
  void precisionIsTheNumberOfDigits() {
    assertThat(date("2025")).isEqualTo(PartialDate.of("2025"));
    assertThat(date("202503")).isEqualTo(PartialDate.of("2025-03"));
    assertThat(date("20250311")).isEqualTo(PartialDate.of("2025-03-11"));
    assertThat(date("20250311235959-1100")).isEqualTo(PartialDate.of("2025-03-11"));
  }

  private static PartialDate date(String written) {
    return Hl7Timestamp.parse(written).orElseThrow().date();
  }

  @Example
  void whatIsNoTimeIsNotRead() {
    for (var wrong :
        new String[] {
          "",
          "20250231",
          "20251301",
          "2025031125",
          "2025-03-11",
          "20250311100000Z",
          "\"\"",
          "202",
          "20250311100000+05:00",
          "03/11/2025",
          "20250311.5"
        }) {
      assertThat(Hl7Timestamp.parse(wrong)).describedAs(wrong).isEmpty();
    }
  }

  @Example
  void pathsAreReadAndWritten() {
    assertThat(Hl7Path.parse("OBX[3]-5(1).1.2")).hasToString("OBX[3]-5(1).1.2");
    assertThat(Hl7Path.parse("PID-3")).hasToString("PID[1]-3(1).1.1");
    var message =
        PreParser.read("MSH|^~\\&|A\rPID|1||1^^^X&9.8\rOBX|1|NM|a\rOBX|2|NM|b~c^d\r")
            .value()
            .orElseThrow();
    assertThat(message.at("OBX[2]-3(2).2")).isEqualTo("d");
    assertThat(message.at("PID-3(1).4.2")).isEqualTo("9.8");
  }
}
