package org.luer.mappings.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.fhir.PublishedExtensions;

/** Every extension of ours that is written has a published definition, and no other has one. */
class ExtensionsTest {
  static final java.util.List<String> NAMES = PublishedExtensions.NAMES;
  private static final String BELOW = Systems.DEFAULT_BASE + "/StructureDefinition/";
  private static final Pattern WRITTEN =
      Pattern.compile("\"url\"\\s*:\\s*\"" + Pattern.quote(BELOW) + "([^\"]+)\"");
  private static final Path PROFILES =
      Path.of(
          System.getProperty("basedir", "."),
          "../conformance/artifacts/src/main/resources/profiles");

  @Test
  void whatIsWrittenIsPublished() {
    var written = new TreeSet<String>();
    for (var subject : Subjects.ALL) {
      subject
          .parcels(80)
          .map(p -> FhirJson.encode(p.toFhir(Dialect.DEFAULT)))
          .forEach(
              json -> WRITTEN.matcher(json).results().map(r -> r.group(1)).forEach(written::add));
    }
    assertThat(written).isNotEmpty().isSubsetOf(PublishedExtensions.NAMES);
  }

  @Test
  void nothingElseIsPublished() throws IOException {
    try (var files = Files.list(PROFILES)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              PublishedExtensions.NAMES.stream()
                  .map(n -> "StructureDefinition-" + n + ".json")
                  .toList());
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theDefinitionConforms(String name) {
    var json = PublishedExtensions.published(name);
    assertThat(FhirJson.context().newJsonParser().parseResource(StructureDefinition.class, json))
        .satisfies(d -> assertThat(d.getUrl()).isEqualTo(BELOW + name))
        .satisfies(d -> assertThat(d.getType()).isEqualTo("Extension"));
    assertThat(FhirConformance.errors(json))
        // the validator looks for the package of R4 itself, which no test brings along
        .filteredOn(e -> !e.contains("Unable to resolve package id hl7.fhir.r4.core"))
        .isEmpty();
  }
}
