package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Issues;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.hl7v2.PreParser;

/**
 * The examples and refusals as files; {@code -Dgolden.rewrite=true} writes them anew for a person
 * to review.
 */
class SessionReportHl7v2GoldenTest {
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");

  @Test
  void examplesAreWrittenByteForByte() throws IOException {
    assertThat(Reports.cases()).isNotEmpty();
    for (var example : Reports.cases()) {
      var messages =
          SessionReportHl7v2.toHl7v2(
              Reports.of(example),
              Predecessor.NONE,
              Dialect.DEFAULT,
              Set.of(SessionReportHl7v2.ORU_R01, SessionReportHl7v2.RAS_O17));
      assertThat(messages).isNotEmpty();
      for (var message : messages) {
        assertThat(StrictHl7v2.problems(message.text())).describedAs(example.toString()).isEmpty();
        same(example.resolve(message.type().toLowerCase(Locale.ROOT) + ".hl7"), message.text());
      }
    }
  }

  @Test
  void examplesAreReadBack() throws IOException {
    for (var example : Reports.cases()) {
      var texts = new ArrayList<String>();
      for (var type : List.of("oru_r01.hl7", "ras_o17.hl7")) {
        var file = example.resolve(type);
        if (Files.exists(file)) {
          texts.add(Files.readString(file));
        }
      }
      var back = SessionReportHl7v2.fromHl7v2(texts, Dialect.DEFAULT);
      assertThat(back.issues()).isEmpty();
      assertThat(back.value().orElseThrow().stream().map(Reports::carried).toList())
          .containsExactly(Reports.carried(Reports.of(example)));
    }
  }

  @Test
  void refusalsNameEveryReason() throws IOException {
    var folder = Path.of("src/test/resources/rejected");
    List<Path> cases;
    try (var all = Files.list(folder)) {
      cases = all.filter(c -> Files.exists(c.resolve("oru.hl7"))).sorted().toList();
    }
    assertThat(cases).isNotEmpty();
    for (var one : cases) {
      var issues = new Issues();
      var texts = PreParser.messages(Files.readAllBytes(one.resolve("oru.hl7")), issues);
      var read = SessionReportHl7v2.fromHl7v2(texts, Dialect.DEFAULT);
      assertThat(read.value()).describedAs(one.toString()).isEmpty();
      issues.addAll(read.issues());
      same(one.resolve("issues.txt"), text(issues.list()));
    }
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
    if (REWRITE) {
      Files.writeString(file, content);
    }
    assertThat(file).exists();
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).isEqualTo(content);
  }
}
