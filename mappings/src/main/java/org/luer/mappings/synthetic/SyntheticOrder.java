package org.luer.mappings.synthetic;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.order.HoldParameter;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;

/**
 * The order of a series and what follows from it.
 *
 * @param order the order
 * @param dose drug per session, mg
 * @param weight dosing weight, kg
 */
record SyntheticOrder(InfusionOrder order, BigDecimal dose, BigDecimal weight) {
  static final BigDecimal BOLUS = new BigDecimal("5");
  static final Coded ROUTE = Coded.of(Systems.SNOMED_CT, "47625008", "Intravenous route");
  static final Coded SALINE = Coded.of(Systems.RXNORM, "313002", "sodium chloride 0.9%");
  private static final List<Coded> INDICATIONS =
      List.of(
          Coded.of(
              Systems.ICD_10_CM,
              "F33.2",
              "Major depressive disorder, recurrent severe without psychotic features"),
          Coded.of(Systems.ICD_10_CM, "F43.10", "Post-traumatic stress disorder, unspecified"),
          Coded.of(
              Systems.ICD_10_CM,
              "F32.2",
              "Major depressive disorder, single episode, severe without psychotic features"));

  /** Volume of the bag, mL. */
  int bagVolume() {
    return 100;
  }

  /** A dose by weight out of 0.4, 0.5 and 0.6 mg/kg for an adult of 48 to 110 kg. */
  static SyntheticOrder random(
      SplittableRandom random,
      String key,
      Patient patient,
      SyntheticPeople.Team team,
      LocalDate firstDay,
      boolean bolus) {
    var perKg = new BigDecimal(List.of("0.4", "0.5", "0.50", "0.6").get(random.nextInt(4)));
    var weight =
        BigDecimal.valueOf(960 + 10L * random.nextInt(120), 1).divide(BigDecimal.valueOf(2));
    return of(
        key, patient, team, firstDay, weight, perKg, INDICATIONS.get(random.nextInt(3)), bolus);
  }

  static SyntheticOrder of(
      String key,
      Patient patient,
      SyntheticPeople.Team team,
      LocalDate firstDay,
      BigDecimal weight,
      BigDecimal perKg) {
    return of(key, patient, team, firstDay, weight, perKg, INDICATIONS.get(0), false);
  }

  private static SyntheticOrder of(
      String key,
      Patient patient,
      SyntheticPeople.Team team,
      LocalDate firstDay,
      BigDecimal weight,
      BigDecimal perKg,
      Coded indication,
      boolean bolus) {
    var dose = InfusionCourse.plain(weight.multiply(perKg));
    var orderedAt = SyntheticSession.at(firstDay.minusDays(7), 15 * 60 + 28);
    var order =
        new InfusionOrder(
            "ORD-" + key,
            patient.id(),
            new Identifier("PL-" + key, "RGHORD", null, "PLAC"),
            new Identifier("RX-" + key, "NLKRX", null, "FILL"),
            new Identifier("GR-" + key, "RGHGRP", null, "PGN"),
            InfusionOrder.Status.ACTIVE,
            InfusionOrder.Priority.ROUTINE,
            team.referrer(),
            PartialTime.of(orderedAt),
            List.of(indication),
            InfusionOrder.Phase.INDUCTION,
            new Series(null, 6, "every Tuesday and Friday"),
            drug(),
            new Quantity(perKg, "mg/kg"),
            new Quantity(dose, "mg"),
            new Quantity(weight, "kg"),
            SALINE,
            Quantity.of("100", "mL"),
            Quantity.of("60", "min"),
            List.of(Quantity.of("100", "mL/h")),
            Quantity.of("150", "mL/h"),
            bolus ? new Quantity(BOLUS, "mg") : null,
            List.of(),
            ROUTE,
            "No solid food for 8 hours, clear fluids until 2 hours before",
            List.of("lorazepam on the evening before"),
            "Blood pressure, heart rate and oxygen saturation every 5 to 15 minutes",
            holdParameters(),
            true,
            null,
            List.of(),
            orderedAt.plusMinutes(3));
    return new SyntheticOrder(order, dose, weight);
  }

  static Drug drug() {
    return new Drug(
        Coded.of(Systems.RXNORM, "238083", "ketamine 100 MG/ML Injectable Solution"),
        "00409205115",
        Quantity.of("100", "mg/mL"));
  }

  private static List<HoldParameter> holdParameters() {
    return List.of(
        hold(VitalSign.Kind.SYSTOLIC, "90", "160"),
        hold(VitalSign.Kind.DIASTOLIC, null, "100"),
        hold(VitalSign.Kind.SPO2, "92", null));
  }

  private static HoldParameter hold(
      VitalSign.Kind kind, @Nullable String low, @Nullable String high) {
    return new HoldParameter(
        kind, low == null ? null : new BigDecimal(low), high == null ? null : new BigDecimal(high));
  }
}
