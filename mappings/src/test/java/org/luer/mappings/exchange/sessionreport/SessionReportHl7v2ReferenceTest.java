package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Identifier;

/** Messages of a session as other senders write them are read completely. */
class SessionReportHl7v2ReferenceTest {

  @Test
  void vitalsRatesScoresAndEventsOfAnOruAreRead() throws IOException {
    var session = read("oru_r01-session-vitals.hl7").session();
    assertThat(session.id()).isEqualTo("NV-250311-07");
    assertThat(session.status()).isEqualTo(InfusionSession.Status.COMPLETED);
    assertThat(session.readings()).hasSize(37);
    assertThat(session.readings()).filteredOn(r -> r.flag() == VitalSign.Flag.H).hasSize(3);
    assertThat(session.timeline())
        .extracting(TimelineEvent::type)
        .containsExactly(
            TimelineEvent.Type.START,
            TimelineEvent.Type.RATE_CHANGE,
            TimelineEvent.Type.RATE_CHANGE,
            TimelineEvent.Type.STOP);
    assertThat(session.timeline().get(1).note())
        .isEqualTo("Rate reduced 60 -> 45 mL/h for BP 168/98 & HR 96.");
    assertThat(session.adverseEvents()).hasSize(2);
    assertThat(session.pump()).isEqualTo("PUMP0114");
    assertThat(session.staff()).hasSize(3);
  }

  @Test
  void intervalsOfARasBecomeTheCourse() throws IOException {
    var session = read("ras_o17-three-rates.hl7").session();
    var totals = Objects.requireNonNull(session.totals());
    assertThat(totals.dose().value()).isEqualByComparingTo(new BigDecimal("35"));
    assertThat(Objects.requireNonNull(totals.running()).value()).isEqualTo(new BigDecimal("105"));
    assertThat(session.timeline()).hasSize(4);
    assertThat(session.timeline().get(1).note())
        .contains("Rate reduced to 45 mL/h for BP 168/98")
        .contains("Dr. Okonkwo at chairside");
    assertThat(Objects.requireNonNull(read("ras_o17-three-rates.hl7").order()).fillerNumber())
        .isEqualTo(new Identifier("RX55102", "RGHRX", null, "FILL"));
    assertThat(session.lots()).hasSize(1);
    assertThat(Objects.requireNonNull(session.route()).code()).isEqualTo("47625008");
    assertThat(Objects.requireNonNull(session.bag()).volume().value())
        .isEqualTo(new BigDecimal("100"));
  }

  @Test
  void oruAndRasOfOneSessionBecomeOneReport() throws IOException {
    var both =
        SessionReportHl7v2.fromHl7v2(
            List.of(text("ras_o17-three-rates.hl7"), text("oru_r01-session-vitals.hl7")),
            Hospitals.RGH);
    assertThat(both.issues()).isEmpty();
    assertThat(both.value().orElseThrow()).hasSize(1);
    var session = both.value().orElseThrow().get(0).session();
    assertThat(session.readings()).hasSize(37);
    assertThat(session.totals()).isNotNull();
    assertThat(session.drug()).isNotNull();
  }

  @Test
  void aCorrectedValueReplacesTheEarlierOne() throws IOException {
    var session = read("oru_r01-vitals-corrected.hl7").session();
    assertThat(session.readings()).hasSize(35);
    assertThat(session.readings())
        .filteredOn(r -> r.kind() == VitalSign.Kind.RESPIRATORY_RATE)
        .extracting(VitalSign::value)
        .contains(new BigDecimal("16"));
  }

  private static SessionReport read(String file) throws IOException {
    var read = SessionReportHl7v2.fromHl7v2(List.of(text(file)), Hospitals.RGH);
    assertThat(read.issues()).isEmpty();
    return read.value().orElseThrow().get(0);
  }

  static String text(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            SessionReportHl7v2ReferenceTest.class.getResourceAsStream("/reference/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
