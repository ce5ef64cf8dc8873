package org.luer.mappings.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.luer.mappings.concept.infusion.TimelineEvent.Type.BOLUS;
import static org.luer.mappings.concept.infusion.TimelineEvent.Type.PAUSE;
import static org.luer.mappings.concept.infusion.TimelineEvent.Type.RATE_CHANGE;
import static org.luer.mappings.concept.infusion.TimelineEvent.Type.STOP_EARLY;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.vitals.VitalSign;

/** The synthetic data is reproducible, realistic and varied. */
class SyntheticClinicTest {
  private static final List<SyntheticSeries> SERIES =
      LongStream.range(0, 60).mapToObj(SyntheticClinic::series).toList();
  private static final List<InfusionSession> SESSIONS =
      SERIES.stream().flatMap(s -> s.sessions().stream()).toList();

  @Test
  void theSameSeedGivesTheSameData() {
    assertThat(SyntheticClinic.series(7)).isEqualTo(SyntheticClinic.series(7));
    assertThat(SyntheticClinic.series(7)).isNotEqualTo(SyntheticClinic.series(8));
    assertThat(SyntheticClinic.series(-1).sessions()).hasSize(6);
  }

  @Test
  void everyRecordSurvivesItsJson() {
    for (var session : SESSIONS) {
      assertThat(ClinicRecords.read(ClinicRecords.tree(session), "").value()).contains(session);
    }
    for (var series : SERIES) {
      assertThat(ClinicRecords.read(ClinicRecords.tree(series.patient()), "").value())
          .contains(series.patient());
      assertThat(ClinicRecords.read(ClinicRecords.tree(series.order()), "").value())
          .contains(series.order());
    }
  }

  @Test
  void doseIsDosePerKgTimesWeight() {
    for (var series : SERIES) {
      var order = series.order();
      assertThat(
              Objects.requireNonNull(order.dosePerKg())
                  .value()
                  .multiply(Objects.requireNonNull(order.dosingWeight()).value()))
          .isEqualByComparingTo(Objects.requireNonNull(order.dose()).value());
    }
  }

  @Test
  void rateTimesTimeTimesConcentrationIsTheTotal() {
    var checked = 0;
    for (var session : SESSIONS) {
      if (session.totals() == null || session.bag() == null) {
        continue;
      }
      var volume = BigDecimal.ZERO;
      var running = Duration.ZERO;
      var bolus = BigDecimal.ZERO;
      for (int i = 0; i < session.timeline().size(); i++) {
        var event = session.timeline().get(i);
        bolus = event.dose() == null ? bolus : bolus.add(event.dose().value());
        if (event.rate() != null) {
          var span = Duration.between(event.at(), session.timeline().get(i + 1).at());
          running = running.plus(span);
          volume = volume.add(event.rate().value().multiply(BigDecimal.valueOf(span.toMinutes())));
        }
      }
      volume = volume.divide(BigDecimal.valueOf(60), 4, RoundingMode.UNNECESSARY);
      var totals = session.totals();
      assertThat(Objects.requireNonNull(totals.volume()).value()).isEqualByComparingTo(volume);
      assertThat(Objects.requireNonNull(totals.running()).value())
          .isEqualByComparingTo(BigDecimal.valueOf(running.toMinutes()));
      assertThat(totals.dose().value().subtract(bolus).multiply(session.bag().volume().value()))
          .isEqualByComparingTo(session.bag().drugAmount().value().multiply(volume));
      if (!session.stoppedEarly()) {
        assertThat(running.toMinutes()).isBetween(40L, 60L);
      }
      checked++;
    }
    assertThat(checked).isGreaterThan(300);
  }

  @Test
  void everyKindOfCourseOccurs() {
    assertThat(SERIES)
        .allMatch(s -> s.sessions().stream().anyMatch(has(PAUSE)))
        .allMatch(s -> s.sessions().stream().anyMatch(has(RATE_CHANGE)));
    assertThat(SESSIONS)
        .anyMatch(has(STOP_EARLY))
        .anyMatch(has(BOLUS))
        .anyMatch(s -> s.status() == InfusionSession.Status.NOT_DONE)
        .anyMatch(s -> !s.adjuncts().isEmpty())
        .anyMatch(s -> s.waste().size() > 1)
        .anyMatch(s -> s.signature() == null)
        .anyMatch(s -> s.companion() == null)
        .anyMatch(s -> s.readings().stream().anyMatch(r -> r.absent() != null))
        .anyMatch(s -> s.readings().stream().anyMatch(r -> r.device() == null))
        .anyMatch(s -> s.readings().stream().anyMatch(r -> r.flag() == VitalSign.Flag.HH));
    assertThat(SERIES)
        .allMatch(s -> s.patient().names().get(0).family().startsWith("ZZ"))
        .anyMatch(s -> s.patient().names().get(0).family().contains("山田"))
        .anyMatch(s -> String.valueOf(s.patient().birthDate()).length() == 4);
  }

  @Test
  void theNamedCaseRuns105Minutes() {
    var session = SyntheticClinic.session105Minutes().session();
    assertThat(Objects.requireNonNull(session.totals()).running())
        .hasToString("Quantity[value=105, unit=min]");
    assertThat(session.totals().dose()).hasToString("Quantity[value=35, unit=mg]");
    assertThat(session.timeline()).extracting(TimelineEvent::type).contains(RATE_CHANGE);
  }

  private static Predicate<InfusionSession> has(TimelineEvent.Type type) {
    return session -> session.timeline().stream().anyMatch(e -> e.type() == type);
  }
}
