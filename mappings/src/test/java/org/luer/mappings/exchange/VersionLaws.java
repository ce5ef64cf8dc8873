package org.luer.mappings.exchange;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The law of an HL7 v2 form in each of its versions: what goes out comes back as it was told. */
public interface VersionLaws<S> {
  /** Any valid set. */
  @Provide
  Arbitrary<S> sets();

  /** Fails when a set does not come back in a version, but for what is declared. */
  void comesBack(S set, String version);

  @Property(tries = 300, seed = "1")
  default void version251CarriesTheSame(@ForAll("sets") S set) {
    comesBack(set, "2.5.1");
  }

  @Property(tries = 100, seed = "1")
  default void version231CarriesTheSame(@ForAll("sets") S set) {
    comesBack(set, "2.3.1");
  }

  @Property(tries = 100, seed = "1")
  default void version24CarriesTheSame(@ForAll("sets") S set) {
    comesBack(set, "2.4");
  }

  @Property(tries = 100, seed = "1")
  default void version28CarriesTheSame(@ForAll("sets") S set) {
    comesBack(set, "2.8");
  }
}
