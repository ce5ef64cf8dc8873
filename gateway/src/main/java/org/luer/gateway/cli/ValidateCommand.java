package org.luer.gateway.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.intake.ClinicSchemas;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Says whether files are valid: clinic records by schema and rules, messages and bundles by what
 * Luer reads.
 */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Checks clinic records, FHIR bundles and HL7 v2 messages without translating them.",
      "Findings are on standard error, one JSON object a line. Exit code 0 = valid, 1 = not valid, 2 = wrong usage."
    })
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--partner", description = "Settings file that says how the partner speaks.")
  private @Nullable Path partner;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files or folders; - is standard input.")
  private List<String> files = List.of();

  @Override
  public Integer call() {
    var translator =
        new Translator(
            PartnerFile.read(partner, null, spec.commandLine()), Format.CLINIC, List.of(), false);
    var valid = new boolean[] {true};
    new Inputs(System.in)
        .each(
            files,
            input -> {
              var outcome = check(translator, input);
              outcome.issues().forEach(issue -> Complaints.print(System.err, input.name(), issue));
              valid[0] &= outcome.value().isPresent();
            });
    return valid[0] ? Luer.DONE : Luer.REFUSED;
  }

  private static Translation<?> check(Translator translator, Inputs.Input input) {
    if (input.format() != Format.CLINIC || !input.problem().isEmpty()) {
      return translator.read(input);
    }
    var issues = new Issues();
    for (int i = 0; i < input.records().size(); i++) {
      issues.take(
          ClinicSchemas.read(input.records().get(i), input.records().size() == 1 ? "" : "/" + i));
    }
    return issues.resultOf(() -> true);
  }
}
