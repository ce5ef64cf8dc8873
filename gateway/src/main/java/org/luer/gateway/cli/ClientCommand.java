package org.luer.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Adds, lists and removes the clients of partners, machines and apps, at the running gateway. */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    description = "Adds, lists and removes partners' clients of the FHIR interface.",
    subcommands = {
      ClientCommand.Add.class,
      ClientCommand.ListClients.class,
      ClientCommand.Remove.class
    })
public final class ClientCommand {
  private static final String PATH = "/api/v1/clients";

  /** Prints the client id, and nothing else, on standard output. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Adds a client and prints its id: a machine that gets tokens with a signed assertion,",
        "or with --app and --redirect an app that the partner's people use."
      })
  static final class Add extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--partner", required = true, description = "Whose client, as in luer.yaml.")
    private String partner;

    @Option(
        names = "--jwks",
        description = {
          "Its public keys: a file with a JSON Web Key Set, or their address.",
          "Only an app may have none."
        })
    private @Nullable String jwks;

    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(
        names = "--scope",
        required = true,
        split = ",",
        description = {
          "What it may ask for, such as system/*.cu; may be repeated.",
          "For an app: patient/*.rs, and offline_access to go on without its person."
        })
    private List<String> scopes;

    @Option(names = "--app", description = "For an app: its name as people know it.")
    private @Nullable String app;

    @Option(
        names = "--redirect",
        description = "For an app: an address to which it may take people back; may be repeated.")
    private @Nullable List<String> redirects;

    @Option(names = "--id", description = "Its client id (default: the partner's id).")
    private @Nullable String id;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var request = new LinkedHashMap<String, Object>();
      request.put("partner", partner);
      request.put("scopes", scopes);
      if (id != null) {
        request.put("id", id);
      }
      if (app != null) {
        request.put("app", app);
      }
      if (redirects != null) {
        request.put("redirects", redirects);
      }
      if (jwks == null) {
        if (app == null) {
          throw new Failure("--jwks is needed: only an app (--app) may have no keys.");
        }
      } else if (jwks.matches("https?://.*")) {
        request.put("jwksUrl", jwks);
      } else {
        request.put("jwks", keys(jwks));
      }
      out.println(send("POST", PATH, request).path("id").asText());
    }

    private static Object keys(String file) throws Failure {
      try {
        return new ObjectMapper().readTree(Files.readAllBytes(Path.of(file)));
      } catch (JsonProcessingException e) {
        throw new Failure("The file holds no JSON: " + file);
      } catch (IOException | InvalidPathException e) {
        throw new Failure("The file cannot be read: " + file);
      }
    }
  }

  /** Prints one client a line: id, partner, scopes, where its keys are, who added it, app. */
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the clients.")
  static final class ListClients extends GatewayCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      for (var entry : send("GET", PATH, null)) {
        var scopes = new StringBuilder();
        entry
            .path("scopes")
            .forEach(s -> scopes.append(scopes.isEmpty() ? "" : " ").append(s.asText()));
        out.printf(
            "%s\t%s\t%s\t%s\t%s%s%n",
            entry.path("id").asText(),
            entry.path("partner").asText(),
            scopes,
            entry.path("keys").asText(),
            entry.path("origin").asText(),
            entry.hasNonNull("app") ? "\t" + entry.path("app").asText() : "");
      }
    }
  }

  /** Takes a client and its tokens out of use. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Takes a client and its tokens out of use.")
  static final class Remove extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--id", required = true, description = "Which client.")
    private String id;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      send("DELETE", PATH + "/" + encoded(id), null);
    }
  }
}
