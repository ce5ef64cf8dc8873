package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.ClinicJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Claims at the running gateway. */
@Command(
    name = "claim",
    mixinStandardHelpOptions = true,
    description = "Lists claims, shows where their money went, confirms, replaces and voids them.",
    subcommands = {
      ClaimCommand.ListClaims.class,
      ClaimCommand.Show.class,
      ClaimCommand.Confirm.class,
      ClaimCommand.Replace.class,
      ClaimCommand.Update.class,
      ClaimCommand.Cancel.class,
      ClaimCommand.Packet.class
    })
public final class ClaimCommand {
  private static final String PATH = "/api/v1/claims";

  /** Prints one claim a line. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Prints id, state, insurer, patient, charge, reason; the last changed first.")
  static final class ListClaims extends GatewayCall {
    @Option(names = "--state", description = "One state; see luer claim list --states.")
    private @Nullable String state;

    @Option(names = "--patient", description = "Id of the patient.")
    private @Nullable String patient;

    @Option(names = "--insurer", description = "The insurer's id in the settings.")
    private @Nullable String insurer;

    @Option(names = "--states", description = "Prints what each state means instead.")
    private boolean states;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var query = new StringBuilder("?limit=500");
      add(query, "state", state);
      add(query, "patient", patient);
      add(query, "insurer", insurer);
      var page = send("GET", PATH + query, null);
      if (states) {
        page.path("states")
            .properties()
            .forEach(e -> out.printf("%s\t%s%n", e.getKey(), e.getValue().asText()));
        return;
      }
      for (var claim : page.path("items")) {
        out.printf(
            "%s\t%s\t%s\t%s\t%s\t%s%n",
            claim.path("id").asText(),
            claim.path("state").asText(),
            claim.path("insurer").asText(),
            claim.path("patient").asText(),
            claim.path("charge").asText("-"),
            claim.path("reason").asText(""));
      }
    }

    private static void add(StringBuilder query, String name, @Nullable String value) {
      if (value != null) {
        query.append('&').append(name).append('=').append(encoded(value));
      }
    }
  }

  /** A command about one claim. */
  abstract static class OfClaim extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Parameters(paramLabel = "ID", description = "The claim's number.")
    private String id;

    final String path(String verb) {
      return PATH + "/" + encoded(id) + verb;
    }

    static void changed(JsonNode change, PrintWriter out) {
      out.printf(
          "changed %s\t%s -> %s%n",
          change.path("path").asText(),
          change.path("was").asText("-"),
          change.path("is").asText("-"));
    }

