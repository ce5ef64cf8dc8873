package org.luer.gateway.exchange;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.concept.disclosure.DisclosureDirective;
import org.luer.mappings.concept.disclosure.Sensitivity;

/**
 * Records that are not told to whoever listens, but to the receivers that each of them names: a
 * claim to the insurer that is claimed from. For everybody else such a record is not there.
 */
public interface Addressed {
  /** Kinds of these records. */
  Set<String> kinds();

  /** Whether the index takes resources of this type from such a record. */
  boolean tells(String resourceType);

  /**
   * Who is told of a version: {@link #partner}, {@link #kind} and {@link #purposed} codes; none =
   * nobody yet, or not any more.
   */
  Set<String> receivers(RecordVersion version);

  /**
   * What is told of a version; empty when it lacks a record that it needs, or when one may not
   * travel without which it is not told at all.
   *
   * @param permitted whether a companion may travel with it
   * @param receiver whom it is told to; null = nobody in particular, to find it by
   */
  Optional<RecordBundles.Unit> unit(
      RecordVersion about, Predicate<RecordVersion> permitted, @Nullable Partner receiver);

  /** What disclosure must know of a version beside what its content says. */
  default Bearing bearing(RecordVersion version) {
    return Bearing.NOTHING;
  }

  /** When something else is told of a version although nobody writes it; empty = never. */
  default Optional<Instant> turns(RecordVersion version) {
    return Optional.empty();
  }

  /**
   * What a record is about without being it.
   *
   * @param references kind and id of the records
   * @param classes how sensitive they are
   */
  record Bearing(Set<String> references, Set<Sensitivity> classes) {
    /** Nothing but itself. */
    public static final Bearing NOTHING = new Bearing(Set.of(), Set.of());

    public Bearing {
      references = Set.copyOf(references);
      classes = Set.copyOf(classes);
    }
  }

  /** The code of one partner among the receivers. */
  static String partner(String id) {
    return "partner " + id;
  }

  /** The same, for one purpose only. */
  static String purposed(String code, DisclosureDirective.Purpose purpose) {
    return code + " " + purpose.code();
  }

  /** The code of all partners of a kind. */
  static String kind(Partner.Kind kind) {
    return "kind " + kind.name().toLowerCase(Locale.ROOT);
  }
}
