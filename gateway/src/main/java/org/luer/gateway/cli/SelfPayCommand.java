package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Papers for patients who pay, made by the running gateway. */
@Command(
    name = "selfpay",
    mixinStandardHelpOptions = true,
    description = "Makes superbills and good-faith estimates, and fetches them again.",
    subcommands = {
      SelfPayCommand.Superbill.class,
      SelfPayCommand.Estimate.class,
      SelfPayCommand.Show.class
    })
public final class SelfPayCommand implements Runnable {
  private static final String SUPERBILLS = "/api/v1/superbills";
  private static final String ESTIMATES = "/api/v1/estimates";

  @SuppressWarnings("NullAway.Init") // by picocli
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing command; see luer selfpay --help");
  }

  /** A command that ends with a paper. */
  abstract static class OfPaper extends GatewayCall {
    @Option(names = "--pdf", description = "Writes the page into this file.")
    private @Nullable Path pdf;

    @Option(names = "--fhir", description = "Writes the FHIR Bundle into this file.")
    private @Nullable Path fhir;

    /** Number, sum, findings; then the files. */
    final void print(JsonNode paper, PrintWriter out)
        throws Failure, IOException, InterruptedException {
      var superbill = paper.path("kind").asText().equals("superbill");
      out.printf(
          "%s\t%s\ttotal %s%s%n",
          paper.path("number").asText(),
          paper.path("kind").asText(),
          paper.at("/total/value").decimalValue().setScale(2, java.math.RoundingMode.HALF_UP),
          superbill
              ? "\tbalance "
                  + paper
                      .at("/balance/value")
                      .decimalValue()
                      .setScale(2, java.math.RoundingMode.HALF_UP)
              : "\tvalid until " + paper.path("validUntil").asText());
      for (var finding : paper.path("findings")) {
        out.printf(
            "look at %s\t%s\t%s%n",
            finding.path("rule").asText(),
            finding.path("about").asText(),
            finding.path("text").asText());
      }
      var path =
          (superbill ? SUPERBILLS : ESTIMATES) + "/" + encoded(paper.path("number").asText());
      if (pdf != null) {
        Files.write(pdf, fetch(path, "application/pdf"));
      }
      if (fhir != null) {
        Files.write(fhir, fetch(path, "application/fhir+json"));
      }
    }
  }

  /** Makes a superbill. */
  @Command(
      name = "superbill",
      mixinStandardHelpOptions = true,
      description = "Makes the superbill of charges, or of a patient's charges of a period.")
  static final class Superbill extends OfPaper {
    @Parameters(paramLabel = "CHARGE", arity = "0..*", description = "Ids of charges.")
    private @Nullable List<String> charges;

    @Option(names = "--patient", description = "Id of the patient, instead of charges.")
    private @Nullable String patient;

    @Option(names = "--from", description = "First day of the period, such as 2026-03-01.")
    private @Nullable String from;

    @Option(names = "--until", description = "Last day of the period.")
    private @Nullable String until;

    @Option(names = "--paid", description = "What the patient has paid of it, US dollars.")
    private @Nullable BigDecimal paid;

    @Option(names = "--number", description = "Its number; left out = made from its content.")
    private @Nullable String number;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var body = new LinkedHashMap<String, Object>();
      if (charges != null && !charges.isEmpty()) {
        body.put("charges", charges);
      }
      put(body, "patient", patient);
      put(body, "from", from);
      put(body, "until", until);
      put(body, "paid", paid);
      put(body, "number", number);
      print(send("POST", SUPERBILLS, body), out);
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
      if (value != null) {
        body.put(name, value);
      }
    }
  }

  /** Makes an estimate. */
  @Command(
      name = "estimate",
      mixinStandardHelpOptions = true,
      description = "Makes the good-faith estimate that a file asks for.")
  static final class Estimate extends OfPaper {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Parameters(paramLabel = "FILE", description = "JSON as /api/v1/estimates takes it.")
    private Path file;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      JsonNode body;
      try {
        body = new ObjectMapper().readTree(Files.readAllBytes(file));
      } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
        throw new Failure(file + " is not JSON.");
      } catch (IOException unreadable) {
        throw new Failure(file + " cannot be read.");
      }
      print(send("POST", ESTIMATES, body), out);
    }
  }

  /** Fetches a paper. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints a superbill or an estimate again, or writes its files.")
  static final class Show extends OfPaper {
    @SuppressWarnings("NullAway.Init") // by picocli
    @Parameters(paramLabel = "NUMBER", description = "Its number.")
    private String number;

    @Option(names = "--estimate", description = "It is an estimate; left out = a superbill.")
    private boolean estimate;

    @Option(names = "--json", description = "Everything that is known, as JSON.")
    private boolean json;

    @Override
    void act(PrintWriter out) throws Failure, IOException, InterruptedException {
      var paper = send("GET", (estimate ? ESTIMATES : SUPERBILLS) + "/" + encoded(number), null);
      if (json) {
        out.println(paper.toPrettyString());
      } else {
        print(paper, out);
      }
    }
  }
}
