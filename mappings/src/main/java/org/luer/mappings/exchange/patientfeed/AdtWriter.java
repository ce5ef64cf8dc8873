package org.luer.mappings.exchange.patientfeed;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.AllergyHl7v2;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.condition.ConditionHl7v2;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageHl7v2;
import org.luer.mappings.concept.coverage.CoverageRowsHl7v2;
import org.luer.mappings.concept.patient.ContactHl7v2;
import org.luer.mappings.concept.patient.GuarantorHl7v2;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.procedure.ProcedureHl7v2;
import org.luer.mappings.concept.registration.RegistrationHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.ForeignFields;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Version;

/** Writes one patient as an ADT message (HL7 v2.5.1 ch. 3.3). */
final class AdtWriter {
  /** PID fields of what a sender can ask to delete. */
  static final Map<Integer, Patient.Element> CLEARABLE = clearable();

  private final PatientFeed feed;
  private final Patient patient;
  private final Dialect dialect;
  private final List<OutSegment> segments = new ArrayList<>();

  AdtWriter(PatientFeed feed, Patient patient, Dialect dialect) {
    this.feed = feed;
    this.patient = patient;
    this.dialect = dialect;
  }

  private static Map<Integer, Patient.Element> clearable() {
    var fields = new LinkedHashMap<Integer, Patient.Element>();
    fields.put(6, Patient.Element.MOTHERS_MAIDEN_NAME);
    fields.put(7, Patient.Element.BIRTH_DATE);
    fields.put(8, Patient.Element.SEX);
    fields.put(10, Patient.Element.RACE);
    fields.put(11, Patient.Element.ADDRESSES);
    fields.put(13, Patient.Element.TELECOMS);
    fields.put(14, Patient.Element.WORK_TELECOMS);
    fields.put(15, Patient.Element.LANGUAGE);
    fields.put(16, Patient.Element.MARITAL_STATUS);
    fields.put(22, Patient.Element.ETHNICITY);
    fields.put(29, Patient.Element.DECEASED_AT);
    fields.put(30, Patient.Element.DECEASED);
    return fields;
  }

  /**
   * The message.
   *
   * @param trigger the event, for example A08
   */
  Draft write(String trigger) {
    var type = "ADT_" + trigger;
    segments.add(Header.msh(type, time(), dialect));
    segments.add(evn(trigger));
    patient();
    segments.addAll(RegistrationHl7v2.visit(feed.registration(), dialect));
    segments.addAll(RegistrationHl7v2.around(feed.registration(), "DB1", dialect));
    observations();
    for (var allergy : feed.allergies()) {
      numbered(AllergyHl7v2.write(List.of(allergy), dialect), allergy.foreign(), "AL1");
    }
    for (var condition : feed.conditions()) {
      numbered(ConditionHl7v2.write(List.of(condition), dialect), condition.foreign(), "DG1");
    }
    for (var procedure : feed.procedures()) {
      numbered(ProcedureHl7v2.write(List.of(procedure), dialect), procedure.foreign(), "PR1");
    }
    segments.addAll(GuarantorHl7v2.write(patient.guarantors(), dialect));
    for (var coverage : feed.coverages()) {
      if (coverage.status() == Coverage.Status.ACTIVE) {
        numbered(CoverageHl7v2.write(coverage, 1, dialect), coverage.foreign(), "IN1");
      }
    }
    segments.addAll(RegistrationHl7v2.around(feed.registration(), "ACC", dialect));
    returned();
    return new Draft(type, AdtLayout.arrange(trigger, Version.of(dialect.version()), segments));
  }

  /** Adds the segments of one record, numbered behind those of the same name. */
  private void numbered(List<OutSegment> written, List<Foreign> foreign, String name) {
    var fields = ForeignFields.of(foreign, dialect);
    var number = segments.stream().filter(s -> s.name().equals(name)).count();
    var seen = new HashMap<String, Integer>();
    for (var segment : written) {
      if (segment.name().equals(name)) {
        segment.set(1, String.valueOf(++number));
      }
      fields.giveOwn(segment, seen.merge(segment.name(), 1, Integer::sum));
      segments.add(segment);
    }
  }

  private OutSegment evn(String trigger) {
    var evn = RegistrationHl7v2.evn(trigger, feed.registration(), dialect);
    return feed.registration() == null ? evn.set(2, Hl7Timestamp.write(patient.recordedAt())) : evn;
  }

  private @Nullable OffsetDateTime time() {
    var registration = feed.registration();
    var recorded = registration == null ? null : registration.recordedAt();
    return recorded == null ? patient.recordedAt() : recorded;
  }

  private void patient() {
    var registration = feed.registration();
    var visit = registration == null ? null : registration.visit();
    var pid = PatientHl7v2.write(patient, visit == null ? null : visit.account(), dialect);
    CLEARABLE.forEach(
        (field, element) -> {
          if (patient.cleared().contains(element) && pid.get(field).isEmpty()) {
            pid.set(field, "\"\"");
          }
        });
    segments.add(pid);
    var referrer = patient.referrer();
    var pd1 = PatientHl7v2.pd1(patient, dialect);
    if (pd1 != null) {
      segments.add(pd1);
    }
    if (referrer != null) {
      var role = PatientHl7v2.role(referrer, dialect);
      if (role != null) {
        segments.add(role);
      }
    }
    segments.addAll(ContactHl7v2.write(patient.contacts(), null, dialect));
  }

  /** What PID, PD1, AL1, DG1 and IN1 have no place for. */
  private void observations() {
    var referrer = patient.referrer();
    var whole = referrer != null && fits(referrer) ? patient.withReferrer(null) : patient;
    var panel = PatientHl7v2.writePanel(whole, dialect);
    int allergies = 0;
    for (var allergy : feed.allergies()) {
      if (allergy.stands()) {
        AllergyHl7v2.beside(allergy, panel, String.valueOf(++allergies), dialect);
      }
    }
    int conditions = 0;
    for (var condition : feed.conditions()) {
      if (ConditionHl7v2.told(condition)) {
        ConditionHl7v2.beside(condition, panel, String.valueOf(++conditions), dialect);
        if (feed.registration() != null) {
          ConditionHl7v2.listed(condition, panel, String.valueOf(conditions), dialect);
        }
      }
    }
    int coverages = 0;
    for (var coverage : feed.coverages()) {
      if (coverage.status() == Coverage.Status.ACTIVE) {
        CoverageRowsHl7v2.write(coverage, panel, String.valueOf(++coverages), dialect);
      }
    }
    panel.write(segments, "F");
  }

  /** Whether PD1-4 says everything about a clinician. */
  private static boolean fits(Clinician clinician) {
    return clinician.id().equals(clinician.npi()) && ProviderRowsHl7v2.complete(clinician);
  }

  /** Gives the sender back what is kept for it on patient and registration. */
  private void returned() {
    var all = new ArrayList<>(patient.foreign());
    var registration = feed.registration();
    if (registration != null) {
      all.addAll(registration.foreign());
    }
    var fields = ForeignFields.of(all, dialect);
    if (fields.isEmpty()) {
      return;
    }
    var seen = new HashMap<String, Integer>();
    var records = Set.of("MSH", "AL1", "DG1", "PR1", "IN1", "IN2", "IN3", "OBX");
    for (var segment : segments) {
      if (!records.contains(segment.name())) {
        fields.give(segment, seen.merge(segment.name(), 1, Integer::sum));
      }
    }
    fields.names().stream()
        .filter(n -> !records.contains(n) && !seen.containsKey(n))
        .forEach(n -> segments.addAll(fields.segments(n)));
  }
}
