package org.luer.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verifies and lists the audit of a running gateway. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Verifies and lists the audit of a running gateway.",
    subcommands = {AuditCommand.Verify.class, AuditCommand.ListEvents.class})
public final class AuditCommand {
  /** Exit code 1 when anything is not what it was. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description =
          "Finds what was changed, removed, inserted or reordered since it was sealed; exit code 1 if anything was.")
  static final class Verify extends GatewayCall {
    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var report = send("GET", "/api/v1/audit/verification", null);
      out.printf(
          "%d events in %d seals, %d not sealed yet; node %s%n",
          report.path("events").asLong(),
          report.path("seals").asLong(),
          report.path("unsealed").asLong(),
          report.path("node").asText());
      for (var finding : report.path("findings")) {
        out.printf("%s\t%s%n", finding.path("kind").asText(), finding.path("text").asText());
      }
      out.flush();
      if (!report.path("intact").asBoolean()) {
        throw new Failure("The audit is not what it was when it was sealed.");
      }
      out.println("intact");
    }
  }

  /** Prints one event a line. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Lists who got at whose data, oldest first; last in a line stands why, or by which rule.")
  static final class ListEvents extends GatewayCall {
    @Option(names = "--patient", description = "Only events about this patient's data.")
    private String patient = "";

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var next =
          "/api/v1/audit?limit=500"
              + (patient.isEmpty()
                  ? ""
                  : "&patient=" + URLEncoder.encode(patient, StandardCharsets.UTF_8));
      while (!next.isEmpty()) {
        var page = send("GET", next, null);
        for (var event : page.path("items")) {
          out.printf(
              "%s\t%s\t%s\t%s\t%s\t%s\t%s%n",
              event.path("at").asText(),
              event.path("event").asText(),
              event.path("actor").asText(),
              event.path("partner").asText("-"),
              event.path("patient").asText("-"),
              event.path("record").asText(event.path("about").asText("-")),
              event
                  .path("reason")
                  .asText("-")
                  .replaceAll("\\p{Cntrl}+", " ")); // an event is a line
        }
        next = page.path("next").asText("");
      }
    }
  }
}
