package org.luer.gateway.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.luer.gateway.Gateway;
import org.luer.gateway.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Luer. Commands that need no server start neither Spring nor a database. */
@Command(
    name = "luer",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "FHIR and HL7 v2 gateway for IV-ketamine clinics.")
public final class Luer {
  /** Exit code: everything done. */
  public static final int DONE = 0;

  /** Exit code: an input was refused; the reasons are on standard error, one JSON object a line. */
  public static final int REFUSED = 1;

  /** Exit code: the command line was wrong. */
  public static final int USAGE = 2;

  static final String TERSE_LOGGING = "org.luer.gateway.cli.TerseLogging";

  private static final String SERVE = "serve";
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  /** Runs one command and exits with its code, unless it started the service. */
  public static void main(String[] args) {
    // picocli would look for Groovy in every jar of the class path
    System.setProperty("picocli.disable.closures", "true");
    if (args.length == 0 || !args[0].equals(SERVE)) {
      quiet();
      // with another locale every library's texts are looked for in every jar, in vain
      Locale.setDefault(Locale.ROOT);
    }
    var code = execute(args);
    if (code != Gateway.RUNNING) {
      System.exit(code);
    }
  }

  /** Lets {@link TerseLogging} log; by name, since most commands never log and never load it. */
  private static void quiet() {
    System.setProperty("slf4j.provider", TERSE_LOGGING);
    System.setProperty("slf4j.internal.verbosity", "WARN"); // it would announce the provider
  }

  /** Runs one command in this process. */
  public static int execute(String... args) {
    var line = commandLine(args).setCaseInsensitiveEnumValuesAllowed(true);
    return line.execute(named(args) ? Arrays.copyOfRange(args, 1, args.length) : args);
  }

  /**
   * The command line of what the first argument names, else that of all commands: describing a
   * command to picocli costs as much as a small translation.
   */
  static CommandLine commandLine(String... args) {
    var named = named(args) ? COMMANDS.get(args[0]) : null;
    if (named != null) {
      return new CommandLine(named.get()).setCommandName("luer " + args[0]);
    }
    var luer = new CommandLine(new Luer());
    COMMANDS.forEach((name, command) -> luer.addSubcommand(name, command.get()));
    return luer;
  }

  private static boolean named(String... args) {
    return args.length > 0 && COMMANDS.containsKey(args[0]);
  }

  private static Map<String, Supplier<Object>> commands() {
    var commands = new LinkedHashMap<String, Supplier<Object>>();
    commands.put(SERVE, ServeCommand::new);
    commands.put("translate", TranslateCommand::new);
    commands.put("validate", ValidateCommand::new);
    commands.put("token", TokenCommand::new);
    commands.put("partner", PartnerCommand::new);
    commands.put("backup", BackupCommand::new);
    commands.put("restore", RestoreCommand::new);
    commands.put("client", ClientCommand::new);
    commands.put("person", PersonCommand::new);
    commands.put("audit", AuditCommand::new);
    commands.put("index", IndexCommand::new);
    commands.put("messages", MessagesCommand::new);
    commands.put("claim", ClaimCommand::new);
    commands.put("selfpay", SelfPayCommand::new);
    commands.put("eligibility", EligibilityCommand::new);
    commands.put("replay", MessagesCommand.Replay::new);
    return commands;
  }
}
