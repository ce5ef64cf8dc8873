package org.luer.gateway.partner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of the settings as written, with the place where it stands. */
sealed interface Value {
  /** File and line, environment variable or argument. */
  String origin();

  /** One text; when listed, commas separate the items of a list (variables and arguments). */
  record Text(String origin, String text, boolean listed) implements Value {}

  /** A list. */
  record Items(String origin, List<Value> items) implements Value {
    static Items empty(String origin) {
      return new Items(origin, new ArrayList<>());
    }
  }

  /** Keys and what they hold. */
  record Keys(String origin, Map<String, Value> keys) implements Value {
    static Keys empty(String origin) {
      return new Keys(origin, new LinkedHashMap<>());
    }
  }
}
