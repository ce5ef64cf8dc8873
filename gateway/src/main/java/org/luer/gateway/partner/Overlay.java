package org.luer.gateway.partner;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.luer.gateway.partner.InvalidSettings.Problem;

/** Lays environment variables, then arguments, over what the file says. */
final class Overlay {
  /** What is no setting: where settings are, and what the launcher and the commands take. */
  private static final Set<String> OTHERS =
      Set.of("LUER_CONFIG", "LUER_HOME", "LUER_JAVA_OPTS", "LUER_TOKEN");

  private Overlay() {}

  /**
   * Variables are named after the key's path: {@code LUER_DATABASE_URL}, {@code
   * LUER_PARTNERS_0_ID}.
   *
   * @return those of them that name no key; they may be somebody else's, such as those that a
   *     cluster gives for a service of that name
   */
  static List<String> environment(Value.Keys root, Map<String, String> environment) {
    var used = new HashSet<String>();
    record(root, Settings.class, "LUER", new TreeMap<>(environment), used);
    return environment.keySet().stream()
        .filter(name -> name.startsWith("LUER_") && !used.contains(name) && !OTHERS.contains(name))
        .sorted()
        .toList();
  }

  private static void record(
      Value.Keys target,
      Class<?> type,
      String prefix,
      NavigableMap<String, String> environment,
      Set<String> used) {
    for (var component : type.getRecordComponents()) {
      var key = SettingsBinder.key(component);
      var name = prefix + "_" + SettingsBinder.variable(key);
      var element = element(component.getGenericType());
      if (component.getType().isRecord()) {
        if (anyBelow(name, environment)) {
          record(keys(target, key, name), component.getType(), name, environment, used);
        }
      } else if (element instanceof Class<?> item && item.isRecord()) {
        for (int i = 0; anyBelow(name + "_" + i, environment); i++) {
          record(item(target, key, i, name), item, name + "_" + i, environment, used);
        }
      } else if (environment.containsKey(name)) {
        used.add(name);
        target
            .keys()
            .put(
                key,
                new Value.Text("environment " + name, environment.getOrDefault(name, ""), true));
      }
    }
  }

  private static Type element(Type type) {
    return type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
  }

  private static boolean anyBelow(String name, NavigableMap<String, String> environment) {
    var next = environment.ceilingKey(name + "_");
    return next != null && next.startsWith(name + "_");
  }

  /** Arguments are {@code --luer.http.port=8081}; a list item is {@code partners[0].id}. */
  static void arguments(Value.Keys root, List<String> arguments, List<Problem> problems) {
    for (var argument : arguments) {
      var equals = argument.indexOf('=');
      if (equals < 0) {
        problems.add(new Problem("argument " + argument, argument, "must be --key=value"));
        continue;
      }
      var path = argument.substring("--luer.".length(), equals).split("\\.", -1);
      var origin = "argument " + argument.substring(0, equals);
      var target = root;
      for (int i = 0; i < path.length - 1; i++) {
        target = step(target, path[i], origin);
      }
      target
          .keys()
          .put(path[path.length - 1], new Value.Text(origin, argument.substring(equals + 1), true));
    }
  }

  private static Value.Keys step(Value.Keys target, String step, String origin) {
    var indexed = step.matches("[^\\[\\]]+\\[[0-9]{1,4}\\]");
    if (!indexed) {
      return keys(target, step, origin);
    }
    var bracket = step.indexOf('[');
    var index = Integer.parseInt(step.substring(bracket + 1, step.length() - 1));
    return item(target, step.substring(0, bracket), index, origin);
  }

  private static Value.Keys keys(Value.Keys target, String key, String origin) {
    if (target.keys().get(key) instanceof Value.Keys existing) {
      return existing;
    }
    var created = Value.Keys.empty(origin);
    target.keys().put(key, created);
    return created;
  }

  private static Value.Keys item(Value.Keys target, String key, int index, String origin) {
    var existing = target.keys().get(key);
    var items = existing instanceof Value.Items list ? list : Value.Items.empty(origin);
    if (existing instanceof Value.Keys one) {
      items.items().add(one);
    }
    target.keys().put(key, items);
    while (items.items().size() <= index) {
      items.items().add(Value.Keys.empty(origin));
    }
    if (items.items().get(index) instanceof Value.Keys item) {
      return item;
    }
    var created = Value.Keys.empty(origin);
    items.items().set(index, created);
    return created;
  }
}
