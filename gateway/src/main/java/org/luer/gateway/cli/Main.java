package org.luer.gateway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Start of {@code luer.jar}. A command that runs for a second is over before Java's optimizing
 * compiler pays for itself, yet pays half of its processor time for it; a jar cannot ask for other
 * options. So {@code java -jar luer.jar translate …} runs the command in a second Java that has
 * them. Whoever gives options to Java gets exactly these, in one process.
 */
public final class Main {
  private static final Set<String> SHORT = Set.of("translate", "validate");

  /** For a process that lives for seconds: quick compiler only, one collector thread. */
  private static final List<String> OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");

  private Main() {}

  /** Runs one command and exits with its code, unless it started the service. */
  public static void main(String[] args) throws IOException, InterruptedException {
    var self = ProcessHandle.current().info();
    var line = self.arguments().orElse(new String[0]); // nothing where the system does not tell it
    if (args.length > 0
        && SHORT.contains(args[0])
        && line.length == args.length + 2
        && line[0].equals("-jar")) {
      System.exit(second(line));
    }
    Luer.main(args);
  }

  private static int second(String[] line) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    Collections.addAll(command, line);
    var process = new ProcessBuilder(command).inheritIO().start();
    var ends = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(ends); // asked to stop, both stop
    return process.waitFor();
  }
}
