package org.luer.mappings.exchange.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.appointment.Appointment;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Severity;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.exchange.VersionLaws;
import org.luer.mappings.generator.Requests;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.translation.Before;

/** Laws of an appointment in both formats, for any valid one. */
class PatientAppointmentPropertiesTest implements VersionLaws<Requests.Request<Appointment>> {
  private static final AppointmentExchange EXCHANGE = AppointmentExchange.INSTANCE;

  @Property(tries = 300, seed = "1")
  void clinicToFhirAndBackIsTheIdentity(@ForAll("sets") Requests.Request<Appointment> request) {
    var set = new PatientAppointment(request.patient(), request.about());
    var bundle = EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT);
    same(EXCHANGE.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow(), set);
  }

  @Override
  public void comesBack(Requests.Request<Appointment> request, String version) {
    var set = new PatientAppointment(request.patient(), request.about());
    var dialect = Dialect.DEFAULT.withVersion(version);
    var drafts = EXCHANGE.toHl7v2(set, Before.nothing(), dialect, Set.copyOf(EXCHANGE.writes()));
    assertThat(drafts).hasSize(1);
    var message = MessageWriter.write(drafts.get(0), "", dialect);
    assertThat(problems(message.text())).isEmpty();
    var segments = PreParser.read(message.text()).value().orElseThrow();
    var read = EXCHANGE.fromHl7v2(List.of(segments), dialect);
    assertThat(read.issues()).noneMatch(i -> i.severity() == Severity.ERROR);
    same(read.value().orElseThrow(), set);
  }

  private static List<String> problems(String text) {
    return StrictHl7v2.problems(text).stream().filter(p -> !p.equals("MSH-7 is required")).toList();
  }

  private static void same(List<PatientAppointment> actual, PatientAppointment expected) {
    assertThat(actual).hasSize(1);
    assertThat(ClinicRecords.tree(actual.get(0).appointment()).toPrettyString())
        .isEqualTo(ClinicRecords.tree(expected.appointment()).toPrettyString());
    assertThat(ClinicRecords.tree(actual.get(0).patient()).toPrettyString())
        .isEqualTo(ClinicRecords.tree(expected.patient()).toPrettyString());
  }

  @Override
  @Provide
  public Arbitrary<Requests.Request<Appointment>> sets() {
    return Requests.appointments();
  }
}
