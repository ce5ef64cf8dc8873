package org.luer.mappings.generator;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.sessionreport.SessionReport;

/**
 * Arbitrary valid session reports, much wilder than {@code SyntheticClinic}: delimiters and line
 * breaks in text, any script, odd offsets, any scale, empty lists, every status.
 *
 * <p>Valid means more than what the constructors check: people with the same number are the same
 * person, patient and order of the session are those of the report, lists are in order of their
 * natural keys.
 */
public final class SessionReports {
  private SessionReports() {}

  /** Any valid report; shrinks towards fewer optional parts. */
  public static Arbitrary<SessionReport> any() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as(SessionReports::of);
  }

  /**
   * One report.
   *
   * @param density how likely each optional part is, in percent
   */
  public static SessionReport of(long seed, int density) {
    var wild = new Wild(new SplittableRandom(seed), density);
    var people = new WildPeople(wild);
    var patient = people.patient();
    var order = wild.maybe(() -> order(wild, people, patient.id()));
    var orderId = order == null ? null : order.id();
    var session = new WildSession(wild, people).session(patient.id(), orderId);
    return new SessionReport(people.clinic(), patient, order, session);
  }

  /** An order with exactly what a session report carries of it. */
  private static InfusionOrder order(Wild wild, WildPeople people, String patientId) {
    return new InfusionOrder(
        wild.id(),
        patientId,
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        wild.maybe(() -> wild.identifier("PGN")),
        wild.pick(InfusionOrder.Status.values()),
        null,
        wild.maybe(people::someone),
        wild.maybe(wild::partial),
        wild.list(2, () -> wild.coded(Systems.ICD_10_CM, "F33.2")),
        null,
        wild.maybe(() -> new Series(null, 1 + wild.below(9), wild.maybe(wild::text))),
        wild.maybe(() -> new WildSession(wild, people).drug()),
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        List.of(),
        null,
        null,
        List.of(),
        null,
        List.of(),
        null,
        null,
        List.of(),
        null);
  }
}
