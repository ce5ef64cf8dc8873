package org.luer.mappings.concept.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code -Dgolden.rewrite=true} rewrites the list of keys from the tables. */
class AnswerKeysTest {
  @Test
  void theListIsThatOfTheTables() throws IOException {
    var tables =
        Instruments.all().stream()
            .flatMap(
                form ->
                    Stream.concat(
                        form.items().stream().map(i -> i.vocabulary().hl7v2() + "|" + i.code()),
                        form.scores().stream().map(s -> s.vocabulary().hl7v2() + "|" + s.code())))
            .sorted()
            .distinct()
            .toList();
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.write(
          Path.of(System.getProperty("basedir", "."), "src/main/resources")
              .resolve(AnswerKeys.class.getPackageName().replace('.', '/'))
              .resolve(AnswerKeys.FILE),
          tables);
      return;
    }
    assertThat(AnswerKeys.load()).isEqualTo(tables);
  }

  @Test
  void anItemIsOneInItsOwnCodeSystemOnly() {
    assertThat(AnswerKeys.any(List.of("99EPC|1", "LN|44250-9"))).isTrue();
    assertThat(AnswerKeys.any(List.of("99KIC|44250-9"))).isFalse();
  }
}
