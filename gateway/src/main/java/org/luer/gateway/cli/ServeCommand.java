package org.luer.gateway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.luer.gateway.Gateway;
import org.luer.gateway.demo.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Starts the gateway. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the gateway and prints its addresses; runs until it is stopped.",
      "Settings come from --luer.config=FILE (default luer.yaml), over it environment variables, over them --luer.KEY=VALUE."
    })
final class ServeCommand implements Callable<Integer> {
  /** Luer's own settings, and those of Spring Boot that nothing of Luer's covers. */
  private static final Pattern SETTING =
      Pattern.compile("--[a-z][a-z-]*(\\.[^=]+)+(=.*)?", Pattern.DOTALL);

  @Option(
      names = "--demo",
      description =
          "Without settings of your own: an invented clinic and two hospitals simulated in this process.")
  private boolean demo;

  @Unmatched private List<String> settings = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    for (var one : settings) {
      if (!SETTING.matcher(one).matches()) {
        throw new ParameterException(
            spec.commandLine(),
            "Unknown option: '" + one + "'; settings are given as --luer.KEY=VALUE");
      }
    }
    Memory.frugal();
    var arguments = settings.toArray(String[]::new);
    return demo
        ? Gateway.run(Demo.settings(), List.of(Demo.class), arguments)
        : Gateway.run(arguments);
  }
}
