package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.merge.PatientMerge;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.procedure.Procedure;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;

/** Puts {@link PatientFeed}s together from the clinic's records, and takes them apart again. */
public final class PatientFeedRecords {
  private PatientFeedRecords() {}

  /**
   * One feed for each merge, and one for each patient that no merge takes along.
   *
   * @param records patients and merges with what belongs to them; paths of issues are {@code
   *     /<index>/…}
   * @param clinic who tells, when the records hold no Organization
   */
  public static Translation<List<PatientFeed>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var teller = all(records, Organization.class).stream().findFirst().orElse(clinic);
    var feeds = new ArrayList<PatientFeed>();
    var patients = all(records, Patient.class);
    var merges = all(records, PatientMerge.class);
    if (teller == null && !(patients.isEmpty() && merges.isEmpty())) {
      issues.error(IssueCode.REQUIRED, "/0", "needs an Organization record: who tells");
    }
    for (int i = 0; i < records.size(); i++) {
      orphan(records.get(i), patients, "/" + i, issues);
    }
    if (teller != null) {
      for (var merge : merges) {
        feeds.add(PatientFeed.merge(teller, find(patients, merge.patientId()), merge));
      }
      for (var patient : patients) {
        if (merges.stream().noneMatch(m -> m.patientId().equals(patient.id()))) {
          feeds.add(feed(teller, patient, records));
        }
      }
    }
    return issues.resultOf(() -> List.copyOf(feeds));
  }

  private static void orphan(ClinicRecord one, List<Patient> patients, String at, Issues issues) {
    var patientId = owner(one);
    if (patientId.isPresent() && find(patients, patientId.get()) == null) {
      issues.error(IssueCode.NOT_FOUND, at + "/patientId", "names no Patient among the records");
    }
  }

  private static Optional<String> owner(ClinicRecord one) {
    if (one instanceof Registration registration) {
      return Optional.of(registration.patientId());
    }
    if (one instanceof Coverage coverage) {
      return Optional.of(coverage.patientId());
    }
    if (one instanceof Allergy allergy) {
      return Optional.of(allergy.patientId());
    }
    if (one instanceof Condition condition) {
      return Optional.of(condition.patientId());
    }
    return one instanceof Procedure procedure
        ? Optional.of(procedure.patientId())
        : Optional.empty();
  }

  private static PatientFeed feed(
      Organization clinic, Patient patient, List<? extends ClinicRecord> records) {
    var id = patient.id();
    var registrations = of(records, Registration.class, Registration::patientId, id);
    return new PatientFeed(
        clinic,
        patient,
        registrations.isEmpty() ? null : registrations.get(registrations.size() - 1),
        of(records, Coverage.class, Coverage::patientId, id),
        of(records, Allergy.class, Allergy::patientId, id),
        of(records, Condition.class, Condition::patientId, id),
        of(records, Procedure.class, Procedure::patientId, id),
        null);
  }

  /** The records of a feed, the one that it is about last. */
  public static List<ClinicRecord> records(PatientFeed feed) {
    var records = new ArrayList<ClinicRecord>();
    records.add(feed.clinic());
    Optional.ofNullable(feed.registration()).ifPresent(records::add);
    records.addAll(feed.coverages());
    records.addAll(feed.allergies());
    records.addAll(feed.conditions());
    records.addAll(feed.procedures());
    Optional.ofNullable(feed.patient()).ifPresent(records::add);
    Optional.ofNullable(feed.merge()).ifPresent(records::add);
    return List.copyOf(records);
  }

  private static <T> List<T> all(List<? extends ClinicRecord> records, Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static <T> List<T> of(
      List<? extends ClinicRecord> records, Class<T> type, Function<T, String> patient, String id) {
    return all(records, type).stream().filter(r -> patient.apply(r).equals(id)).toList();
  }

  private static @Nullable Patient find(List<Patient> patients, String id) {
    return patients.stream().filter(p -> p.id().equals(id)).findFirst().orElse(null);
  }
}
