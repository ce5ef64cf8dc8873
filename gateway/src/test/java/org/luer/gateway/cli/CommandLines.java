package org.luer.gateway.cli;

import java.io.PrintWriter;
import java.util.Arrays;

/** Runs a command in this process, for tests of other packages. */
public final class CommandLines {
  private CommandLines() {}

  /** Runs it and gives its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Luer.commandLine(arguments)
        .setOut(out)
        .setErr(err)
        .execute(Arrays.copyOfRange(arguments, 1, arguments.length));
  }
}
