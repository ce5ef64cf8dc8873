package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the running gateway: how it finds and enters it. */
abstract class GatewayCall implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONG_PATIENCE = Duration.ofMinutes(15);

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

  abstract void act(PrintWriter out) throws Failure, IOException, InterruptedException;

  @Override
  public Integer call() throws InterruptedException {
    try {
      act(spec.commandLine().getOut());
      return CommandLine.ExitCode.OK;
    } catch (Failure e) {
      spec.commandLine().getErr().println(e.getMessage());
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println("The gateway did not answer: " + e.getClass().getSimpleName());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  final JsonNode send(String method, String path, @Nullable Object body)
      throws Failure, IOException, InterruptedException {
    return send(method, path, body, PATIENCE);
  }

  /** For what may take minutes. */
  final JsonNode patiently(String method, String path, @Nullable Object body)
      throws Failure, IOException, InterruptedException {
    return send(method, path, body, LONG_PATIENCE);
  }

  /** A file that the gateway makes, in this form. */
  final byte[] fetch(String path, String accept) throws Failure, IOException, InterruptedException {
    var answer = ask("GET", path, null, accept, LONG_PATIENCE);
    if (answer.statusCode() >= 300) {
      read(answer);
    }
    return answer.body();
  }

  private JsonNode send(String method, String path, @Nullable Object body, Duration patience)
      throws Failure, IOException, InterruptedException {
    return read(ask(method, path, body, "*/*", patience));
  }

  private HttpResponse<byte[]> ask(
      String method, String path, @Nullable Object body, String accept, Duration patience)
      throws Failure, IOException, InterruptedException {
    var base = address();
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(patience)
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .header("Accept", accept)
            .method(method, publisher)
            .build();
    try {
      var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (java.net.ConnectException e) {
      throw notRunning(base);
    }
  }

  /** A text as part of a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode read(HttpResponse<byte[]> response) throws Failure, IOException {
    var body = JSON.readTree(response.body());
    if (response.statusCode() < 300) {
      return body;
    }
    var text = new StringBuilder("The gateway refused: " + body.path("detail").asText());
    body.path("errors")
        .forEach(
            e ->
                text.append(
                    "\n  %s: %s".formatted(e.path("pointer").asText(), e.path("detail").asText())));
    throw new Failure(text.toString());
  }

  private Path dataDir() {
    return dataDir == null ? Path.of("luer-data") : dataDir;
  }

  private String address() throws Failure, IOException {
    if (url != null) {
      return url.replaceFirst("/+$", "");
    }
    var noted = dataDir().resolve("http.address");
    if (!Files.exists(noted)) {
      throw notRunning(dataDir().toString());
    }
    return Files.readString(noted, StandardCharsets.UTF_8).strip();
  }

  private String token() throws Failure, IOException {
    var file = tokenFile == null ? dataDir().resolve("clinic.token") : tokenFile;
    if (!Files.isReadable(file)) {
      throw new Failure(
          "The token file cannot be read: " + file + "; name another with --token-file.");
    }
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }

  private static Failure notRunning(String where) {
    return new Failure(
        "No gateway is running at "
            + where
            + ". Start it with: luer serve (or name it with --data-dir or --url).");
  }

  /** A failure that is explained to the user in one line. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String text) {
      super(text);
    }
  }
}
