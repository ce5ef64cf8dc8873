package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Parcel;

/**
 * Questionnaires as others send them, in both formats, through the same door as everything else:
 * what is accepted becomes these records, what is refused names all reasons.
 */
class AssessmentFromOthersTest {
  private static final Path RESOURCES = Path.of("src/test/resources/assessment").toAbsolutePath();

  static Stream<Path> rejected() throws IOException {
    return folders("rejected");
  }

  static Stream<Path> accepted() throws IOException {
    return folders("accepted");
  }

  private static Stream<Path> folders(String kind) throws IOException {
    try (var folders = Files.list(RESOURCES.resolve(kind))) {
      var found = folders.filter(Files::isDirectory).sorted().toList();
      assertThat(found).as(kind).hasSizeGreaterThan(10);
      return found.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void isRefusedWithEveryReason(Path folder) throws IOException {
    for (var file : inputs(folder)) {
      var result = read(file);
      assertThat(result.value()).as(file.toString()).isEmpty();
      golden(folder.resolve(issues(file)), lines(result.issues()));
    }
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isAccepted(Path folder) throws IOException {
    for (var file : inputs(folder)) {
      var result = read(file);
      assertThat(result.value()).as(lines(result.issues())).isPresent();
      var records = JsonNodeFactory.instance.arrayNode();
      result.value().get().forEach(p -> records.add(ClinicRecords.tree(p.about())));
      golden(folder.resolve("clinic.json"), records.toPrettyString() + "\n");
      golden(folder.resolve(issues(file)), lines(result.issues()));
    }
  }

  private static List<Path> inputs(Path folder) {
    var found =
        Stream.of("fhir.json", "oru.hl7").map(folder::resolve).filter(Files::exists).toList();
    assertThat(found).as(folder.toString()).isNotEmpty();
    return found;
  }

  private static String issues(Path file) {
    return file.endsWith("oru.hl7") ? "issues-hl7v2.txt" : "issues-fhir.txt";
  }

  private static Translation<List<Parcel<?>>> read(Path file) throws IOException {
    if (file.endsWith("oru.hl7")) {
      return Exchanges.ALL.fromHl7v2(Files.readAllBytes(file), Dialect.DEFAULT);
    }
    return FhirJson.parseBundle(Files.readString(file))
        .fold(
            (bundle, warnings) -> Exchanges.ALL.fromFhir(bundle, Dialect.DEFAULT),
            Translation.Refused::new);
  }

  private static String lines(List<Issue> issues) {
    return issues.stream()
        .map(i -> String.join(" ", i.severity().code(), i.code().code(), i.path(), i.text()) + "\n")
        .collect(Collectors.joining());
  }

  private static void golden(Path file, String content) throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, content);
    }
    assertThat(file).content().isEqualTo(content);
  }
}
