package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.allergy.AllergyHl7v2;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.condition.ConditionHl7v2;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageHl7v2;
import org.luer.mappings.concept.coverage.CoverageRowsHl7v2;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.procedure.Procedure;
import org.luer.mappings.concept.procedure.ProcedureHl7v2;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.concept.registration.RegistrationHl7v2;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/** Reads one ADT message about one patient from its flat segments. */
final class AdtReader {
  private final Segments message;
  private final Reading reading;
  private final Map<String, String> owners = new HashMap<>();
  private final List<Coverage> coverages = new ArrayList<>();
  private final List<Allergy> allergies = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private final List<Procedure> procedures = new ArrayList<>();

  AdtReader(Segments message, Reading reading) {
    this.message = message;
    this.reading = reading;
  }

  /** Which record a segment went into, by its path; a segment without entry goes to the patient. */
  Map<String, String> owners() {
    return owners;
  }

  /**
   * The feed; empty and issues when there is no usable patient.
   *
   * @param event null when the message is no registration: what it says of the visit is an update
   */
  Optional<PatientFeed> read(Registration.@Nullable Event event, Organization sender) {
    var pid = message.first("PID").orElse(null);
    if (pid == null) {
      reading.issues().error(IssueCode.REQUIRED, "PID[1]", "the patient is missing");
      return Optional.empty();
    }
    return patient(pid, message, reading).map(patient -> feed(event, sender, pid, patient));
  }

  private PatientFeed feed(
      Registration.@Nullable Event event, Organization sender, Segment pid, Patient patient) {
    var registration =
        event == null && message.all().stream().noneMatch(RegistrationHl7v2::moreThanVisit)
            ? null
            : registration(event, pid, patient);
    var visit = registration == null || registration.visit() == null ? null : registration.id();
    history(patient.id(), visit);
    insurances(patient.id());
    return new PatientFeed(
        sender, patient, registration, coverages, allergies, conditions, procedures, null);
  }

  private Registration registration(
      Registration.@Nullable Event event, Segment pid, Patient patient) {
    var registration =
        RegistrationHl7v2.read(
            event,
            message.first("EVN").orElse(null),
            pid,
            message.first("PV1").orElse(null),
            message.first("PV2").orElse(null),
            message.all(),
            patient.id(),
            reading);
    List.of("EVN[1]", "PV1[1]", "PV2[1]", "ACC[1]", "DB1[1]")
        .forEach(path -> owners.put(path, registration.id()));
    return registration;
  }

  private void history(String patientId, @Nullable String visit) {
    var observations = Observations.of(message.all(), reading);
    for (var segment : message.all()) {
      switch (segment.name()) {
        case "AL1" ->
            AllergyHl7v2.read(segment, patientId, observations)
                .ifPresent(a -> add(a, a.id(), segment, allergies));
        case "DG1" ->
            ConditionHl7v2.read(segment, patientId, visit, observations)
                .ifPresent(c -> add(c, c.id(), segment, conditions));
        case "PR1" ->
            ProcedureHl7v2.read(segment, patientId, visit, reading)
                .ifPresent(p -> add(p, p.id(), segment, procedures));
        default -> {}
      }
    }
  }

  private <T> void add(T one, String id, Segment segment, List<T> list) {
    owners.put(segment.path(), id);
    if (!list.contains(one)) {
      list.add(one);
    }
  }

  private void insurances(String patientId) {
    var observations = Observations.of(message.all(), reading);
    var all = message.all();
    for (int i = 0; i < all.size(); i++) {
      var in1 = all.get(i);
      if (!in1.name().equals("IN1")) {
        continue;
      }
      var others = new ArrayList<Segment>();
      for (int j = i + 1; j < all.size() && !all.get(j).name().equals("IN1"); j++) {
        if (all.get(j).name().equals("IN2") || all.get(j).name().equals("IN3")) {
          others.add(all.get(j));
        }
      }
      CoverageHl7v2.read(in1, others, patientId, reading)
          .map(c -> CoverageRowsHl7v2.read(c, in1.text(1), observations))
          .ifPresent(
              c -> {
                add(c, c.id(), in1, coverages);
                others.forEach(s -> owners.put(s.path(), c.id()));
              });
    }
  }

  /** The patient of a PID with the segments around it. */
  static Optional<Patient> patient(Segment pid, Segments message, Reading reading) {
    var observations = Observations.of(message.all(), reading);
    return PatientHl7v2.readWhole(pid, message.all(), observations)
        .map(p -> p.withCleared(cleared(pid, reading)));
  }

  private static List<Patient.Element> cleared(Segment pid, Reading reading) {
    var cleared = new ArrayList<Patient.Element>();
    AdtWriter.CLEARABLE.forEach(
        (field, element) -> {
          if (pid.raw(field).equals("\"\"")) {
            cleared.add(element);
            if (element.toReview()) {
              reading
                  .issues()
                  .warning(
                      IssueCode.CONFLICT,
                      pid.path(field),
                      "asks to delete what tells patients apart: only a person may follow it");
            }
          }
        });
    return List.copyOf(cleared);
  }
}
