package org.luer.gateway.partner;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.InvalidSettings.Problem;

/**
 * Turns values into the settings records, strictly: an unknown key, a missing one and a bad value
 * are each a problem.
 *
 * <p>After a problem a stand-in value takes the place, so that everything else is still examined;
 * the result is only used when there was none.
 */
final class SettingsBinder {
  private static final List<String> SECRETS =
      List.of("password", "secret", "token", "client-secret", "key", "private-key", "passphrase");

  private final SettingsScalars scalars;
  private final List<Problem> problems;
  private final Map<String, String> origins = new TreeMap<>();

  SettingsBinder(Path base, List<Problem> problems) {
    this.problems = problems;
    this.scalars = new SettingsScalars(base);
  }

  /** Binds the whole; later {@link #origin} tells where a path was set. */
  Settings bind(Value.Keys root) {
    return (Settings) record(Settings.class, root, "luer");
  }

  /** Where the key at this path was written, or the nearest key above it. */
  String origin(String path) {
    for (var at = path;
        ;
        at = at.substring(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('[')))) {
      var origin = origins.get(at);
      if (origin != null) {
        return origin;
      }
      if (at.lastIndexOf('.') < 0 && at.lastIndexOf('[') < 0) {
        return "settings";
      }
    }
  }

  static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  static String variable(String key) {
    return key.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private Object record(Class<?> type, Value.Keys keys, String path) {
    var components = type.getRecordComponents();
    var known = Stream.of(components).map(SettingsBinder::key).toList();
    origins.put(path, keys.origin());
    keys.keys()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                unknown(key, value, path, known);
              }
            });
    var arguments =
        Stream.of(components)
            .map(c -> component(c, keys.keys().get(key(c)), path + "." + key(c), keys.origin()))
            .toArray();
    return construct(type, components, arguments);
  }

  private void unknown(String key, Value value, String path, List<String> known) {
    var file = known.stream().filter(k -> k.startsWith(key) && k.endsWith("-file")).findFirst();
    var secret = SECRETS.contains(key) || file.isPresent();
    var text =
        secret
            ? "a secret is never written here; put it into a file and name it"
                + file.map(f -> " with " + f).orElse("")
            : "unknown key; known here: " + String.join(", ", known);
    problems.add(new Problem(value.origin(), path + "." + key, text));
  }

  private static Object construct(Class<?> type, RecordComponent[] components, Object[] arguments) {
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build " + type, e);
    }
  }

  private @Nullable Object component(
      RecordComponent component, @Nullable Value value, String path, String parent) {
    var key = Objects.requireNonNull(component.getAnnotation(Key.class), path);
    if (value != null) {
      origins.put(path, value.origin());
      return convert(component.getGenericType(), value, path);
    }
    if (nullable(component)) {
      return null;
    }
    if (component.getType().isRecord()) {
      return record(component.getType(), Value.Keys.empty(parent), path);
    }
    if (key.otherwise().equals("[]")) {
      return List.of();
    }
    if (!key.otherwise().isEmpty()) {
      return convert(
          component.getGenericType(), new Value.Text(parent, key.otherwise(), true), path);
    }
    problems.add(new Problem(parent, path, "is missing"));
    return standIn(component.getType());
  }

  private @Nullable Object convert(Type type, Value value, String path) {
    if (type instanceof ParameterizedType list) {
      return items((Class<?>) list.getActualTypeArguments()[0], value, path);
    }
    var target = (Class<?>) type;
    if (target.isRecord()) {
      if (value instanceof Value.Keys keys) {
        return record(target, keys, path);
      }
      problems.add(new Problem(value.origin(), path, "must be a map"));
      return standIn(target);
    }
    if (!(value instanceof Value.Text text)) {
      problems.add(new Problem(value.origin(), path, "must be a single value"));
      return standIn(target);
    }
    try {
      return scalars.read(target, text.text(), path);
    } catch (IllegalArgumentException e) {
      problems.add(
          new Problem(
              value.origin(), path, Objects.requireNonNullElse(e.getMessage(), "is not valid")));
      return standIn(target);
    }
  }

  /** A list; one map or one value stands for a list of one. */
  private List<Object> items(Class<?> type, Value value, String path) {
    List<Value> values =
        value instanceof Value.Items list
            ? list.items()
            : value instanceof Value.Text text && text.listed() && !type.isRecord()
                ? Stream.of(text.text().split(",", -1))
                    .<Value>map(item -> new Value.Text(text.origin(), item.strip(), false))
                    .toList()
                : List.of(value);
    var items = new ArrayList<Object>();
    for (int i = 0; i < values.size(); i++) {
      var at = path + "[" + i + "]";
      origins.put(at, values.get(i).origin());
      var item = convert(type, values.get(i), at);
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  private @Nullable Object standIn(Class<?> type) {
    if (type.isRecord()) {
      var silent = new SettingsBinder(Path.of(""), new ArrayList<>());
      return silent.record(type, Value.Keys.empty(""), "");
    }
    return SettingsScalars.standIn(type);
  }
}
