package org.luer.gateway.pull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Conditions of a statement and what they compare with; values never stand in the text. */
final class Sql {
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new HashMap<>();

  /** The name under which a value stands, with its colon. */
  String value(Object value) {
    var name = "v" + values.size();
    values.put(name, value);
    return ":" + name;
  }

  /** An array of texts. */
  String texts(Iterable<String> texts) {
    var all = new ArrayList<String>();
    texts.forEach(all::add);
    return value(all.toArray(String[]::new)) + "::text[]";
  }

  Sql and(String condition) {
    conditions.add(condition);
    return this;
  }

  String where() {
    return String.join(" and ", conditions);
  }

  Map<String, Object> values() {
    return values;
  }
}
