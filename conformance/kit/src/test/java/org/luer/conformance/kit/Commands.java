package org.luer.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Commands as a user gives them: those of the jar, and those that a page of the docs shows. */
public final class Commands {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("(?s)```sh\\n(.*?)```");
  private static final String ADDRESS_ON_PAGES = "http://127.0.0.1:8080";
  private static final int SECONDS = 400; // a page waits for ever for what does not come

  private Commands() {}

  /** The command line of the jar with these arguments. */
  public static List<String> ofJar(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                RunningGateway.jar().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** What a command of the jar prints about the gateway with this data directory. */
  public static String luer(Path data, String... arguments) throws Exception {
    var command = ofJar(arguments);
    command.addAll(List.of("--data-dir", data.toString()));
    return run(besides(data), Map.of(), command).strip();
  }

  /** Runs a command to its end, which has to be good; gives what it printed. */
  public static String run(Path folder, Map<String, String> environment, List<String> command)
      throws Exception {
    var errors = Files.createTempFile(folder, "errors", ".txt");
    var builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(() -> command + "\n" + output + "\n" + read(errors)).isZero();
    return output;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  /** The sh blocks of a page of the docs. */
  public static List<String> blocks(String page) throws IOException {
    return BLOCK
        .matcher(Files.readString(ROOT.resolve("src/docs").resolve(page)))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /**
   * Gives the commands of a page as they stand there, in a folder that looks like the project's.
   *
   * @param data data directory of the gateway
   * @param address of the gateway, in place of the one on the page
   */
  public static String ofPage(String page, Path data, String address) throws Exception {
    var folder = Files.createTempDirectory(besides(data), "docs");
    Files.createSymbolicLink(folder.resolve("conformance"), ROOT.resolve("conformance"));
    Files.createSymbolicLink(folder.resolve("luer-data"), data);
    Files.createDirectory(folder.resolve("gateway"));
    Files.createSymbolicLink(folder.resolve("gateway/target"), RunningGateway.jar().getParent());
    var script =
        "set -e\n" + String.join("echo\n", blocks(page)).replace(ADDRESS_ON_PAGES, address);
    return run(
        folder, Map.of(), List.of("timeout", Integer.toString(SECONDS), "bash", "-c", script));
  }

  private static Path besides(Path data) {
    return Objects.requireNonNull(data.getParent());
  }
}
