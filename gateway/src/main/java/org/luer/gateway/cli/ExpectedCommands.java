package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What partners should have beside what they got, at the running gateway. */
final class ExpectedCommands {
  private ExpectedCommands() {}

  /** Of one record, a line for each kind of message of each partner. */
  @Command(
      name = "expected",
      mixinStandardHelpOptions = true,
      description = {
        "Prints how many messages about the newest version of a record partners should have and how many were delivered,",
        "and one line for each: partner, exchange, type, version, state, since when, delivery, reason."
      })
  static final class OfRecord extends RecordCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var answer = send("GET", path("/expected"), null);
      out.printf(
          "%s v%d: %s%n",
          answer.path("record").asText(),
          answer.path("version").asInt(),
          answer.path("summary").asText());
      for (var partner : answer.path("partners")) {
        for (var part : partner.path("parts")) {
          out.print(partner.path("partner").asText() + "\t");
          print(out, part);
        }
      }
    }
  }

  /** Of each partner a line of numbers; of one partner, what it has not got. */
  @Command(
      name = "expected",
      mixinStandardHelpOptions = true,
      description = {
        "Prints for each partner how many messages of the last three days it should have, and how many are delivered,",
        "on their way, stopped, cancelled and missing. With ID, one line for each that it has not got: record, exchange,",
        "type, version, state, since when, delivery (of a missing one, the message to replay), reason."
      })
  static final class OfPartner extends GatewayCall {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "The partner's id.")
    private @Nullable String id;

    @Option(
        names = "--state",
        description = "Of ID only these, such as missing,held; several separated by commas.")
    private @Nullable String state;

    @Option(
        names = "--limit",
        defaultValue = "500",
        description = "Of ID, most lines printed (default: ${DEFAULT-VALUE}).")
    private int limit = 500;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      if (id != null) {
        open(out, id);
        return;
      }
      for (var sum : send("GET", "/api/v1/expected", null).path("items")) {
        out.printf(
            "%s\t%d of %d delivered\t%d on their way\t%d stopped\t%d cancelled\t%d missing\t%s%n",
            sum.path("partner").asText(),
            sum.path("delivered").asLong(),
            sum.path("expected").asLong(),
            sum.path("waiting").asLong(),
            sum.path("stopped").asLong(),
            sum.path("cancelled").asLong(),
            sum.path("missing").asLong(),
            sum.path("oldest").isNull() ? "-" : "oldest since " + sum.path("oldest").asText());
      }
    }

    private void open(PrintWriter out, String partner)
        throws Failure, IOException, InterruptedException {
      var path =
          "/api/v1/expected/"
              + encoded(partner)
              + "?limit="
              + Math.max(1, Math.min(limit, 500))
              + (state == null ? "" : "&state=" + encoded(state));
      for (int left = limit; left > 0 && !path.isEmpty(); ) {
        var page = send("GET", path, null);
        for (var item : page.path("items")) {
          if (left-- > 0) {
            out.print(item.path("record").asText("-") + "\t");
            print(out, item);
          }
        }
        path = page.path("next").asText("");
      }
    }
  }

  private static void print(PrintWriter out, JsonNode part) {
    out.printf(
        "%s\t%s\tv%s\t%s\tsince %s\t%s\t%s%n",
        part.path("exchange").asText(),
        part.path("type").asText(),
        part.path("version").asText("-"),
        part.path("state").asText(),
        part.path("since").asText(),
        part.path("message").asText("-"),
        part.path("reason").path("text").asText(""));
  }
}
