package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Before;

/** The published examples: the records of each case and what is written of them. */
class SessionSummaryGoldenTest {
  private static final Path EXAMPLES =
      Path.of(
          System.getProperty("basedir", "."),
          "../conformance/artifacts/src/main/resources/examples/sessionsummary");
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");
  private static final SessionSummaryExchange EXCHANGE = SessionSummaryExchange.INSTANCE;

  static Map<String, SessionDocument> sets() {
    var sets = new LinkedHashMap<String, SessionDocument>();
    sets.put("a-signed-summary-with-text-and-pdf", SessionDocuments.summary());
    sets.put("a-summary-that-replaces-another", SessionDocuments.replacement());
    sets.put("a-letter-from-a-hospital", SessionDocuments.letter());
    return sets;
  }

  private static SessionDocument set(String name) {
    return java.util.Objects.requireNonNull(sets().get(name), name);
  }

  static List<String> cases() {
    return List.copyOf(sets().keySet());
  }

  @Test
  void everyFolderIsACase() throws IOException {
    if (REWRITE) {
      return;
    }
    try (var folders = Files.list(EXAMPLES)) {
      assertThat(folders.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(cases());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRecordsAreThoseOfTheCase(String name) throws IOException {
    var records = EXCHANGE.records(set(name));
    for (var one : records) {
      same(name, "clinic/" + file(one), json(one));
    }
    var read = records(name);
    assertThat(EXCHANGE.assemble(read, null).value().orElseThrow()).containsExactly(set(name));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theBundleIsWrittenAsPublished(String name) throws IOException {
    var bundle = EXCHANGE.toFhir(set(name), Before.nothing(), Dialect.DEFAULT);
    same(name, "fhir.json", FhirJson.pretty(bundle));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theMessageIsWrittenAsPublished(String name) throws IOException {
    var types = Set.copyOf(EXCHANGE.writes());
    var message = SessionSummaryHl7v2Test.message(set(name), null, Dialect.DEFAULT, types);
    same(name, "mdm_t02.hl7", message);
  }

  private static List<ClinicRecord> records(String name) throws IOException {
    try (var files = Files.list(EXAMPLES.resolve(name).resolve("clinic"))) {
      return files.sorted().map(SessionSummaryGoldenTest::read).toList();
    }
  }

  private static ClinicRecord read(Path file) {
    try {
      return ClinicRecords.read(Files.readString(file)).value().orElseThrow().get(0);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String file(ClinicRecord one) {
    return one.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + ".json";
  }

  private static String json(ClinicRecord one) throws JsonProcessingException {
    return ClinicJson.mapper().writeValueAsString(ClinicRecords.tree(one)) + "\n";
  }

  private static void same(String name, String file, String content) throws IOException {
    var path = EXAMPLES.resolve(name).resolve(file);
    if (REWRITE) {
      Files.createDirectories(path.getParent());
      Files.writeString(path, content);
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(content.getBytes(StandardCharsets.UTF_8));
  }
}
