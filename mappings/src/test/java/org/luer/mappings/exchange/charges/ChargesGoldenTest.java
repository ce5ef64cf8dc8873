package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.translation.Before;

/** The examples as files; {@code -Dgolden.rewrite=true} writes them anew for a person to review. */
class ChargesGoldenTest {
  private static final ChargesExchange EXCHANGE = ChargesExchange.INSTANCE;

  static Stream<Path> cases() {
    return ChargeExamples.cases().stream();
  }

  @Test
  void thereAreExamples() {
    assertThat(ChargeExamples.cases()).hasSizeGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isWrittenAsTheGoldenBundle(Path example) throws IOException {
    same(example.resolve("fhir.json"), FhirJson.pretty(bundle(example)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bundleComesBackAsItWas(Path example) throws IOException {
    var json = Files.readString(example.resolve("fhir.json"));
    var back = EXCHANGE.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.value().orElseThrow())
        .containsExactly(ChargeLosses.fhir(EXCHANGE.carried(ChargeExamples.of(example))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bundleConforms(Path example) {
    assertThat(FhirConformance.errors(FhirJson.encode(bundle(example)))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isWrittenAsTheGoldenMessage(Path example) throws IOException {
    for (var draft :
        EXCHANGE.toHl7v2(
            ChargeExamples.of(example), Before.nothing(), Dialect.DEFAULT, EXCHANGE.messages())) {
      var message = MessageWriter.write(draft, "", Dialect.DEFAULT);
      assertThat(StrictDft.problems(message.text())).isEmpty();
      var file = example.resolve(message.type().toLowerCase(Locale.ROOT) + ".hl7");
      same(file, message.text());
      var back =
          EXCHANGE.fromHl7v2(
              java.util.List.of(PreParser.read(Files.readString(file)).value().orElseThrow()),
              Dialect.DEFAULT);
      assertThat(back.value().orElseThrow())
          .containsExactly(EXCHANGE.carried(ChargeExamples.of(example)));
    }
  }

  private static Bundle bundle(Path example) {
    return EXCHANGE.toFhir(ChargeExamples.of(example), Before.nothing(), Dialect.DEFAULT);
  }

  private static void same(Path file, String content) throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, content);
    }
    assertThat(file).exists();
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).isEqualTo(content);
  }
}
