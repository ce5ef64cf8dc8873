package org.luer.mappings.synthetic;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.concept.adverseevent.AdverseEvent.Action;
import org.luer.mappings.concept.infusion.AdjunctGiven;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;

/** Untoward effects of one infusion and the drugs given against them. */
final class SyntheticEvents {
  private static final String LOCAL = Systems.own(Systems.DEFAULT_BASE, "kic-ae");
  static final Coded HYPERTENSION = term("HTN-URGENT", "371622005", "Severe hypertension");
  private static final Coded NAUSEA = term("NAUSEA", "422587007", "Nausea");
  private static final Coded DIZZINESS = term("DIZZINESS", "404640003", "Dizziness");

  private final List<AdverseEvent> events = new ArrayList<>();
  private final List<AdjunctGiven> adjuncts = new ArrayList<>();

  List<AdverseEvent> events() {
    return List.copyOf(events);
  }

  List<AdjunctGiven> adjuncts() {
    return List.copyOf(adjuncts);
  }

  /** Nausea in one of three, dizziness in one of four sessions. */
  void usual(SplittableRandom random, OffsetDateTime start, String nurse) {
    if (random.nextInt(3) == 0) {
      var onset = start.plusMinutes(15);
      var treated = random.nextBoolean();
      events.add(
          new AdverseEvent(
              NAUSEA,
              onset,
              onset.plusMinutes(30),
              treated ? AdverseEvent.Severity.MODERATE : AdverseEvent.Severity.MILD,
              false,
              List.of(treated ? Action.ANTIEMETIC : Action.NONE),
              AdverseEvent.Outcome.RESOLVED,
              null));
      if (treated) {
        give("26225", "ondansetron", "4", onset.plusMinutes(4), Coded.text("Nausea"), nurse);
      }
    }
    if (random.nextInt(4) == 0) {
      events.add(
          new AdverseEvent(
              DIZZINESS,
              start.plusMinutes(20),
              null,
              AdverseEvent.Severity.MILD,
              null,
              List.of(),
              AdverseEvent.Outcome.RESOLVED,
              "On standing up only"));
    }
  }

  /** The crisis that ended an infusion. */
  void hypertension(OffsetDateTime at, String nurse) {
    events.add(
        new AdverseEvent(
            HYPERTENSION,
            at.minusMinutes(2),
            at.plusMinutes(35),
            AdverseEvent.Severity.SEVERE,
            false,
            List.of(Action.STOP, Action.ANTIHTN),
            AdverseEvent.Outcome.RESOLVED,
            null));
    give("6185", "labetalol", "10", at.plusMinutes(3), HYPERTENSION, nurse);
  }

  private void give(
      String code, String name, String milligrams, OffsetDateTime at, Coded why, String nurse) {
    adjuncts.add(
        new AdjunctGiven(
            Coded.of(Systems.RXNORM, code, name),
            Quantity.of(milligrams, "mg"),
            SyntheticOrder.ROUTE,
            at,
            why,
            nurse));
  }

  private static Coded term(String local, String snomed, String text) {
    return new Coded(LOCAL, local, text, List.of(new Coding(Systems.SNOMED_CT, snomed, null)));
  }
}
