package org.luer.conformance.kit.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.RunningGateway;

/** A command that runs in a second Java looks like one process to whoever calls it. */
class ShortCommandIT {
  private static final Path EXAMPLE =
      Path.of(
          "../artifacts/src/main/resources/examples/sessionreport/rate-reduced-for-blood-pressure/oru_r01.hl7");

  @TempDir private Path home;

  @Test
  void standardInputGoesInAndTheRecordsComeOut() throws Exception {
    var process = start("translate", "--to", "clinic", "-");
    try (var in = process.getOutputStream()) {
      Files.copy(EXAMPLE, in);
    }
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(home.resolve("out"))).contains("\"kind\" : \"InfusionSession\"");
    assertThat(home.resolve("err")).isEmptyFile();
  }

  @Test
  void aRefusalIsExitCodeOneAndItsReasonIsOnStandardError() throws Exception {
    var process = start("translate", "--to", "clinic", "-");
    try (var in = process.getOutputStream()) {
      in.write("MSH|nothing".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(home.resolve("err"))).startsWith("{");
  }

  @Test
  void askedToStopBothStop() throws Exception {
    var process = start("translate", "--to", "clinic", "-"); // waits for its input
    while (process.children().findAny().isEmpty()) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(20);
    }
    var second = process.children().findAny().orElseThrow();
    process.destroy();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    second.onExit().get(1, TimeUnit.MINUTES);
    assertThat(second.isAlive()).isFalse();
  }

  private Process start(String... command) throws IOException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-jar");
    line.add(RunningGateway.jar().toString());
    Collections.addAll(line, command);
    var builder =
        new ProcessBuilder(line)
            .redirectOutput(home.resolve("out").toFile())
            .redirectError(home.resolve("err").toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }
}
