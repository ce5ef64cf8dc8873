package org.luer.mappings.exchange.appointment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.appointment.Appointment;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/** The exchange {@code appointment}: {@link PatientAppointment} in both formats and directions. */
public final class AppointmentExchange implements Exchange<PatientAppointment> {
  /** The one instance; it has no state. */
  public static final AppointmentExchange INSTANCE = new AppointmentExchange();

  private AppointmentExchange() {}

  @Override
  public String name() {
    return "appointment";
  }

  @Override
  public Set<String> kinds() {
    return Set.of("Appointment");
  }

  @Override
  public List<String> writes() {
    return List.of(
        PatientAppointmentHl7v2.NEW,
        PatientAppointmentHl7v2.RESCHEDULED,
        PatientAppointmentHl7v2.MODIFIED,
        PatientAppointmentHl7v2.CANCELLED,
        PatientAppointmentHl7v2.NOSHOW);
  }

  @Override
  public Set<String> reads() {
    var all = new HashSet<>(messages());
    all.add(PatientAppointmentHl7v2.DISCONTINUED);
    return Set.copyOf(all);
  }

  @Override
  public Set<String> messages() {
    var all = new HashSet<>(writes());
    all.add(PatientAppointmentHl7v2.DELETED);
    return Set.copyOf(all);
  }

  @Override
  public Translation<List<PatientAppointment>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var sets = new ArrayList<PatientAppointment>();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i) instanceof Appointment appointment) {
        var patient =
            records.stream()
                .filter(r -> r instanceof Patient && r.id().equals(appointment.patientId()))
                .map(Patient.class::cast)
                .findFirst();
        if (patient.isEmpty()) {
          issues.error(
              IssueCode.NOT_FOUND, "/" + i + "/patientId", "names no Patient among the records");
        }
        patient.ifPresent(p -> sets.add(new PatientAppointment(p, appointment)));
      }
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  @Override
  public List<ClinicRecord> records(PatientAppointment set) {
    return List.of(set.patient(), set.appointment());
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return resource instanceof org.hl7.fhir.r4.model.Appointment;
  }

  @Override
  public Bundle toFhir(PatientAppointment set, Before<PatientAppointment> before, Dialect dialect) {
    return PatientAppointmentFhir.toFhir(set, dialect);
  }

  @Override
  public Translation<List<PatientAppointment>> fromFhir(Bundle bundle, Dialect dialect) {
    return PatientAppointmentFhir.fromFhir(bundle, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return reads().contains(PreParser.type(message));
  }

  @Override
  public Set<String> ofPatient() {
    return Set.of("OBX", "DG1");
  }

  @Override
  public List<Draft> toHl7v2(
      PatientAppointment set,
      Before<PatientAppointment> before,
      Dialect dialect,
      Set<String> types) {
    return PatientAppointmentHl7v2.compose(set, before.set(), dialect, types);
  }

  @Override
  public Translation<List<PatientAppointment>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return PatientAppointmentHl7v2.read(messages, dialect);
  }
}
