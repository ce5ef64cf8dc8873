package org.luer.mappings.generator;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.luer.mappings.exchange.patientfeed.PatientFeed;

/** Generators of patient feeds; they shrink towards the barest feed. */
public final class PatientFeeds {
  private PatientFeeds() {}

  /** Any feed. */
  public static Arbitrary<PatientFeed> any() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as(PatientFeeds::of);
  }

  /**
   * One feed.
   *
   * @param density how likely an optional part is there, 0 to 100
   */
  public static PatientFeed of(long seed, int density) {
    return new WildFeed(new SplittableRandom(seed), density).feed();
  }
}
