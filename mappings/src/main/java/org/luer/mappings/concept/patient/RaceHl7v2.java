package org.luer.mappings.concept.patient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Part;

/**
 * Race and ethnic group out of PID-10 and PID-22.
 *
 * <p>The suggested values of HL7 table 0005 are codes of the Centers for Disease Control, and many
 * senders write those of table 0189 likewise, or name no code system at all: a known code of the
 * CDC is one under each of these names. H and N of table 0189 get their CDC code in front and stay
 * beside it.
 */
final class RaceHl7v2 {
  private static final Set<String> CDC =
      Set.of("1002-5", "2028-9", "2054-5", "2076-8", "2106-3", "2131-1", "2135-2", "2186-5");

  /** How senders call the code system of either, or none at all. */
  private static final Set<String> NAMES = Set.of("", "HL70005", "0005", "HL70189", "0189", "L");

  private static final String TABLE_0189 = Systems.V2 + "0189";

  /** HL7 v2.5.1 table 0189 and the CDC; U has no CDC code. */
  private static final Map<String, Coding> GROUPS =
      Map.of(
          "H",
          new Coding(Systems.CDC_RACE_ETHNICITY, "2135-2", "Hispanic or Latino"),
          "N",
          new Coding(Systems.CDC_RACE_ETHNICITY, "2186-5", "Not Hispanic or Latino"));

  private RaceHl7v2() {}

  /** The races of the repetitions of PID-10. */
  static List<Coded> races(List<Part> repetitions, Dialect dialect) {
    var races = new ArrayList<Coded>();
    for (var repetition : repetitions) {
      var race = Cwe.read(repetition, dialect);
      if (race != null) {
        races.add(known(race, repetition));
      }
    }
    return races;
  }

  /** The ethnic group of PID-22. */
  static @Nullable Coded ethnicity(Part field, Dialect dialect) {
    var read = Cwe.read(field, dialect);
    if (read == null) {
      return null;
    }
    var group = GROUPS.get(field.component(1));
    if (group == null || !table(field)) {
      return known(read, field);
    }
    var also = new ArrayList<Coding>();
    also.add(new Coding(TABLE_0189, field.component(1), null));
    read.also().stream().filter(c -> !c.system().equals(TABLE_0189)).forEach(also::add);
    var text = field.optional(2);
    return new Coded(group.system(), group.code(), text == null ? group.display() : text, also);
  }

  /** A code of the CDC under a name of one of the tables, or under none. */
  private static Coded known(Coded read, Part field) {
    var code = field.component(1);
    return CDC.contains(code) && table(field)
        ? new Coded(
            Systems.CDC_RACE_ETHNICITY,
            code,
            code.equals(read.text()) ? null : read.text(),
            read.also())
        : read;
  }

  private static boolean table(Part field) {
    return NAMES.contains(field.component(3));
  }
}
