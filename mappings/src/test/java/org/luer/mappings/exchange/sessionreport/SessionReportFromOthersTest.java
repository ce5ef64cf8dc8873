package org.luer.mappings.exchange.sessionreport;

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
import org.luer.mappings.fhir.FhirJson;

/**
 * Bundles of other senders: what is accepted becomes these records, what is refused names all
 * reasons.
 */
class SessionReportFromOthersTest {
  private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();

  static Stream<Path> rejected() throws IOException {
    return folders("rejected");
  }

  static Stream<Path> accepted() throws IOException {
    return folders("accepted");
  }

  private static Stream<Path> folders(String kind) throws IOException {
    try (var folders = Files.list(RESOURCES.resolve(kind))) {
      var found = folders.filter(f -> Files.exists(f.resolve("fhir.json"))).sorted().toList();
      assertThat(found).as(kind).isNotEmpty();
      return found.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void isRefusedWithEveryReason(Path folder) throws IOException {
    var result = read(folder);
    assertThat(result.value()).isEmpty();
    golden(folder.resolve("issues.txt"), lines(result.issues()));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isAccepted(Path folder) throws IOException {
    var result = read(folder);
    assertThat(result.value()).as(lines(result.issues())).isPresent();
    var records = JsonNodeFactory.instance.arrayNode();
    for (var report : result.value().get()) {
      records.add(ClinicRecords.tree(report.clinic()));
      records.add(ClinicRecords.tree(report.patient()));
      records.add(ClinicRecords.tree(report.session()));
    }
    golden(folder.resolve("clinic.json"), records.toPrettyString() + "\n");
    golden(folder.resolve("issues.txt"), lines(result.issues()));
  }

  private static Translation<List<SessionReport>> read(Path folder) throws IOException {
    return FhirJson.parseBundle(Files.readString(folder.resolve("fhir.json")))
        .fold(
            (bundle, warnings) -> SessionReportFhir.fromFhir(bundle, Dialect.DEFAULT),
            Translation.Refused::new);
  }

  private static String lines(List<Issue> issues) {
    return issues.stream()
        .map(
            i ->
                i.severity().code()
                    + " "
                    + i.code().code()
                    + " "
                    + i.path()
                    + " "
                    + i.text()
                    + "\n")
        .collect(Collectors.joining());
  }

  private static void golden(Path file, String content) throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, content);
    }
    assertThat(file).hasContent(content);
  }
}
