package org.luer.mappings.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/**
 * The published ConceptMaps are the code tables of the mappings. {@code -Dgolden.rewrite=true}
 * rewrites them and their list.
 */
class ConceptMapsTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
  private static final Path ARTIFACTS = ROOT.resolve("conformance/artifacts/src/main/resources");
  private static final Path LIST = ROOT.resolve("src/docs/terminology.md");
  private static final String MARK =
      "| ConceptMap | from | to | codes | table |\n|---|---|---|---|---|\n";

  static Stream<ConceptMaps.Published> maps() {
    return ConceptMaps.all().stream();
  }

  @ParameterizedTest
  @MethodSource("maps")
  void thePublishedMapIsTheTable(ConceptMaps.Published published) throws IOException {
    current(ARTIFACTS.resolve(published.file()), FhirJson.pretty(published.map()));
  }

  @ParameterizedTest
  @MethodSource("maps")
  void theMapConforms(ConceptMaps.Published published) {
    assertThat(FhirConformance.errors(FhirJson.encode(published.map()))).isEmpty();
  }

  @Test
  void noOtherMapIsPublished() throws IOException {
    try (var files = Files.list(ARTIFACTS.resolve("terminology"))) {
      assertThat(
              files
                  .map(f -> "terminology/" + f.getFileName())
                  .filter(f -> f.contains("/ConceptMap-")))
          .containsExactlyInAnyOrderElementsOf(maps().map(ConceptMaps.Published::file).toList());
    }
  }

  /** Equivalent there is equivalent back. */
  @Test
  void equivalentRowsInvert() {
    var equivalent =
        maps()
            .map(ConceptMaps.Published::map)
            .flatMap(
                m ->
                    m.getGroupFirstRep().getElement().stream()
                        .flatMap(
                            e ->
                                e.getTarget().stream()
                                    .filter(
                                        t -> t.getEquivalence() == ConceptMapEquivalence.EQUIVALENT)
                                    .map(
                                        t ->
                                            m.getGroupFirstRep().getSource()
                                                + "|"
                                                + e.getCode()
                                                + " "
                                                + m.getGroupFirstRep().getTarget()
                                                + "|"
                                                + t.getCode())))
            .collect(Collectors.toSet());
    var inverse =
        maps()
            .map(ConceptMaps.Published::map)
            .flatMap(
                m ->
                    m.getGroupFirstRep().getElement().stream()
                        .flatMap(
                            e ->
                                e.getTarget().stream()
                                    .map(
                                        t ->
                                            m.getGroupFirstRep().getTarget()
                                                + "|"
                                                + t.getCode()
                                                + " "
                                                + m.getGroupFirstRep().getSource()
                                                + "|"
                                                + e.getCode())))
            .collect(Collectors.toSet());
    assertThat(equivalent).hasSizeGreaterThan(100);
    assertThat(inverse).containsAll(equivalent);
  }

  @Test
  void theListIsCurrent() throws IOException {
    var text = Files.readString(LIST);
    var head = text.substring(0, text.indexOf(MARK) + MARK.length());
    var rows =
        maps()
            .map(
                p -> {
                  var group = p.map().getGroupFirstRep();
                  return "| `"
                      + p.map().getIdElement().getIdPart()
                      + "` | "
                      + group.getSource()
                      + " | "
                      + group.getTarget()
                      + " | "
                      + group.getElement().size()
                      + " | `"
                      + p.table()
                      + "` |\n";
                })
            .collect(Collectors.joining());
    current(LIST, head + rows);
  }

  private static void current(Path file, String content) throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, content, StandardCharsets.UTF_8);
    }
    assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(content);
  }
}
