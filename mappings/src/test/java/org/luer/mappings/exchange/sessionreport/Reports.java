package org.luer.mappings.exchange.sessionreport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;

/** The example sets of the session report, read from their files. */
final class Reports {
  private Reports() {}

  /** Where the examples lie in the source tree. */
  static Path folder() {
    var here = Path.of("").toAbsolutePath();
    var root = Files.isDirectory(here.resolve("conformance")) ? here : here.getParent();
    return Optional.ofNullable(root)
        .orElseThrow()
        .resolve("conformance/artifacts/src/main/resources/examples/sessionreport");
  }

  /** Every example folder, by name. */
  static List<Path> cases() {
    try (var folders = Files.list(folder())) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The report of one example. */
  static SessionReport of(Path example) {
    var records = new ArrayList<ClinicRecord>();
    try (var files = Files.list(example.resolve("clinic"))) {
      for (var file : files.sorted().toList()) {
        records.addAll(ClinicRecords.read(Files.readString(file)).value().orElseThrow());
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new SessionReport(
        one(records, Organization.class).orElseThrow(),
        one(records, Patient.class).orElseThrow(),
        one(records, InfusionOrder.class).orElse(null),
        one(records, InfusionSession.class).orElseThrow());
  }

  private static <T> Optional<T> one(List<ClinicRecord> records, Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Of the order only what a session report carries. */
  static SessionReport carried(SessionReport report) {
    var order = report.order();
    return new SessionReport(
        report.clinic(),
        withoutRecordedAt(report.patient()),
        order == null ? null : order.identity(),
        report.session());
  }

  private static Patient withoutRecordedAt(Patient p) {
    return new Patient(
        p.id(),
        p.identifiers(),
        p.names(),
        p.mothersMaidenName(),
        p.birthDate(),
        p.sex(),
        p.genderIdentity(),
        p.race(),
        p.ethnicity(),
        p.language(),
        p.maritalStatus(),
        p.addresses(),
        p.telecoms(),
        p.contacts(),
        p.guarantors(),
        p.referrer(),
        p.deceased(),
        p.deceasedAt(),
        p.mergedInto(),
        p.status(),
        p.cleared(),
        null,
        p.recordedIn(),
        null,
        p.foreign());
  }
}
