package org.luer.mappings.exchange.sessionreport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;

/** The example sets of sessionreport, as files of the conformance artifacts. */
final class Examples {
  /** The folder of all example sets, found from the module's own folder. */
  static final Path FOLDER =
      Path.of("..", "conformance", "artifacts", "src", "main", "resources", "examples")
          .resolve("sessionreport");

  /** The hospital of the examples. */
  static final Dialect HOSPITAL =
      new Dialect(
          "rgh",
          Systems.DEFAULT_BASE,
          "2.5.1",
          Dialect.VitalsLayout.TIME_POINTS,
          ZoneId.of("America/Chicago"),
          false,
          new Dialect.Party(
              "LUER",
              null,
              "NLKC",
              "2.16.840.1.113883.19.4",
              "NLKPID",
              "2.16.840.1.113883.19.4.2.1"),
          new Dialect.Party(
              "EPIC",
              "2.16.840.1.113883.19.3.1",
              "RGH",
              "2.16.840.1.113883.19.3",
              "RGHMRN",
              "2.16.840.1.113883.19.3.2.1"),
          "P");

  private Examples() {}

  /** The folders of all example sets; never none. */
  static List<Path> folders() {
    try (var folders = Files.list(FOLDER)) {
      var all = folders.filter(Files::isDirectory).sorted().toList();
      if (all.isEmpty()) {
        throw new IllegalStateException("no examples in " + FOLDER);
      }
      return all;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The first example set, the session of the hand-written references. */
  static SessionReport rateReduced() {
    return report(FOLDER.resolve("rate-reduced-for-blood-pressure"));
  }

  /** The clinic records of a set. */
  static SessionReport report(Path folder) {
    var records = new ArrayList<ClinicRecord>();
    try (var files = Files.list(folder.resolve("clinic"))) {
      for (var file : files.sorted().toList()) {
        records.addAll(
            ClinicRecords.read(Files.readString(file))
                .fold(
                    (r, i) -> r,
                    i -> {
                      throw new IllegalStateException(file + " " + i);
                    }));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new SessionReport(
        one(records, Organization.class),
        one(records, Patient.class),
        any(records, InfusionOrder.class),
        one(records, InfusionSession.class));
  }

  private static <T> T one(List<ClinicRecord> records, Class<T> type) {
    var found = any(records, type);
    if (found == null) {
      throw new IllegalStateException("no " + type.getSimpleName());
    }
    return found;
  }

  private static <T> @Nullable T any(List<ClinicRecord> records, Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(null);
  }
}
