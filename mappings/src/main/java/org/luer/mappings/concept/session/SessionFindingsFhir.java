package org.luer.mappings.concept.session;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrderFhir;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * What a session says as a whole and has no element of its own, to and from Observations: place in
 * the series, weight, line, end of observation, account in words.
 *
 * <p>Mapped: SESSION-PLAN with components (and basedOn the order; number and route of the order as
 * components where no administration carries them), body weight (LOINC 29463-7, to the day),
 * IV-ACCESS (bodySite, gauge, time), OBS-END, SESSION-NARRATIVE.
 */
public final class SessionFindingsFhir {
  private static final String WEIGHT = "29463-7";

  private SessionFindingsFhir() {}

  /**
   * Writes them.
   *
   * @param orderCarried whether an administration names the order
   * @param routeCarried whether an administration names the route
   */
  public static void toFhir(
      InfusionSession session, FactWriter facts, boolean orderCarried, boolean routeCarried) {
    plan(session, facts, orderCarried, routeCarried);
    if (session.weight() != null) {
      weight(session, session.weight(), facts);
    }
    if (session.ivAccess() != null) {
      access(session.ivAccess(), facts);
    }
    if (session.observationEnd() != null) {
      var end = facts.finding("OBS-END", null).setValue(Times.dateTime(session.observationEnd()));
      end.setEffective(Times.dateTime(session.observationEnd()));
      facts.add(end, "obs-end");
    }
    if (session.narrative() != null) {
      facts.add(
          facts.finding("SESSION-NARRATIVE", null).setValue(new StringType(session.narrative())),
          "narrative");
    }
  }

  private static void plan(
      InfusionSession session, FactWriter facts, boolean orderCarried, boolean routeCarried) {
    var plan = facts.finding("SESSION-PLAN", null);
    var series = session.series();
    if (series != null) {
      if (series.number() != null) {
        facts.component(plan, "SERIES-NUMBER").setValue(new IntegerType(series.number()));
      }
      if (series.of() != null) {
        facts.component(plan, "SERIES-OF").setValue(new IntegerType(series.of()));
      }
      if (series.interval() != null) {
        facts.component(plan, "SERIES-INTERVAL").setValue(new StringType(series.interval()));
      }
    }
    if (session.orderId() != null && !orderCarried) {
      facts.component(plan, "SESSION-ORDER").setValue(new StringType(session.orderId()));
    }
    if (session.route() != null && !routeCarried) {
      facts.component(plan, "SESSION-ROUTE").setValue(Codings.of(session.route()));
    }
    if (plan.hasComponent()) {
      if (session.orderId() != null) {
        plan.addBasedOn(InfusionOrderFhir.logical(session.orderId(), facts.out()));
      }
      facts.add(plan, "plan");
    }
  }

  private static void weight(InfusionSession session, Quantity kilograms, FactWriter facts) {
    var act = session.beside().ofAct();
    var weight = facts.observation("us-core-body-weight", "vital-signs", act.weighedBy());
    weight.setCode(Codings.concept(Systems.LOINC, WEIGHT, "Body weight"));
    var day = day(session);
    weight.setEffective(
        act.weighedAt() != null
            ? Times.dateTime(act.weighedAt())
            : day == null ? Times.absent(new Period()) : Times.day(day));
    weight.setValue(Quantities.of(kilograms));
    facts.add(weight, "weight");
  }

  private static @Nullable OffsetDateTime day(InfusionSession session) {
    if (session.checkIn() != null) {
      return session.checkIn().at();
    }
    if (session.visit() != null && session.visit().arrivedAt() != null) {
      return session.visit().arrivedAt();
    }
    if (!session.timeline().isEmpty()) {
      return session.timeline().get(0).at();
    }
    return session.readings().isEmpty() ? null : session.readings().get(0).takenAt();
  }

  private static void access(IvAccess access, FactWriter facts) {
    var line = facts.finding("IV-ACCESS", null);
    if (access.site() != null) {
      line.setBodySite(Codings.of(access.site()));
    }
    if (access.placedAt() != null) {
      line.setEffective(Times.dateTime(access.placedAt()));
    }
    if (access.gauge() == null) {
      line.setDataAbsentReason(Codings.unknown());
    } else {
      line.setValue(new StringType(access.gauge()));
    }
    facts.add(line, "iv-access");
  }

  /** Reads the place in the series. */
  public static @Nullable Series series(FactReader facts) {
    return facts
        .finding("SESSION-PLAN")
        .filter(p -> p.getComponent().stream().anyMatch(c -> c.getCode().hasCoding()))
        .map(
            p ->
                new Series(
                    facts.number(facts.value(p, "SERIES-NUMBER")),
                    facts.number(facts.value(p, "SERIES-OF")),
                    facts.text(facts.value(p, "SERIES-INTERVAL")).orElse(null)))
        .filter(s -> s.number() != null || s.of() != null || s.interval() != null)
        .orElse(null);
  }

  /** Reads the order's number where no administration carries it. */
  public static @Nullable String orderId(FactReader facts) {
    return facts
        .finding("SESSION-PLAN")
        .flatMap(p -> facts.text(facts.value(p, "SESSION-ORDER")))
        .orElse(null);
  }

  /** Reads the route where no administration carries it. */
  public static @Nullable Coded route(FactReader facts) {
    return facts
        .finding("SESSION-PLAN")
        .map(p -> facts.value(p, "SESSION-ROUTE"))
        .map(facts::coded)
        .orElse(null);
  }

  /** Reads the weight in kg. */
  public static @Nullable Quantity weight(FactReader facts) {
    for (Observation observation : facts.observations()) {
      if (observation.getCode().hasCoding(Systems.LOINC, WEIGHT)) {
        facts.used(observation);
        return facts.quantity(
            observation.getValue(), "kg", facts.path(observation) + ".valueQuantity");
      }
    }
    return null;
  }

  /** Where the weighing lies. */
  public static Reference weighing(FactWriter facts) {
    return BundleWriter.reference(
        "Observation", facts.out().sid("observation"), facts.session() + "-weight");
  }

  /** The Observation of the weighing. */
  public static Optional<Observation> weighed(FactReader facts) {
    return facts.observations().stream()
        .filter(o -> o.getCode().hasCoding(Systems.LOINC, WEIGHT))
        .findFirst();
  }

  /** Reads the line. */
  public static @Nullable IvAccess access(FactReader facts) {
    return facts
        .finding("IV-ACCESS")
        .map(
            line ->
                new IvAccess(
                    Codings.read(line.getBodySite()).orElse(null),
                    facts.text(line.getValue()).orElse(null),
                    facts.time(line.getEffective(), facts.path(line) + ".effectiveDateTime")))
        .orElse(null);
  }

  /** Reads the end of the observation. */
  public static @Nullable OffsetDateTime observationEnd(FactReader facts) {
    return facts
        .finding("OBS-END")
        .map(o -> facts.time(o.getValue(), facts.path(o) + ".valueDateTime"))
        .orElse(null);
  }

  /** Reads the account in words. */
  public static @Nullable String narrative(FactReader facts) {
    return facts.finding("SESSION-NARRATIVE").flatMap(o -> facts.text(o.getValue())).orElse(null);
  }
}
