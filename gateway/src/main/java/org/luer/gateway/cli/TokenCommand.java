package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Role;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
public final class TokenCommand implements Runnable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @SuppressWarnings("NullAway.Init") // by picocli
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing command; see luer token --help");
  }

  /** A failure that is explained to the user in one line. */
  private static final class Explained extends Exception {
    private static final long serialVersionUID = 1L;

    Explained(String text) {
      super(text);
    }
  }

  /** How the command finds and enters the running gateway. */
  abstract static class Call implements Callable<Integer> {
    @Option(
        names = {"--data-dir", "--luer.data-dir"},
        defaultValue = "./luer-data",
        description = "Data directory of the gateway (default: ${DEFAULT-VALUE}).")
    private @Nullable Path dataDir;

    @Option(
        names = "--url",
        description = "Address of the gateway, if it is not the one noted in the data directory.")
    private @Nullable String url;

    @Option(
        names = "--token-file",
        description = "File with the caller's token (default: clinic.token in the data directory).")
    private @Nullable Path tokenFile;

    @SuppressWarnings("NullAway.Init") // by picocli
    @Spec
    private CommandSpec spec;

    abstract void act(PrintWriter out) throws Explained, IOException, InterruptedException;

    @Override
    public Integer call() throws InterruptedException {
      try {
        act(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
      } catch (Explained e) {
        spec.commandLine().getErr().println(e.getMessage());
      } catch (IOException e) {
        spec.commandLine()
            .getErr()
            .println("The gateway did not answer: " + e.getClass().getSimpleName());
      }
      return CommandLine.ExitCode.SOFTWARE;
    }

    final JsonNode send(String method, String path, @Nullable Object body)
        throws Explained, IOException, InterruptedException {
      var base = address();
      var publisher =
          body == null
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
      var request =
          HttpRequest.newBuilder(URI.create(base + path))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + token())
              .header("Content-Type", "application/json")
              .method(method, publisher)
              .build();
      try {
        var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        return read(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
      } catch (java.net.ConnectException e) {
        throw notRunning(base);
      }
    }

    private static JsonNode read(HttpResponse<byte[]> response) throws Explained, IOException {
      var body = JSON.readTree(response.body());
      if (response.statusCode() < 300) {
        return body;
      }
      var text = new StringBuilder("The gateway refused: " + body.path("detail").asText());
      body.path("errors")
          .forEach(
              e ->
                  text.append(
                      "\n  %s: %s"
                          .formatted(e.path("pointer").asText(), e.path("detail").asText())));
      throw new Explained(text.toString());
    }

    private Path dataDir() {
      return dataDir == null ? Path.of("luer-data") : dataDir;
    }

    private String address() throws Explained, IOException {
      if (url != null) {
        return url.replaceFirst("/+$", "");
      }
      var noted = dataDir().resolve("http.address");
      if (!Files.exists(noted)) {
        throw notRunning(dataDir().toString());
      }
      return Files.readString(noted, StandardCharsets.UTF_8).strip();
    }

    private String token() throws Explained, IOException {
      var file = tokenFile == null ? dataDir().resolve("clinic.token") : tokenFile;
      if (!Files.isReadable(file)) {
        throw new Explained(
            "The token file cannot be read: " + file + "; name another with --token-file.");
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    private static Explained notRunning(String where) {
      return new Explained(
          "No gateway is running at "
              + where
              + ". Start it with: luer serve (or name it with --data-dir or --url).");
    }
  }

  /** Prints the new token, and nothing else, on standard output. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a token and prints it. It cannot be shown again.")
  static final class Create extends Call {
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
    void act(PrintWriter out) throws Explained, IOException, InterruptedException {
      var made = send("POST", "/api/v1/tokens", Map.of("name", name, "role", role.code()));
      out.println(made.path("token").asText());
    }
  }

  /** Prints one token a line: name, role, made when and by whom. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists whose tokens are in use.")
  static final class ListTokens extends Call {
    @Override
    void act(PrintWriter out) throws Explained, IOException, InterruptedException {
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
  static final class Revoke extends Call {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--name", required = true, description = "Whose token.")
    private String name;

    @Override
    void act(PrintWriter out) throws Explained, IOException, InterruptedException {
      send("DELETE", "/api/v1/tokens/" + name, null);
    }
  }
}
