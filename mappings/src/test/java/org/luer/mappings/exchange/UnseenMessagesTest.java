package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;

/** What other hospitals, laboratories and insurers send: nearly everything has a home. */
class UnseenMessagesTest {
  private static final int MOST = 10;

  static Stream<Path> messages() throws IOException {
    try (var files = Files.walk(Path.of("src/test/resources/unseen"))) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  /** Issue 3, acceptance 1: at least 95 of 100 leaves, at most ten rows that are not carried. */
  @ParameterizedTest
  @MethodSource("messages")
  void comesInWithHardlyALoss(Path file) throws IOException {
    var receipts =
        new ParcelReceipts(
            Exchanges.ALL,
            name -> {
              throw new IllegalStateException("no places are asked for");
            },
            "test",
            Dialect.DEFAULT);
    var bundle = FhirJson.parseBundle(Files.readString(file)).value().orElseThrow();
    var source = receipts.renderings().fhir(bundle);
    assertThat(source.facts()).as("what was read").isNotEmpty();
    var measured = receipts.inward(source, receipts.renderings().clinic(source.facts()));
    assertThat(
            measured.results().stream()
                .filter(r -> r.status() != LeafStatus.ENVELOPE && !r.status().arrived())
                .map(r -> r.leaf().path()))
        .hasSizeLessThanOrEqualTo(MOST);
    var counts = measured.counts();
    var content = counts.populated() - counts.envelope();
    assertThat(counts.carried() + counts.changed()).isGreaterThanOrEqualTo(content * 95 / 100);
  }

  /** What is told on of it conforms. */
  @ParameterizedTest
  @MethodSource("messages")
  void isToldOnInConformance(Path file) throws IOException {
    var bundle = FhirJson.parseBundle(Files.readString(file)).value().orElseThrow();
    var read = Exchanges.ALL.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow();
    var written = ParcelRenderings.bundle(read, Dialect.DEFAULT);
    assertThat(FhirConformance.errors(FhirJson.encode(written))).isEmpty();
  }
}
