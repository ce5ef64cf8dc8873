package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks insurers whether a patient is covered, at the running gateway. */
@Command(
    name = "eligibility",
    mixinStandardHelpOptions = true,
    description = "Asks insurers whether a patient is covered, and shows what they answered.",
    subcommands = {
      EligibilityCommand.Ask.class,
      EligibilityCommand.Show.class,
      EligibilityCommand.ListQuestions.class
    })
public final class EligibilityCommand {
  private static final String PATH = "/api/v1/eligibility";

  private static void print(JsonNode asked, PrintWriter out) {
    out.printf(
        "%s is %s%s%n",
        asked.path("id").asText(),
        asked.path("state").asText(),
        asked.has("reason") ? ": " + asked.at("/reason/text").asText() : "");
    if (asked.has("active")) {
      out.println("coverage\t" + (asked.path("active").asBoolean() ? "active" : "not active"));
    }
    for (var service : asked.path("services")) {
      out.print(service.path("code").asText());
      if (service.path("authorizationRequired").asBoolean()) {
        out.print("\tneeds authorization");
      }
      if (service.path("excluded").asBoolean()) {
        out.print("\texcluded");
      }
      for (var amount : service.path("amounts")) {
        out.printf("\t%s %s", amount.path("type").asText(), amount.path("allowed").asText("-"));
      }
      out.println();
    }
    for (var said : asked.path("said")) {
      out.printf("said\t%s\t%s%n", said.path("code").asText(""), said.path("text").asText(""));
    }
  }

  /** Prints the number of the question and how far it is. */
  @Command(
      name = "ask",
      mixinStandardHelpOptions = true,
      description = "Asks; the same question on the same day is asked once.")
  static final class Ask extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--coverage", required = true, description = "Id of the coverage.")
    private String coverage;

    @Option(names = "--day", description = "Day of the services, 2026-03-10; left out = today.")
    private @Nullable String day;

    @Option(
        names = "--service",
        description = "CPT or HCPCS code; may be repeated. Left out = all that the plan says.")
    private @Nullable List<String> services;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var question = new LinkedHashMap<String, Object>();
      question.put("coverage", coverage);
      if (day != null) {
        question.put("day", day);
      }
      if (services != null) {
        question.put("services", services);
      }
      print(send("POST", PATH, question), out);
    }
  }

  /** Prints what is known of one question. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a question and what was answered, service by service.")
  static final class Show extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Parameters(paramLabel = "ID", description = "Number of the question.")
    private String id;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      print(send("GET", PATH + "/" + encoded(id), null), out);
    }
  }

  /** Prints one question a line. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the questions about a patient: id, state, coverage, insurer, when.")
  static final class ListQuestions extends GatewayCall {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Option(names = "--patient", required = true, description = "Id of the patient.")
    private String patient;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      for (var one : send("GET", PATH + "?patient=" + encoded(patient), null).path("items")) {
        out.printf(
            "%s\t%s\t%s\t%s\t%s%n",
            one.path("id").asText(),
            one.path("state").asText(),
            one.path("coverage").asText(),
            one.path("insurer").asText(),
            one.path("askedAt").asText());
      }
    }
  }
}
