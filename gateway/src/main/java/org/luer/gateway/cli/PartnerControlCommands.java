package org.luer.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pauses, resumes and slows delivery to a partner, at the running gateway. */
final class PartnerControlCommands {
  private static final String PATH = "/api/v1/partners";

  private PartnerControlCommands() {}

  /** Prints one partner a line. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Prints id, kind, paused or working, messages a minute, circuits, reason.")
  static final class ListPartners extends GatewayCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      for (var partner : send("GET", PATH, null).path("items")) {
        var circuits = new StringBuilder();
        partner
            .path("circuits")
            .forEach(
                c ->
                    circuits
                        .append(circuits.isEmpty() ? "" : ", ")
                        .append(c.path("endpoint").asText())
                        .append(' ')
                        .append(c.path("state").asText()));
        out.printf(
            "%s\t%s\t%s\t%s\t%s\t%s%n",
            partner.path("id").asText(),
            partner.path("kind").asText(),
            partner.path("paused").asBoolean() ? "paused" : "working",
            partner.path("perMinute").asInt() == 0 ? "-" : partner.path("perMinute").asText(),
            circuits.isEmpty() ? "-" : circuits,
            partner.path("reason").asText(""));
      }
    }
  }

  /** A command about one partner, with the reason. */
  abstract static class Change extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Parameters(paramLabel = "ID", description = "The partner's id in the settings.")
    private String id;

    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--reason", required = true, description = "Why; it is kept in the audit.")
    private String reason;

    final void change(String verb, Map<String, Object> more)
        throws Failure, IOException, InterruptedException {
      var body = new LinkedHashMap<String, Object>(more);
      body.put("reason", reason);
      send("POST", PATH + "/" + id + "/" + verb, body);
    }
  }

  /** Sends nothing more to the partner. */
  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description =
          "Sends nothing more to a partner until it is resumed; a restart changes nothing.")
  static final class Pause extends Change {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      change("pause", Map.of());
    }
  }

  /** Sends again. */
  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Sends again what waited, in order.")
  static final class Resume extends Change {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      change("resume", Map.of());
    }
  }

  /** Sets the pace. */
  @Command(
      name = "throttle",
      mixinStandardHelpOptions = true,
      description = "Sends so many messages a minute at most.")
  static final class Throttle extends Change {
    @Option(
        names = "--per-minute",
        description = "Messages a minute; left out = what the settings say.")
    private @Nullable Integer perMinute;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      change("throttle", perMinute == null ? Map.of() : Map.of("perMinute", perMinute));
    }
  }
}
