package org.luer.gateway.exchange;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.partner.Partner;

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
   * Who is told of a version: {@link #partner} and {@link #kind} codes; none = nobody yet, or not
   * any more.
   */
  Set<String> receivers(RecordVersion version);

  /**
   * What is told of a version; empty when it lacks a record that it needs, or when one may not
   * travel without which it is not told at all.
   *
   * @param permitted whether a companion may travel with it
   */
  Optional<RecordBundles.Unit> unit(RecordVersion about, Predicate<RecordVersion> permitted);

  /** The code of one partner among the receivers. */
  static String partner(String id) {
    return "partner " + id;
  }

  /** The code of all partners of a kind. */
  static String kind(Partner.Kind kind) {
    return "kind " + kind.name().toLowerCase(Locale.ROOT);
  }
}
