package org.luer.mappings.receipt;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
  private final @Nullable Supplier<Set<String>> say;
  private @Nullable List<Leaf> leaves;
  private @Nullable Set<String> texts;
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
   * @param say lists what it says in words, where that is found without its leaves
   */
  public Rendering(
      String format,
      List<String> types,
      @Nullable String id,
      Supplier<List<Leaf>> walk,
      Supplier<List<R>> read,
      @Nullable Supplier<Set<String>> say) {
    this.format = format;
    this.types = List.copyOf(types);
    this.id = id;
    this.walk = walk;
    this.read = read;
    this.say = say;
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

  /** What it says in notes, Z segments, narrative and private extensions. */
  Set<String> texts() {
    if (texts == null) {
      texts =
          say != null
              ? say.get()
              : leaves().stream()
                  .filter(Rendering::isText)
                  .map(Leaf::value)
                  .collect(Collectors.toSet());
    }
    return texts;
  }

  private static boolean isText(Leaf leaf) {
    var pattern = leaf.pattern();
    return pattern.contains(":NTE-")
        || pattern.contains(":Z")
        || pattern.endsWith(".note.text")
        || pattern.endsWith(".text.div")
        || (pattern.contains(".extension.value") && !leaf.key().contains("http://hl7.org/"));
  }

  /** What reading it back gives. */
  public List<R> facts() {
    if (facts == null) {
      facts = read.get();
    }
    return facts;
  }
}
