package org.luer.mappings.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.Delimiters;
import org.luer.mappings.hl7v2.Escapes;
import org.luer.mappings.hl7v2.PreParser;

class CharactersTest {
  @Test
  void findsNulAndHalvesOfPairsAndNothingElse() {
    assertThat(Characters.none("a\tb\n\u00e9\ud83d\ude00")).isEmpty();
    assertThat(Characters.none("ab\u0000")).hasValue(2);
    assertThat(Characters.none("a\ud83d")).hasValue(1);
    assertThat(Characters.none("a\ude00b")).hasValue(1);
    assertThat(Characters.none("\ud83d\ud83d\ude00")).hasValue(0);
  }

  @Test
  void saysWhereInJsonOneStands() {
    assertThat(Characters.inJson("{\"a\":[\"x\",{\"b\":\"\\u0000\"}]}")).contains("/a/1/b");
    assertThat(Characters.inJson("{\"a\":\"\\\\u0000 \\ud83d\\ude00 \\udfff\"}")).contains("/a");
    assertThat(Characters.inJson("{\"a\":\"\\\\u0000 \\ud83d\\ude00\"}")).isEmpty();
    assertThat(Characters.inJson("{\"a\":\"\\u0000")).isEmpty();
  }

  @Test
  void isRefusedInFhirAndInTheClinicsJson() {
    var bundle =
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
            + "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"A\\u0000\"}]}}]}";
    assertThat(FhirJson.parseBundle(bundle).issues())
        .singleElement()
        .satisfies(
            i -> {
              assertThat(i.path()).isEqualTo("Bundle.entry[0].resource.name[0].family");
              assertThat(i.text()).isEqualTo(Characters.NO_TEXT);
            });
    assertThatThrownBy(() -> ClinicJson.mapper().readValue("{\"text\":\"a\\u0000b\"}", Coded.class))
        .isInstanceOfSatisfying(
            JsonMappingException.class,
            e -> assertThat(e.getMessage()).contains(Characters.NO_TEXT).doesNotContain("a\u0000"));
  }

  @Test
  void isLeftOutOfMessagesThatAreFilledUpWithIt() {
    var message = "MSH|^~\\&|A\rPID|1\u0000\u0000\r".getBytes(StandardCharsets.UTF_8);
    var read = PreParser.read(PreParser.messages(message, new Issues()).get(0));
    assertThat(read.value().orElseThrow().named("PID").get(0).text(1)).isEqualTo("1");
    assertThat(read.issues()).hasSize(1);
    assertThat(Escapes.read("a\\X00\\b\\X41\\", Delimiters.STANDARD)).isEqualTo("a\\X00\\bA");
  }
}
