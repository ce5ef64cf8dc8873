package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Invites, lists, resets and revokes people with a login to the page, at the running gateway. */
@Command(
    name = "person",
    mixinStandardHelpOptions = true,
    description = "Invites psychiatrists to the page in the browser; lists, resets, revokes.",
    subcommands = {
      PersonCommand.Invite.class,
      PersonCommand.ListPeople.class,
      PersonCommand.Reset.class,
      PersonCommand.Revoke.class
    })
public final class PersonCommand {
  private static final String PATH = "/api/v1/people";

  private static void print(PrintWriter out, JsonNode invited) {
    out.println(invited.path("link").asText());
  }

  /** Prints the link of the invitation, and nothing else, on standard output. */
  @Command(
      name = "invite",
      mixinStandardHelpOptions = true,
      description =
          "Invites somebody; prints a link that is good once and for three days. Hand it over in person or by a way that you trust.")
  static final class Invite extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(
        names = "--partner",
        required = true,
        description = "Whose patients the person sees, as in luer.yaml.")
    private String partner;

    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--name", required = true, description = "The person's name.")
    private String name;

    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--email", required = true, description = "The address to log in with.")
    private String email;

    @Option(
        names = "--npi",
        description = "A clinician's own number, by which apps learn which clinician it is.")
    private @Nullable String npi;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var asked = new LinkedHashMap<String, String>();
      asked.put("partner", partner);
      asked.put("name", name);
      asked.put("email", email);
      if (npi != null) {
        asked.put("npi", npi);
      }
      print(out, send("POST", PATH, asked));
    }
  }

  /** Prints one person a line: id, partner, state, address, name, last login. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists who has a login, and who was invited.")
  static final class ListPeople extends GatewayCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      for (var entry : send("GET", PATH, null)) {
        out.printf(
            "%s\t%s\t%s\t%s\t%s\t%s%n",
            entry.path("id").asText(),
            entry.path("partner").asText(),
            entry.path("state").asText(),
            entry.path("email").asText(),
            entry.path("name").asText(),
            entry.path("enteredAt").asText("-"));
      }
    }
  }

  /** Invites anew who has lost password or second factor; prints the link. */
  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description = "Ends a person's password, second factor and sessions; prints a new link.")
  static final class Reset extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--id", required = true, description = "Who, as listed.")
    private String id;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      print(out, send("POST", PATH + "/" + encoded(id) + "/reset", null));
    }
  }

  /** Takes a login and its sessions out of use. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Takes a login out of use, its sessions at once.")
  static final class Revoke extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--id", required = true, description = "Who, as listed.")
    private String id;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      send("DELETE", PATH + "/" + encoded(id), null);
    }
  }
}
