package org.luer.gateway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.luer.gateway.Gateway;
import picocli.CommandLine.Command;
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
  @Unmatched private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() {
    return Gateway.run(settings.toArray(String[]::new));
  }
}
