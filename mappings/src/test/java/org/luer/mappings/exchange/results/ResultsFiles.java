package org.luer.mappings.exchange.results;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;

/** The files of the exchange: examples, references and tables. */
final class ResultsFiles {
  static final ExchangeTables TABLES =
      new ExchangeTables(
          PathTable.read(table("paths-fhir.csv")).and(PathTable.read(table("paths-hl7v2.csv"))),
          MustCarry.read(table("must-carry.csv")));

  private ResultsFiles() {}

  private static InputStreamReader table(String name) {
    var path = "/paths/results/" + name;
    return new InputStreamReader(
        Objects.requireNonNull(ResultsFiles.class.getResourceAsStream(path), path),
        StandardCharsets.UTF_8);
  }

  /** Where the examples lie in the source tree. */
  static Path examples() {
    var here = Path.of("").toAbsolutePath();
    var root = Files.isDirectory(here.resolve("conformance")) ? here : here.getParent();
    return Optional.ofNullable(root)
        .orElseThrow()
        .resolve("conformance/artifacts/src/main/resources/examples/results");
  }

  /** The folders in a folder; never none. */
  static List<Path> cases(Path folder) {
    try (var folders = Files.list(folder)) {
      var cases = folders.filter(Files::isDirectory).sorted().toList();
      if (cases.isEmpty()) {
        throw new IllegalStateException("no case in " + folder);
      }
      return cases;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The set of one example. */
  static Results of(Path example) {
    var records = new ArrayList<ClinicRecord>();
    try (var files = Files.list(example.resolve("clinic"))) {
      for (var file : files.sorted().toList()) {
        records.addAll(ClinicRecords.read(Files.readString(file)).value().orElseThrow());
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    var sets = ResultsRecords.assemble(records, null).value().orElseThrow();
    if (sets.size() != 1) {
      throw new IllegalStateException(example + " holds " + sets.size() + " sets");
    }
    return sets.get(0);
  }
}
