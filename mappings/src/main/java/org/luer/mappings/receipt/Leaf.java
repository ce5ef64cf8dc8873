package org.luer.mappings.receipt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One populated primitive of a document: a JSON scalar of the clinic model, a FHIR primitive, an
 * HL7 v2 subcomponent.
 */
public final class Leaf {
  private final Place place;
  private final String value;
  private final boolean envelope;
  private @Nullable String path;
  private @Nullable String pattern;
  private @Nullable String key;

  /** Where a leaf stands. Its texts are made when they are asked for: of most leaves few are. */
  interface Place {
    String path();

    String pattern();

    String key();

    String container();
  }

  private record Written(String path, String pattern, String key, String container)
      implements Place {}

  /** A place under another key. */
  private record Renamed(Place place, String key) implements Place {
    @Override
    public String path() {
      return place.path();
    }

    @Override
    public String pattern() {
      return place.pattern();
    }

    @Override
    public String container() {
      return place.container();
    }
  }

  Leaf(Place place, String value, boolean envelope) {
    this.place = place;
    this.value = value;
    this.envelope = envelope;
  }

  /** A leaf; what each part is stands at the method that gives it. */
  public Leaf(
      String path, String pattern, String key, String container, String value, boolean envelope) {
    this(new Written(path, pattern, key, container), value, envelope);
  }

  Leaf withKey(String other) {
    return new Leaf(new Renamed(place, other), value, envelope);
  }

  /** Where it stands: JSON pointer, FHIRPath with indices, or {@code OBX[3]-5(1).1.1}. */
  public String path() {
    if (path == null) {
      path = place.path();
    }
    return path;
  }

  /**
   * The path without positions, as the path tables write it, with an asterisk for a list element of
   * the clinic model: {@code InfusionSession/weight/value}, {@code
   * Observation.valueQuantity.value}, {@code ORU_R01:OBX-5.1}.
   */
  public String pattern() {
    if (pattern == null) {
      pattern = place.pattern();
    }
    return pattern;
  }

  /**
   * The path with natural keys instead of positions; the same fact has the same key in another
   * rendering.
   */
  public String key() {
    if (key == null) {
      key = place.key();
    }
    return key;
  }

  /** Path of the closest list element, Bundle entry or segment around it. */
  public String container() {
    return place.container();
  }

  /** The written value, unescaped; numbers keep their scale. */
  public String value() {
    return value;
  }

  /**
   * Whether it only wraps the content: delimiters, set ids, control ids, message time, full URLs,
   * resource ids, narrative.
   */
  public boolean envelope() {
    return envelope;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Leaf leaf
        && envelope == leaf.envelope
        && value.equals(leaf.value)
        && key().equals(leaf.key())
        && path().equals(leaf.path())
        && pattern().equals(leaf.pattern())
        && container().equals(leaf.container());
  }

  @Override
  public int hashCode() {
    return Objects.hash(path(), key(), value);
  }

  /** Where it stands, without its value. */
  @Override
  public String toString() {
    return path() + " [" + key() + "]";
  }
}
