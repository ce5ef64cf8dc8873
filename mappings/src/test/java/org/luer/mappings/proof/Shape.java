package org.luer.mappings.proof;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** What the clinic model says a leaf is. */
final class Shape {
  private Shape() {}

  /**
   * The type of a leaf.
   *
   * @param root class of the record
   * @param pattern of the leaf below the record, for example {@code names/{@literal *}/use}
   */
  static Optional<Class<?>> of(Class<?> root, String pattern) {
    Type type = root;
    for (var step : pattern.split("/", -1)) {
      if (step.equals("*")) {
        continue;
      }
      var found = component(element(type), step);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      type = found.get().getGenericType();
    }
    return Optional.of(element(type));
  }

  private static Optional<RecordComponent> component(Class<?> owner, String name) {
    return owner.isRecord()
        ? Arrays.stream(owner.getRecordComponents())
            .filter(c -> c.getName().equals(name))
            .findFirst()
        : Optional.empty();
  }

  /** The type itself, or what a list of it holds. */
  static Class<?> element(Type type) {
    if (type instanceof ParameterizedType list
        && list.getRawType() instanceof Class<?> raw
        && Collection.class.isAssignableFrom(raw)) {
      return element(list.getActualTypeArguments()[0]);
    }
    return type instanceof Class<?> plain ? plain : Object.class;
  }

  /** Whether it is written as one JSON scalar although it is a record. */
  static boolean scalar(Class<?> type) {
    return type.isRecord()
        && Arrays.stream(type.getRecordComponents())
            .anyMatch(
                c ->
                    c.getAccessor().isAnnotationPresent(JsonValue.class)
                        || Arrays.stream(type.getDeclaredFields())
                            .anyMatch(f -> f.isAnnotationPresent(JsonValue.class)));
  }
}
