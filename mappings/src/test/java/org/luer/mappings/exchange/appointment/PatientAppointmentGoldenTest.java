package org.luer.mappings.exchange.appointment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.appointment.Appointment;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.ExchangeCases;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Before;

/** The examples, the messages of other schedulers and the refusals of the exchange, as files. */
class PatientAppointmentGoldenTest {
  private static final Path FOREIGN = Path.of("src/test/resources/accepted-appointment");
  private static final Path REJECTED = Path.of("src/test/resources/rejected-appointment");

  @Test
  void examplesAreWrittenByteForByteAndConform() throws IOException {
    for (var example : ExchangeCases.examples("appointment")) {
      ExchangeCases.written("appointment", example, problems -> problems);
    }
  }

  @Test
  void examplesAreReadBackAndNothingIsLost() throws IOException {
    for (var example : ExchangeCases.examples("appointment")) {
      var parcel = ExchangeCases.parcel("appointment", example);
      var message = ExchangeCases.messages(parcel, Dialect.DEFAULT).get(0);
      var back =
          Exchanges.ALL.fromHl7v2(message.text().getBytes(StandardCharsets.UTF_8), Dialect.DEFAULT);
      assertThat(back.issues()).isEmpty();
      assertThat(back.value().orElseThrow().get(0).records()).isEqualTo(parcel.records());
      assertThat(ExchangeCases.outward(parcel, false, Dialect.DEFAULT)).isEmpty();
      assertThat(ExchangeCases.outward(parcel, true, Dialect.DEFAULT))
          .allMatch(l -> l.contains("Patient#/recordedAt"));
    }
  }

  @Test
  void theEventFollowsWhatThePartnerKnows() throws IOException {
    var parcel = ExchangeCases.parcel("appointment", ExchangeCases.examples("appointment").get(0));
    var known =
        new PatientAppointment(
            (org.luer.mappings.concept.patient.Patient) parcel.records().get(0),
            (Appointment) parcel.about());
    assertThat(event(known, null)).isEqualTo("SIU_S12");
    assertThat(event(with(known, "/note", "another"), known)).isEqualTo("SIU_S14");
    assertThat(event(with(known, "/start", "2025-03-11T09:00:00-05:00"), known))
        .isEqualTo("SIU_S13");
    assertThat(event(with(known, "/status", "cancelled"), known)).isEqualTo("SIU_S15");
    assertThat(event(with(known, "/status", "noshow"), known)).isEqualTo("SIU_S26");
    assertThat(event(with(known, "/status", "entered-in-error"), known)).isEqualTo("SIU_S15");
    assertThat(
            AppointmentExchange.INSTANCE.toHl7v2(
                with(known, "/status", "cancelled"),
                Before.nothing(),
                Dialect.DEFAULT,
                Set.of("SIU_S12")))
        .as("a booking must not tell of a cancellation")
        .isEmpty();
  }

  /** Rule app-4 of R4 misspells the status that it allows a reason for. */
  @Test
  void whyAPatientDidNotComeIsWrittenAsR4AllowsAndReadBack() throws IOException {
    var parcel = ExchangeCases.parcel("appointment", ExchangeCases.examples("appointment").get(0));
    var known =
        new PatientAppointment(
            (org.luer.mappings.concept.patient.Patient) parcel.records().get(0),
            (Appointment) parcel.about());
    for (var status : List.of("noshow", "cancelled")) {
      var off = with(with(known, "/status", status), "/cancellationReason/text", "Car broke down");
      var bundle = AppointmentExchange.INSTANCE.toFhir(off, Before.nothing(), Dialect.DEFAULT);
      assertThat(FhirConformance.errors(FhirJson.encode(bundle))).as(status).isEmpty();
      assertThat(AppointmentExchange.INSTANCE.fromFhir(bundle, Dialect.DEFAULT).value())
          .get()
          .satisfies(read -> assertThat(read.get(0).appointment()).isEqualTo(off.appointment()));
    }
  }

  private static String event(
      PatientAppointment now, @org.jspecify.annotations.Nullable PatientAppointment before) {
    return AppointmentExchange.INSTANCE
        .toHl7v2(
            now,
            new Before<>(before, List.of()),
            Dialect.DEFAULT,
            Set.copyOf(AppointmentExchange.INSTANCE.writes()))
        .get(0)
        .type();
  }

  private static PatientAppointment with(PatientAppointment set, String at, String value) {
    var tree = ClinicRecords.tree(set.appointment());
    var parts = at.substring(1).split("/", -1);
    var node = parts.length == 1 ? tree : tree.putObject(parts[0]);
    node.put(parts[parts.length - 1], value);
    return new PatientAppointment(
        set.patient(), (Appointment) ClinicRecords.read(tree, "").value().orElseThrow());
  }

  @Test
  void schedulesOfOthersAreRead() throws IOException {
    for (var one : cases(FOREIGN)) {
      var read = Exchanges.ALL.fromHl7v2(bytes(one.resolve("siu.hl7")), Dialect.DEFAULT);
      assertThat(read.value()).as("%s %s", one, read.issues()).isPresent();
      var about = read.value().orElseThrow().get(0).about();
      ExchangeCases.same(
          one.resolve("appointment.json"), ClinicRecords.tree(about).toPrettyString() + "\n");
      ExchangeCases.same(one.resolve("issues.txt"), ExchangeCases.text(read.issues()));
      assertThat(read.value().orElseThrow())
          .as("a booking makes no order")
          .allMatch(p -> p.exchange().name().equals("appointment"));
    }
  }

  @Test
  void refusalsNameEveryReason() throws IOException {
    for (var one : cases(REJECTED)) {
      var read = Exchanges.ALL.fromHl7v2(bytes(one.resolve("siu.hl7")), Dialect.DEFAULT);
      assertThat(read.value()).as("%s", one).isEmpty();
      ExchangeCases.same(one.resolve("issues.txt"), ExchangeCases.text(read.issues()));
    }
  }

  private static List<Path> cases(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      var cases = all.sorted().toList();
      assertThat(cases).isNotEmpty();
      return cases;
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    return Files.readString(file).replace("\n", "\r").getBytes(StandardCharsets.UTF_8);
  }
}
