package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Shows and rebuilds the index that FHIR reads and searches go by, of a running gateway. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    description = "Shows and rebuilds the index of FHIR searches of a running gateway.",
    subcommands = {IndexCommand.Show.class, IndexCommand.Rebuild.class})
public final class IndexCommand {
  private static final String PATH = "/api/v1/fhir-index";
  private static final int LOOK_AGAIN_MILLIS = 500;

  private static void print(PrintWriter out, JsonNode state) {
    out.printf(
        Locale.ROOT,
        "%s; %d records of the clinic, %d of them missing%n",
        state.path("running").asBoolean() ? "being written" : "at rest",
        state.path("records").asInt(),
        state.path("missing").asInt());
    out.flush();
  }

  /** Exit code 1 when it lacks records and nobody is writing it. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Tells whether it is complete; exit code 1 if it is not and nobody writes it.")
  static final class Show extends GatewayCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var state = send("GET", PATH + "/state", null);
      print(out, state);
      if (state.path("missing").asInt() > 0 && !state.path("running").asBoolean()) {
        throw new Failure("Records are missing in it; write it anew with: index rebuild");
      }
    }
  }

  /** Ends when the index is written. */
  @Command(
      name = "rebuild",
      mixinStandardHelpOptions = true,
      description = "Writes it anew while the old one serves, and waits for the end.")
  static final class Rebuild extends GatewayCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var state = send("POST", PATH + "/rebuild", null);
      while (state.path("running").asBoolean()) {
        Thread.sleep(LOOK_AGAIN_MILLIS);
        state = send("GET", PATH + "/state", null);
      }
      print(out, state);
      if (state.path("missing").asInt() > 0) {
        throw new Failure("Records are still missing in it; the gateway's log says why.");
      }
    }
  }
}
