package org.luer.mappings.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Keys made of what others call their numbers. */
class IdsTest {
  @Test
  void whatNoPathCanHoldIsAHyphenForEachCharacter() {
    assertThat(Ids.spelled("ST. MARY'S/3")).isEqualTo("ST.-MARY-S-3");
    assertThat(Ids.spelled("a\u00e4\ud83d\ude00b")).isEqualTo("a--b");
    assertThat(Ids.key("  4711 ")).isEqualTo("4711");
  }

  @Property(tries = 200, seed = "1")
  void everyKeyCanStandInAPath(@ForAll String name) {
    var key = Ids.spelled(name);
    assertThat(key).isEqualTo(name.replaceAll("[^A-Za-z0-9._~-]", "-"));
    assertThat(key.isEmpty() || key.length() > 64 || Ids.valid(key)).isTrue();
  }
}
