package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.ClinicJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Translates files without a server; see {@link Inputs} for what makes one input. */
@Command(
    name = "translate",
    mixinStandardHelpOptions = true,
    description = {
      "Translates clinic records, FHIR bundles and HL7 v2 messages into each other.",
      "The form of each input is detected. Single clinic records form one input together.",
      "HL7 v2 output: segments end in CR, messages are separated by one LF. --to clinic gives an array of records per input,",
      "--to fhir one Bundle per input; several inputs give an array of these.",
      "Exit code 0 = done, 1 = an input was refused (reasons on standard error, one JSON object a line), 2 = wrong usage."
    })
final class TranslateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--to", required = true, description = "Target form: ${COMPLETION-CANDIDATES}.")
  private Format to = Format.CLINIC;

  @Option(
      names = "--as",
      split = ",",
      description =
          "HL7 v2 messages to write, such as ORU_R01 or ADT_A08. Default: all that tell of the records.")
  private List<String> types = List.of();

  @Option(
      names = "--partner",
      description =
          "Settings file that says how the partner speaks: a luer.yaml with one partner, or that partner alone.")
  private @Nullable Path partner;

  @Option(
      names = "--zone",
      description =
          "Time zone of times without offset, for example America/Chicago. Default: the partner's, then the offset of MSH-7.")
  private @Nullable String zone;

  @Option(
      names = "--receipt",
      description = "Writes what became of every populated leaf to this file, as JSON.")
  private @Nullable Path receipt;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files or folders; - is standard input.")
  private List<String> files = List.of();

  @Override
  public Integer call() {
    var agreed = PartnerFile.read(partner, zone(), spec.commandLine());
    var translator = new Translator(agreed, to, List.copyOf(types), receipt != null);
    translator
        .unknownType()
        .ifPresent(
            t -> {
              throw new ParameterException(
                  spec.commandLine(), "--as " + t + " is not a message that Luer writes");
            });
    var out =
        new PrintStream(
            new java.io.FileOutputStream(java.io.FileDescriptor.out),
            false,
            StandardCharsets.UTF_8);
    var sink = new OutputSink(out, to);
    var receipts = new ArrayList<JsonNode>();
    var progress = new Progress(files.size());
    var refused = new boolean[1];
    new Inputs(System.in)
        .each(
            files,
            input -> {
              sink.nextInput();
              var result = translator.translate(input);
              result.issues().forEach(issue -> Complaints.print(System.err, input.name(), issue));
              refused[0] |= result.refused();
              result.output().forEach(sink::write);
              receipts.addAll(result.receipts());
              progress.step();
            });
    sink.close();
    write(receipts);
    return refused[0] ? Luer.REFUSED : Luer.DONE;
  }

  private @Nullable ZoneId zone() {
    try {
      return zone == null ? null : ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      throw new ParameterException(
          spec.commandLine(), "--zone " + zone + " is not a time zone", unknown);
    }
  }

  private void write(List<JsonNode> receipts) {
    if (receipt == null) {
      return;
    }
    try {
      var content = receipts.size() == 1 ? receipts.get(0) : receipts; // a list is an array
      Files.writeString(receipt, ClinicJson.mapper().writeValueAsString(content) + "\n");
    } catch (IOException unwritable) {
      throw new UncheckedIOException("cannot write " + receipt, unwritable);
    }
  }
}