    static void print(JsonNode claim, PrintWriter out) {
      out.printf(
          "%s is %s: %s%n",
          claim.path("id").asText(),
          claim.path("state").asText(),
          claim.at("/reason/text").asText(claim.path("meaning").asText()));
      for (var finding : claim.path("findings")) {
        out.printf(
            "%s\t%s\t%s\t%s%n",
            finding.path("severity").asText(),
            finding.path("path").asText(),
            finding.path("reason").asText(),
            finding.path("fix").asText());
      }
    }
  }

  /** Prints one claim. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints state, findings, the money of each line and what happened.")
  static final class Show extends OfClaim {
    @Option(names = "--json", description = "Everything that is known, as JSON.")
    private boolean json;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var claim = send("GET", path(""), null);
      if (json) {
        out.println(claim.toPrettyString());
        return;
      }
      print(claim, out);
      for (var line : claim.at("/money/lines")) {
        out.printf(
            "line %s\t%s\tcharge %s\tpaid %s\twrite-off %s\tpatient %s\tother %s\tunexplained %s%n",
            line.path("line").asText(),
            line.path("code").asText("-"),
            money(line.path("charge")),
            money(line.path("paid")),
            money(line.path("writeOff")),
            money(line.path("patient")),
            money(line.path("other")),
            money(line.path("unexplained")));
        for (var why : line.path("reasons")) {
          out.printf(
              "\t%s %s\t%s\t%s\tto do: %s%n",
              why.path("group").asText(""),
              why.path("code").asText(""),
              money(why.path("amount")),
              why.path("text").asText(""),
              why.path("todo").asText());
        }
      }
      for (var change : claim.path("difference")) {
        changed(change, out);
      }
      for (var record : claim.path("support")) {
        out.printf(
            "goes with it %s\t%s%n",
            record.path("record").asText(),
            record.has("withheld") ? "withheld: " + record.path("withheld").asText() : "");
      }
      if (claim.has("criteria")) {
        out.println("criteria\t" + claim.at("/criteria/summary").asText());
      }
      for (var event : claim.path("history")) {
        out.printf(
            "%s\t%s\t%s\t%s\t%s%n",
            event.path("at").asText(),
            event.path("by").asText(),
            event.path("event").asText(),
            event.path("state").asText(),
            event.path("reason").asText(""));
        for (var said : event.path("said")) {
          out.printf(
              "said\t%s\t%s\t%s%n",
              said.path("code").asText(""),
              said.path("place").asText(""),
              said.path("text").asText(""));
        }
      }
    }
  }

  /** Sends a proposal. */
  @Command(
      name = "confirm",
      mixinStandardHelpOptions = true,
      description = "Sends a proposed claim to its insurer; one with errors is held.")
  static final class Confirm extends OfClaim {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      print(send("POST", path("/confirm"), Map.of()), out);
    }
  }

  /** Proposes a claim anew. */
  @Command(
      name = "replace",
      mixinStandardHelpOptions = true,
      description = "Proposes the claim anew out of its charge as it is now.")
  static final class Replace extends OfClaim {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      print(send("POST", path("/replace"), Map.of()), out);
    }
  }

  /** Proposes the update of a request for prior authorization. */
  @Command(
      name = "update",
      mixinStandardHelpOptions = true,
      description = "Proposes the update of a request for prior authorization that was sent.")
  static final class Update extends OfClaim {
    @Option(
        names = "--request",
        description =
            "JSON file of the request as it should be; left out = as it is, with the records as they are now.")
    private java.nio.file.@Nullable Path request;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      Object body = request == null ? Map.of() : read(request);
      var path = path("/update").replaceFirst("/claims/", "/authorizations/");
      var update = send("POST", path, body);
      print(update, out);
      for (var change : update.path("difference")) {
        changed(change, out);
      }
    }

    private static JsonNode read(java.nio.file.Path file) throws Failure {
      try {
        return ClinicJson.mapper().readTree(java.nio.file.Files.readAllBytes(file));
      } catch (IOException e) {
        throw new Failure("The file " + file + " cannot be read as JSON.");
      }
    }
  }

  /** Takes a claim back. */
  @Command(
      name = "void",
      mixinStandardHelpOptions = true,
      description = "Takes a claim back: a proposal at once, what the insurer has by a void.")
  static final class Cancel extends OfClaim {
    @Option(names = "--reason", description = "Why; it is kept in the claim's history.")
    private @Nullable String reason;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var body = new LinkedHashMap<String, Object>();
      if (reason != null) {
        body.put("reason", reason);
      }
      print(send("POST", path("/void"), body), out);
    }
  }

  /** Fetches the packet of a request for prior authorization. */
  @Command(
      name = "packet",
      mixinStandardHelpOptions = true,
      description = "Writes the packet of a request for prior authorization, for portal or fax.")
  static final class Packet extends OfClaim {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(
        names = "--out",
        required = true,
        description = "File to write: the pages when its name ends in .pdf, else the whole zip.")
    private java.nio.file.Path file;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var pages = file.toString().endsWith(".pdf");
      var packet = fetch(path("/packet"), pages ? "application/pdf" : "application/zip");
      java.nio.file.Files.write(file, packet);
      out.printf("%s\t%d bytes%n", file, packet.length);
    }
  }

  /** With cents; empty when there is none. */
  private static String money(JsonNode amount) {
    return amount.isNumber()
        ? amount.decimalValue().setScale(2, RoundingMode.HALF_UP).toPlainString()
        : "";
  }
}
