package org.luer.mappings.exchange.patientfeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.MessageWriter;

/** The published examples; {@code -Dgolden.rewrite=true} writes their wire forms anew. */
class PatientFeedExamplesTest {
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");

  @Test
  void examplesAreWrittenByteForByteAndReadBack() throws IOException {
    var cases = cases();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(2);
    for (var example : cases) {
      var feed = feed(example);
      var draft =
          PatientFeedHl7v2.toHl7v2(feed, true, Dialect.DEFAULT, Set.copyOf(PatientFeedHl7v2.WRITES))
              .get(0);
      var message = MessageWriter.write(draft, "", Dialect.DEFAULT);
      assertThat(StrictHl7v2.problems(message.text())).isEmpty();
      same(example.resolve(message.type().toLowerCase(Locale.ROOT) + ".hl7"), message.text());
      var read =
          PatientFeedHl7v2.fromHl7v2(List.of(Hospital.segments(message.text())), Dialect.DEFAULT);
      assertThat(read.issues()).isEmpty();
      var json = FhirJson.pretty(PatientFeedFhir.toFhir(feed, Dialect.DEFAULT));
      assertThat(FhirConformance.errors(json)).isEmpty();
      same(example.resolve("fhir.json"), json);
      var bundle = FhirJson.parseBundle(json).value().orElseThrow();
      assertThat(PatientFeedFhir.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow())
          .containsExactly(feed);
    }
  }

  private static PatientFeed feed(Path example) throws IOException {
    var records = new ArrayList<ClinicRecord>();
    try (var files = Files.list(example.resolve("clinic"))) {
      for (var file : files.sorted().toList()) {
        records.addAll(ClinicRecords.read(Files.readString(file)).value().orElseThrow());
      }
    }
    return PatientFeedRecords.assemble(records, null).value().orElseThrow().get(0);
  }

  private static List<Path> cases() throws IOException {
    var here = Path.of("").toAbsolutePath();
    var root = Files.isDirectory(here.resolve("conformance")) ? here : here.getParent();
    var folder =
        Optional.ofNullable(root)
            .orElseThrow()
            .resolve("conformance/artifacts/src/main/resources/examples/patientfeed");
    try (var folders = Files.list(folder)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static void same(Path file, String content) throws IOException {
    if (REWRITE) {
      Files.writeString(file, content);
    }
    assertThat(file).exists();
    assertThat(Files.readString(file)).isEqualTo(content);
  }
}
