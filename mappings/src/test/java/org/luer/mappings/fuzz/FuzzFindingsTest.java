package org.luer.mappings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Translation;
import org.luer.mappings.translation.Parcel;

/**
 * What the fuzz run found once: each input goes the whole way, and is accepted or refused with the
 * same words. {@code -Dgolden.rewrite=true} rewrites the words.
 */
class FuzzFindingsTest {
  private static final Path FOUND =
      Path.of(System.getProperty("basedir", "."), "src/test/resources/fuzz");

  static List<Path> findings() throws IOException {
    try (var folders = Files.list(FOUND)) {
      return folders.sorted().toList();
    }
  }

  @Test
  void thereAreFindings() throws IOException {
    assertThat(findings()).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("findings")
  void isReadOrRefusedAndNothingElse(Path folder) throws IOException {
    var message = folder.resolve("input.hl7");
    var read =
        Files.exists(message)
            ? WholeWay.hl7v2(Files.readAllBytes(message))
            : WholeWay.fhir(Files.readString(folder.resolve("input.json")));
    var outcome = folder.resolve("outcome.txt");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(outcome, words(read), StandardCharsets.UTF_8);
    }
    assertThat(outcome).content(StandardCharsets.UTF_8).isEqualTo(words(read));
  }

  private static String words(Translation<List<Parcel<?>>> read) {
    var kinds =
        read.value()
            .map(
                parcels ->
                    parcels.stream()
                        .map(p -> p.exchange().name())
                        .collect(Collectors.joining(", ", "accepted: ", "")))
            .orElse("refused");
    return Stream.concat(
            Stream.of(kinds),
            read.issues().stream().map(i -> i.severity() + " " + i.path() + " " + i.text()))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
