package org.luer.mappings.synthetic;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.concept.vitals.VitalSign.Flag;
import org.luer.mappings.concept.vitals.VitalSign.Kind;
import org.luer.mappings.concept.vitals.VitalSign.Phase;
import org.luer.mappings.concept.vitals.VitalSigns;

/**
 * Vital signs around one infusion: pressure and pulse rise under ketamine and fall afterwards; some
 * readings have no device, some are absent.
 */
final class SyntheticReadings {
  private final SplittableRandom random;
  private final String nurse;
  private final @Nullable String device;
  private final List<VitalSign> readings = new ArrayList<>();

  SyntheticReadings(SplittableRandom random, String nurse) {
    this.random = random;
    this.nurse = nurse;
    this.device = random.nextInt(8) == 0 ? null : "MON22" + (10 + random.nextInt(80));
  }

  /** Everything that was read, in order of time. */
  List<VitalSign> list() {
    return List.copyOf(readings);
  }

  /** Before the start. */
  void baseline(OffsetDateTime at) {
    circulation(at, Phase.BASELINE, 0);
    read(Kind.TEMPERATURE, BigDecimal.valueOf(362 + random.nextInt(10), 1), at, Phase.BASELINE);
    switch (random.nextInt(3)) {
      case 0 -> score(Kind.PAIN, random.nextInt(8), at, Phase.BASELINE);
      case 1 -> absent(Kind.PAIN, VitalSign.Absent.ASKED_DECLINED, at, Phase.BASELINE);
      default -> {}
    }
  }

  /** Every 5, 10 or 15 minutes while the pump runs; the end is read apart. */
  void infusion(OffsetDateTime start, int minutes) {
    var every = 5 * (1 + random.nextInt(3));
    var carbonDioxide = random.nextInt(3) == 0;
    for (int minute = every; minute < minutes; minute += every) {
      var at = start.plusMinutes(minute);
      circulation(at, Phase.INFUSION, 10 + random.nextInt(20));
      if (carbonDioxide) {
        read(Kind.ETCO2, BigDecimal.valueOf(33 + random.nextInt(9)), at, Phase.INFUSION);
      }
      if (minute % 15 == 0) {
        score(Kind.MOAAS, 3 + random.nextInt(3), at, Phase.INFUSION);
      }
    }
    score(Kind.CADSS6, 4 + random.nextInt(14), start.plusMinutes(minutes / 2), Phase.INFUSION);
  }

  /** At the stop; a crisis is why the infusion was stopped early. */
  void end(OffsetDateTime at, boolean crisis) {
    circulation(at, Phase.INFUSION, crisis ? 78 + random.nextInt(10) : 12);
  }

  /** The hour afterwards. */
  void observation(OffsetDateTime stop) {
    for (int minute = 15; minute <= 60; minute += 15) {
      circulation(
          stop.plusMinutes(minute),
          minute == 60 ? Phase.DISCHARGE : Phase.OBSERVATION,
          (60 - minute) / 5);
    }
    score(Kind.CADSS6, random.nextInt(3), stop.plusMinutes(60), Phase.DISCHARGE);
    score(Kind.ALDRETE, 9 + random.nextInt(2), stop.plusMinutes(60), Phase.DISCHARGE);
    if (random.nextInt(4) == 0) {
      score(Kind.RASS, -random.nextInt(2), stop.plusMinutes(60), Phase.DISCHARGE);
      score(Kind.CADSS, random.nextInt(6), stop.plusMinutes(60), Phase.DISCHARGE);
    }
  }

  private void circulation(OffsetDateTime at, Phase phase, int rise) {
    whole(Kind.SYSTOLIC, 108 + random.nextInt(14) + rise, at, phase);
    whole(Kind.DIASTOLIC, 66 + random.nextInt(10) + rise / 2, at, phase);
    whole(Kind.HEART_RATE, 62 + random.nextInt(12) + rise / 2, at, phase);
    whole(Kind.RESPIRATORY_RATE, 12 + random.nextInt(5), at, phase);
    if (random.nextInt(25) == 0) {
      absent(Kind.SPO2, VitalSign.Absent.ERROR, at, phase);
    } else {
      whole(Kind.SPO2, 95 + random.nextInt(5), at, phase);
    }
  }

  private void whole(Kind kind, int value, OffsetDateTime at, Phase phase) {
    read(kind, BigDecimal.valueOf(value), at, phase);
  }

  private void read(Kind kind, BigDecimal value, OffsetDateTime at, Phase phase) {
    var unit = VitalSigns.TABLE.row(kind).unit();
    var preliminary = device != null && random.nextInt(60) == 0;
    readings.add(
        new VitalSign(
            kind,
            value,
            unit,
            at,
            phase,
            device,
            preliminary ? null : nurse,
            flag(kind, value.intValue()),
            null,
            preliminary ? VitalSign.Status.PRELIMINARY : null,
            random.nextInt(80) == 0 ? "Cuff moved to the right arm & repeated" : null));
  }

  private void score(Kind kind, int value, OffsetDateTime at, Phase phase) {
    readings.add(
        new VitalSign(
            kind,
            BigDecimal.valueOf(value),
            VitalSigns.TABLE.row(kind).unit(),
            at,
            phase,
            null,
            nurse,
            null,
            null,
            null,
            null));
  }

  private void absent(Kind kind, VitalSign.Absent why, OffsetDateTime at, Phase phase) {
    readings.add(new VitalSign(kind, null, null, at, phase, device, nurse, null, why, null, null));
  }

  private static @Nullable Flag flag(Kind kind, int value) {
    return switch (kind) {
      case SYSTOLIC -> value >= 180 ? Flag.HH : value > 140 ? Flag.H : value < 90 ? Flag.L : null;
      case DIASTOLIC -> value >= 110 ? Flag.HH : value > 90 ? Flag.H : null;
      case SPO2 -> value < 92 ? Flag.L : null;
      default -> null;
    };
  }
}
