package org.luer.mappings.receipt;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Some facts in one format: their leaves, and what reading them back gives. Both are computed once,
 * when first asked for.
 *
 * @param <R> what the exchange reads and writes
 */
public final class Rendering<R> {
  private final String format;
  private final List<String> types;
  private final @Nullable String id;
  private final Supplier<List<Leaf>> walk;
  private final Supplier<List<R>> read;
  private @Nullable List<Leaf> leaves;
  private @Nullable List<R> facts;

  /**
   * A rendering.
   *
   * @param format clinic, fhir or hl7v2
   * @param types record kinds, Bundle, or message types
   * @param id record id, Bundle identifier or control id
   * @param walk lists its leaves
   * @param read reads it back, with nothing in hand but itself and the dialect; nothing when it is
   *     refused
   */
  public Rendering(
      String format,
      List<String> types,
      @Nullable String id,
      Supplier<List<Leaf>> walk,
      Supplier<List<R>> read) {
    this.format = format;
    this.types = List.copyOf(types);
    this.id = id;
    this.walk = walk;
    this.read = read;
  }

  /** clinic, fhir or hl7v2. */
  public String format() {
    return format;
  }

  /** Record kinds, Bundle, or message types. */
  public List<String> types() {
    return types;
  }

  /** Record id, Bundle identifier or control id. */
  public @Nullable String id() {
    return id;
  }

  /** Its leaves. */
  public List<Leaf> leaves() {
    if (leaves == null) {
      leaves = walk.get();
    }
    return leaves;
  }

  /** What reading it back gives. */
  public List<R> facts() {
    if (facts == null) {
      facts = read.get();
    }
    return facts;
  }
}
