package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** A resource that holds what it refers to, for a partner that takes it alone. */
public final class Standalone {
  private Standalone() {}

  /**
   * The resource with what it refers to, directly or not, contained in it.
   *
   * @param resource not changed; its id is left out, the partner gives one
   * @param others what it may refer to, by the address under which it does; those that it does not
   *     refer to stay out (FHIR's dom-3)
   */
  public static String of(ObjectNode resource, Map<String, ObjectNode> others) {
    var reached = new LinkedHashMap<String, ObjectNode>();
    reach(resource, others, reached);
    var contained = JsonNodeFactory.instance.arrayNode();
    var places = new LinkedHashMap<String, String>();
    reached.forEach(
        (url, other) -> {
          var id = "r" + (contained.size() + 1);
          contained.add(other.deepCopy().put("id", id));
          places.put("\"" + url + "\"", "\"#" + id + "\"");
        });
    var whole = resource.deepCopy();
    whole.remove("id");
    if (!contained.isEmpty()) {
      whole.set("contained", contained);
    }
    var json = whole.toString();
    for (var place : places.entrySet()) {
      json = json.replace(place.getKey(), place.getValue());
    }
    return json;
  }

  private static void reach(
      JsonNode from, Map<String, ObjectNode> others, Map<String, ObjectNode> reached) {
    for (var reference : from.findValuesAsText("reference")) {
      var other = others.get(reference);
      if (other != null && reached.putIfAbsent(reference, other) == null) {
        reach(other, others, reached);
      }
    }
  }
}
