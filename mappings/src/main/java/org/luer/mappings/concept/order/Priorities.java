package org.luer.mappings.concept.order;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.luer.mappings.core.CodePairs;

/** Priorities of any order to and from HL7 table 0485, as priority.csv has them. */
public final class Priorities {
  private static final CodePairs<InfusionOrder.Priority> TABLE =
      CodePairs.load(
          Priorities.class,
          "priority.csv",
          List.of(InfusionOrder.Priority.values()),
          InfusionOrder.Priority::code);

  private Priorities() {}

  /** The code of table 0485; for urgent, which has none there, the nearest one. */
  public static String write(InfusionOrder.Priority priority) {
    return TABLE.write(priority);
  }

  /** The words of that code. */
  public static String words(InfusionOrder.Priority priority) {
    return TABLE.words(priority);
  }

  /** Whether the code says the priority exactly: it is read back as the same. */
  public static boolean exact(InfusionOrder.Priority priority) {
    return TABLE.read(TABLE.write(priority)) == priority;
  }

  /** What a code stands for, however it is capitalized. */
  public static Optional<InfusionOrder.Priority> read(String code) {
    return Optional.ofNullable(TABLE.read(code.strip().toUpperCase(Locale.ROOT)));
  }
}
