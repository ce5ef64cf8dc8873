package org.luer.mappings.core;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record with some of its components only; the others are absent.
 *
 * @param <R> the record; each of its components may be null when it is made
 */
public final class RecordParts<R extends Record> {
  private final RecordComponent[] components;
  private final Constructor<R> constructor;
  private final Set<String> kept;

  private RecordParts(Class<R> type, Set<String> kept) {
    this.components = type.getRecordComponents();
    this.kept = Set.copyOf(kept);
    try {
      this.constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException("a record has a canonical constructor", impossible);
    }
    var names = Arrays.stream(components).map(RecordComponent::getName).toList();
    if (!names.containsAll(kept)) {
      throw new IllegalArgumentException(type.getSimpleName() + " has not all of " + kept);
    }
  }

  /** These components of records of a type. */
  public static <R extends Record> RecordParts<R> of(Class<R> type, Set<String> kept) {
    return new RecordParts<>(type, kept);
  }

  /** The parts of one; empty when they alone are no valid record. */
  public Optional<R> of(R whole) {
    var values = new @Nullable Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        if (kept.contains(components[i].getName())) {
          values[i] = components[i].getAccessor().invoke(whole);
        }
      }
      return Optional.of(constructor.newInstance(values));
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof InvalidRecordException) {
        return Optional.empty();
      }
      throw new IllegalStateException("a part of a record is a record", refused);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a record is public", impossible);
    }
  }
}
