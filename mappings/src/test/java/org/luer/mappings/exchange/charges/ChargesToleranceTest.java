package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.PreParser;

/**
 * What peers really post: accepted with what is read and every warning, or refused with every
 * reason; {@code -Dgolden.rewrite=true} writes the expected files anew for a person to review.
 */
class ChargesToleranceTest {
  private static final Path FOLDER = Path.of("src/test/resources/charges");

  static Stream<Path> accepted() {
    return cases("accepted");
  }

  static Stream<Path> rejected() {
    return cases("rejected");
  }

  private static Stream<Path> cases(String kind) {
    try (var all = Files.list(FOLDER.resolve(kind))) {
      return all.sorted().toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isReadWithItsWarnings(Path example) throws IOException {
    var read = read(example);
    assertThat(read.value()).as("%s", read.issues()).isPresent();
    var records = ClinicJson.mapper().createArrayNode();
    read.value().orElseThrow().forEach(set -> records.add(ClinicRecords.tree(set.bill())));
    same(example.resolve("clinic.json"), records.toPrettyString() + "\n");
    same(example.resolve("issues.txt"), text(read.issues()));
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void isRefusedWithEveryReason(Path example) throws IOException {
    var read = read(example);
    assertThat(read.value()).isEmpty();
    same(example.resolve("issues.txt"), text(read.issues()));
  }

  private static Translation<List<Charges>> read(Path example) throws IOException {
    var message = Files.readString(example.resolve("dft.hl7"));
    return ChargesExchange.INSTANCE.fromHl7v2(
        List.of(PreParser.read(message).value().orElseThrow()), Billing.RGHPB);
  }

  private static String text(List<Issue> issues) {
    var text = new StringBuilder();
    for (var issue : issues) {
      text.append(issue.severity().code())
          .append(' ')
          .append(issue.code().code())
          .append(' ')
          .append(issue.path())
          .append(' ')
          .append(issue.text())
          .append('\n');
    }
    return text.toString();
  }

  private static void same(Path file, String content) throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, content);
    }
    assertThat(file).exists();
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).isEqualTo(content);
  }
}
