package org.luer.conformance.kit.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.RunningGateway;

/** The scripts of the distribution: an archive is made, used, and passed over when it is broken. */
class LauncherIT {
  private static final String EXAMPLE =
      "../artifacts/src/main/resources/examples/sessionreport/rate-reduced-for-blood-pressure/oru_r01.hl7";

  @TempDir private Path home;

  @BeforeEach
  void unpack() throws IOException {
    var jar = RunningGateway.jar().toAbsolutePath();
    Files.copy(jar, home.resolve("luer.jar"));
    Files.createSymbolicLink(home.resolve("lib"), jar.resolveSibling("lib"));
    Files.createDirectory(home.resolve("bin"));
    for (var script : List.of("luer", "luer-install")) {
      var from = Path.of("../../src/distribution/bin", script);
      Files.copy(from, home.resolve("bin").resolve(script));
      assertThat(home.resolve("bin").resolve(script).toFile().setExecutable(true)).isTrue();
    }
  }

  @Test
  void theArchiveIsMadeUsedAndPassedOverWhenItIsBroken() throws Exception {
    var plain = run("", "bin/luer", "translate", "--to", "clinic", example());
    assertThat(plain.out()).contains("\"kind\" : \"InfusionSession\"");

    run("", "bin/luer-install", "--commands-only");
    var classes = home.resolve("loaded.txt");
    var fast =
        run(
            "-Xlog:class+load:file=" + classes,
            "bin/luer",
            "translate",
            "--to",
            "clinic",
            example());
    assertThat(fast).isEqualTo(plain);
    assertThat(Files.readAllLines(classes))
        .anyMatch(line -> line.contains("org.luer.") && line.contains("shared objects file"));

    Files.writeString(home.resolve("commands.jsa"), "not an archive");
    assertThat(run("", "bin/luer", "translate", "--to", "clinic", example())).isEqualTo(plain);
  }

  @Test
  void theInstallerDoesNothingButWhatItIsAskedFor() throws Exception {
    assertThat(run("", "bin/luer-install", "--help").out())
        .contains("luer-install [--commands-only]");
    for (var wrong : List.of("--halp", "--commands-only --help", "x")) {
      var command = new ArrayList<>(List.of("bin/luer-install"));
      command.addAll(List.of(wrong.split(" ")));
      assertThat(ended(2, "", command.toArray(String[]::new)).err())
          .contains("unknown arguments: " + wrong, "Usage:");
    }
    assertThat(home.resolve("commands.jsa")).doesNotExist();
  }

  @Test
  void aServiceTakesLargePagesWhereTheSystemOffersThemAndTheUserDoesNotSayOtherwise()
      throws Exception {
    var offer = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    var offered = Files.isReadable(offer) && !Files.readString(offer).contains("[never]");
    assertThat(largePages("", "serve")).isEqualTo(offered);
    assertThat(largePages("-XX:-UseTransparentHugePages", "serve")).isFalse();
    assertThat(largePages("", "translate")).isFalse();
  }

  /** Whether Java uses them for this command. */
  private boolean largePages(String options, String command) throws Exception {
    var flags = run(options + " -XX:+PrintFlagsFinal", "bin/luer", command, "--help").out();
    return flags
        .lines()
        .filter(line -> line.contains(" UseTransparentHugePages "))
        .findFirst()
        .orElseThrow()
        .contains("= true");
  }

  private static String example() {
    return Path.of(EXAMPLE).toAbsolutePath().normalize().toString();
  }

  /** What a command wrote. */
  private record Output(String out, String err) {}

  private Output run(String options, String... command) throws Exception {
    return ended(0, options, command);
  }

  private Output ended(int code, String options, String... command) throws Exception {
    var out = home.resolve("out.txt");
    var err = home.resolve("err.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("LUER_JAVA_OPTS", options);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(err, StandardCharsets.UTF_8))
        .isEqualTo(code);
    return new Output(Files.readString(out), Files.readString(err));
  }
}
