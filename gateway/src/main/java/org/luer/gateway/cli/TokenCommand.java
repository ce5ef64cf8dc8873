package org.luer.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.luer.gateway.access.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes, lists and revokes tokens. The running gateway does it: the embedded database is its own.
 */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and revokes the tokens of a running gateway.",
    subcommands = {
      TokenCommand.Create.class,
      TokenCommand.ListTokens.class,
      TokenCommand.Revoke.class
    })
public final class TokenCommand {
  /** Prints the new token, and nothing else, on standard output. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a token and prints it. It cannot be shown again.")
  static final class Create extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(
        names = "--name",
        required = true,
        description = "Who will use it; audit and replay record this name.")
    private String name;

    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--role", required = true, description = "One of: ${COMPLETION-CANDIDATES}.")
    private Role role;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var made = send("POST", "/api/v1/tokens", Map.of("name", name, "role", role.code()));
      out.println(made.path("token").asText());
    }
  }

  /** Prints one token a line: name, role, made when and by whom. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists whose tokens are in use.")
  static final class ListTokens extends GatewayCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      for (var entry : send("GET", "/api/v1/tokens", null)) {
        out.printf(
            "%s\t%s\t%s\t%s%n",
            entry.path("name").asText(),
            entry.path("role").asText(),
            entry.path("createdAt").asText(),
            entry.path("createdBy").asText());
      }
    }
  }

  /** Takes a token out of use. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Takes a token out of use.")
  static final class Revoke extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--name", required = true, description = "Whose token.")
    private String name;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      send("DELETE", "/api/v1/tokens/" + name, null);
    }
  }
}
