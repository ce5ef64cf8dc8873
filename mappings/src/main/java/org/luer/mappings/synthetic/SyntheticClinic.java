package org.luer.mappings.synthetic;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.synthetic.InfusionCourse.Shape;

/**
 * Invented but realistic data of an IV-ketamine clinic: the same seed gives the same data.
 *
 * <p>No person is real: every family name begins with ZZ, every telephone number is one of the
 * numbers set aside for fiction. Doses are consistent: dose by weight times weight is the dose, and
 * rate times running time times concentration is the dose given.
 */
public final class SyntheticClinic {
  /** Authority of the hospital record numbers when none is named. */
  public static final String DEFAULT_AUTHORITY = "RGHMRN";

  private static final int SESSIONS = 6;
  private static final int[] DAYS = {0, 3, 7, 10, 14, 17};

  private SyntheticClinic() {}

  /** The invented clinic. */
  public static Organization organization() {
    return Organization.of("northlake", "Northlake Ketamine Clinic")
        .npi(SyntheticPeople.npi("200000003"))
        .taxId("12-3456789")
        .telecoms(List.of(new Telecom(Telecom.Kind.PHONE, Telecom.Use.WORK, "+1-608-555-0150")))
        .addresses(
            List.of(
                new Address(
                    Address.Use.WORK, List.of("77 Lakeview Ave"), "Madison", "WI", "53703", "USA")))
        .build();
  }

  /** A patient with six sessions and a record number of {@link #DEFAULT_AUTHORITY}. */
  public static SyntheticSeries series(long seed) {
    return series(seed, List.of(DEFAULT_AUTHORITY));
  }

  /**
   * A patient with six sessions.
   *
   * <p>Every series has a session with a rate change and a paused one. Seeds that are 0 modulo 3
   * have one stopped early for hypertension, 1 modulo 3 one with a bolus, 2 modulo 3 one that was
   * not done. About every fifth series is signed by nobody yet in its last session.
   *
   * @param seed chooses everything
   * @param authorities hospitals that know the patient; one record number each
   */
  public static SyntheticSeries series(long seed, List<String> authorities) {
    var random = new SplittableRandom(seed);
    var key = "ZZ" + Long.toUnsignedString(seed, 36).toUpperCase(Locale.ROOT);
    var people = new SyntheticPeople(random);
    var clinicians = people.team();
    var patient = people.patient(key, authorities, clinicians.referrer());
    var firstDay = LocalDate.of(2026, 1, 6).plusDays(7L * random.nextInt(40));
    var plan =
        SyntheticOrder.random(
            random, key, patient, clinicians, firstDay, Math.floorMod(seed, 3) == 1);
    var sessions = new ArrayList<InfusionSession>();
    var shapes = shapes(random, seed);
    for (int i = 0; i < SESSIONS; i++) {
      var course = InfusionCourse.random(random, plan.bagVolume(), shapes.get(i));
      var unsigned = i == SESSIONS - 1 && random.nextInt(5) == 0;
      sessions.add(
          new SyntheticSession(random, plan, clinicians, i + 1, firstDay.plusDays(DAYS[i]), course)
              .session(!unsigned));
    }
    return new SyntheticSeries(organization(), patient, plan.order(), sessions);
  }

  /**
   * One session of 105 minutes running time: 35 mg in 100 mL over 30 minutes at 60 mL/h, 20 minutes
   * at 45 mL/h because of the blood pressure, 55 minutes at 60 mL/h.
   */
  public static SessionReport session105Minutes() {
    var random = new SplittableRandom(105);
    var people = new SyntheticPeople(random);
    var clinicians = people.team();
    var patient = people.patient("ZZ-105MIN", List.of(DEFAULT_AUTHORITY), clinicians.referrer());
    var day = LocalDate.of(2026, 3, 10);
    var plan =
        SyntheticOrder.of(
            "ZZ-105MIN", patient, clinicians, day, new BigDecimal("70.0"), new BigDecimal("0.50"));
    var course = InfusionCourse.of(Shape.RATE_CHANGES, new int[][] {{60, 30}, {45, 20}, {60, 55}});
    var session = new SyntheticSession(random, plan, clinicians, 1, day, course).session(true);
    return new SessionReport(organization(), patient, plan.order(), session);
  }

  private static List<Shape> shapes(SplittableRandom random, long seed) {
    var special =
        List.of(Shape.STOPPED_EARLY, Shape.BOLUS, Shape.NOT_DONE).get(Math.floorMod(seed, 3));
    var shapes =
        new ArrayList<>(
            List.of(
                Shape.STEADY,
                Shape.RATE_CHANGES,
                Shape.PAUSED,
                special,
                random.nextBoolean() ? Shape.STEADY : Shape.RATE_CHANGES,
                random.nextBoolean() ? Shape.RATE_CHANGES : Shape.PAUSED));
    for (int i = shapes.size() - 1; i > 0; i--) { // Fisher-Yates
      var j = random.nextInt(i + 1);
      var other = shapes.get(j);
      shapes.set(j, shapes.get(i));
      shapes.set(i, other);
    }
    return shapes;
  }
}
