package org.luer.gateway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.luer.gateway.Gateway;
import org.luer.gateway.demo.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
  @Option(
      names = "--demo",
      description =
          "Without settings of your own: an invented clinic and two hospitals simulated in this process.")
  private boolean demo;

  @Unmatched private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() {
    Memory.frugal();
    var arguments = settings.toArray(String[]::new);
    return demo
        ? Gateway.run(Demo.settings(), List.of(Demo.class), arguments)
        : Gateway.run(arguments);
  }
}
