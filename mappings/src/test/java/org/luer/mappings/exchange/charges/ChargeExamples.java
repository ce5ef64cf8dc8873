package org.luer.mappings.exchange.charges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;

/** The example sets of charges, read from their files. */
public final class ChargeExamples {
  private ChargeExamples() {}

  private static Path folder() {
    var here = Path.of("").toAbsolutePath();
    var root = Files.isDirectory(here.resolve("conformance")) ? here : here.getParent();
    return Optional.ofNullable(root)
        .orElseThrow()
        .resolve("conformance/artifacts/src/main/resources/examples/charges");
  }

  /** Every example folder, by name. */
  public static List<Path> cases() {
    try (var folders = Files.list(folder())) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The records of one example. */
  public static List<ClinicRecord> records(Path example) {
    var records = new ArrayList<ClinicRecord>();
    try (var files = Files.list(example.resolve("clinic"))) {
      for (var file : files.sorted().toList()) {
        records.addAll(ClinicRecords.read(Files.readString(file)).value().orElseThrow());
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return records;
  }

  /** The set of one example. */
  public static Charges of(Path example) {
    var sets = ChargesExchange.INSTANCE.assemble(records(example), null).value().orElseThrow();
    if (sets.size() != 1) {
      throw new IllegalStateException(example + " is not about one bill");
    }
    return sets.get(0);
  }
}
