package org.luer.mappings.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.generator.SessionReports;
import org.luer.mappings.synthetic.SyntheticClinic;

/**
 * The published JSON Schemas are those of the records. {@code -Dgolden.rewrite=true} rewrites them.
 */
class SchemasTest {
  private static final Path ARTIFACTS =
      Path.of(System.getProperty("basedir", "."), "../conformance/artifacts/src/main/resources");
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  static Stream<String> kinds() {
    return ClinicRecords.KINDS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void thePublishedSchemaIsCurrent(String kind) throws IOException {
    var file = ARTIFACTS.resolve("schemas/" + kind + ".json");
    var current = Schemas.text(Schemas.of(Objects.requireNonNull(ClinicRecords.KINDS.get(kind))));
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, current, StandardCharsets.UTF_8);
    }
    assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(current);
  }

  @Test
  void everyExampleIsValid() throws IOException {
    List<Path> examples;
    try (var files = Files.walk(ARTIFACTS.resolve("examples"))) {
      examples =
          files
              .filter(f -> f.toString().endsWith(".json"))
              .filter(f -> f.toString().contains("/clinic/"))
              .toList();
    }
    assertThat(examples).hasSizeGreaterThanOrEqualTo(4);
    for (var example : examples) {
      assertThat(problems(ClinicJson.mapper().readTree(example.toFile())))
          .as("%s", example)
          .isEmpty();
    }
  }

  @Test
  void generatedSessionsAreValid() {
    var series = LongStream.range(0, 20).mapToObj(SyntheticClinic::series).toList();
    for (var one : series) {
      assertThat(problems(one.patient())).isEmpty();
      assertThat(problems(one.order())).isEmpty();
      assertThat(problems(one.clinic())).isEmpty();
      one.sessions().forEach(s -> assertThat(problems(s)).isEmpty());
    }
  }

  @Property(tries = 100)
  void arbitraryReportsAreValid(@ForAll("reports") SessionReport report) {
    assertThat(problems(report.session())).isEmpty();
    assertThat(problems(report.patient())).isEmpty();
    if (report.order() != null) {
      assertThat(problems(report.order())).isEmpty();
    }
  }

  @Provide
  Arbitrary<SessionReport> reports() {
    return SessionReports.any();
  }

  @ParameterizedTest
  @CsvSource({
    "/id, 'with space'",
    "/status, finished",
    "/readings/0/kind, HEART_RATE",
    "/readings/0/takenAt, 2026-01-01T00:00:00",
    "/readings/0/value, text",
    "/lots/0/expires, 2026-13-1x",
    "/surprise, 1"
  })
  void whatTheRecordsRefuseTheSchemaRefuses(String at, String value) {
    var tree = ClinicRecords.tree(SyntheticClinic.session105Minutes().session());
    var cut = at.lastIndexOf('/');
    ((ObjectNode) tree.at(at.substring(0, cut))).put(at.substring(cut + 1), value);
    assertThat(problems(tree)).isNotEmpty();
  }

  @Test
  void whatIsNotNullableIsRequired() {
    var tree = ClinicRecords.tree(SyntheticClinic.session105Minutes().session());
    tree.remove(List.of("status", "patientId"));
    ((ObjectNode) tree.at("/readings/0")).remove("takenAt");
    assertThat(problems(tree)).hasSize(3);
  }

  private static Set<ValidationMessage> problems(ClinicRecord clinicRecord) {
    return problems(ClinicRecords.tree(clinicRecord));
  }

  private static Set<ValidationMessage> problems(JsonNode tree) {
    return schema(tree.path("kind").asText())
        .validate(tree, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
  }

  private static JsonSchema schema(String kind) {
    var file = ARTIFACTS.resolve("schemas/" + kind + ".json");
    try {
      return FACTORY.getSchema(Files.readString(file));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }
}
