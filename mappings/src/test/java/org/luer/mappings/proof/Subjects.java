package org.luer.mappings.proof;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.luer.mappings.exchange.appointment.AppointmentExchange;
import org.luer.mappings.exchange.appointment.PatientAppointment;
import org.luer.mappings.exchange.assessment.AssessmentExchange;
import org.luer.mappings.exchange.charges.Charges;
import org.luer.mappings.exchange.charges.ChargesExchange;
import org.luer.mappings.exchange.orderintake.OrderIntakeExchange;
import org.luer.mappings.exchange.patientfeed.PatientFeed;
import org.luer.mappings.exchange.patientfeed.PatientFeedExchange;
import org.luer.mappings.exchange.referral.PatientReferral;
import org.luer.mappings.exchange.referral.ReferralExchange;
import org.luer.mappings.exchange.results.ResultsExchange;
import org.luer.mappings.exchange.sessionreport.SessionReportExchange;
import org.luer.mappings.exchange.sessionsummary.SessionSummaryExchange;
import org.luer.mappings.generator.AnswerSets;
import org.luer.mappings.generator.AssessmentReports;
import org.luer.mappings.generator.ChargeSets;
import org.luer.mappings.generator.ClaimSets;
import org.luer.mappings.generator.OrderIntakes;
import org.luer.mappings.generator.PatientFeeds;
import org.luer.mappings.generator.Requests;
import org.luer.mappings.generator.SessionReports;
import org.luer.mappings.generator.WildResults;
import org.luer.mappings.generator.WildSummaries;

/** The exchanges that the proofs go through: all of them. */
final class Subjects {
  static final List<Subject<?>> ALL =
      List.of(
          new Subject<>(
              SessionReportExchange.INSTANCE,
              SessionReports::of,
              List.of(Set.of("ORU_R01", "RAS_O17"))),
          new Subject<>(
              AssessmentExchange.INSTANCE, AssessmentReports::of, List.of(Set.of("ORU_R01"))),
          new Subject<>(
              SessionSummaryExchange.INSTANCE,
              WildSummaries::of,
              List.of(Set.of("MDM_T02"), Set.of("ORU_R01"))),
          new Subject<>(
              ReferralExchange.INSTANCE,
              (seed, density) -> {
                var request = Requests.referral(seed, density);
                return new PatientReferral(request.patient(), request.about());
              },
              List.of(Set.of("ORM_O01"), Set.of("OMG_O19"), Set.of("REF_I12"))),
          new Subject<>(
              OrderIntakeExchange.INSTANCE,
              (seed, density) -> OrderIntakes.of(seed, density, (int) (seed % 3)),
              List.of(
                  Set.of("OMP_O09", "ORM_O01"), Set.of("RDE_O11", "OMG_O19"), Set.of("ORM_O01"))),
          new Subject<>(
              AppointmentExchange.INSTANCE,
              (seed, density) -> {
                var request = Requests.appointment(seed, density);
                return new PatientAppointment(request.patient(), request.about());
              },
              List.of(Set.copyOf(AppointmentExchange.INSTANCE.writes()))),
          new Subject<>(
              ChargesExchange.INSTANCE,
              Subjects::charges,
              List.of(Set.of("DFT_P03"), Set.of("DFT_P11"))),
          new Subject<>(
              ResultsExchange.INSTANCE, WildResults::of, List.of(Set.of("ORU_R01", "RAS_O17"))),
          new Subject<>(
              PatientFeedExchange.INSTANCE,
              Subjects::feed,
              List.of(Set.copyOf(PatientFeedExchange.INSTANCE.writes()))));

  private Subjects() {}

  /** Charges, claims, and what insurers answer and are asked. */
  private static Charges charges(long seed, int density) {
    return switch ((int) Math.floorMod(seed, 4L)) {
      case 0, 2 -> ChargeSets.of(seed, density);
      case 1 -> ClaimSets.of(seed, density);
      default -> AnswerSets.of(seed, density);
    };
  }

  /** A feed whose event has a message with room for everything: a cancelled one names the visit. */
  private static PatientFeed feed(long seed, int density) {
    for (var other = seed; ; other += 1000) {
      var feed = PatientFeeds.of(other, density);
      var registration = feed.registration();
      if (registration != null
          && !Set.of("A11", "A23", "A29").contains(registration.event().trigger())) {
        return feed;
      }
    }
  }

  static Stream<Subject<?>> all() {
    var only = System.getProperty("proof.exchange", "");
    return ALL.stream().filter(s -> only.isEmpty() || s.name().equals(only));
  }
}
