package org.luer.gateway.cli;

import org.jspecify.annotations.Nullable;
import org.luer.gateway.Gateway;
import org.luer.gateway.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of Luer. Commands that need no server start neither Spring nor a database. */
@Command(
    name = "luer",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "FHIR and HL7 v2 gateway for IV-ketamine clinics.",
    subcommands = {
      ServeCommand.class,
      TranslateCommand.class,
      ValidateCommand.class,
      TokenCommand.class
    })
public final class Luer implements Runnable {
  /** Exit code: everything done. */
  public static final int DONE = 0;

  /** Exit code: an input was refused; the reasons are on standard error, one JSON object a line. */
  public static final int REFUSED = 1;

  /** Exit code: the command line was wrong. */
  public static final int USAGE = 2;

  @Spec private @Nullable CommandSpec spec;

  /** Runs one command and exits with its code, unless it started the service. */
  public static void main(String[] args) {
    // picocli would look for Groovy in every jar of the class path
    System.setProperty("picocli.disable.closures", "true");
    var code = execute(args);
    if (code != Gateway.RUNNING) {
      System.exit(code);
    }
  }

  /** Runs one command in this process. */
  public static int execute(String... args) {
    return new CommandLine(new Luer()).setCaseInsensitiveEnumValuesAllowed(true).execute(args);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Missing command; see luer --help");
    }
  }
}
